using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.AspNetCore.Tests.Hosts;

/// <summary>A site's week, written into the engine's tables: some agree, some failed for two causes, one waits for a person, one part is paused.</summary>
public static class Seed
{
    public const string Remote = "003000000000001AAA";

    public static readonly Person Ada = new() { Name = "Ada <b>Lovelace</b>", Email = "ada@example.org" };
    public static readonly Person Grace = new() { Name = "Grace Hopper", Email = "grace@example.org" };
    public static readonly Person Mary = new() { Name = "Mary Somerville-with-a-name-that-does-not-end-" + new string('y', 60), Email = null };
    public static readonly Person Alan = new() { Name = "Alan Turing", Email = "alan@example.org" };
    public static readonly Person Katherine = new() { Name = "Katherine Johnson", Email = "katherine@example.org" };
    public static readonly Guid DryRun = Guid.Parse("019ab000-0000-7000-8000-000000000001");
    public static readonly Guid Run = Guid.Parse("019ab000-0000-7000-8000-000000000002");
    public static readonly Person[] Failed = [.. Enumerable.Range(1, 3).Select(number => new Person { Name = $"Failed {number}", Email = $"failed{number}@example.org" })];

    public static WorkKey Key(Person person) => WorkKey.ForRecord("Person", person.Id.ToString());

    public static async Task ApplyAsync(RunningHost host)
    {
        using (var scope = host.App.Services.CreateScope())
        {
            var people = scope.ServiceProvider.GetRequiredService<PeopleContext>();
            people.AddRange([Copy(Ada), Copy(Grace), Copy(Mary), Copy(Alan), Copy(Katherine), .. Failed.Select(Copy)]);
            await people.SaveChangesAsync();
        }

        await host.App.Services.GetRequiredService<ISyncStore>().WriteAsync(async (transaction, token) =>
        {
            var now = transaction.Now.ToUnixTimeMilliseconds();
            await RunAsync($"DELETE FROM sync_mark");
            for (var hour = 23; hour > 0; hour--)
            {
                // A day with a quiet night, some retries, and two failures at noon.
                var (agreed, retried, failed) = (hour is > 14 and < 22 ? 1 : 8 + (hour * 7 % 11), hour % 5 == 0 ? 2 : 0, hour == 12 ? 2 : 0);
                for (var run = 0; run < agreed + retried + failed; run++)
                {
                    var action = run < agreed ? JournalAction.Updated : run < agreed + retried ? JournalAction.Retrying : JournalAction.Failed;
                    await RunAsync($"INSERT INTO sync_journal (at, key, scope, action, cause, waited_ms) VALUES ({now - (hour * 3600000L) - (run * 1000)}, 'record:Person:other-{run}', 'record:Person', {(int)action}, 'event', {(run % 9 == 0 ? 42000 : 300 + (run * 400))})");
                }
            }

            await RunAsync($"INSERT INTO sync_link (mapping, external_id, remote_id, base, linked_at, last_synced_at) VALUES ('Person', '{Ada.Id}', '{Remote}', '{{\"Version\":1,\"Fields\":{{\"Name\":[\"Ada <b>Lovelace</b>\",\"Ada Lovelace\"],\"Email\":[\"ada@example.org\",\"ada@example.org\"]}}}}', {now - 86400000}, {now - 60000})");
            await JournalAsync(Ada, JournalAction.Created, "user:42", 3600000);
            await JournalAsync(Ada, JournalAction.Updated, "user:42", 60000,
                "[{\"Field\":\"Name\",\"RemoteField\":\"LastName\",\"ToSalesforce\":true,\"Before\":\"Ada <i>Byron</i>\",\"After\":\"Ada <b>Lovelace</b>\"}]");
            await JournalAsync(Mary, JournalAction.Noted, "engine", 1800000, note: "A note for Mary.");
            await WorkAsync(Failed[0], 4, Failure("Data", "The field Email is longer than Salesforce allows.", "Shorten it here.", "STRING_TOO_LONG"));
            await WorkAsync(Failed[1], 4, Failure("Data", "The field Email is longer than Salesforce allows.", "Shorten it here.", "STRING_TOO_LONG"));
            await WorkAsync(Failed[2], 0, Failure("Transient", "Salesforce did not answer.", null, null));
            await WorkAsync(Grace, 3, Failure("Data", "2 Contact records in Salesforce fit this one.", "Say which is the same, or that none is.", null));
            await RunAsync($"""
                INSERT INTO sync_match VALUES ('Person', '{Grace.Id}', '2 Contact records in Salesforce fit this one.',
                '[{"{"}"RemoteId":"003000000000002AAA","ExternalId":null,"Values":{"{"}"LastName":"Grace Hopper","Email":"grace@example.org"{"}}"},{"{"}"RemoteId":"003000000000003AAA","ExternalId":"other","Values":{"{"}"LastName":"G. Hopper","Email":"grace@example.org"{"}}"}]',
                {now - 7200000}, NULL, NULL)
                """);
            await RunAsync($"""
                INSERT INTO sync_mapping VALUES ('Person', 1, '{"{"}"Mapping":"Person","Fields":[{"{"}"Name":"Name","RemoteField":"LastName","Direction":"Both","Policy":"Manual","Comparison":"Exact"{"}"},{"{"}"Name":"Email","RemoteField":"Email","Direction":"ToSalesforce","Policy":"LocalWins","Comparison":"IgnoreCase"{"}"}],"Match":["Email"]{"}"}',
                'E-mail addresses are ours.', 'admin:9', {now - 3600000})
                """);
            await RunAsync($"INSERT INTO sync_pause VALUES ('record:Person', '{Failure("Authentication", "Salesforce does not know the consumer key.", "Check it in the external client app.", "invalid_client_id")}', {now - 600000}, {now + 600000})");

            await WorkAsync(Alan, 3, Failure("Data", "Both sides have a value of their own for Email, Name.", "Say which is right, among the conflicts.", null));
            await WorkAsync(Katherine, 5, Failure("Data", "A validation rule in Salesforce refuses the record.", null, "FIELD_CUSTOM_VALIDATION_EXCEPTION"));
            await ConflictAsync("Email", "Email", "alan@example.org", "turing@example.org", "at@example.org", "conflict");
            await ConflictAsync("Name", "LastName", "Alan Turing", "Turing", null, "differs");
            await RunAsync($"INSERT INTO sync_run (id, mapping, is_dry, ids, state, taken, preview, cause, started_at, ended_at) VALUES ('{DryRun.ToString().ToUpperInvariant()}', 'Person', 1, NULL, 1, 7, '{{\"Creates\":2,\"Updates\":1,\"Unchanged\":4,\"ApiCalls\":9,\"Examples\":[{{\"ExternalId\":\"{Ada.Id}\",\"Field\":\"Email\",\"Action\":\"Push\",\"Local\":\"ada@example.org\",\"Remote\":\"=old\"}}]}}', 'admin:7', {now - 900000}, {now - 880000})");
            await RunAsync($"INSERT INTO sync_run (id, mapping, is_dry, ids, state, taken, preview, cause, started_at, ended_at) VALUES ('{Run.ToString().ToUpperInvariant()}', 'Person', 0, NULL, 3, 500, NULL, 'admin:7', {now - 600000}, NULL)");
            foreach (var (job, ok, failure, report) in new[] { ("feed:contacts", 0, "NULL", "NULL"), ("poll:Person", 40000, "NULL", "'3 changed records read, 1 to be looked at.'"), ("sweep:Person", 7200000, "'Salesforce did not answer.'", "NULL"), ("retention", 0, "NULL", "NULL") })
                await RunAsync($"INSERT OR REPLACE INTO sync_job (name, next_at, lease_until, report, last_ok_at, failure) VALUES ('{job}', {now + 60000}, {(job[0] == 'f' ? now + 25000 : 0)}, {report}, {(ok == 0 ? "NULL" : $"{now - ok}")}, {failure})");
            await JournalAsync(Failed[0], JournalAction.Failed, "user:42", 800000, "[{\"Field\":\"Email\",\"RemoteField\":\"Email\",\"ToSalesforce\":true,\"Before\":null,\"After\":\"failed1@example.org\"}]",
                failure: Failure("Data", "The field Email is longer than Salesforce allows.", "Shorten it here.", "STRING_TOO_LONG"));

            Task ConflictAsync(string field, string remoteField, string here, string there, string? agreed, string reason) => RunAsync(
                $"""
                INSERT INTO sync_conflict (mapping, external_id, field, remote_field, reason, local_value, remote_value, base_local, base_remote, local_at, remote_at, local_cause, found_at)
                VALUES ('Person', '{Alan.Id}', '{field}', '{remoteField}', '{reason}', '{here}', '{there}', {Quote(agreed)}, {Quote(agreed)}, {now - 7200000}, {now - 3600000}, 'user:42', {now - 1800000})
                """);

            Task JournalAsync(Person person, JournalAction action, string cause, long age, string? fields = null, string? note = null, string? failure = null) => RunAsync(
                $"INSERT INTO sync_journal (at, key, scope, action, cause, remote_id, fields, failure, note) VALUES ({now - age}, '{Key(person)}', 'record:Person', {(int)action}, '{cause}', {(person == Ada ? $"'{Remote}'" : "NULL")}, {Quote(fields)}, {Quote(failure)}, {Quote(note)})");

            Task WorkAsync(Person person, int state, string failure) => RunAsync(
                $"""
                INSERT INTO sync_work (key, kind, scope, lane, state, generation, due_at, first_marked_at, last_marked_at, attempts, cause, failure, changed_at)
                VALUES ('{Key(person)}', 'record', 'record:Person', 1, {state}, 1, {now + 60000}, {now - 900000}, {now - 900000}, 3, 'user:42', '{failure}', {now - 800000})
                """);

            async Task RunAsync(string sql)
            {
                await using var command = transaction.Connection.CreateCommand();
                command.CommandText = sql;
                command.Transaction = transaction.Transaction;
                await command.ExecuteNonQueryAsync(token);
            }
        });
    }

    private static string Quote(string? text) => text is null ? "NULL" : $"'{text}'";

    private static string Failure(string kind, string reason, string? hint, string? code) =>
        System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string?> { ["Class"] = kind, ["Reason"] = reason, ["Hint"] = hint, ["Code"] = code }
            .Where(pair => pair.Value is not null).ToDictionary());

    private static Person Copy(Person person) => new() { Id = person.Id, Name = person.Name, Email = person.Email };
}
