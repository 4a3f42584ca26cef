using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncEngine.Mapping;
using SyncEngine.Records;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Records;

public sealed class LocalRecordsTests
{
    [Fact]
    public async Task Other_keys_are_the_same_query_to_entity_framework()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var site = await TestSite.CreateAsync(database);
        var members = site.Services.GetRequiredService<MappingCatalog>().Find("Member")!;
        var compiled = new List<string>();
        var options = new DbContextOptionsBuilder<SiteContext>();
        database.Use(options);
        options.LogTo(compiled.Add, [CoreEventId.QueryCompilationStarting], LogLevel.Debug);
        await using var context = new SiteContext(options.Options);
        var records = new LocalRecords<SiteContext>(context);

        for (var keys = 1; keys <= 20; keys++)
            await records.LoadAsync(members, [.. Enumerable.Range(0, keys).Select(_ => Guid.NewGuid().ToString())], TestContext.Current.CancellationToken);

        compiled.Should().HaveCountLessThanOrEqualTo(1, "a query that holds its keys as constants is compiled at each load");
    }
}
