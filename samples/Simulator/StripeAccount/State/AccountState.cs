using System.Text.Json.Nodes;
using Simulator.Storage;
using Simulator.StripeAccount.Shapes;

namespace Simulator.StripeAccount.State;

/// <summary>
/// Everything in the account, in memory, with the store behind it. One piece of work at a time holds <see cref="Gate"/>; nothing here is
/// thread-safe by itself.
/// </summary>
internal sealed class AccountState : IDisposable
{
    private const string Prefix = "stripe/";

    /// <summary>The kinds of document, each a collection of the store.</summary>
    private static readonly string[] Kinds =
    [
        "balance_transaction", "billing_portal.configuration", "billing_portal.session", "charge", "checkout.session", "coupon", "credit_note", "customer",
        "discount", "dispute", "event", "invoice", "invoice_payment", "invoiceitem", "payment_intent", "payment_method", "plan", "price",
        "product", "promotion_code", "refund", "setup_intent", "subscription", "tax_rate", "test_helpers.test_clock", "webhook_endpoint", "card",
        Delivery, IdempotencyKey, Control,
    ];

    public const string Delivery = "delivery";
    public const string IdempotencyKey = "idempotency_key";
    public const string Control = "control";

    private readonly DocumentStore _store;
    private readonly Dictionary<string, SortedDictionary<long, Doc>> _kinds = Kinds.ToDictionary(kind => kind, _ => new SortedDictionary<long, Doc>());
    private readonly Dictionary<string, Doc> _byId = [];
    private readonly Dictionary<string, Doc> _pending = [];
    private long _sequence;

    public AccountState(DocumentStore store)
    {
        _store = store;
        foreach (var kind in Kinds)
            foreach (var (_, json) in store.Stream(Prefix + kind))
                Add(Doc.Parse(kind, json));
        Index(All(Delivery));
    }

    /// <summary>The deliveries that wait to be sent, as of the last commit.</summary>
    public IReadOnlyCollection<Doc> PendingDeliveries => _pending.Values;

    /// <summary>Held by the one who reads or changes the account.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Raised after a commit, outside nothing: still under the gate. The deliveries wake up by it.</summary>
    public event Action? Committed;

    public long NextSequence() => ++_sequence;

    public Doc? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The documents of a kind, oldest first.</summary>
    public IEnumerable<Doc> All(string kind) => _kinds[kind].Values;

    public IEnumerable<Doc> NewestFirst(string kind) => _kinds[kind].Values.Reverse();

    public void Add(Doc doc)
    {
        _kinds[doc.Kind].Add(doc.Sequence, doc);
        _byId.Add(doc.Id, doc);
        _sequence = Math.Max(_sequence, doc.Sequence);
    }

    public void Remove(Doc doc)
    {
        _kinds[doc.Kind].Remove(doc.Sequence);
        _byId.Remove(doc.Id);
    }

    public void Write(IEnumerable<Doc> changed, IEnumerable<Doc> removed)
    {
        var batch = new DocumentBatch();
        var put = changed.ToList();
        foreach (var doc in put)
            batch.Put(Prefix + doc.Kind, doc.Id, doc.ToJson());
        foreach (var doc in removed)
            batch.Delete(Prefix + doc.Kind, doc.Id);
        Index(put.Where(doc => doc.Kind == Delivery));
        if (batch.IsEmpty)
            return;
        _store.WriteThrough(batch);
        Committed?.Invoke();
    }

    public Task FlushAsync() => _store.FlushAsync();

    /// <summary>An empty account.</summary>
    public void Clear()
    {
        foreach (var kind in _kinds.Values)
            kind.Clear();
        _byId.Clear();
        _pending.Clear();
        _store.Clear(Prefix);
        Committed?.Invoke();
    }

    /// <summary>What the account remembers of itself: whether deliveries are held, faults to come, counters.</summary>
    public JsonObject Settings(Work work)
    {
        if (Find(Control) is null)
            work.Create(Control, new JsonObject { ["id"] = Control });
        return work.Hidden(Control);
    }

    private void Index(IEnumerable<Doc> deliveries)
    {
        foreach (var doc in deliveries)
            if (doc.Body.Text("status") == "pending")
                _pending[doc.Id] = doc;
            else
                _pending.Remove(doc.Id);
    }

    public void Dispose() => Gate.Dispose();
}
