using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.AspNetCore.Tests.Dashboard;

namespace SyncEngine.AspNetCore.Tests.Hosts;

/// <summary>What happens on the second host and in its org while somebody looks at the room.</summary>
internal static class Life
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Saves a person by the site and waits until both sides agree.</summary>
    public static async Task<(Guid Id, string Contact)> SyncedAsync(this RunningHost host, Org org, string name, string email)
    {
        using var site = await host.ClientAsync(null);
        using var saved = await site.PostAsJsonAsync(new Uri("/people", UriKind.Relative), new { Name = name, Email = email }, Cancel);
        var id = await saved.Content.ReadFromJsonAsync<Guid>(Cancel);
        await host.AgreedAsync(id);
        return (id, (await org.QueryAsync($"SELECT Id FROM Contact WHERE Email = '{email}'")).Single()["Id"]!.GetValue<string>());
    }

    public static Task AgreedAsync(this RunningHost host, Guid id) =>
        FlowTests.UntilAsync(async () => (await host.App.Services.GetRequiredService<ISyncStatus>().GetAsync<Person>(id.ToString(), Cancel)).State == SyncState.InSync);

    public static async Task EditAsync(this RunningHost host, Guid id, Action<Person> edit)
    {
        using var scope = host.App.Services.CreateScope();
        var people = scope.ServiceProvider.GetRequiredService<PeopleContext>();
        edit((await people.People.FindAsync([id], Cancel))!);
        await people.SaveChangesAsync(Cancel);
    }

    public static async Task<string> NameAsync(this RunningHost host, Guid id)
    {
        using var scope = host.App.Services.CreateScope();
        return (await scope.ServiceProvider.GetRequiredService<PeopleContext>().People.FindAsync([id], Cancel))!.Name;
    }

    public static async Task<string?> PhoneAsync(this RunningHost host, Guid id)
    {
        using var scope = host.App.Services.CreateScope();
        return (await scope.ServiceProvider.GetRequiredService<PeopleContext>().People.FindAsync([id], Cancel))!.Phone;
    }

    public static async Task<string?> NameAsync(this Org org, string contact) =>
        (await org.QueryAsync($"SELECT LastName FROM Contact WHERE Id = '{contact}'")).Single()["LastName"]?.GetValue<string>();

    /// <summary>The mark of what a conflict shows, as the room's form carries it.</summary>
    public static string Seen(this SyncConflict conflict) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{conflict.Local}\0{conflict.Remote}")))[..16];
}
