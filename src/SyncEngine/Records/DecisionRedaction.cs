using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>
/// A decision without anybody's data, and still the same decision: letters take the place of the values, and compare as these did, exactly and as the
/// field's policy compares, and as forms of what was sent. So it can be a test case.
/// </summary>
internal static class DecisionRedaction
{
    public static StoredDecision Redact(StoredDecision decision)
    {
        var fields = decision.Input.Fields.Zip(decision.Plan.Fields).Select(pair => Redact(pair.First, pair.Second)).ToList();
        return decision with { Input = decision.Input with { Fields = [.. fields.Select(field => field.Input)] }, Plan = new MergePlan([.. fields.Select(field => field.Plan)]) };
    }

    private static (FieldInput Input, FieldPlan Plan) Redact(FieldInput field, FieldPlan plan)
    {
        var letters = new Letters(field.Comparison);
        var superseded = field.Superseded.Select(letters.Of).ToList();
        letters.Note(field.Remote, field.Superseded.Where(sent => MergePlanner.IsFormOf(sent, field.Remote)));
        var redacted = field with
        {
            Base = field.Base is { } agreed ? new BasePair(letters.Of(agreed.Local), letters.Of(agreed.Remote)) : null,
            Local = letters.Of(field.Local),
            LocalAsRemote = letters.Of(field.LocalAsRemote),
            Remote = letters.Of(field.Remote),
            Superseded = superseded,
            Decision = field.Decision is { } decision
                ? decision with { Value = letters.Of(decision.Value), SeenLocal = letters.Of(decision.SeenLocal), SeenRemote = letters.Of(decision.SeenRemote) }
                : null,
            Comparison = field.Comparison == Comparison.Exact ? Comparison.Exact : Comparison.IgnoreCase,
        };
        return (redacted, plan with { Value = letters.Of(plan.Value) });
    }

    // What counts as one value has one letter; those that are written otherwise differ in the blanks behind it, which count for nothing.
    private sealed class Letters(Comparison comparison)
    {
        private readonly Dictionary<string, string> _letters = [];
        private readonly Dictionary<string, List<string>> _writings = [];

        public string? Of(string? value)
        {
            if (value is null)
                return null;

            var normal = Comparing.Normal(comparison, value) ?? "";
            if (!_letters.TryGetValue(normal, out var letter))
                _letters[normal] = letter = Letter(normal, value);
            if (!_writings.TryGetValue(normal, out var writings))
                _writings[normal] = writings = [];
            if (!writings.Contains(value))
                writings.Add(value);

            // A blank that is not null has at least one.
            return letter + new string(' ', writings.IndexOf(value) + (normal.Length == 0 && comparison != Comparison.Exact ? 1 : 0));
        }

        public void Note(string? value, IEnumerable<string?> origins)
        {
            var from = origins.Select(Of).ToList();
            if (value is not null && from.Count > 0)
                _letters.TryAdd(Comparing.Normal(comparison, value) ?? "", $"form of {string.Join(", ", from)}");
        }

        // Of one length, so that none contains another; and one for what is too short to have forms is as short.
        private string Letter(string normal, string value) =>
            normal.Length == 0 && comparison != Comparison.Exact ? ""
            : MergePlanner.HasForms(value) ? $"value {_letters.Count + 1:D4}" : $"{_letters.Count + 1:D2}";
    }
}
