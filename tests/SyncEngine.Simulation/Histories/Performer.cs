using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Model;
using SyncEngine.Simulation.Hosting;
using SyncEngine.Simulation.Site;

namespace SyncEngine.Simulation.Histories;

/// <summary>Carries the operations of a history out: on the site through its context, in the org through its user interface.</summary>
internal sealed class Performer(World world)
{
    private static readonly TimeSpan SiteDown = TimeSpan.FromMilliseconds(700);

    /// <summary>Operations that have not come to an end.</summary>
    public int Open { get; private set; }

    public void Schedule()
    {
        foreach (var operation in world.History.Operations)
        {
            Open++;
            world.Scheduler.At(World.Beginning + operation.At, () => Perform(operation));
        }
    }

    public Guid MemberId(int who) => new(world.History.Seed, (short)who, 1, new byte[8]);

    public Guid OrganizationId(int who) => new(world.History.Seed, (short)who, 2, new byte[8]);

    private void Perform(Operation operation)
    {
        if (RemotePerformer.Perform(world, this, operation))
        {
            Open--;
            return;
        }

        // The last run comes after everything else, so that nothing cancels it; and with every host down there is no site to save on.
        if ((operation is StartRun && operation.At >= world.History.HealedAt && Open > 1) || world.Host(world.Choose(world.History.Hosts)) is not { } host)
        {
            world.Scheduler.At(world.Scheduler.Now + SiteDown, () => Perform(operation));
            return;
        }

        var ended = false;
        host.Died += End;
        _ = host.Run(async services =>
        {
            try
            {
                await PerformAsync(operation, services);
                world.Tell($"{operation} done on {host.Name}");
            }
            catch (Exception exception)
            {
                if (exception is not (DbUpdateException or Microsoft.Data.Sqlite.SqliteException))
                    world.Break(exception);
                world.Tell($"{operation} failed on {host.Name}: {(exception.InnerException ?? exception).Message}");
            }
            finally
            {
                End();
            }
        });

        void End()
        {
            if (!ended)
                Open--;
            ended = true;
        }
    }

    private async Task PerformAsync(Operation operation, IServiceProvider services)
    {
        var site = services.GetRequiredService<SiteContext>();
        switch (operation)
        {
            case CreateOrganization create:
                site.Add(new Organization { Id = OrganizationId(create.Who), Name = $"Organization {create.Who}", Phone = $"p{create.Number}" });
                await site.SaveChangesAsync();
                break;
            case CreateMember create:
                site.Add(new Member
                {
                    Id = MemberId(create.Who),
                    FirstName = $"first{create.Number}",
                    LastName = $"member{create.Who}",
                    Email = $"member{create.Who}@example.org",
                    Phone = $"p{create.Number}",
                    OrganizationId = await ExistingAsync(site, create.Organization),
                });
                await site.SaveChangesAsync();
                break;
            case EditMember edit when await site.Members.FindAsync(MemberId(edit.Who)) is { } member:
                foreach (var field in edit.Fields)
                    Set(site, member, field, Value(field, edit.Number));
                foreach (var field in edit.Cleared)
                    Set(site, member, field, null);
                await site.SaveChangesAsync();
                break;
            case SaveFast fast when await site.Members.FindAsync(MemberId(fast.Who)) is { } member:
                for (var time = 1; time <= fast.Times; time++)
                {
                    Set(site, member, fast.Field, Value(fast.Field, fast.Number, time));
                    await site.SaveChangesAsync();
                    await Task.Delay(fast.Pause, services.GetRequiredService<TimeProvider>());
                }

                break;
            case EditOrganization edit when await site.Organizations.FindAsync(OrganizationId(edit.Who)) is { } organization:
                Set(site, organization, edit.Field, Value(edit.Field, edit.Number));
                await site.SaveChangesAsync();
                break;
            case EditUnmapped edit when await site.Members.FindAsync(MemberId(edit.Who)) is { } member:
                member.Notes = $"note {edit.Number}";
                await site.SaveChangesAsync();
                break;
            case RollBack roll when await site.Members.FindAsync(MemberId(roll.Who)) is { } member:
                await using (await site.Database.BeginTransactionAsync())
                {
                    Set(site, member, roll.Field, Value(roll.Field, roll.Number));
                    await site.SaveChangesAsync();
                }

                break;
            case DeleteMember delete when await site.Members.FindAsync(MemberId(delete.Who)) is { } member:
                site.Remove(member);
                await site.SaveChangesAsync();
                break;
            case MoveMember move when await site.Members.FindAsync(MemberId(move.Who)) is { } member:
                member.OrganizationId = await ExistingAsync(site, move.Organization);
                await site.SaveChangesAsync();
                break;
            case ImportMembers import:
                for (var who = import.First; who < import.First + import.Count; who++)
                {
                    var (id, first, last, email) = (MemberId(who), $"first{import.Number}x{who}", $"member{who}", $"member{who}@example.org");
                    await site.Database.ExecuteSqlAsync($"INSERT INTO Members (Id, FirstName, LastName, Email) VALUES ({id}, {first}, {last}, {email})");
                }

                await RunAsync(services);
                break;
            case StartRun:
                await RunAsync(services);
                break;
            case CancelRun when services.GetService<ISyncRuns>() is { } runs:
                if ((await runs.ListAsync()) is [var latest, ..])
                    await runs.CancelAsync(latest.Id, new Cause("admin", "staff"));
                break;
            case Decide decide:
                await DecideAsync(decide, services);
                break;
        }
    }

    private async Task<Guid?> ExistingAsync(SiteContext site, int? organization) =>
        organization is { } who && await site.Organizations.FindAsync(OrganizationId(who)) is { } found ? found.Id : null;

    private static async Task RunAsync(IServiceProvider services)
    {
        if (services.GetService<ISyncRuns>() is { } runs)
            await runs.StartAsync(new SyncRunRequest("Member"), new Cause("admin", "staff"));
    }

    private static async Task DecideAsync(Decide decide, IServiceProvider services)
    {
        var cause = new Cause("admin", "staff");
        if (services.GetService<ISyncMatches>() is not { } matches)
            return;

        foreach (var match in await matches.ListAsync())
        {
            if (decide.Adopt && match.Candidates.Count > 0)
                await matches.AdoptAsync(match.Mapping, match.ExternalId, match.Candidates[0].RemoteId, cause);
            else
                await matches.CreateNewAsync(match.Mapping, match.ExternalId, cause);
        }

        await services.GetRequiredService<ISyncFailures>().RetryAllAsync(null, cause);
    }

    private static void Set(SiteContext site, object entity, string field, string? value) => site.Entry(entity).Property(field).CurrentValue = value;

    /// <summary>A value that no other operation writes, so that whatever stands anywhere tells where it came from.</summary>
    public static string Value(string field, int operation, int time = 0, char side = 'l')
    {
        var token = $"{side}{operation}x{time}{field[..1].ToLowerInvariant()}";
        return field == "Email" ? $"{token}@example.org" : token;
    }
}
