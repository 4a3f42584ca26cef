using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.State;

/// <summary>
/// One piece of work on the account, held under its gate: what it creates, changes and tells becomes durable together by
/// <see cref="Commit"/>, or is undone by <see cref="Rollback"/>. Objects read through it may be changed in place.
/// </summary>
internal sealed class Work(AccountState state, StripeAccountOptions options, DateTimeOffset now)
{
    private readonly Dictionary<string, (Doc Doc, JsonObject Body, JsonObject Hidden)> _tracked = [];
    private readonly Dictionary<string, JsonObject> _told = [];
    private readonly HashSet<string> _created = [];
    private readonly List<Doc> _removed = [];
    private readonly List<(string Type, JsonObject Object, JsonObject? Previous, long Created)> _events = [];

    public StripeAccountOptions Options => options;

    public AccountState State => state;

    /// <summary>The time of this work: the simulator's, or that of the customer's test clock, in whole seconds.</summary>
    public long Now { get; set; } = now.ToUnixTimeSeconds();

    /// <summary>The id and the idempotency key of the request that the work answers; null where time caused it.</summary>
    public (string? Id, string? IdempotencyKey) Request { get; set; }

    /// <summary>Where the simulator answers, for the links to its hosted pages.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1");

    /// <summary>The new object of that kind, completed to its shape.</summary>
    public JsonObject New(string kind, JsonObject given, JsonObject? hidden = null) =>
        Create(kind, ShapeCatalog.Instance.New(kind, given), hidden);

    /// <summary>Takes an object into the account as it is.</summary>
    public JsonObject Create(string kind, JsonObject body, JsonObject? hidden = null)
    {
        if (state.Find(body.Required("id")) is not null)
            throw StripeError.Invalid($"{Label(kind)} already exists.", "id", "resource_already_exists");
        var doc = new Doc(kind, state.NextSequence(), body, hidden ?? []);
        state.Add(doc);
        _created.Add(doc.Id);
        return body;
    }

    /// <summary>The object to read or to change; null where there is none of that kind.</summary>
    public JsonObject? Find(string kind, string? id)
    {
        if (id is null || state.Find(id) is not { } doc || doc.Kind != kind)
            return null;
        Track(doc);
        return doc.Body;
    }

    /// <summary>The object, or the error that Stripe gives for an unknown id.</summary>
    public JsonObject Require(string kind, string? id, string param = "id") =>
        Find(kind, id) ?? throw StripeError.Missing(Label(kind), id ?? "", param);

    /// <summary>What only the account knows of an object.</summary>
    public JsonObject Hidden(string id)
    {
        var doc = state.Find(id) ?? throw new InvalidOperationException($"No document {id}.");
        Track(doc);
        return doc.Hidden;
    }

    /// <summary>The objects of a kind, oldest first, each to read or to change.</summary>
    public IEnumerable<JsonObject> All(string kind, Func<JsonObject, bool>? where = null) =>
        state.All(kind).Where(doc => where is null || where(doc.Body)).ToList().Select(doc => Find(kind, doc.Id)!);

    public void Delete(JsonObject body)
    {
        var doc = state.Find(body.Required("id"))!;
        Track(doc);
        state.Remove(doc);
        _removed.Add(doc);
    }

    /// <summary>Moves the work to the time of the customer's test clock, if it has one.</summary>
    public JsonObject Customer(string? id, string param = "customer")
    {
        var customer = Require("customer", id, param);
        if (customer.Flag("deleted"))
            throw StripeError.Missing("customer", id!, param);
        if (customer.Text("test_clock") is { } clock && Find("test_helpers.test_clock", clock) is { } frozen)
            Now = frozen.Amount("frozen_time");
        return customer;
    }

    /// <summary>Tells an event of the object as it stands now.</summary>
    public void Emit(string type, JsonObject body, JsonObject? previous = null)
    {
        ShapeCatalog.Instance.Fill(body);
        _events.Add((type, body.Copy()!, previous, Now));
        if (body.Text("id") is { } id)
            _told[id] = body.Copy()!;
    }

    /// <summary>Tells an update with the previous values of what changed since the last event of the object; nothing if nothing did.</summary>
    public bool EmitUpdate(string type, JsonObject body)
    {
        var id = body.Required("id");
        ShapeCatalog.Instance.Fill(body);
        var before = _told.GetValueOrDefault(id) ?? (_tracked.TryGetValue(id, out var tracked) ? tracked.Body : null);
        if (before is null || Difference.Previous(before, body) is not { Count: > 0 } previous)
            return false;
        Emit(type, body, previous);
        return true;
    }

    /// <summary>Puts the events told so far in the given order of types; those not named keep their place behind.</summary>
    public void OrderEvents(params string[] types)
    {
        var ranked = _events.Select((one, index) => (one, index))
            .OrderBy(pair => Array.IndexOf(types, pair.one.Type) is var rank && rank < 0 ? types.Length : rank)
            .ThenBy(pair => pair.index).Select(pair => pair.one).ToList();
        _events.Clear();
        _events.AddRange(ranked);
    }

    /// <summary>Completes what was given in part; before an answer is made of it.</summary>
    public void Complete()
    {
        foreach (var doc in _created.Select(id => state.Find(id)).OfType<Doc>().Concat(_tracked.Values.Select(one => one.Doc)))
            ShapeCatalog.Instance.Fill(doc.Body);
    }

    /// <summary>Makes everything durable, events and their deliveries with it.</summary>
    public void Commit()
    {
        foreach (var (type, body, previous, created) in _events.ToList())
            Webhooks.EventLog.Record(this, type, body, previous, created);
        _events.Clear();

        var changed = _created.Select(id => state.Find(id)).OfType<Doc>().Concat(_tracked.Values
            .Where(one => !_created.Contains(one.Doc.Id) && state.Find(one.Doc.Id) is not null
                && !(JsonNode.DeepEquals(one.Body, one.Doc.Body) && JsonNode.DeepEquals(one.Hidden, one.Doc.Hidden)))
            .Select(one => one.Doc));
        state.Write(changed, _removed.Where(doc => !_created.Contains(doc.Id)));
        _tracked.Clear();
        _created.Clear();
        _removed.Clear();
        _told.Clear();
    }

    /// <summary>As if the work had never begun.</summary>
    public void Rollback()
    {
        foreach (var doc in _removed)
            state.Add(doc);
        foreach (var id in _created)
            if (state.Find(id) is { } doc)
                state.Remove(doc);
        foreach (var (doc, body, hidden) in _tracked.Values)
            (doc.Body, doc.Hidden) = (body, hidden);
        _events.Clear();
        _tracked.Clear();
        _created.Clear();
        _removed.Clear();
        _told.Clear();
    }

    private void Track(Doc doc)
    {
        if (!_created.Contains(doc.Id))
            _tracked.TryAdd(doc.Id, (doc, doc.Body.Copy()!, doc.Hidden.Copy()!));
    }

    /// <summary>How Stripe names a kind in its messages.</summary>
    public static string Label(string kind) => kind switch
    {
        "payment_method" => "PaymentMethod",
        "checkout.session" => "checkout.session",
        "test_helpers.test_clock" => "test clock",
        _ => kind.Replace("billing_portal.", "", StringComparison.Ordinal),
    };
}
