using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Reconciliation;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Storage;
using SyncEngine.Stripe.Webhooks;

namespace SyncEngine.Stripe.Reconciliation;

internal sealed class StripeReconciliation(
    IStripeConnector stripe, ISyncStore store, ISyncMarks marks, IStripeWebhookInbox inbox, Reckoning reckoning, SiteComparison siteComparison, PaymentExport export, TimeProvider time)
    : IStripeReconciliation
{
    // What Stripe keeps of events.
    private static readonly TimeSpan EventsKept = TimeSpan.FromDays(29);
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(10);

    public async Task<ReconciliationReport> CompareAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        if (from >= until)
            throw new ArgumentException("A period begins before it ends.", nameof(from));

        var now = time.GetUtcNow();
        var charges = await stripe.Payments.ListAsync(from - Comparison.Margin, until + Comparison.Margin, cancellationToken).ToListAsync(cancellationToken);
        var facts = await store.ReadAsync((reading, token) => FactsAsync(reading, from, until, token), cancellationToken);
        var (owners, strangers) = await OwnersAsync(charges, cancellationToken);
        var differences = new List<Difference>(Comparison.Compare(charges, owners, facts, from, until, now));
        var known = await store.ReadAsync(StatesAsync, cancellationToken);
        differences.AddRange(StateComparison.Compare(known, await stripe.Subscriptions.ListAsync(cancellationToken).ToListAsync(cancellationToken), charges));
        differences.AddRange(await siteComparison.CompareAsync(known, from, until, cancellationToken));
        differences.AddRange(await EventsAsync(now, cancellationToken));

        var counted = facts.Where(row => row.Fact.Kind != FactKind.Period && row.Fact.OccurredAt >= from && row.Fact.OccurredAt < until).Select(row => row.Fact).ToList();
        return new ReconciliationReport(
            from, until, now,
            counted.Count(fact => fact.Kind == FactKind.Payment),
            [.. counted.GroupBy(fact => fact.Amount.Currency).Select(group => new Money(group.Sum(fact => fact.Amount.MinorUnits), group.Key)).OrderBy(money => money.Currency.Code, StringComparer.Ordinal)],
            charges.Count(charge => charge.Charge.Created >= from && charge.Charge.Created < until && (charge.CustomerId is null || strangers.Contains(charge.CustomerId))),
            differences);
    }

    public async Task<bool> RepairAsync(Difference difference, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(difference);
        ArgumentNullException.ThrowIfNull(cause);
        switch (difference)
        {
            case { Repair: RepairKind.ReconcileCustomer, RepairOn: { } customer }:
                await MarkAsync(StripeKeys.Customer(customer), cause, cancellationToken);
                return true;
            case { Repair: RepairKind.ReapplyFacts, RepairOn: { } text } when StripeOwner.TryParse(text, out var owner):
                await store.WriteAsync((transaction, token) => reckoning.ApplyAsync(transaction, new ReckoningWish(owner, StripeKeys.Owner(owner)) { IsRepair = true }, cause, token), cancellationToken);
                return true;
            case { Repair: RepairKind.SyncRecord, RepairOn: { } text } when WorkKey.TryParse(text, out var record):
                await MarkAsync(record, cause, cancellationToken);
                return true;
            case { Repair: RepairKind.RecoverEvents }:
                await inbox.RecoverAsync(time.GetUtcNow() - EventsKept, cancellationToken);
                return true;
            case { Repair: RepairKind.ReplayEvent, RepairOn: { } eventId }:
                return await inbox.ReplayAsync(eventId, cause, cancellationToken);
            default:
                return false;
        }
    }

    public async Task<ReconciliationReport?> FindLatestAsync(CancellationToken cancellationToken = default) =>
        await store.ReadAsync(async (reading, token) => (await reading.QueryAsync(
            "SELECT body FROM stripe_reconciliation WHERE body IS NOT NULL ORDER BY compared_at DESC LIMIT 1", row => ReportJson.Read(row.GetString(0)), token)).FirstOrDefault(), cancellationToken);

    public async Task<ReconciliationReport> RunAsync(DateTimeOffset from, DateTimeOffset until, Cause cause, CancellationToken cancellationToken = default)
    {
        var report = await CompareAsync(from, until, cancellationToken);
        foreach (var difference in report.Differences.DistinctBy(difference => (difference.Repair, difference.RepairOn)))
            await RepairAsync(difference, cause, cancellationToken);

        await store.WriteAsync((transaction, token) => transaction.ExecuteAsync(
            "INSERT INTO stripe_reconciliation (id, compared_at, body) VALUES (@id, @at, @body)", token,
            ("@id", $"run:{Guid.CreateVersion7(report.ComparedAt)}"), ("@at", report.ComparedAt.ToUnixTimeMilliseconds()), ("@body", ReportJson.Write(report))), cancellationToken);
        return report;
    }

    public Task ExportAsync(TextWriter writer, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        export.WriteAsync(writer, from, until, cancellationToken);

    private Task MarkAsync(WorkKey key, Cause cause, CancellationToken cancellationToken) =>
        marks.MarkAsync([new MarkRequest(key, Lane.Payments, cause) { Delay = TimeSpan.Zero }], cancellationToken);

    private static async Task<List<(StripeOwner Owner, BillingFact Fact)>> FactsAsync(IStoreTransaction reading, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        await reading.QueryAsync(
            "SELECT owner, body FROM stripe_fact WHERE occurred_at >= @from AND occurred_at < @to ORDER BY occurred_at, id",
            row => (StripeOwner.TryParse(row.GetString(0), out var owner) ? owner : default, FactJson.ReadFact(row.GetString(1))),
            cancellationToken,
            // Refunds are looked for by the charges of the period, and come later than these.
            ("@from", (from - Comparison.Margin).ToUnixTimeMilliseconds()), ("@to", DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static async Task<List<(StripeOwner Owner, CustomerState State)>> StatesAsync(IStoreTransaction reading, CancellationToken cancellationToken) =>
        [.. (await reading.QueryAsync(
            "SELECT owner, state, is_deleted FROM stripe_customer WHERE state IS NOT NULL",
            row => (Known: StripeOwner.TryParse(row.GetString(0), out var owner), Owner: owner, State: FactJson.ReadState(row.GetString(1)) with { IsDeleted = row.GetInt32(2) == 1 }), cancellationToken))
            .Where(row => row.Known).Select(row => (row.Owner, row.State))];

    // Whose each customer is: by our link, or, where a restored back-up has lost it, by what the connector wrote at Stripe.
    private async Task<(Dictionary<string, StripeOwner> Owners, HashSet<string> Strangers)> OwnersAsync(List<CustomerCharge> charges, CancellationToken cancellationToken)
    {
        var linked = await store.ReadAsync((reading, token) => reading.QueryAsync(
            "SELECT id, owner FROM stripe_customer", row => (Id: row.GetString(0), Owner: row.GetString(1)), token), cancellationToken);
        var owners = linked.Where(row => StripeOwner.TryParse(row.Owner, out _)).ToDictionary(row => row.Id, row => StripeOwner.TryParse(row.Owner, out var owner) ? owner : default);
        var strangers = new HashSet<string>();
        foreach (var customer in charges.Select(charge => charge.CustomerId).OfType<string>().Distinct().Where(customer => !owners.ContainsKey(customer)).ToList())
        {
            if (await stripe.Customers.FindOwnerAsync(customer, cancellationToken) is { } owner)
                owners[customer] = owner;
            else
                strangers.Add(customer);
        }

        return (owners, strangers);
    }

    private async Task<List<Difference>> EventsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var differences = await store.ReadAsync((reading, token) => reading.QueryAsync(
            $"""
            SELECT id, type, state, reason FROM stripe_event WHERE (state = {(int)WebhookState.Stored} AND received_at < @before) OR state = {(int)WebhookState.Quarantined}
            ORDER BY received_at LIMIT 500
            """,
            row => (WebhookState)row.GetInt32(2) == WebhookState.Stored
                ? new Difference { Kind = DifferenceKind.EventStuck, Reference = row.GetString(0), Cause = $"{row.GetString(1)} was stored and nothing came of it yet.", Repair = RepairKind.ReplayEvent, RepairOn = row.GetString(0) }
                : new Difference { Kind = DifferenceKind.EventQuarantined, Reference = row.GetString(0), Cause = row.TextOrNull(3) ?? "It waits for somebody to look." },
            token, ("@before", (reading.Now - Stuck).ToUnixTimeMilliseconds())), cancellationToken);

        await foreach (var missed in stripe.Events.ListUndeliveredAsync(now - EventsKept, cancellationToken))
        {
            var known = await store.ReadAsync(async (reading, token) =>
                (await reading.QueryAsync("SELECT 1 FROM stripe_event WHERE id = @id", _ => true, token, ("@id", missed.Envelope.Id))).Count > 0, cancellationToken);
            if (!known)
            {
                differences.Add(new Difference
                {
                    Kind = DifferenceKind.EventMissed,
                    Reference = missed.Envelope.Id,
                    Cause = $"Stripe could not deliver {missed.Envelope.Type} to this site.",
                    Repair = RepairKind.RecoverEvents,
                });
            }
        }

        return differences;
    }
}
