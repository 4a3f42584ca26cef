using Connector.Stripe;
using Connector.Stripe.Billing;
using Microsoft.Extensions.Options;
using SyncEngine.Journal;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Reminders;
using SyncEngine.Stripe.Webhooks;

namespace SyncEngine.Stripe.Facts;

/// <summary>
/// What follows from a payer's state: facts, membership, the site's rows, mails and the journal's sentences, all in the caller's transaction.
/// It can be done again with the same: a fact is new once, and only what is new has effects.
/// </summary>
internal sealed class Reckoning(IMembershipSite site, FactMails mails, ReminderMails reminders, Site.MembershipMap map, IOptions<StripeMembershipOptions> options, TimeProvider time)
{
    private readonly StripeMembershipOptions _options = options.Value;
    private readonly MembershipRules _rules = options.Value.ToRules();

    /// <summary>Reckons.</summary>
    /// <param name="transaction">The open transaction.</param>
    /// <param name="wish">For whom, and from what.</param>
    /// <param name="cause">Who or what set it off.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task ApplyAsync(IStoreTransaction transaction, ReckoningWish wish, Cause cause, CancellationToken cancellationToken)
    {
        var owner = wish.Owner;
        if (wish.State is { } read)
            await transaction.ObserveAsync(read, wish.ObservedAt, cancellationToken);

        var payer = await transaction.ReadSiteAsync((context, token) => site.FindPayerAsync(context, owner, token), cancellationToken);
        var customers = await transaction.CustomersOfAsync(owner, cancellationToken);
        var facts = await transaction.FactsOfAsync(owner, cancellationToken);
        var added = await AddAsync(transaction, wish, payer, facts, cancellationToken);
        facts.AddRange(added);

        var former = await transaction.FindMembershipAsync(owner, cancellationToken);
        var complimentary = wish.SetsComplimentary ? wish.ComplimentaryThrough : former?.ComplimentaryThrough;
        var membership = await EvaluateAsync(transaction, owner, payer, facts, customers, complimentary, cancellationToken);
        var payments = PaymentRecords.Of(owner, payer?.OrganizationId, facts, _options);
        if (payer is not null)
            await ApplyToSiteAsync(transaction, wish, payer, membership, Changed(payments, added, wish.IsRepair), added.Count > 0 || wish.IsRepair, cancellationToken);

        var context = new MailContext(owner, payer, membership, _options.TierOf(membership.PriceId), customers);
        if (payer is not null)
        {
            await mails.QueueAsync(transaction, context, facts, added, payments, cause, cancellationToken);
            await reminders.QueueAsync(transaction, context, cause, cancellationToken);
        }

        var look = new[] { membership.NextChangeAt, wish.State is { } state ? FactDerivation.LookAgainAt(state) : null, reminders.NextAt(context) }.Min();
        await transaction.SaveMembershipAsync(new MembershipRow(owner, membership, complimentary), payer?.OrganizationId, look, cancellationToken);
        await TellAsync(transaction, wish, former?.Membership, membership, added, cause, cancellationToken);
        await MarkPeopleAsync(transaction, owner, former?.Membership, membership, cancellationToken);
    }

    /// <summary>What the site's rows should say now, by what is stored; nothing is written. Null for a payer that the site does not have.</summary>
    public async Task<(Membership? Stored, MembershipChange Change)?> PreviewAsync(IStoreTransaction reading, StripeOwner owner, CancellationToken cancellationToken)
    {
        if (await reading.ReadSiteAsync((context, token) => site.FindPayerAsync(context, owner, token), cancellationToken) is not { } payer)
            return null;

        var facts = await reading.FactsOfAsync(owner, cancellationToken);
        var stored = await reading.FindMembershipAsync(owner, cancellationToken);
        var membership = await EvaluateAsync(reading, owner, payer, facts, await reading.CustomersOfAsync(owner, cancellationToken), stored?.ComplimentaryThrough, cancellationToken);
        var payments = PaymentRecords.Of(owner, payer.OrganizationId, facts, _options);
        return (stored?.Membership, await ChangeAsync(reading, owner, payer, membership, payments, payments.Count > 0, cancellationToken));
    }

    /// <summary>Whether the site's rows say already what a change says.</summary>
    public Task<bool> AgreesAsync(IStoreTransaction reading, MembershipChange change, CancellationToken cancellationToken) =>
        reading.ReadSiteAsync(async (context, token) =>
        {
            // Applied and thrown away: whatever would be saved is a difference.
            await site.ApplyAsync(context, change, token);
            return !context.ChangeTracker.HasChanges();
        }, cancellationToken);

    private async Task<Membership> EvaluateAsync(
        IStoreTransaction store, StripeOwner owner, Payer? payer, List<BillingFact> facts, List<CustomerRow> customers, DateOnly? complimentary, CancellationToken cancellationToken) =>
        MembershipEvaluation.Evaluate(
            new MembershipInput
            {
                Facts = facts,
                Subscriptions = [.. customers.Where(customer => !customer.IsDeleted).SelectMany(customer => customer.State?.Subscriptions ?? [])],
                ComplimentaryThrough = complimentary,
                Organization = await CoverAsync(store, owner, payer, cancellationToken),
            }, _rules, time.GetUtcNow());

    private static async Task<List<BillingFact>> AddAsync(
        IStoreTransaction transaction, ReckoningWish wish, Payer? payer, List<BillingFact> known, CancellationToken cancellationToken)
    {
        var derived = wish.State is { IsDeleted: false } state ? FactDerivation.Derive(state) : [];
        var added = new List<BillingFact>();
        foreach (var fact in FactDerivation.Missing([.. derived, .. wish.OfflineFacts], known))
        {
            if (await transaction.AddFactAsync(wish.Owner, payer?.OrganizationId, fact, cancellationToken))
                added.Add(fact);
        }

        return added;
    }

    private static List<PaymentRecord> Changed(IReadOnlyList<PaymentRecord> payments, List<BillingFact> added, bool all)
    {
        var ids = added.SelectMany(fact => new[] { fact.Id, fact.PaymentId }).OfType<string>().ToHashSet();
        return [.. payments.Where(payment => all || ids.Contains(payment.FactId))];
    }

    private static async Task<Membership?> CoverAsync(IStoreTransaction transaction, StripeOwner owner, Payer? payer, CancellationToken cancellationToken) =>
        owner.Kind == StripeOwner.MemberKind && payer?.OrganizationId is { } organization
            ? (await transaction.FindMembershipAsync(StripeOwner.Organization(organization), cancellationToken))?.Membership
            : null;

    private async Task ApplyToSiteAsync(
        IStoreTransaction transaction, ReckoningWish wish, Payer payer, Membership membership, List<PaymentRecord> payments, bool refreshesOrganization, CancellationToken cancellationToken)
    {
        var change = await ChangeAsync(transaction, wish.Owner, payer, membership, payments, refreshesOrganization, cancellationToken);
        await transaction.ChangeSiteAsync((context, token) => site.ApplyAsync(context, change, token), cancellationToken);
    }

    private async Task<MembershipChange> ChangeAsync(
        IStoreTransaction store, StripeOwner owner, Payer payer, Membership membership, IReadOnlyList<PaymentRecord> payments, bool refreshesOrganization, CancellationToken cancellationToken)
    {
        var latest = refreshesOrganization && payer.OrganizationId is { } organization ? await store.LatestOfOrganizationAsync(organization, cancellationToken) : [];
        return new MembershipChange
        {
            Owner = owner,
            Membership = membership,
            StatusName = _options.NameOf(membership.Status),
            Tier = _options.TierOf(membership.PriceId),
            Payments = payments,
            OrganizationId = latest.Count > 0 ? payer.OrganizationId : null,
            OrganizationLastPayment = LastPayment(latest, payer.OrganizationId),
        };
    }

    // Of the organisation itself and of its people; what was given back in full is no payment any more.
    private PaymentRecord? LastPayment(List<(StripeOwner Owner, BillingFact Fact)> latest, Guid? organization)
    {
        var changed = new StripeMembershipOptions { TimeZone = _options.TimeZone, Reversals = ReversalStyle.ChangePayment };
        return latest.GroupBy(row => row.Owner)
            .SelectMany(group => PaymentRecords.Of(group.Key, organization, [.. group.Select(row => row.Fact)], changed))
            .Where(payment => payment.Net.MinorUnits > 0)
            .OrderByDescending(payment => payment.PaidAt).ThenByDescending(payment => payment.FactId, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private async Task TellAsync(
        IStoreTransaction transaction, ReckoningWish wish, Membership? former, Membership membership, List<BillingFact> added, Cause cause, CancellationToken cancellationToken)
    {
        var key = wish.Key;
        if (wish.State is { } state && await transaction.SettleAsync(state.CustomerId, wish.ObservedAt, cancellationToken) is { Count: > 0 } settled)
            await transaction.NoteAsync(key, cause, $"Webhooks: {string.Join(", ", settled.GroupBy(type => type).Select(type => type.Count() > 1 ? $"{type.Key} ×{type.Count()}" : type.Key))}.", cancellationToken);

        var sentences = added.Select(Sentence).ToList();
        if (former?.Status != membership.Status || former?.RenewalDate != membership.RenewalDate)
            sentences.Add($"Membership: {_options.NameOf(membership.Status)}{(membership.RenewalDate is { } renewal ? $", paid through {renewal:O}" : "")}.");

        var record = wish.Owner.Kind == StripeOwner.MemberKind ? WorkKey.ForRecord(map.MemberMapping, wish.Owner.Id) : (WorkKey?)null;
        foreach (var sentence in sentences)
        {
            await transaction.NoteAsync(key, cause, sentence, cancellationToken);
            if (record is { } member)
                await transaction.NoteAsync(member, cause, sentence, cancellationToken);
        }
    }

    private static string Sentence(BillingFact fact) => fact.Kind switch
    {
        FactKind.Payment => $"Payment of {fact.Amount} recorded ({fact.Id}).",
        FactKind.Period => $"Paid period until {fact.PeriodEnd:yyyy-MM-dd} recorded ({fact.InvoiceId}).",
        FactKind.Refund => $"Refund of {-fact.Amount} recorded ({fact.Id}).",
        FactKind.RefundFailed => $"A refund of {fact.Amount} came back ({fact.Id}).",
        FactKind.DisputeOpened => $"Dispute over {-fact.Amount} recorded ({fact.Id}).",
        FactKind.DisputeWon => $"Dispute won, {fact.Amount} came back ({fact.Id}).",
        _ => $"Dispute lost ({fact.Id}).",
    };

    // Who belongs to an organisation stands and falls with it.
    private async Task MarkPeopleAsync(IStoreTransaction transaction, StripeOwner owner, Membership? former, Membership membership, CancellationToken cancellationToken)
    {
        if (owner.Kind != StripeOwner.OrganizationKind || (former?.IsEntitled ?? false) == membership.IsEntitled)
            return;

        var people = await transaction.ReadSiteAsync((context, token) => site.ListPeopleAsync(context, Guid.Parse(owner.Id), token), cancellationToken);
        await transaction.MarkAsync(
            [.. people.Select(person => new MarkRequest(StripeKeys.Owner(StripeOwner.Member(person)), Lane.Profiles, new Cause("engine", owner.ToString())) { Delay = TimeSpan.Zero })], cancellationToken);
    }
}
