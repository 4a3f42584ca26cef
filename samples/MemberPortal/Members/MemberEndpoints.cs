using MemberPortal.Accounts;
using MemberPortal.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MemberPortal.Members;

/// <summary>The live part of the pages.</summary>
internal static class MemberEndpoints
{
    public static IEndpointRouteBuilder MapMembers(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/profile/sync", SyncStateAsync).RequireAuthorization(Policies.Member);
        return endpoints;
    }

    private static async Task<RazorComponentResult<SyncStateView>> SyncStateAsync(HttpContext http, RecordState record, CurrentMember current)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (status, questions) = await record.ReadAsync(http.User.FindMemberId()!.Value, http.RequestAborted);
        return new RazorComponentResult<SyncStateView>(new Dictionary<string, object?>
        {
            [nameof(SyncStateView.Status)] = status,
            [nameof(SyncStateView.Questions)] = questions,
            [nameof(SyncStateView.Stamp)] = await current.FindAsync(http.RequestAborted) is { } member ? ProfileInput.StampOf(member) : null,
        });
    }
}
