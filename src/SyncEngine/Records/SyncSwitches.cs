using SyncEngine.Journal;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncSwitches(ISyncStore store, MappingCatalog catalog) : ISyncSwitches
{
    public async Task<IReadOnlyList<MappingSwitches>> ListAsync(CancellationToken cancellationToken = default)
    {
        var rows = await store.ReadAsync((reading, token) => reading.QueryAsync("SELECT mapping, outward, inward, changed_by, changed_at FROM sync_switch",
            reader => new MappingSwitches(reader.GetString(0), (DirectionSwitch)reader.GetInt32(1), (DirectionSwitch)reader.GetInt32(2), reader.GetString(3), reader.Time(4)), token), cancellationToken);
        return [.. catalog.All.Select(mapping => rows.FirstOrDefault(row => row.Mapping == mapping.Name) ?? new MappingSwitches(mapping.Name, mapping.Outward, mapping.Inward, null, null))];
    }

    public async Task SetAsync(string mapping, DirectionSwitch outward, DirectionSwitch inward, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        if (catalog.Find(mapping) is null)
            throw new ArgumentException($"There is no mapping '{mapping}'.", nameof(mapping));

        var before = (await ListAsync(cancellationToken)).First(known => known.Mapping == mapping);
        await store.WriteAsync(async (transaction, token) =>
        {
            await transaction.ExecuteAsync(
                """
                INSERT INTO sync_switch (mapping, outward, inward, changed_by, changed_at) VALUES (@mapping, @outward, @inward, @by, @now)
                ON CONFLICT (mapping) DO UPDATE SET outward = excluded.outward, inward = excluded.inward, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                """, token,
                ("@mapping", mapping), ("@outward", (int)outward), ("@inward", (int)inward), ("@by", cause.ToString()), ("@now", transaction.Now.ToUnixTimeMilliseconds()));
            await transaction.WriteAsync(new WorkKey("mapping", mapping, "switches"), JournalAction.Decided, cause, token,
                fields: [.. Change("To Salesforce", true, before.Outward, outward), .. Change("To the site", false, before.Inward, inward)],
                note: $"{mapping}: to Salesforce {outward}, to the site {inward}.");
        }, cancellationToken);
    }

    private static JournalField[] Change(string name, bool toSalesforce, DirectionSwitch before, DirectionSwitch after) =>
        before == after ? [] : [new JournalField(name, "", toSalesforce, before.ToString(), after.ToString())];
}
