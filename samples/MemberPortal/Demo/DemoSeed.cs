using Connector.Salesforce;
using MemberPortal.Accounts;
using MemberPortal.Community;
using MemberPortal.Data;
using MemberPortal.Hosting;
using MemberPortal.Members;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Stripe;

namespace MemberPortal.Demo;

/// <summary>
/// Fills an empty portal in Development, and the simulated org with an Account and a Contact that are there already, so that first contact shows
/// an adoption. Each step looks first: killed anywhere, it goes on at the next start.
/// </summary>
internal sealed partial class DemoSeed(IServiceScopeFactory scopes, DemoOrg org, TimeProvider time, ILogger<DemoSeed> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var context = services.GetRequiredService<PortalDbContext>();
        if (!await context.Members.AnyAsync(cancellationToken))
        {
            if (org.IsSimulated)
                await TryFillOrgAsync(services.GetRequiredService<ISalesforceClient>(), cancellationToken);
            await AddRecordsAsync(context, cancellationToken);
        }

        await DemoDocuments.EnsureAsync(context, services.GetRequiredService<FileStore>(), time.GetUtcNow(), cancellationToken);
        await AddPaymentsAsync(context, services, cancellationToken);
        await AddUsersAsync(context, services, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task TryFillOrgAsync(ISalesforceClient salesforce, CancellationToken cancellationToken)
    {
        try
        {
            await FillOrgAsync(salesforce, cancellationToken);
        }
        catch (SalesforceException exception)
        {
            NotFilled(exception);
        }
    }

    private static async Task FillOrgAsync(ISalesforceClient salesforce, CancellationToken cancellationToken)
    {
        var maya = DemoPeople.Members[0];
        await foreach (var _ in salesforce.Query.QueryAsync($"SELECT Id FROM Contact WHERE Email = {maya.Email}", cancellationToken))
            return;

        var account = await salesforce.Records.CreateAsync(new SalesforceRecord("Account") { ["Name"] = DemoPeople.Organizations[0].Name }, cancellationToken);
        await salesforce.Records.CreateAsync(
            new SalesforceRecord("Contact")
            {
                ["FirstName"] = maya.FirstName,
                ["LastName"] = maya.LastName,
                ["Email"] = maya.Email,
                ["Title"] = "Head cook",
                ["AccountId"] = account.Id!.Value.Value,
            },
            cancellationToken);
    }

    private async Task AddRecordsAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        context.AddRange(DemoPeople.Organizations.Select(row => new Organization { Id = row.Id, Name = row.Name, Domain = row.Domain, Email = $"kitchen@{row.Domain}", ContactId = row.Id == DemoPeople.Organizations[0].Id ? DemoPeople.Members[1].Id : null }));
        context.Add(new Announcement
        {
            Title = "The winter table",
            Body = "Every kitchen cooks one meal for its street in the second week of January.\nTell us when yours is, and we put it on the map.",
            PublishedAt = time.GetUtcNow(),
            AuthorId = DemoPeople.Office[0].Id,
        });
        context.AddRange(DemoPeople.Members.Select(member => member.ToMember()));
        await context.SaveChangesAsync(cancellationToken);
    }

    private static async Task AddPaymentsAsync(PortalDbContext context, IServiceProvider services, CancellationToken cancellationToken)
    {
        var today = services.GetRequiredService<PortalClock>().Today;
        var records = await context.Members.Where(member => member.MemberSince == null).Select(member => member.Id).ToListAsync(cancellationToken);
        var memberships = services.GetRequiredService<IStripeMemberships>();
        foreach (var member in DemoPeople.Members.Where(member => records.Contains(member.Id)))
        {
            foreach (var payment in member.Payments(today))
                await memberships.RecordOfflinePaymentAsync(payment, cancellationToken);
        }
    }

    private static async Task AddUsersAsync(PortalDbContext context, IServiceProvider services, CancellationToken cancellationToken)
    {
        var roles = services.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        foreach (var role in Roles.All)
        {
            if (!await roles.RoleExistsAsync(role))
                Check(await roles.CreateAsync(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7() }));
        }

        var users = services.GetRequiredService<UserManager<PortalUser>>();
        var known = await context.Users.Select(user => user.Id).ToListAsync(cancellationToken);
        var records = await context.Members.Select(member => member.Id).ToListAsync(cancellationToken);
        foreach (var member in DemoPeople.Members.Where(member => records.Contains(member.Id) && !known.Contains(member.UserId)))
            await AddUserAsync(users, member.UserId, $"{member.FirstName} {member.LastName}", member.Email, member.Id);

        foreach (var (id, name, email, role) in DemoPeople.Office)
        {
            if (!known.Contains(id))
                await AddUserAsync(users, id, name, email, null);
            if (await users.FindByIdAsync(id.ToString()) is not { } user)
                continue;
            if (!await users.IsInRoleAsync(user, role))
                Check(await users.AddToRoleAsync(user, role));
            if (user.TwoFactorEnabled)
                continue;

            // Their codes can be read at /dev/codes.
            if (string.IsNullOrEmpty(await users.GetAuthenticatorKeyAsync(user)))
                Check(await users.ResetAuthenticatorKeyAsync(user));
            Check(await users.SetTwoFactorEnabledAsync(user, true));
        }
    }

    private static async Task AddUserAsync(UserManager<PortalUser> users, Guid id, string name, string email, Guid? memberId) =>
        Check(await users.CreateAsync(
            new PortalUser { Id = id, UserName = email, Email = email, EmailConfirmed = true, DisplayName = name, MemberId = memberId, LockoutEnabled = true },
            DemoPeople.Password));

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The demo's people could not be added: {string.Join(" ", result.Errors.Select(error => error.Description))}");
    }

    [LoggerMessage(1, LogLevel.Warning, "The simulated org could not be filled; nobody will be adopted at first contact")]
    private partial void NotFilled(Exception exception);
}
