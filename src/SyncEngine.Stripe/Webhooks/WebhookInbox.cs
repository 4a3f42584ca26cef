using System.Globalization;
using System.Text;
using Connector.Stripe;
using Connector.Stripe.Webhooks;
using Microsoft.Extensions.Options;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Storage;

namespace SyncEngine.Stripe.Webhooks;

internal sealed class WebhookInbox(
    EventWriter writer, ISyncStore store, ISyncMarks marks, IStripeConnector stripe, IOptions<StripeConnectorOptions> options, TimeProvider time) : IStripeWebhookInbox
{
    // What we know to be about a customer's payments. Anything else is shown, so that somebody decides.
    private static readonly string[] KnownTypes =
    [
        "checkout.session.", "customer.", "invoice.", "invoice_payment.", "invoiceitem.", "credit_note.", "subscription_schedule.",
        "payment_intent.", "charge.", "refund.", "payment_method.", "setup_intent.",
    ];

    public async Task<WebhookReceipt> ReceiveAsync(ReadOnlyMemory<byte> body, string? signature, CancellationToken cancellationToken = default)
    {
        var account = options.Value;
        if (account.WebhookSecrets.Count == 0)
            return new WebhookReceipt(WebhookOutcome.NotConfigured, "this site takes no webhooks: it has no signing secret");

        var verified = WebhookSignature.Verify(signature, body.Span, account.WebhookSecrets, account.WebhookTolerance, time.GetUtcNow());
        if (verified != WebhookSignatureResult.Valid)
            return new WebhookReceipt(WebhookOutcome.BadSignature, Reason(verified));
        if (!WebhookEnvelopeParser.TryParse(body, out var envelope, out var fault))
            return new WebhookReceipt(WebhookOutcome.BadBody, fault);

        var added = await StoreAsync(envelope!, Encoding.UTF8.GetString(body.Span), cancellationToken);
        return new WebhookReceipt(added ? WebhookOutcome.Stored : WebhookOutcome.Duplicate, EventId: envelope!.Id);
    }

    public Task<Page<StoredWebhook>> ListAsync(WebhookState? state = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default)
    {
        if (pageSize is < 1 or > 500)
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 500 rows.");

        return store.ReadAsync((reading, token) => ListAsync(reading, state, pageSize, after, token), cancellationToken);
    }

    public async Task<bool> ReplayAsync(string eventId, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var found = await store.ReadAsync(async (reading, token) => (await reading.QueryAsync(
            "SELECT customer_id, object_type, object_id FROM stripe_event WHERE id = @id",
            row => (Key: StripeKeys.Of(row.TextOrNull(0), row.TextOrNull(1), row.TextOrNull(2)), Found: true), token, ("@id", eventId))).FirstOrDefault(), cancellationToken);
        if (!found.Found)
            return false;

        // Looked at by a person: it is stored as any other from now on.
        await store.WriteAsync(async (transaction, token) =>
        {
            await transaction.ExecuteAsync(
                $"UPDATE stripe_event SET state = {(int)WebhookState.Stored}, reason = NULL, settled_at = NULL WHERE id = @id", token, ("@id", eventId));
            if (found.Key is null)
                await transaction.ExecuteAsync($"UPDATE stripe_event SET state = {(int)WebhookState.Reconciled}, settled_at = @now WHERE id = @id", token, ("@id", eventId), ("@now", transaction.Now.ToUnixTimeMilliseconds()));
        }, cancellationToken);
        if (found.Key is { } key)
            await marks.MarkAsync([new MarkRequest(key, Lane.Payments, cause) { Delay = TimeSpan.Zero }], cancellationToken);
        return true;
    }

    public async Task<int> RecoverAsync(DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        var recovered = 0;
        await foreach (var missed in stripe.Events.ListUndeliveredAsync(since, cancellationToken))
        {
            if (await StoreAsync(missed.Envelope, missed.Body, cancellationToken))
                recovered++;
        }

        return recovered;
    }

    private Task<bool> StoreAsync(WebhookEnvelope envelope, string body, CancellationToken cancellationToken)
    {
        var (state, reason) = Judge(envelope);
        return writer.StoreAsync(new EventWriter.IncomingEvent(envelope, body, state, reason), cancellationToken);
    }

    private (WebhookState State, string? Reason) Judge(WebhookEnvelope envelope)
    {
        var account = options.Value;
        if (envelope.LiveMode is { } live && live != account.UsesLiveMode)
            return (WebhookState.Ignored, live ? "It is about real money, and this site works in test mode." : "It is a test, and this site works in live mode.");
        if (envelope.Account is { } other && account.AccountId is { } own && other != own)
            return (WebhookState.Ignored, "It is about another account.");
        if (!StripeApiVersions.IsKnown(envelope.ApiVersion))
            return (WebhookState.Quarantined, $"It is written in API version {envelope.ApiVersion}, which this package does not know. What it is about was read from Stripe all the same.");
        if (!KnownTypes.Any(known => envelope.Type.StartsWith(known, StringComparison.Ordinal)))
            return (WebhookState.Quarantined, $"Its type is none that this package acts on ({envelope.Type}).");
        if (StripeKeys.Of(envelope.CustomerId, envelope.ObjectType, envelope.ObjectId) is null)
            return (WebhookState.Quarantined, "It names nothing that could be looked at.");
        return (WebhookState.Stored, null);
    }

    private static async Task<Page<StoredWebhook>> ListAsync(IStoreTransaction reading, WebhookState? state, int pageSize, string? after, CancellationToken cancellationToken)
    {
        var (at, id) = after?.Split(':', 2) is [var time, var last] && long.TryParse(time, CultureInfo.InvariantCulture, out var milliseconds) ? (milliseconds, last) : (long.MaxValue, "");
        var rows = await reading.QueryAsync(
            $"""
            SELECT id, type, api_version, object_type, object_id, customer_id, created_at, received_at, state, reason, body FROM stripe_event
            WHERE (received_at < @at OR (received_at = @at AND id < @id)){(state is { } only ? $" AND state = {(int)only}" : "")}
            ORDER BY received_at DESC, id DESC LIMIT {pageSize + 1}
            """,
            row => new StoredWebhook(
                row.GetString(0), row.GetString(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5),
                row.Time(6), row.Time(7), (WebhookState)row.GetInt32(8), row.TextOrNull(9), row.GetString(10)),
            cancellationToken, ("@at", at), ("@id", id));
        var page = rows.Take(pageSize).ToList();
        return new Page<StoredWebhook>(page, rows.Count > pageSize ? string.Create(CultureInfo.InvariantCulture, $"{page[^1].ReceivedAt.ToUnixTimeMilliseconds()}:{page[^1].Id}") : null);
    }

    private static string Reason(WebhookSignatureResult result) => result switch
    {
        WebhookSignatureResult.HeaderMissing => "there is no Stripe-Signature header",
        WebhookSignatureResult.HeaderMalformed => "the Stripe-Signature header cannot be read",
        WebhookSignatureResult.TooOld => "the signature is too old: replayed, or this host's clock is ahead",
        WebhookSignatureResult.TooNew => "the signature is from the future: this host's clock is behind",
        _ => "no signature matches",
    };
}
