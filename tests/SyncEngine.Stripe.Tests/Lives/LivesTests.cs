using System.Globalization;
using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Tests.Billing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SyncEngine.Model;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Reconciliation;

namespace SyncEngine.Stripe.Tests.Lives;

/// <summary>
/// Two years of members who join, renew, fail, repair, pause, resume, change tier, are refunded, dispute, cancel and join again, side by side in one site. Their webhooks
/// come late, in any order, twice or never, and pages look in between. In the end each stands as the last state at Stripe says, reckoned by the pure functions alone.
/// <c>LIVES=5000 LIVES_SEED=7</c> lives more of them; a failure names its life's steps.
/// </summary>
public sealed class LivesTests
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(10);
    private static readonly int Count = Setting("LIVES", 150);
    private static readonly int Seed = Setting("LIVES_SEED", 20261125);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lives_with_late_shuffled_doubled_and_lost_events_end_as_Stripe_says()
    {
        var random = new Random(Seed);
        var members = Enumerable.Range(0, Count).Select(NewMember).ToList();
        await using var site = await LivesSite.StartAsync(members);
        var start = site.Clock.GetUtcNow();
        var lives = members.Select((member, number) => Lived(member, number, start, random)).ToList();

        var pending = new List<(DateTimeOffset Due, string Body)>();
        for (var until = start + Window; until < start.AddDays(732) + Window; until += Window)
        {
            site.Clock.Advance(until - site.Clock.GetUtcNow());
            foreach (var life in lives)
                Progress(site, life, until, pending, random);

            var due = pending.Where(one => one.Due <= until).Select(one => one.Body).ToArray();
            pending.RemoveAll(one => one.Due <= until);
            random.Shuffle(due);
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (body, _) => await site.DeliverAsync(body));
            foreach (var life in lives.Where(_ => random.Next(200) == 0))
                await site.Get<IStripeMemberships>().RefreshAsync(life.Owner, Token);
            if (random.Next(3) == 0)
                await QuietAsync(site);
        }

        await Task.WhenAll(pending.Select(one => site.DeliverAsync(one.Body)));
        await QuietAsync(site);
        await site.Get<IStripeReconciliation>().RunAsync(start, site.Clock.GetUtcNow(), new Cause("schedule"), Token);
        await QuietAsync(site);

        // Time alone may still have to be told to some.
        var wrong = new List<string>();
        var deadline = TimeProvider.System.GetTimestamp();
        while ((wrong = await DifferencesAsync(site, lives)).Count > 0 && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(90))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        wrong.Should().BeEmpty($"seed {Seed}");
        (await site.Get<IStripeReconciliation>().CompareAsync(start, site.Clock.GetUtcNow(), Token)).Differences
            .Where(difference => difference.Kind is not (DifferenceKind.EventMissed or DifferenceKind.EventStuck)).Should().BeEmpty($"seed {Seed}");
        site.Mails.Sent.Select(mail => mail.MessageId).Should().OnlyHaveUniqueItems();
        site.Mails.Sent.Count(mail => mail.Category == "receipt").Should().BePositive().And.BeLessThanOrEqualTo(await site.QueryAsync(context => context.Payments.CountAsync(Token)));
    }

    private static LifeInSite Lived(Member member, int number, DateTimeOffset start, Random random)
    {
        var steps = Enumerable.Range(0, random.Next(5, 40)).Select(_ => Histories.Steps[random.Next(Histories.Steps.Count)]).ToArray();
        var history = Histories.Play(new Life { Tag = $"{number:000000}x", Now = start }, steps);
        return new LifeInSite(member, StripeOwner.Member(member.Id), history);
    }

    private static void Progress(LivesSite site, LifeInSite life, DateTimeOffset until, List<(DateTimeOffset Due, string Body)> pending, Random random)
    {
        for (; life.Next < life.History.States.Count && life.History.States[life.Next].ReadAt <= until; life.Next++)
        {
            var state = life.History.States[life.Next];
            site.Account.Put(life.Owner, state);
            foreach (var body in Events(life, state, random))
            {
                // One in eight is never delivered, some twice, some weeks late.
                if (random.Next(8) == 0)
                {
                    site.Account.GiveUp(body);
                    continue;
                }

                for (var times = random.Next(4) == 0 ? 2 : 1; times > 0; times--)
                    pending.Add((until + (Window * random.Next(3)), body));
            }
        }
    }

    private static IEnumerable<string> Events(LifeInSite life, CustomerState state, Random random)
    {
        string[] types = ["customer.subscription.updated", "invoice.paid", "charge.succeeded", "payment_intent.succeeded", "invoice.payment_failed"];
        for (var count = random.Next(1, 4); count > 0; count--)
            yield return Event(life, types[random.Next(types.Length)], $$"""{"id":"obj_{{life.Number++}}","object":"invoice","customer":"{{state.CustomerId}}"}""");

        // A dispute names no customer.
        if (state.Disputes.Count > 0)
            yield return Event(life, "charge.dispute.updated", $$"""{"id":"{{state.Disputes[^1].Id}}","object":"dispute","charge":"{{state.Disputes[^1].ChargeId}}"}""");
    }

    private static string Event(LifeInSite life, string type, string data) =>
        $$$"""{"id":"evt_{{{life.Member.Id:N}}}{{{life.Number++}}}","object":"event","api_version":"2026-10-28.endive","created":1764072000,"livemode":false,"type":"{{{type}}}","data":{"object":{{{data}}}}}""";

    private static async Task<List<string>> DifferencesAsync(LivesSite site, List<LifeInSite> lives)
    {
        var options = site.Get<IOptions<StripeMembershipOptions>>().Value;
        var members = await site.QueryAsync(context => context.Members.AsNoTracking().Include(member => member.Organization).ToDictionaryAsync(member => member.Id, Token));
        var payments = (await site.QueryAsync(context => context.Payments.AsNoTracking().ToListAsync(Token))).ToLookup(payment => payment.MemberId);
        var differences = new List<string>();
        foreach (var life in lives)
        {
            var (expected, actual) = (Expected(site, life, options), Actual(members[life.Member.Id], payments[life.Member.Id]));
            if (expected != actual)
                differences.Add($"{life.History}\nexpected {expected}\nbut is   {actual}");
        }

        return differences;
    }

    private static string Expected(LivesSite site, LifeInSite life, StripeMembershipOptions options)
    {
        var state = site.Account[life.History.States[^1].CustomerId];
        var facts = FactDerivation.Derive(state);
        var membership = MembershipEvaluation.Evaluate(new MembershipInput { Facts = facts, Subscriptions = state.Subscriptions }, options.ToRules(), site.Clock.GetUtcNow());
        var payments = PaymentRecords.Of(life.Owner, null, facts, options);
        var last = payments.Where(payment => payment.Net.MinorUnits > 0).OrderByDescending(payment => payment.PaidAt).ThenByDescending(payment => payment.FactId, StringComparer.Ordinal).FirstOrDefault();
        return Text(options.NameOf(membership.Status), membership.RenewalDate, options.TierOf(membership.PriceId), last?.PaidOn, last?.Net.ToDecimal(),
            payments.Select(payment => (payment.Id, payment.Net.ToDecimal(), payment.State.ToString())));
    }

    private static string Actual(Member member, IEnumerable<Payment> payments) => Text(
        member.PaymentStatus, member.RenewalDate, member.Tier, member.Organization!.LastPaymentDate, member.Organization.LastPaymentAmount,
        payments.Select(payment => (payment.Id, payment.Amount, payment.Status)));

    private static string Text(string status, DateOnly? renewal, string? tier, DateOnly? paidOn, decimal? amount, IEnumerable<(Guid Id, decimal Amount, string Status)> payments) =>
        string.Create(CultureInfo.InvariantCulture, $"{status} {renewal:O} {tier} {paidOn:O} {amount:0.##} | ")
        + string.Join("; ", payments.OrderBy(payment => payment.Id).Select(payment => string.Create(CultureInfo.InvariantCulture, $"{payment.Id.ToString()[..8]} {payment.Amount:0.##} {payment.Status}")));

    private static async Task QuietAsync(LivesSite site) => await TestSite.EventuallyAsync(
        async () => (await site.Get<ISyncStatus>().GetOverviewAsync(Token)).Lanes.Sum(lane => lane.Pending) == 0, "work is still pending");

    private static Member NewMember(int number) => new()
    {
        Id = Guid.CreateVersion7(),
        FirstName = "Ada",
        LastName = $"Number {number}",
        Email = $"ada{number}@example.org",
        Organization = new Organization { Id = Guid.CreateVersion7(), Name = $"Society {number}" },
    };

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed class LifeInSite(Member member, StripeOwner owner, History history)
    {
        public Member Member => member;

        public StripeOwner Owner => owner;

        public History History => history;

        /// <summary>The state that comes next.</summary>
        public int Next { get; set; }

        /// <summary>How many ids were given out.</summary>
        public int Number { get; set; }
    }
}
