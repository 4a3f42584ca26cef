using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Capture;

/// <summary>What marks a save, and what does not; on both databases.</summary>
public abstract class CaptureCompliance(Engine engine)
{
    private readonly Actor _actor = new();

    [Fact]
    public async Task Added_modified_and_deleted_entities_are_marked()
    {
        await using var bench = await BenchAsync();
        var member = new Member { LastName = "Ada" };

        await bench.Site.SaveAsync(member);
        (await bench.MarksAsync()).Should().ContainSingle().Which.Should().Be((WorkKey.ForRecord("Member", member.Id.ToString()), (string?)null, "site"));

        await bench.Site.EditAsync(member.Id, edited => edited.LastName = "Lovelace");
        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields.Should().Be("LastName");

        await bench.Site.UseAsync(async context =>
        {
            context.Remove(await context.Members.SingleAsync());
            await context.SaveChangesAsync();
        });
        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields.Should().BeNull();
    }

    [Fact]
    public async Task Added_entity_is_marked_as_a_whole_whatever_it_owns()
    {
        await using var bench = await BenchAsync();

        await bench.Site.SaveAsync(new Member { LastName = "Ada", Address = { City = "London" } });

        (await bench.Site.MarksAsync()).Should().HaveCount(2, "a member is mapped twice").And.OnlyContain(mark => mark.Fields == null);
    }

    [Fact]
    public async Task Edit_that_leaves_mapped_fields_alone_marks_nothing()
    {
        await using var bench = await BenchAsync();
        var member = new Member { LastName = "Ada", Address = { City = "London" } };
        await bench.Site.SaveAsync(member, new Country { Name = "unmapped" });
        await bench.MarksAsync();

        await bench.Site.EditAsync(member.Id, edited => edited.Note = "called");
        await bench.Site.EditAsync(member.Id, edited => edited.Address.Remark = "backyard");
        await bench.Site.EditAsync(member.Id, edited => edited.LastName = "Ada");
        await bench.Site.UseAsync(async context =>
        {
            (await context.Countries.SingleAsync()).Name = "other";
            await context.SaveChangesAsync();
        });

        (await bench.MarksAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Owned_type_is_its_owners()
    {
        await using var bench = await BenchAsync();
        var member = new Member { LastName = "Ada", Address = { City = "London" } };
        await bench.Site.SaveAsync(member);
        await bench.MarksAsync();

        await bench.Site.EditAsync(member.Id, edited => edited.Address.City = "Paris");
        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields.Should().Be("City__c");

        await bench.Site.EditAsync(member.Id, edited => edited.Address = new Address { City = "Rome" });
        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields.Should().Contain("City__c");
    }

    [Fact]
    public async Task Value_made_of_several_properties_depends_on_each()
    {
        await using var bench = await BenchAsync();
        var member = new Member { FirstName = "Ada", LastName = "Byron" };
        await bench.Site.SaveAsync(member);
        await bench.MarksAsync();

        await bench.Site.EditAsync(member.Id, edited => edited.Email = "ada@example.org");

        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields!.Split(',').Should().BeEquivalentTo("Email", "Greeting__c");
    }

    [Fact]
    public async Task Look_up_and_parent_are_captured_by_their_keys()
    {
        await using var bench = await BenchAsync();
        var (member, organization, country) = (new Member { LastName = "Ada" }, new Organization { Name = "Acme" }, new Country { Name = "France" });
        await bench.Site.SaveAsync(member, organization, country);
        await bench.MarksAsync();

        await bench.Site.EditAsync(member.Id, edited => edited.OrganizationId = organization.Id);
        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields.Should().Be("Organization");

        await bench.Site.EditAsync(member.Id, edited => edited.CountryId = country.Id);
        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields.Should().Be("Country__c");

        await bench.Site.UseAsync(async context =>
        {
            (await context.Members.Include(loaded => loaded.Organization).SingleAsync()).Organization = null;
            await context.SaveChangesAsync();
        });
        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields.Should().Be("Organization");
    }

    [Fact]
    public async Task Temporary_key_is_no_hindrance_and_private_setters_are_minted_through()
    {
        await using var bench = await BenchAsync();
        var legacy = new LegacyContact("Ada");

        await bench.Site.SaveAsync(legacy);

        legacy.SyncId.Should().NotBeNull();
        (await bench.MarksAsync()).Should().ContainSingle().Which.Key.Should().Be(WorkKey.ForRecord("LegacyContact", legacy.SyncId!.Value.ToString()));
        (await bench.Site.UseAsync(context => context.Legacies.SingleAsync())).SyncId.Should().Be(legacy.SyncId, "it was saved with the entity");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Row_from_before_the_engine_gets_its_id_at_its_first_edit(bool detects)
    {
        await using var bench = await BenchAsync();
        await bench.Site.SaveAsync(new LegacyContact("Ada"));
        await bench.Site.UseAsync(context => context.Legacies.ExecuteUpdateAsync(set => set.SetProperty(row => row.SyncId, (Guid?)null)));
        await bench.MarksAsync();

        await bench.Site.UseAsync(async context =>
        {
            context.ChangeTracker.AutoDetectChangesEnabled = detects;
            var row = await context.Legacies.SingleAsync();
            row.Rename("Lovelace");
            context.Entry(row).Property(legacy => legacy.LastName).IsModified = true;
            await context.SaveChangesAsync();
        });

        var stored = await bench.Site.UseAsync(context => context.Legacies.SingleAsync());
        stored.SyncId.Should().NotBeNull();
        (await bench.MarksAsync()).Should().ContainSingle().Which.Key.Id.Should().Be(stored.SyncId!.Value.ToString());
    }

    [Fact]
    public async Task Detached_update_is_captured_although_original_and_current_are_equal()
    {
        await using var bench = await BenchAsync();
        var member = new Member { LastName = "Ada" };
        await bench.Site.SaveAsync(member);
        await bench.MarksAsync();

        await bench.Site.UseAsync(async context =>
        {
            context.Update(new Member { Id = member.Id, LastName = "Lovelace" });
            await context.SaveChangesAsync();
        });

        (await bench.MarksAsync()).Should().ContainSingle().Which.Fields.Should().Contain("LastName");
    }

    [Fact]
    public async Task Explicit_transaction_commits_or_rolls_back_its_marks()
    {
        await using var bench = await BenchAsync();
        await bench.Site.UseAsync(context => context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.Add(new Member { LastName = "Rolled back" });
            await context.SaveChangesAsync();
            await transaction.RollbackAsync();
        }));
        (await bench.MarksAsync()).Should().BeEmpty();

        await bench.Site.UseAsync(context => context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            context.Add(new Member { LastName = "One" });
            await context.SaveChangesAsync();
            context.Add(new Member { LastName = "Two" });
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
        }));
        (await bench.MarksAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Transaction_committed_outside_EF_takes_its_marks_along()
    {
        await using var bench = await BenchAsync();
        await using (var connection = await bench.Database.OpenAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var options = new DbContextOptionsBuilder<SiteContext>();
            options.AddInterceptors(bench.Site.Services.GetRequiredService<SyncEngine.Capture.CaptureInterceptor>());
            if (engine == Engine.Sqlite)
                options.UseSqlite(connection);
            else
                options.UseNpgsql(connection);
            await using var context = new SiteContext(options.Options);
            await context.Database.UseTransactionAsync(transaction);
            context.Add(new Member { LastName = "Ada" });
            await context.SaveChangesAsync();

            // The raw commit: no hook of EF's sees it.
            await transaction.CommitAsync();
        }

        (await bench.MarksAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Save_that_fails_and_is_tried_again_marks_once()
    {
        await using var bench = await BenchAsync();
        await bench.Site.UseAsync(async context =>
        {
            var member = new Member { LastName = "Ada", CountryId = 4711 };
            context.Add(member);
            await context.Invoking(failing => failing.SaveChangesAsync()).Should().ThrowAsync<DbUpdateException>();

            member.CountryId = null;
            await context.SaveChangesAsync();
        });

        (await bench.MarksAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Save_that_a_strategy_repeats_without_accepting_is_captured_each_time()
    {
        await using var bench = await BenchAsync();
        await bench.Site.UseAsync(async context =>
        {
            context.Add(new Member { LastName = "Ada" });
            var strategy = context.Database.CreateExecutionStrategy();
            for (var attempt = 0; attempt < 2; attempt++)
            {
                var commits = attempt == 1;
                await strategy.ExecuteAsync(async () =>
                {
                    await using var transaction = await context.Database.BeginTransactionAsync();
                    await context.SaveChangesAsync(acceptAllChangesOnSuccess: false);
                    if (commits)
                        await transaction.CommitAsync();
                });
            }

            context.ChangeTracker.AcceptAllChanges();
            context.ChangeTracker.Entries().Should().OnlyContain(entry => entry.Entity is Member || entry.Entity is Address, "a context that lives on does not carry marks");
        });

        (await bench.MarksAsync()).Should().ContainSingle();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transaction_that_an_interceptor_of_the_site_begins_takes_its_marks_along(bool commits)
    {
        await using var bench = await BenchAsync();
        var begins = new Begins();
        var options = new DbContextOptionsBuilder<SiteContext>();
        bench.Database.Use(options);
        options.AddInterceptors(bench.Site.Services.GetRequiredService<SyncEngine.Capture.CaptureInterceptor>(), begins);
        await using (var context = new SiteContext(options.Options))
        {
            await context.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                context.Add(new Member { LastName = "Ada" });
                await context.SaveChangesAsync();
                if (commits)
                    await begins.Transaction!.CommitAsync();
                await begins.Transaction!.DisposeAsync();
            });
        }

        (await bench.MarksAsync()).Should().HaveCount(commits ? 1 : 0);
    }

    [Theory]
    [InlineData(AutoTransactionBehavior.WhenNeeded)]
    [InlineData(AutoTransactionBehavior.Always)]
    [InlineData(AutoTransactionBehavior.Never)]
    public async Task Save_leaves_the_context_as_it_was(AutoTransactionBehavior behavior)
    {
        await using var bench = await BenchAsync();
        await bench.Site.UseAsync(async context =>
        {
            context.Database.AutoTransactionBehavior = behavior;
            context.Add(new Member { LastName = "Ada" });
            await context.SaveChangesAsync();
            context.Database.AutoTransactionBehavior.Should().Be(behavior);

            context.Add(new Member { LastName = "Byron", CountryId = 4711 });
            await context.Invoking(failing => failing.SaveChangesAsync()).Should().ThrowAsync<DbUpdateException>();
            context.Database.AutoTransactionBehavior.Should().Be(behavior);
            context.ChangeTracker.Entries().Should().OnlyContain(entry => entry.Entity is Member || entry.Entity is Address);
        });

        (await bench.MarksAsync()).Should().HaveCountGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Synchronous_save_is_captured()
    {
        await using var bench = await BenchAsync();

        await bench.Site.UseAsync(context =>
        {
            context.Add(new Member { LastName = "Ada" });
            context.SaveChanges();
            return Task.CompletedTask;
        });

        (await bench.MarksAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Second_context_of_the_site_is_captured()
    {
        await using var bench = await BenchAsync();
        await using (var scope = bench.Site.Services.CreateAsyncScope())
        {
            var second = scope.ServiceProvider.GetRequiredService<SecondContext>();
            second.Add(new Organization { Name = "Acme" });
            await second.SaveChangesAsync();
        }

        (await bench.MarksAsync()).Should().ContainSingle().Which.Key.Type.Should().Be("Organization");
    }

    [Fact]
    public async Task Pooled_contexts_keep_their_captures_apart()
    {
        await using var bench = await BenchAsync(pooled: true);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => Task.Run(() => bench.Site.SaveAsync(new Member { LastName = $"{index}" }))));

        (await bench.MarksAsync()).Select(mark => mark.Key).Should().HaveCount(20).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Cause_is_who_is_behind_the_save()
    {
        await using var bench = await BenchAsync();
        (_actor.CurrentUserId, _actor.IsStaff) = ("42", true);

        await bench.Site.SaveAsync(new Member { LastName = "Ada" });

        (await bench.MarksAsync()).Should().ContainSingle().Which.Cause.Should().Be("admin:42");
    }

    [Fact]
    public async Task Several_changes_in_one_save_are_one_mark_each_key()
    {
        await using var bench = await BenchAsync();
        var members = Enumerable.Range(0, 120).Select(index => new Member { LastName = $"{index}", Address = { City = "x" } }).ToArray();
        await bench.Site.SaveAsync([.. members]);
        await bench.MarksAsync();

        await bench.Site.UseAsync(async context =>
        {
            foreach (var member in await context.Members.ToListAsync())
            {
                member.LastName += "!";
                member.Address.City = "y";
            }

            await context.SaveChangesAsync();
        });

        var marks = await bench.MarksAsync();
        marks.Should().HaveCount(120);
        marks.Should().OnlyContain(mark => mark.Fields!.Contains("LastName") && mark.Fields.Contains("City__c"));
    }

    private async Task<CaptureBench> BenchAsync(bool pooled = false)
    {
        var database = await TestDatabase.CreateAsync(engine);
        var site = await TestSite.CreateAsync(database, map =>
        {
            TestSite.Standard(map);
            map.Map<LegacyContact>("Contact", m => m.Named("LegacyContact").ExternalId(x => x.SyncId).Field(x => x.LastName, "LastName"));
            map.Map<Member>("Lead", m => m.Named("MemberLead").Field(x => x.Address.City, "City__c")
                .Field(x => x.Email + " " + x.FirstName, "Greeting__c").Field(x => x.Country!.Name, "Country__c"));
            map.Capture<SecondContext>();
        }, services =>
        {
            services.AddDbContext<SecondContext>(database.Use);
            services.AddSingleton<ISyncActor>(_actor);
        }, pooled: pooled);
        return new CaptureBench(database, site);
    }

    private sealed class CaptureBench(TestDatabase database, TestSite site) : IAsyncDisposable
    {
        public TestDatabase Database => database;

        public TestSite Site => site;

        /// <summary>The marks made since the last call, both mappings of a member put together.</summary>
        public async Task<List<(WorkKey Key, string? Fields, string Cause)>> MarksAsync()
        {
            var marks = await site.MarksAsync();
            await site.ClearMarksAsync();
            return [.. marks.GroupBy(mark => mark.Key.Id).Select(group => (
                new WorkKey(WorkKey.RecordKind, group.First().Key.Type.Replace("MemberLead", "Member", StringComparison.Ordinal), group.Key),
                group.Any(mark => mark.Fields is null) ? null : string.Join(',', group.Select(mark => mark.Fields)),
                group.First().Cause))];
        }

        public async ValueTask DisposeAsync()
        {
            await site.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    // As an audit of the site's own might.
    private sealed class Begins : SaveChangesInterceptor
    {
        public IDbContextTransaction? Transaction { get; private set; }

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Transaction = await eventData.Context!.Database.BeginTransactionAsync(cancellationToken);
            return result;
        }
    }

    private sealed class Actor : ISyncActor
    {
        public string? CurrentUserId { get; set; }

        public bool IsStaff { get; set; }
    }
}

public sealed class SqliteCaptureTests() : CaptureCompliance(Engine.Sqlite);

public sealed class PostgreSqlCaptureTests() : CaptureCompliance(Engine.PostgreSql);
