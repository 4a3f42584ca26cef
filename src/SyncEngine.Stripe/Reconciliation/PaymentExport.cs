using System.Globalization;
using Connector.Stripe;
using Connector.Stripe.Billing;
using Microsoft.Extensions.Options;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Reconciliation;

/// <summary>A period's money as CSV. The sum of a currency's amounts is what came in less what went back.</summary>
internal sealed class PaymentExport(ISyncStore store, ISyncStatus status, IMembershipSite site, Site.MembershipMap map, IOptions<StripeMembershipOptions> options)
{
    private static readonly string[] Columns =
        ["date", "type", "reference", "payment", "invoice", "payer_kind", "payer_id", "payer_name", "description", "amount", "currency", "tier", "offline", "opportunity"];

    public async Task WriteAsync(TextWriter writer, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var rules = options.Value.ToRules();
        var rows = await store.ReadAsync((reading, token) => reading.QueryAsync(
            $"SELECT owner, body FROM stripe_fact WHERE kind <> {(int)FactKind.Period} AND occurred_at >= @from AND occurred_at < @to ORDER BY occurred_at, id",
            row => (Owner: StripeOwner.TryParse(row.GetString(0), out var owner) ? owner : default, Fact: FactJson.ReadFact(row.GetString(1))),
            token, ("@from", from.ToUnixTimeMilliseconds()), ("@to", to.ToUnixTimeMilliseconds())), cancellationToken);
        var names = new Dictionary<StripeOwner, string>();
        await WriteAsync(writer, Columns);
        foreach (var (owner, fact) in rows)
        {
            if (!names.TryGetValue(owner, out var name))
                names[owner] = name = (await store.ReadAsync((reading, token) => reading.ReadSiteAsync((context, inner) => site.FindPayerAsync(context, owner, inner), token), cancellationToken))?.Name ?? "";

            await WriteAsync(writer,
            [
                MembershipEvaluation.OnCalendar(fact.OccurredAt, rules).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                fact.Kind.ToString(), fact.Id, fact.PaymentId ?? "", fact.InvoiceNumber ?? "", owner.Kind, owner.Id, name, fact.Description ?? "",
                fact.Amount.ToDecimal().ToString("F" + fact.Amount.Currency.Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
                fact.Amount.Currency.ToString(), options.Value.TierOf(fact.PriceId) ?? "", fact.IsOffline ? "yes" : "no",
                await OpportunityAsync(fact, cancellationToken) ?? "",
            ]);
        }
    }

    private async Task<string?> OpportunityAsync(BillingFact fact, CancellationToken cancellationToken) =>
        map.PaymentMapping is { } mapping && fact.PaymentId is { } payment
            ? (await status.GetAsync(WorkKey.ForRecord(mapping, PaymentRecords.Key(payment).ToString()), cancellationToken)).RemoteId
            : null;

    private static Task WriteAsync(TextWriter writer, IEnumerable<string> fields) => writer.WriteAsync(string.Join(',', fields.Select(Field)) + "\r\n");

    // A spreadsheet takes what begins with these for a formula; a negative amount is meant as a number.
    private static string Field(string text)
    {
        var isFormula = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !decimal.TryParse(text, CultureInfo.InvariantCulture, out _);
        var safe = isFormula ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
