using System.IO.Enumeration;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Rest;

namespace Simulator.Faults;

/// <summary>The rules in force. Thread-safe.</summary>
public sealed class FaultRules(SimulatorClock clock)
{
    private readonly Lock _lock = new();
    private readonly List<Armed> _rules = [];
    private int _lastId;

    /// <summary>The rules, the spent ones too until they are removed.</summary>
    public IReadOnlyList<FaultRule> All
    {
        get
        {
            lock (_lock)
                return [.. _rules.Select(armed => armed.Rule with { Applied = armed.Applied })];
        }
    }

    /// <summary>Puts a rule in force.</summary>
    /// <exception cref="ArgumentException">The rule lacks something or has something impossible; the message says what.</exception>
    public FaultRule Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.Validate();
        lock (_lock)
        {
            var numbered = rule with { Id = ++_lastId, Applied = 0 };
            _rules.Add(new Armed(numbered, rule.For is { } span ? clock.GetUtcNow() + span : null));
            return numbered;
        }
    }

    /// <summary>Takes a rule out of force; false when there is none of that id.</summary>
    public bool Remove(int id)
    {
        lock (_lock)
            return _rules.RemoveAll(armed => armed.Rule.Id == id) > 0;
    }

    /// <summary>Takes every rule out of force.</summary>
    public void Clear()
    {
        lock (_lock)
            _rules.Clear();
    }

    /// <summary>The rule that this call falls under, counted as applied; null when the call goes well.</summary>
    internal FaultRule? Take(string method, string path)
    {
        lock (_lock)
            return _rules.FirstOrDefault(armed => armed.Rule.Kind != FaultKind.Partial && Matches(armed.Rule, method, path, ObjectIn(path)) && IsDue(armed))?.Rule;
    }

    /// <summary>Refuses one record of a batch, where a rule says so.</summary>
    internal void ThrowForRow(RestRequest request, string type, int index) =>
        ThrowForRow(request.Method, $"{request.DataPath}/{string.Join('/', request.Segments)}", type, index);

    /// <summary>Refuses one record of a batch, where a rule says so.</summary>
    internal void ThrowForRow(string method, string path, string type, int index)
    {
        lock (_lock)
        {
            if (_rules.Count == 0)
                return;

            var rule = _rules.FirstOrDefault(armed => armed.Rule.Kind == FaultKind.Partial && Matches(armed.Rule, method, path, type) && IsDue(armed))?.Rule;
            if (rule is not null)
                throw new OrgException(rule.Code!, rule.Message ?? $"{SalesforceFaults.Message(rule.Code!)} (record {index})");
        }
    }

    private bool IsDue(Armed armed)
    {
        var rule = armed.Rule;
        if (armed.Applied >= rule.Count || clock.GetUtcNow() >= armed.Until || armed.Seen++ < rule.Skip)
            return false;
        if (rule.Rate is { } rate && Random.Shared.NextDouble() >= rate)
            return false;

        armed.Applied++;
        return true;
    }

    private static bool Matches(FaultRule rule, string method, string path, string? type)
    {
        if (rule.Path is null ? path.StartsWith("/services/oauth2", StringComparison.Ordinal) : !FileSystemName.MatchesSimpleExpression(rule.Path, path))
            return false;

        return (rule.Method is null || rule.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            && (rule.Object is null || rule.Object.Equals(type, StringComparison.OrdinalIgnoreCase));
    }

    private static string? ObjectIn(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.LastIndexOf(parts, "sobjects");
        return at >= 0 && at + 1 < parts.Length ? parts[at + 1] : null;
    }

    private sealed class Armed(FaultRule rule, DateTimeOffset? until)
    {
        public FaultRule Rule { get; } = rule;

        public DateTimeOffset? Until { get; } = until;

        public int Seen { get; set; }

        public int Applied { get; set; }
    }
}
