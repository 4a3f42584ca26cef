using MemberPortal.Accounts;
using MemberPortal.Data;
using MemberPortal.Hosting;
using MemberPortal.Members;
using MemberPortal.Security;
using Microsoft.AspNetCore.Mvc;

namespace MemberPortal.Community;

/// <summary>Files in and out.</summary>
internal static class CommunityEndpoints
{
    public static IEndpointRouteBuilder MapCommunity(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/documents/{id:guid}", DownloadAsync).RequireAuthorization();
        endpoints.MapGet("/support/{id:guid}/files/{file:guid}", AttachmentAsync).RequireAuthorization();
        endpoints.MapPost("/documents", UploadAsync).RequireAuthorization(Policies.Staff);
        endpoints.MapGet("/staff/figures.csv", FiguresAsync).RequireAuthorization(Policies.Staff);
        endpoints.MapGet("/privacy/export.json", ExportAsync).RequireAuthorization(Policies.Member);
        endpoints.MapGet("/privacy/export.html", ReadableAsync).RequireAuthorization(Policies.Member);
        return endpoints;
    }

    private static async Task<IResult> DownloadAsync(Guid id, HttpContext http, DocumentLibrary library, CurrentMember current)
    {
        var office = http.User.IsOffice() && http.User.HasClaim("amr", "mfa");
        var member = await current.FindAsync(http.RequestAborted);
        if (await library.FindAsync(id) is not { } document || !File.Exists(library.PathOf(document)) || !(office || (member is not null && (document.OnlyFor is null || document.OnlyFor == member.Tier))))
            return Results.NotFound();

        // A download, never a page of this site's own.
        return Results.File(library.PathOf(document), document.ContentType, document.FileName, enableRangeProcessing: true);
    }

    private static async Task<IResult> AttachmentAsync(Guid id, Guid file, HttpContext http, SupportDesk desk, FileStore files)
    {
        var office = http.User.IsOffice() && http.User.HasClaim("amr", "mfa");
        var member = http.User.FindMemberId();
        if ((member is null && !office) || await desk.FindFileAsync(id, file, member) is not { } found || !File.Exists(files.PathOf(found.Id)))
            return Results.NotFound();

        return Results.File(files.PathOf(found.Id), found.ContentType, found.FileName, enableRangeProcessing: true);
    }

    private static async Task<IResult> UploadAsync([FromForm] string? title, [FromForm] string? category, [FromForm] string? onlyFor, IFormFile? file, DocumentLibrary library, Audit audit)
    {
        MembershipTier? tier = Enum.TryParse<MembershipTier>(onlyFor, out var chosen) ? chosen : null;
        if (await library.AddAsync(title, category, tier, file) is { } fault)
            return Results.LocalRedirect($"/documents?fault={Uri.EscapeDataString(fault)}");

        await audit.WriteAsync("document.uploaded");
        return Results.LocalRedirect("/documents?stored=true");
    }

    private static async Task<IResult> FiguresAsync(PortalDbContext context, PortalClock clock, Audit audit)
    {
        await audit.WriteAsync("figures.exported");
        return Results.File(System.Text.Encoding.UTF8.GetBytes((await Figures.ReadAsync(context, clock.Today)).ToCsv()), "text/csv; charset=utf-8", "figures.csv");
    }

    private static async Task<IResult> ReadableAsync(HttpContext http, PersonalData data, Audit audit)
    {
        var held = await data.CollectAsync(http.User.FindMemberId()!.Value, http.RequestAborted);
        await audit.WriteAsync("privacy.exported");
        http.Response.Headers.ContentDisposition = "attachment; filename=longtable-my-data.html";
        return new Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<Components.DataDocument>(new Dictionary<string, object?> { [nameof(Components.DataDocument.Held)] = held });
    }

    private static async Task<IResult> ExportAsync(HttpContext http, PersonalData data, Audit audit)
    {
        var export = await data.CollectAsync(http.User.FindMemberId()!.Value, http.RequestAborted);
        await audit.WriteAsync("privacy.exported");
        return Results.File(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(export, PersonalData.Json), "application/json", "longtable-my-data.json");
    }
}
