using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>The room's stylesheet and script: embedded in the assembly and named by their content, so they may be cached for ever and need no publishing.</summary>
internal static class AssetStore
{
    public static Asset Style { get; } = Load("sync.css", "text/css; charset=utf-8");

    public static Asset Script { get; } = Load("sync.js", "text/javascript; charset=utf-8");

    public static Asset Icon { get; } = Load("sync.svg", "image/svg+xml");

    public static IReadOnlyList<Asset> All { get; } = [Style, Script, Icon];

    private static Asset Load(string file, string contentType)
    {
        using var stream = typeof(AssetStore).Assembly.GetManifestResourceStream($"SyncEngine.AspNetCore.Dashboard.Assets.{file}")
            ?? throw new InvalidOperationException($"The package lacks its asset {file}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        return new Asset($"/assets/{Path.GetFileNameWithoutExtension(file)}.{hash}{Path.GetExtension(file)}", contentType, content);
    }

    /// <param name="Path">Within the room.</param>
    /// <param name="ContentType">Its media type.</param>
    /// <param name="Content">Its bytes.</param>
    internal sealed record Asset(string Path, string ContentType, byte[] Content)
    {
        public Task WriteAsync(HttpContext context)
        {
            context.Response.ContentType = ContentType;
            context.Response.ContentLength = Content.Length;
            context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return context.Response.Body.WriteAsync(Content, context.RequestAborted).AsTask();
        }
    }
}
