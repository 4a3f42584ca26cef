using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Billing;

/// <summary>
/// What falls due with time: renewals, drafts that open, retries, trials and cancellations that end, bank debits that arrive, sessions
/// that expire. Everything due is done in the order of its time and at its time, so a leap of a year tells the events of a year.
/// </summary>
internal static class Settlement
{
    private const long IncompleteFor = 23 * 3600;
    private const long TrialNotice = 3 * 86400;

    /// <summary>Does all that is due up to the time, for the customers of that test clock, or for those of none.</summary>
    public static void Run(AccountState state, StripeAccountOptions options, Uri address, string? clock, long until)
    {
        // What one step makes due comes a draft period later at the earliest, so steps of one such window cannot overtake each other.
        var window = Math.Max(1, Math.Min(3600, (long)options.DraftPeriod.TotalSeconds)) - 1;
        while (true)
        {
            var due = All(state, options, clock).Where(one => one.At <= until).ToList();
            if (due.Count == 0)
                return;
            var first = due.Min(one => one.At);
            foreach (var (at, doc) in due.Where(one => one.At <= first + window).OrderBy(one => one.At).ThenBy(one => one.Doc.Sequence))
                Step(state, options, address, clock, at, doc);
        }
    }

    /// <summary>When the next thing falls due; null when nothing does.</summary>
    public static long? Next(AccountState state, StripeAccountOptions options, string? clock) =>
        All(state, options, clock).Select(one => (long?)one.At).Min();

    private static void Step(AccountState state, StripeAccountOptions options, Uri address, string? clock, long at, Doc doc)
    {
        var work = new Work(state, options, DateTimeOffset.FromUnixTimeSeconds(at)) { Address = address };
        try
        {
            if (clock is not null && work.Find("test_helpers.test_clock", clock) is { } frozen)
                frozen["frozen_time"] = at;
            if (state.Find(doc.Id) is null || DueAt(state, options, doc) is not { } still || still > at)
                return;
            Do(work, work.Find(doc.Kind, doc.Id)!, at);
            work.Commit();
        }
        catch
        {
            work.Rollback();
            throw;
        }
    }

    private static IEnumerable<(long At, Doc Doc)> All(AccountState state, StripeAccountOptions options, string? clock)
    {
        foreach (var kind in (string[])["subscription", "invoice", "payment_intent", "checkout.session"])
            foreach (var doc in state.All(kind))
                if (DueAt(state, options, doc) is { } at && ClockOf(state, doc) == clock)
                    yield return (at, doc);
    }

    private static string? ClockOf(AccountState state, Doc doc) =>
        doc.Body.Text("test_clock") ?? (doc.Body.Text("customer") is { } customer ? state.Find(customer)?.Body.Text("test_clock") : null);

    private static long? DueAt(AccountState state, StripeAccountOptions options, Doc doc) => doc.Kind switch
    {
        "subscription" => Subscription(doc, options),
        "invoice" => Min(doc.Hidden.Number("finalizes_at"), doc.Body.Text("status") == "open" ? doc.Hidden.Number("retries_at") : null),
        "payment_intent" => doc.Body.Text("status") == "processing" ? doc.Hidden.Number("settles_at") : null,
        "checkout.session" => doc.Body.Text("status") == "open" ? doc.Body.Number("expires_at") : null,
        _ => null,
    };

    private static long? Subscription(Doc doc, StripeAccountOptions options)
    {
        var (body, hidden) = (doc.Body, doc.Hidden);
        var status = body.Text("status");
        if (!Subscriptions.IsLive(body))
            return null;
        if (status == "incomplete")
            return body.Amount("created") + IncompleteFor;
        var cancel = body.Number("cancel_at");
        if (status == "paused")
            return cancel;
        var end = Subscriptions.PeriodEnd(body);
        long? upcoming = UpcomingAt(body, options) is { } told && hidden.Number("upcoming_told") != end ? told : null;
        long? trial = status == "trialing" && !hidden.Flag("trial_told") && body.Number("trial_end") is { } ends ? Math.Max(ends - TrialNotice, body.Amount("trial_start")) : null;
        return Min(Min(end, cancel), Min(Min(upcoming, trial), body.Number("pause_collection.resumes_at")));
    }

    private static long? UpcomingAt(JsonObject subscription, StripeAccountOptions options)
    {
        var end = Subscriptions.PeriodEnd(subscription);
        var at = end - (long)options.UpcomingNotice.TotalSeconds;
        var stops = subscription.Flag("cancel_at_period_end") || subscription.Number("cancel_at") <= end;
        return stops || subscription.Text("status") == "unpaid" || at <= subscription.Objects("items").First().Amount("current_period_start") ? null : at;
    }

    private static void Do(Work work, JsonObject body, long at)
    {
        switch (body.Text("object"))
        {
            case "subscription":
                DoSubscription(work, body, at);
                break;
            case "invoice" when body.Text("status") == "draft":
                Open(work, body);
                break;
            case "invoice":
                work.Hidden(body.Required("id")).Remove("finalizes_at");
                Invoices.Collect(work, body, null, offSession: true);
                break;
            case "payment_intent":
                Payment.SettleBankDebit(work, body, work.Hidden(body.Required("id")).Text("settles") != "fails");
                break;
            case "checkout.session":
                CheckoutSessions.Expire(work, body, asked: false);
                break;
        }
    }

    private static void DoSubscription(Work work, JsonObject subscription, long at)
    {
        var hidden = work.Hidden(subscription.Required("id"));
        var end = Subscriptions.PeriodEnd(subscription);
        if (subscription.Text("status") == "incomplete")
        {
            subscription["status"] = "incomplete_expired";
            subscription["ended_at"] = at;
            work.EmitUpdate("customer.subscription.updated", subscription);
            if (work.Find("invoice", subscription.Text("latest_invoice")) is { } invoice && invoice.Text("status") == "open")
                InvoiceApi.Void(work, invoice);
        }
        else if (subscription.Number("cancel_at") <= at)
        {
            Subscriptions.Cancel(work, subscription, "cancellation_requested");
        }
        else if (subscription.Number("pause_collection.resumes_at") <= at)
        {
            subscription["pause_collection"] = null;
            work.EmitUpdate("customer.subscription.updated", subscription);
        }
        else if (subscription.Text("status") != "paused" && end <= at)
        {
            Subscriptions.Renew(work, subscription);
        }
        else if (subscription.Text("status") == "trialing" && !hidden.Flag("trial_told") && Math.Max(subscription.Amount("trial_end") - TrialNotice, subscription.Amount("trial_start")) <= at)
        {
            hidden["trial_told"] = true;
            work.Emit("customer.subscription.trial_will_end", subscription);
        }
        else
        {
            hidden["upcoming_told"] = end;
            work.Emit("invoice.upcoming", InvoicePreview.Upcoming(work, subscription));
        }
    }

    private static void Open(Work work, JsonObject invoice)
    {
        var hidden = work.Hidden(invoice.Required("id"));
        hidden.Remove("finalizes_at");
        if (hidden.Text("paused") is { } pause)
        {
            // A paused collection leaves no invoice to collect.
            Invoices.Finalize(work, invoice);
            if (invoice.Text("status") != "open")
                return;
            if (pause == "void")
                InvoiceApi.Void(work, invoice);
            else
                InvoiceApi.MarkUncollectible(work, invoice);
            return;
        }
        Invoices.Finalize(work, invoice);
        if (invoice.Text("status") != "open")
            return;
        if (invoice.Text("collection_method") == "charge_automatically")
            Invoices.Collect(work, invoice, null, offSession: true);
        else
            work.Emit("invoice.sent", invoice);
    }

    private static long? Min(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
