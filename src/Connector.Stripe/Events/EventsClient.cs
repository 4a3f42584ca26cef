using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Connector.Stripe.Api;
using Connector.Stripe.Webhooks;
using Stripe;

namespace Connector.Stripe.Events;

internal sealed class EventsClient(StripeApi api) : IStripeEvents
{
    public async IAsyncEnumerable<StoredEvent> ListUndeliveredAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        while (true)
        {
            var options = new EventListOptions
            {
                DeliverySuccess = false,
                Limit = 100,
                StartingAfter = after,
                Created = new DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime },
            };
            var page = await api.CallAsync("events.list", (client, token) => client.V1.Events.ListAsync(options, cancellationToken: token), cancellationToken);

            // The answer as it came, not as the SDK understood it: events of any version are among it.
            using var answer = JsonDocument.Parse(page.StripeResponse.Content);
            foreach (var item in answer.RootElement.GetProperty("data").EnumerateArray())
            {
                var body = item.GetRawText();
                if (WebhookEnvelopeParser.TryParse(Encoding.UTF8.GetBytes(body), out var envelope, out _))
                    yield return new StoredEvent(envelope!, body);
            }

            if (!page.HasMore || page.Data.Count == 0)
                yield break;

            after = page.Data[^1].Id;
        }
    }
}
