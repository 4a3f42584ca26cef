using System.Globalization;
using System.Runtime.CompilerServices;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Bulk;

/// <summary>
/// One CSV answer as a stream of rows. When it breaks off, or is not what it should be as when something cut it short, it is asked for again,
/// and the rows that were handed out are skipped.
/// </summary>
internal sealed class BulkRows(SalesforceHttp http)
{
    /// <summary>The rows of an answer; the locator of the next page is told through <paramref name="locator"/> once the headers are there.</summary>
    public async IAsyncEnumerable<BulkRow> ReadAsync(SalesforceCall call, Action<string?>? locator, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var handedOut = 0L;
        for (var attempt = 0; ; attempt++)
        {
            using var response = await http.OpenAsync(call, cancellationToken);
            locator?.Invoke(response.Headers.TryGetValues("Sforce-Locator", out var values) && values.FirstOrDefault() is { Length: > 0 } next and not "null" ? next : null);

            // A page that a proxy cut short can look whole; the header says how many rows it has.
            var promised = response.Headers.TryGetValues("Sforce-NumberOfRecords", out var counts) && long.TryParse(counts.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
            if (response.Content.Headers.ContentType?.MediaType is "text/html")
                throw Unreadable(call, "its body is a web page, as of a proxy or a maintenance site", TransportFailure.HtmlPage);

            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var csv = new CsvReader(stream, new CsvIdleLimit(http.Options.Timeout, http.Time));
            var (columns, broke) = await NextAsync(call, csv, attempt, cancellationToken);
            for (var row = 0L; !broke; row++)
            {
                string[]? cells;
                (cells, broke) = await NextAsync(call, csv, attempt, cancellationToken);
                if (broke)
                    break;
                if (cells is null && row >= promised)
                    yield break;
                if (cells is null || cells.Length != columns!.Length)
                {
                    if (attempt < http.Options.MaxRetries)
                        break;
                    throw Unreadable(call, cells is null
                        ? $"it has {row} rows where its header says {promised}"
                        : $"its row {row + 1} has {cells.Length} cells where the header has {columns?.Length}", TransportFailure.UnreadableAnswer);
                }

                if (row < handedOut)
                    continue;

                handedOut++;
                yield return new BulkRow(columns, cells);
            }

            await Task.Delay(RetryRules.Delay(http.Options.RetryDelay, attempt, Random.Shared.NextDouble()), http.Time, cancellationToken);
        }
    }

    // Breaking off is forgiven as often as any call is repeated.
    private async ValueTask<(string[]? Cells, bool Broke)> NextAsync(SalesforceCall call, CsvReader csv, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            return (await csv.ReadRowAsync(cancellationToken), false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return attempt < http.Options.MaxRetries
                ? (null, true)
                : throw new SalesforceTransportException($"{call}: its answer broke off.", TransportFailure.ConnectionLost, exception);
        }
        catch (InvalidDataException exception)
        {
            return attempt < http.Options.MaxRetries
                ? (null, true)
                : throw Unreadable(call, $"it is no CSV: {exception.Message.TrimEnd('.')}", TransportFailure.UnreadableAnswer);
        }
    }

    private static SalesforceTransportException Unreadable(SalesforceCall call, string why, TransportFailure failure) =>
        new($"{call} was answered, but {why}.", failure);
}
