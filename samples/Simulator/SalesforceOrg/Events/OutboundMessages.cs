using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Simulator.Control;
using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Records;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Events;

/// <summary>
/// Outbound messages: what a rule tells is kept until it is acknowledged or a day old, and sent again with growing pauses by the simulator's
/// clock. Goes to this machine only.
/// </summary>
internal sealed class OutboundMessages(SimulatorOptions options, OrgData data, OrgIdentity identity, DocumentStore store, SimulatorClock clock) : BackgroundService, IResettable
{
    private const string RuleCollection = "salesforce/outbound-rule";
    private const string WaitingCollection = "salesforce/outbound-waiting";
    private const int MostInOne = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(2);
    private readonly ConcurrentDictionary<string, OutboundRule> _rules = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, OutboundNotification> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _more = new(0);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private long _lastId;

    public IReadOnlyCollection<OutboundRule> Rules => [.. _rules.Values];

    public int Waiting => _waiting.Count;

    /// <summary>Reads what is kept and begins to listen to the org.</summary>
    public void Attach()
    {
        foreach (var (name, json) in store.All(RuleCollection))
            _rules[name] = JsonSerializer.Deserialize<OutboundRule>(json)!;
        foreach (var (id, json) in store.All(WaitingCollection))
        {
            _waiting[id] = JsonSerializer.Deserialize<OutboundNotification>(json)!;
            _lastId = Math.Max(_lastId, SalesforceIds.Number(id));
        }

        data.Committing += Capture;
        data.Committed += () =>
        {
            if (!_waiting.IsEmpty)
                _more.Release();
        };
    }

    public void Set(OutboundRule rule)
    {
        if (!rule.Url.IsAbsoluteUri || !rule.Url.IsLoopback || rule.Url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"url is '{rule.Url}'; messages go to this machine only: http://localhost:…");
        var type = data.Schema.Find(rule.Type) ?? throw new ArgumentException($"type is '{rule.Type}', which the org does not have.");
        if (rule.Fields.FirstOrDefault(name => type.Stored(name) is null) is { } unknown)
            throw new ArgumentException($"fields has '{unknown}', which {type.Name} does not have.");

        _rules[rule.Name] = rule;
        store.Write(new DocumentBatch().Put(RuleCollection, rule.Name, JsonSerializer.Serialize(rule)));
    }

    public bool Remove(string name)
    {
        store.Write(new DocumentBatch().Delete(RuleCollection, name));
        return _rules.TryRemove(name, out _);
    }

    public void Reset()
    {
        foreach (var id in _waiting.Keys)
            Forget(id);
    }

    public override void Dispose()
    {
        _http.Dispose();
        _more.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var sent = await SendAsync(stoppingToken);
            pause = sent || _waiting.IsEmpty ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            using var waking = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var retry = _waiting.IsEmpty ? Task.Delay(Timeout.InfiniteTimeSpan, clock, waking.Token) : Task.Delay(pause, clock, waking.Token);
            await Task.WhenAny(retry, _more.WaitAsync(waking.Token));
            await waking.CancelAsync();
        }
    }

    private void Capture(OrgTransaction transaction, IReadOnlyList<OrgChange> changes, DocumentBatch batch)
    {
        foreach (var rule in _rules.Values)
        {
            foreach (var change in changes.Where(change => change.Type == rule.Type && change.After is { IsDeleted: false }))
            {
                var type = data.Schema.Find(change.Type)!;
                var values = rule.Fields.Select(type.Stored).OfType<Schema.FieldSchema>()
                    .Select(field => KeyValuePair.Create(field.Name, change.After![field] is { } value ? FieldValues.ToText(field, value) : null)).ToList();
                var notification = new OutboundNotification(SalesforceIds.Make("04l", ++_lastId), rule.Name, change.Id, transaction.Now, values);
                _waiting[notification.Id] = notification;
                batch.Put(WaitingCollection, notification.Id, JsonSerializer.Serialize(notification));
            }
        }
    }

    // True when everything that waited was acknowledged or given up.
    private async Task<bool> SendAsync(CancellationToken stopping)
    {
        var all = true;
        foreach (var old in _waiting.Values.Where(item => clock.GetUtcNow() - item.At > Kept || !_rules.ContainsKey(item.Rule)))
            Forget(old.Id);
        foreach (var group in _waiting.Values.OrderBy(item => item.Id, StringComparer.Ordinal).GroupBy(item => item.Rule).ToList())
        {
            foreach (var batch in group.Chunk(MostInOne))
                all &= _rules.TryGetValue(group.Key, out var rule) && await SendAsync(rule, batch, stopping);
        }

        return all;
    }

    private async Task<bool> SendAsync(OutboundRule rule, OutboundNotification[] batch, CancellationToken stopping)
    {
        await store.FlushAsync();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, rule.Url)
            {
                Content = new StringContent(OutboundEnvelope.Write(rule, batch, identity, options.Url.TrimEnd('/')), Encoding.UTF8, "text/xml"),
            };
            request.Headers.Add("SOAPAction", "\"\"");
            using var response = await _http.SendAsync(request, stopping);
            if (!response.IsSuccessStatusCode || !OutboundEnvelope.IsAcknowledged(await response.Content.ReadAsStringAsync(stopping)))
                return false;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }

        foreach (var item in batch)
            Forget(item.Id);
        return true;
    }

    private void Forget(string id)
    {
        if (_waiting.TryRemove(id, out _))
            store.Write(new DocumentBatch().Delete(WaitingCollection, id));
    }
}
