using Connector.Stripe.Billing;
using CsCheck;

namespace Connector.Stripe.Tests.Billing;

/// <summary>A customer's state after each step of a random two-year life.</summary>
internal sealed record History(IReadOnlyList<string> Steps, IReadOnlyList<CustomerState> States, DateTimeOffset End)
{
    public override string ToString() => string.Join(" ", Steps);
}

internal static class Histories
{
    /// <summary>What may happen.</summary>
    public static IReadOnlyList<string> Steps { get; } =
        ["join", "renew", "fail", "repair", "pause", "resume", "upgrade", "refund", "refund-part", "dispute", "win", "lose", "cancel", "undo", "end", "unpaid", "donate", "wait", "charge-first"];

    /// <summary>Histories of 5 to 40 steps over two years; steps that are not possible just then are left out.</summary>
    public static Gen<History> Any { get; } = Gen.OneOf(Steps.ToArray()).Array[5, 40].Select(steps => Play(steps));

    public static History Play(string[] steps) => Play(new Life(), steps);

    public static History Play(Life life, string[] steps)
    {
        var played = new List<string>();
        var states = new List<CustomerState> { life.State };
        var each = TimeSpan.FromDays(730d / steps.Length);
        foreach (var step in steps)
        {
            life.Now += each;
            if (!Step(life, step))
                continue;

            played.Add(step);
            states.Add(life.State);
        }

        // What was still under way has come to rest.
        life.Now += TimeSpan.FromHours(2);
        states.Add(life.State);
        return new History(played, states, life.Now);
    }

    private static bool Step(Life life, string step)
    {
        var live = life.Subscription is { IsLive: true } subscription ? subscription : null;
        var paid = life.Charges.Where(charge => charge.Refunds.Sum(refund => refund.Amount.MinorUnits) == 0 && life.Disputes.All(dispute => dispute.ChargeId != charge.Id)).ToList();
        var open = life.Disputes.FirstOrDefault(dispute => dispute.Status == "needs_response");
        switch (step)
        {
            case "join" when live is null: life.Join(); break;
            case "renew" when live is { Status: "active" }: life.Renew(); break;
            case "fail" when live is { Status: "active" }: life.FailRenewal(); break;
            case "repair" when live is { Status: "past_due" or "unpaid" }: life.Repair(); break;
            case "pause" when live is { PausedCollection: null }: life.Change(one => one with { PausedCollection = "void" }); break;
            case "resume" when live is { PausedCollection: not null }: life.Change(one => one with { PausedCollection = null }); break;
            case "upgrade" when live is not null:
                life.Price = life.Price == "price_basic" ? "price_plus" : "price_basic";
                life.Change(one => one with { Items = [one.Items[0] with { PriceId = life.Price }] });
                break;
            case "refund" when paid.Count > 0: life.Refund(paid[0].Id, paid[0].Amount.MinorUnits); break;
            case "refund-part" when paid.Count > 0: life.Refund(paid[0].Id, 100); break;
            case "dispute" when paid.Count > 0: life.Dispute(paid[^1].Id); break;
            case "win" when open is not null: life.Decide(open.Id, "won"); break;
            case "lose" when open is not null: life.Decide(open.Id, "lost"); break;
            case "cancel" when live is { CancelAtPeriodEnd: false }: life.Change(one => one with { CancelAtPeriodEnd = true }); break;
            case "undo" when live is { CancelAtPeriodEnd: true }: life.Change(one => one with { CancelAtPeriodEnd = false }); break;
            case "end" when live is not null: life.End(); break;
            case "unpaid" when live is { Status: "past_due" }: life.Change(one => one with { Status = "unpaid" }); break;
            case "donate": life.ChargeAlone(2500, ours: true); break;
            case "charge-first" when live is null:
                // Seen by whoever looks between the charge and the invoice that it pays.
                life.ChargeAlone(life.Dues);
                break;
            case "wait": break;
            default: return false;
        }

        return true;
    }
}
