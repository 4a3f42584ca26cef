using System.Globalization;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Journal;

/// <summary>The room's tables as CSV files: a search of the journal, what fails, what a dry run found.</summary>
internal static class Export
{
    private const int MostEntries = 50_000;

    public static void Map(DashboardRoutes routes)
    {
        routes.Raw("/journal.csv", JournalAsync);
        routes.Raw("/failures.csv", FailuresAsync);
        routes.Raw("/run.csv", RunAsync);
    }

    // One line for each change of a field, and one for an entry without any.
    private static async Task JournalAsync(DashboardRequest request)
    {
        var query = JournalSearch.Read(request).Query with { PageSize = 500, After = null };
        await request.StartFileAsync("journal.csv", Csv.Line("at", "record", "outcome", "cause", "salesforce_id", "field", "direction", "before", "after", "failure", "note"));
        var written = 0;
        do
        {
            var page = await request.Get<ISyncJournal>().SearchAsync(query, request.Aborted);
            foreach (var entry in page.Items)
            {
                foreach (var field in entry.Fields.Select(field => (JournalField?)field).DefaultIfEmpty())
                {
                    await request.WriteAsync(Csv.Line(
                        Time(entry.At), entry.Key.ToString(), entry.Action.ToString(), entry.Cause.ToString(), entry.RemoteId, field?.Field,
                        field is null ? null : field.ToSalesforce ? "to Salesforce" : "from Salesforce", field?.Before, field?.After, entry.Failure?.Reason, entry.Note));
                }
            }

            written += page.Items.Count;
            query = query with { After = page.Next };
        }
        while (query.After is not null && written < MostEntries);
    }

    private static async Task FailuresAsync(DashboardRequest request)
    {
        await request.StartFileAsync("failures.csv", Csv.Line("record", "state", "tries", "since", "next_try", "class", "code", "field", "reason", "hint"));
        string? after = null;
        do
        {
            var page = await request.Get<ISyncFailures>().ListAsync(null, 500, after, request.Aborted);
            foreach (var work in page.Items)
            {
                await request.WriteAsync(Csv.Line(
                    work.Key.ToString(), work.State.ToString(), work.Attempts.ToString(CultureInfo.InvariantCulture), Time(work.Since), work.NextAttemptAt is { } next ? Time(next) : null,
                    work.Failure.Class.ToString(), work.Failure.Code, work.Failure.Field, work.Failure.Reason, work.Failure.Hint));
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private static async Task RunAsync(DashboardRequest request)
    {
        var run = Guid.TryParse(request.Query("id"), out var id) ? await request.Get<ISyncRuns>().GetAsync(id, request.Aborted) : null;
        if (run is null)
        {
            request.Http.Response.StatusCode = 404;
            return;
        }

        await request.StartFileAsync($"run-{run.Id}.csv", Csv.Line("record", "field", "would_be_done", "here", "in_salesforce"));
        foreach (var example in run.Preview?.Examples ?? [])
            await request.WriteAsync(Csv.Line($"{run.Mapping}:{example.ExternalId}", example.Field, Words.For(example.Action), example.Local, example.Remote));
    }

    private static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
