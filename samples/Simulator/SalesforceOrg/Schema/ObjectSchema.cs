using System.Collections.Frozen;
using Simulator.SalesforceOrg.Formulas;

namespace Simulator.SalesforceOrg.Schema;

/// <summary>An object of the org: its fields by name, its rules and its flows. Immutable.</summary>
internal sealed class ObjectSchema
{
    private readonly FrozenDictionary<string, FieldSchema> _stored;
    private readonly FrozenDictionary<string, FieldSchema> _byRelationship;

    public ObjectSchema(string name, string label, string labelPlural, string keyPrefix, IEnumerable<FieldSchema> fields)
    {
        (Name, Label, LabelPlural, KeyPrefix) = (name, label, labelPlural, keyPrefix);
        Fields = [.. fields.Select((field, ordinal) => field with { Ordinal = field.Ordinal < 0 ? ordinal : field.Ordinal })];
        Width = Fields.Max(field => field.Ordinal) + 1;
        _stored = Fields.ToFrozenDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);
        _byRelationship = Fields.Where(field => field.RelationshipName is not null)
            .ToFrozenDictionary(field => field.RelationshipName!, StringComparer.OrdinalIgnoreCase);
        Calculated = [.. Fields.Where(field => field.Calculated is not null)];
    }

    public string Name { get; }
    public string Label { get; }
    public string LabelPlural { get; }
    public string KeyPrefix { get; }

    /// <summary>Every field, the system's first.</summary>
    public IReadOnlyList<FieldSchema> Fields { get; }

    /// <summary>Users are deactivated, never deleted, and an org is what it is.</summary>
    public bool IsDeletable => Name is not ("User" or "Organization");

    /// <summary>How many values a row has.</summary>
    public int Width { get; }

    public IReadOnlyList<FieldSchema> Calculated { get; }
    public IReadOnlyList<ValidationRule> ValidationRules { get; init; } = [];
    public IReadOnlyList<DuplicateRule> DuplicateRules { get; init; } = [];
    public IReadOnlyList<Flow> Flows { get; init; } = [];

    /// <summary>The fields that a caller sees: MasterRecordId only where records can be merged.</summary>
    public IEnumerable<FieldSchema> Visible => Fields.Where(IsVisible);

    /// <summary>Fields that the callers' permissions hide.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The field of that name as a caller sees it: null where there is none, or it is hidden.</summary>
    public FieldSchema? Field(string name) => Stored(name) is { } field && IsVisible(field) ? field : null;

    /// <summary>The field of that name, hidden or not.</summary>
    public FieldSchema? Stored(string name) => _stored.GetValueOrDefault(name);

    /// <summary>The look-up behind a parent's name, such as AccountId for Account.</summary>
    public FieldSchema? Relationship(string name) => _byRelationship.GetValueOrDefault(name) is { } field && IsVisible(field) ? field : null;

    public ObjectSchema WithHidden(IEnumerable<string> names) => With(Fields, hidden: names.ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    private bool IsVisible(FieldSchema field) =>
        (field.Ordinal != SystemFields.MasterRecordId || SystemFields.IsMergeable(Name)) && !Hidden.Contains(field.Name);

    /// <summary>A place beyond what was used, for a field that is added.</summary>
    public ObjectSchema WithField(FieldSchema field)
    {
        var old = Stored(field.Name);
        return With(Fields.Where(other => other != old).Append(field with { Ordinal = old?.Ordinal ?? Width }));
    }

    public ObjectSchema WithoutField(string name) => With(Fields.Where(field => !string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)));

    public ObjectSchema WithRules(IReadOnlyList<ValidationRule>? validation = null, IReadOnlyList<DuplicateRule>? duplicates = null, IReadOnlyList<Flow>? flows = null) =>
        With(Fields, validation, duplicates, flows);

    private ObjectSchema With(IEnumerable<FieldSchema> fields, IReadOnlyList<ValidationRule>? validation = null, IReadOnlyList<DuplicateRule>? duplicates = null, IReadOnlyList<Flow>? flows = null, IReadOnlySet<string>? hidden = null) =>
        new(Name, Label, LabelPlural, KeyPrefix, fields)
        {
            ValidationRules = validation ?? ValidationRules,
            DuplicateRules = duplicates ?? DuplicateRules,
            Flows = flows ?? Flows,
            Hidden = hidden ?? Hidden,
        };
}

/// <summary>A save is refused where the condition holds.</summary>
internal sealed record ValidationRule(string Name, Formula Condition, string Message, string? Field, bool Enabled);

/// <summary>A save is refused where another record agrees in all the fields; with <c>AllowSave</c> the caller may insist by header.</summary>
internal sealed record DuplicateRule(string Name, IReadOnlyList<string> Match, bool AllowSave, bool Enabled);

/// <summary>Automation before the save: where the condition holds, each field takes its formula's value.</summary>
internal sealed record Flow(string Name, Formula? Condition, IReadOnlyDictionary<string, Formula> Set, bool Enabled);
