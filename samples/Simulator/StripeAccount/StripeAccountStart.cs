using System.Text.Json.Nodes;
using Simulator.Storage;
using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount;

/// <summary>Opens the account as the store has it, with the webhook endpoint that the options ask for.</summary>
internal static class StripeAccountStart
{
    private const string OwnEndpoint = "we_1ConfiguredInOptions000";

    public static AccountState Open(DocumentStore store, StripeAccountOptions options, TimeProvider clock)
    {
        var state = new AccountState(store);
        Prepare(state, options, clock);
        return state;
    }

    /// <summary>Makes or mends the configured endpoint; also after the account was emptied.</summary>
    public static void Prepare(AccountState state, StripeAccountOptions options, TimeProvider clock)
    {
        var work = new Work(state, options, clock.GetUtcNow());
        var endpoint = work.Find("webhook_endpoint", OwnEndpoint);
        if (options.WebhookUrl is null)
        {
            if (endpoint is not null)
                endpoint["status"] = "disabled";
        }
        else
        {
            endpoint ??= EventsApi.Make(work, OwnEndpoint, options.WebhookUrl, options.WebhookSecret, new JsonArray("*"));
            endpoint["url"] = options.WebhookUrl;
            endpoint["status"] = "enabled";
            work.Hidden(OwnEndpoint)["secret"] = options.WebhookSecret;
        }
        work.Commit();
    }
}
