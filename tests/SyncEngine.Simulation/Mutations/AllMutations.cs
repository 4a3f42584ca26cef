using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Capture;
using SyncEngine.Mapping;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Org;

namespace SyncEngine.Simulation.Mutations;

/// <summary>The engine, broken in one way each. An oracle that does not notice them would prove nothing.</summary>
internal static class AllMutations
{
    public static IReadOnlyList<Mutation> List { get; } =
    [
        new("the generation is not checked", "completion is conditional on the claimed generation", 8)
        {
            Rewrite = sql => sql.Replace("SELECT key, generation FROM sync_work", "SELECT key, claimed_generation FROM sync_work", StringComparison.Ordinal)
                .Replace("AND generation = claimed_generation", "", StringComparison.Ordinal),
        },
        new("a key is completed without its fencing token", "completion is conditional on the lease token", 3)
        {
            Rewrite = sql => sql.Replace("SELECT key, generation FROM sync_work WHERE lease_token = @token AND state = 1", "SELECT key, generation FROM sync_work WHERE @token IS NOT NULL", StringComparison.Ordinal)
                .Replace("lease_token = @token AND state = 1 AND generation = claimed_generation", "@token IS NOT NULL", StringComparison.Ordinal)
                .Replace("SET lease_until = @until WHERE lease_token = @token AND state = 1", "SET lease_until = @until WHERE @token IS NOT NULL AND state = 1", StringComparison.Ordinal),
            Concerns = history => history is { Hosts: > 1, HostFaults.Count: > 3 } && history.HostFaults[0].Kind == HostFaultKind.Stall,
        },
        new("leases that ran out are not reclaimed", "a crash is a retry", 5)
        {
            Rewrite = sql => sql.Replace("lease_until < @now", "lease_until < 0", StringComparison.Ordinal),
        },
        new("a mark that meets a row is thrown away", "folding loses no mark", 8)
        {
            Rewrite = sql => sql.Contains("ON CONFLICT (key) DO UPDATE SET", StringComparison.Ordinal) && sql.Contains("sync_work", StringComparison.Ordinal)
                ? sql[..sql.IndexOf("ON CONFLICT (key) DO UPDATE SET", StringComparison.Ordinal)] + "ON CONFLICT (key) DO NOTHING"
                : sql,
        },
        new("the base is not read", "a one-sided change is no conflict, and is not overwritten", 1)
        {
            Rewrite = sql => sql.Replace("SELECT external_id, remote_id, base", "SELECT external_id, remote_id, '{\"Version\":1,\"Fields\":{}}'", StringComparison.Ordinal),
        },
        new("intents are forgotten", "what was sent is written down before it is sent", 11)
        {
            Rewrite = sql => sql.Replace("FROM sync_intent WHERE mapping = @mapping", "FROM sync_intent WHERE 1 = 0 AND mapping = @mapping", StringComparison.Ordinal),
        },
        new("late landings are not looked for", "a write that was lost may land late", 327)
        {
            Rewrite = sql => sql.Contains("CREATE TABLE sync_mark", StringComparison.Ordinal)
                ? sql + "\nCREATE TRIGGER mutation AFTER INSERT ON sync_mark WHEN NEW.cause LIKE 'engine:late%' BEGIN DELETE FROM sync_mark WHERE id = NEW.id; END;"
                : sql,
            Concerns = history => history.PollEvery == TimeSpan.Zero && history.CallFaults.Any(fault => fault.Kind == CallFaultKind.LandsLate),
        },
        new("a poll is acknowledged and what it found is not stored", "the position is stored with its marks", 45)
        {
            Rewrite = sql => sql.Contains("CREATE TABLE sync_mark", StringComparison.Ordinal)
                ? sql + "\nCREATE TRIGGER mutation AFTER INSERT ON sync_mark WHEN NEW.cause LIKE 'poll%' BEGIN DELETE FROM sync_mark WHERE id = NEW.id; END;"
                : sql,
        },
        new("what failed is forgotten", "a failure stands in the control room with its reason", 5)
        {
            Rewrite = sql => sql.Contains("CREATE TABLE sync_work", StringComparison.Ordinal)
                ? sql + "\nCREATE TRIGGER mutation AFTER UPDATE ON sync_work WHEN NEW.state IN (3, 4) BEGIN DELETE FROM sync_work WHERE key = NEW.key; END;"
                : sql,
        },
        new("links are not kept: upsert by external id for ever", "once linked, a record is updated by its Salesforce id", 1)
        {
            Rewrite = sql => sql.Contains("CREATE TABLE sync_link", StringComparison.Ordinal)
                ? sql + "\nCREATE TRIGGER mutation AFTER INSERT ON sync_link BEGIN DELETE FROM sync_link WHERE mapping = NEW.mapping AND external_id = NEW.external_id; END;"
                : sql,
        },
        new("children that wait are not woken", "parents before children", 74)
        {
            Rewrite = sql => sql.Contains("sync_work SET", StringComparison.Ordinal) || sql.Contains("min(due_at)", StringComparison.Ordinal) || sql.Contains("due_at <= @now", StringComparison.Ordinal)
                ? sql.Replace("state = 2 AND due_at <= @now", "state = 2 AND due_at < 0", StringComparison.Ordinal).Replace("waiting_on IN", "1 = 0 AND waiting_on IN", StringComparison.Ordinal)
                : sql,
        },
        new("what comes in is applied over an edit that was just saved", "applying is conditional on the marks", 8)
        {
            Rewrite = sql => sql.Replace("SELECT DISTINCT key FROM sync_mark WHERE not_before", "SELECT DISTINCT key FROM sync_mark WHERE 1 = 0 AND not_before", StringComparison.Ordinal)
                .Replace("generation = sync_work.generation + 1", "generation = sync_work.generation", StringComparison.Ordinal),
        },
        new("capture does not know the field Phone", "each save of a mapped field marks its record", 32)
        {
            Configure = services => services.AddSingleton<ICaptureCatalog>(provider => new Forgetful(provider.GetRequiredService<MappingCatalog>(), "Phone")),
        },
        new("an answer of 503 or 429 counts as success", "a throttled run is not a success", 83)
        {
            Answer = (request, answer) => answer.Status is 503 or 429 && request is { Method: "PATCH", IsCollection: false } ? new WireAnswer(204, null, []) : answer,
        },
        new("every row of a batch counts as saved", "a failed item of a batch is a result", 847)
        {
            Answer = (request, answer) => request.IsCollection
                ? answer with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Body).Replace("{\"success\":false,\"errors\":[{\"statusCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"unable to obtain exclusive access to this record\",\"fields\":[]}]}", "{\"id\":null,\"success\":true,\"errors\":[]}", StringComparison.Ordinal)) }
                : answer,
        },
        new("a bulk job that was left is forgotten", "nothing is sent again while its job may still write", 74)
        {
            Rewrite = sql => sql.Replace("sent_at, job_id FROM sync_intent", "sent_at, NULL FROM sync_intent", StringComparison.Ordinal),
            Concerns = history => history is { BulkAbove: not null, HostFaults.Count: > 0 },
        },
        new("a bulk job that runs counts as complete", "what a job has not said of a row is found out later", 74)
        {
            Answer = (request, answer) => request is { IsOfJob: true, Method: "GET" }
                ? answer with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Body).Replace("\"state\":\"UploadComplete\"", "\"state\":\"JobComplete\"", StringComparison.Ordinal).Replace("\"state\":\"InProgress\"", "\"state\":\"JobComplete\"", StringComparison.Ordinal)) }
                : answer,
            Concerns = history => history.BulkAbove is not null,
        },
    ];

    private sealed class Forgetful(ICaptureCatalog catalog, string member) : ICaptureCatalog
    {
        public IReadOnlyList<CapturedMapping> For(Type entityType) => [.. catalog.For(entityType).Select(Without)];

        private CapturedMapping Without(CapturedMapping mapping)
        {
            var kept = mapping.Fields.Where(field => !field.DependsOn(member)).ToList();
            return mapping with { Fields = kept };
        }
    }
}
