using MemberPortal.Accounts;
using MemberPortal.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using SyncEngine;

namespace MemberPortal.Members;

/// <summary>The live part of the pages.</summary>
internal static class MemberEndpoints
{
    public static IEndpointRouteBuilder MapMembers(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/profile/sync", SyncStateAsync).RequireAuthorization(Policies.Member);
        return endpoints;
    }

    private static async Task<RazorComponentResult<SyncStateView>> SyncStateAsync(HttpContext http, ISyncStatus sync)
    {
        http.Response.Headers.CacheControl = "no-store";
        var status = await sync.GetAsync<Member>(http.User.FindMemberId()!.Value.ToString(), http.RequestAborted);
        return new RazorComponentResult<SyncStateView>(new Dictionary<string, object?> { [nameof(SyncStateView.Status)] = status });
    }
}
