using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Webhooks;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Control;

/// <summary>
/// What the world does to an account, on request: <c>/simulator/stripe/…</c>. Bodies are JSON or form fields; a browser's form is led back
/// to the control page, others get JSON.
/// </summary>
internal sealed class ControlApi(AccountGate gate, AccountState state, StripeAccountOptions options, SimulatorClock clock, AccountAddress address, AccountReset reset)
{
    public const string Prefix = "/simulator/stripe";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet($"{Prefix}/events", context => AnswerAsync(context, (work, _) => Listed(work, "event")));
        endpoints.MapGet($"{Prefix}/deliveries", context => AnswerAsync(context, (work, _) => Listed(work, Delivery.Kind, one => context.Request.Query["status"].FirstOrDefault() is not { } asked || one.Text("status") == asked)));
        endpoints.MapGet($"{Prefix}/state", context => AnswerAsync(context, (work, _) => State(work)));
        Post(endpoints, "deliveries/hold", (work, _, _) => { Delivery.Hold(work, true); return State(work); });
        Post(endpoints, "deliveries/release", (work, body, _) => Release(work, body));
        Post(endpoints, "deliveries/{id}/send", (work, _, id) => { var one = Find(work, Delivery.Kind, id); Delivery.Send(one); return one; });
        Post(endpoints, "deliveries/{id}/duplicate", (work, _, id) => Delivery.Duplicate(work, Find(work, Delivery.Kind, id)));
        Post(endpoints, "deliveries/{id}/drop", (work, _, id) => { var one = Find(work, Delivery.Kind, id); Delivery.Drop(one); return one; });
        Post(endpoints, "deliveries/{id}/delay", (work, body, id) =>
        {
            var one = Find(work, Delivery.Kind, id);
            Delivery.Delay(one, TimeSpan.FromSeconds(body.Number("seconds") ?? throw StripeError.MissingParameter("seconds")), TimeProvider.System.GetUtcNow());
            return one;
        });
        Post(endpoints, "customers/{id}/decline", (work, body, id) =>
        {
            Find(work, "customer", id);
            work.Hidden(id)["decline"] = body.Text("code") is { Length: > 0 } code ? code : null;
            return new JsonObject { ["customer"] = id, ["decline"] = body.Text("code") };
        });
        Post(endpoints, "charges/{id}/dispute", (work, body, id) => Disputes.Open(work, Charge(work, id), body.Text("reason") is { Length: > 0 } reason ? reason : "fraudulent", body.Flag("inquiry")));
        Post(endpoints, "charges/{id}/refund", (work, body, id) =>
        {
            var charge = Charge(work, id);
            return Refunds.Make(work, charge, body.Number("amount") ?? charge.Amount("amount") - charge.Amount("amount_refunded"), body.Text("reason"), []);
        });
        Post(endpoints, "refunds/{id}/fail", (work, _, id) => { var refund = Find(work, "refund", id); Refunds.Fail(work, refund); return refund; });
        Post(endpoints, "disputes/{id}/close", (work, body, id) => Disputes.Close(work, Find(work, "dispute", id), body.Text("outcome") == "won" ? "won" : "lost"));
        Post(endpoints, "payment_intents/{id}/settle", (work, body, id) =>
        {
            var intent = Find(work, "payment_intent", id);
            if (intent.Text("status") != "processing")
                throw StripeError.Invalid($"The intent is {intent.Text("status")}; only one that is processing can settle.");
            Payment.SettleBankDebit(work, intent, body["paid"] is null || body.Text("paid") == "true");
            return intent;
        });
        Post(endpoints, "subscriptions/{id}/cancel_at", (work, body, id) => SubscriptionChanges.Update(work, Find(work, "subscription", id),
            new JsonObject { ["cancel_at"] = body.Number("at") ?? Subscriptions.PeriodEnd(Find(work, "subscription", id)) }));
        Post(endpoints, "webhook", (work, body, _) => Webhook(work, body));
        endpoints.MapPost($"{Prefix}/clock/advance", AdvanceAsync);
        endpoints.MapPost($"{Prefix}/clock/settle", context => AnswerAsync(context, (work, _) => { Settle(work); return State(work); }));
        endpoints.MapPost($"{Prefix}/deliveries/wait", WaitAsync);
        endpoints.MapPost($"{Prefix}/reset", context => AnswerAsync(context, (work, _) =>
        {
            reset.Empty();
            return State(work);
        }));
    }

    /// <summary>Moves the simulator's clock, and does at once what falls due: <c>seconds</c>, <c>hours</c>, <c>days</c>, or <c>to</c> (a date or Unix seconds).</summary>
    private Task AdvanceAsync(HttpContext context) => AnswerAsync(context, (work, body) =>
    {
        var now = clock.GetUtcNow();
        var by = body.Text("to") is { Length: > 0 } to
            ? (long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var unix) ? DateTimeOffset.FromUnixTimeSeconds(unix)
                : DateTimeOffset.TryParse(to, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date
                : throw StripeError.Invalid($"to is '{to}'; it must be a date such as 2027-01-31, or Unix seconds.", "to")) - now
            : TimeSpan.FromSeconds(body.Amount("seconds")) + TimeSpan.FromHours(body.Amount("hours")) + TimeSpan.FromDays(body.Amount("days"));
        if (by <= TimeSpan.Zero)
            throw StripeError.Invalid("The clock only goes forward: give seconds, hours or days above 0, or a later time in to.");
        clock.Advance(by);
        Settle(work);
        return State(work);
    });

    /// <summary>Answers once nothing is pending at any endpoint, or after <c>seconds</c> (30) with what still is.</summary>
    private async Task WaitAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(TimeSpan.FromSeconds(body.Number("seconds") ?? 30));
        while (!patience.IsCancellationRequested && await gate.WorkAsync(context, work => work.State.PendingDeliveries.Count > 0))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await AnswerAsync(context, (work, _) => State(work), body);
    }

    /// <summary>The work's own changes first, then each thing that is due as work of its own.</summary>
    private void Settle(Work work)
    {
        work.Commit();
        Settlement.Run(state, options, address.Uri, null, clock.GetUtcNow().ToUnixTimeSeconds());
    }

    private JsonObject Release(Work work, JsonObject body)
    {
        var held = work.State.All(Delivery.Kind).Where(doc => doc.Body.Text("status") == "held").Select(doc => doc.Id).ToList();
        var named = body.Texts("events").ToList();
        foreach (var place in body.Texts("permutation").Select(text => int.TryParse(text, out var index) ? index : -1))
            named.Add(place >= 0 && place < held.Count ? held[place] : throw StripeError.Invalid($"permutation holds {place}; {held.Count} deliveries are held, the first is 0.", "permutation"));
        if (!body.Flag("keep_holding"))
            Delivery.Hold(work, false);
        var only = body.Flag("only_named") || body.Flag("drop_others");
        var released = Delivery.Release(work, named, only);
        if (body.Flag("drop_others"))
            foreach (var other in work.All(Delivery.Kind, one => one.Text("status") == "held"))
                Delivery.Drop(other);
        var answer = State(work);
        answer["released"] = released;
        return answer;
    }

    private static JsonObject Webhook(Work work, JsonObject body)
    {
        var url = body.Text("url") ?? throw StripeError.MissingParameter("url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out _))
            throw StripeError.Invalid($"url is '{url}'; it must be an absolute address.", "url");
        var known = work.All("webhook_endpoint", one => one.Text("url") == url).FirstOrDefault();
        var secret = body.Text("secret") ?? "whsec_" + Ids.New("", 32);
        known ??= EventsApi.Make(work, Ids.New("we_1"), url, secret, new JsonArray("*"));
        var hidden = work.Hidden(known.Required("id"));

        // While a secret is rolled, Stripe signs with both.
        hidden["old_secrets"] = body.Flag("keep_old") ? new JsonArray(hidden.Text("secret")) : null;
        hidden["secret"] = secret;
        var answer = known.Copy()!;
        answer["secret"] = secret;
        return answer;
    }

    private JsonObject State(Work work) => new()
    {
        ["now"] = clock.GetUtcNow().ToUnixTimeSeconds(),
        ["holding"] = work.State.Find(AccountState.Control)?.Hidden.Flag("held") == true,
        ["deliveries"] = new JsonObject(work.State.All(Delivery.Kind).GroupBy(doc => doc.Body.Required("status")).Select(group => KeyValuePair.Create(group.Key, (JsonNode?)group.Count()))),
        ["next_due"] = Settlement.Next(work.State, options, null),
    };

    private static JsonObject Listed(Work work, string kind, Func<JsonObject, bool>? where = null) =>
        Lists.Of($"{Prefix}/{kind}", work.State.All(kind).Select(doc => doc.Body).Where(body => where is null || where(body)));

    private static JsonObject Find(Work work, string kind, string id) => work.Find(kind, id) ?? throw StripeError.Missing(Work.Label(kind), id, "id");

    /// <summary>The charge of that id, or the last one of the intent or invoice of that id.</summary>
    private static JsonObject Charge(Work work, string id)
    {
        if (work.Find("invoice", id) is not null)
            id = work.All("invoice_payment", one => one.Text("invoice") == id && one.Text("status") == "paid").LastOrDefault().Text("payment.payment_intent") ?? id;
        return Find(work, "charge", work.Find("payment_intent", id).Text("latest_charge") ?? id);
    }

    private void Post(IEndpointRouteBuilder endpoints, string path, Func<Work, JsonObject, string, JsonObject> act) =>
        endpoints.MapPost($"{Prefix}/{path}", context => AnswerAsync(context, (work, body) => act(work, body, context.GetRouteValue("id")?.ToString() ?? "")));

    private async Task AnswerAsync(HttpContext context, Func<Work, JsonObject, JsonObject> act, JsonObject? read = null)
    {
        int status = 200;
        JsonObject answer;
        try
        {
            var body = read ?? await BodyAsync(context);
            answer = await gate.WorkAsync(context, work => act(work, body).Copy()!);
        }
        catch (StripeError error)
        {
            (status, answer) = (error.Status, new JsonObject { ["error"] = error.Body.Copy() });
        }
        if (status == 200 && context.Request.HasFormContentType)
        {
            Hosted.Page.Redirect(context, Prefix);
            return;
        }
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(Answer.Written), context.RequestAborted);
    }

    private static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        if (context.Request.Method == "GET")
            return [];
        if (context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return new JsonObject(form.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
        }
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        try
        {
            return string.IsNullOrWhiteSpace(text) ? [] : JsonNode.Parse(text) as JsonObject ?? throw StripeError.Invalid("The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw StripeError.Invalid($"The body is no JSON: {exception.Message}");
        }
    }
}
