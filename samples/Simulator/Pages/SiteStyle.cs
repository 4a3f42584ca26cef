using System.Security.Cryptography;

namespace Simulator.Pages;

/// <summary>The pages' style sheet, embedded; its address carries its hash, so that it can be cached for ever.</summary>
internal static class SiteStyle
{
    private static readonly byte[] Css = Read();

    public static string Path { get; } = $"/assets/site.{Convert.ToHexStringLower(SHA256.HashData(Css).AsSpan(0, 6))}.css";

    public static IResult Serve(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(Css, "text/css; charset=utf-8");
    }

    private static byte[] Read()
    {
        using var stream = typeof(SiteStyle).Assembly.GetManifestResourceStream("Simulator.site.css")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
