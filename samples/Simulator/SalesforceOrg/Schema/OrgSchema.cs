namespace Simulator.SalesforceOrg.Schema;

/// <summary>The objects of the org, by name and by key prefix. A change swaps one object for another; readers keep what they had.</summary>
internal sealed class OrgSchema(IEnumerable<ObjectSchema> objects)
{
    private volatile IReadOnlyDictionary<string, ObjectSchema> _byName = objects.ToDictionary(item => item.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>When the schema changed last; describe answers 304 to who has seen it since.</summary>
    public DateTimeOffset ChangedAt { get; set; } = DateTimeOffset.UnixEpoch;

    public IEnumerable<ObjectSchema> Objects => _byName.Values.OrderBy(item => item.Name, StringComparer.Ordinal);

    /// <summary>Objects that the callers' permissions hide.</summary>
    public HashSet<string> Hidden { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ObjectSchema? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The object as a caller sees it: null where there is none, or it is hidden.</summary>
    public ObjectSchema? Visible(string name) => Hidden.Contains(name) ? null : Find(name);

    public ObjectSchema? ByPrefix(string id) =>
        id.Length < 3 ? null : _byName.Values.FirstOrDefault(item => id.StartsWith(item.KeyPrefix, StringComparison.Ordinal));

    public void Replace(ObjectSchema changed) =>
        _byName = new Dictionary<string, ObjectSchema>(_byName.Where(pair => pair.Value.Name != changed.Name), StringComparer.OrdinalIgnoreCase) { [changed.Name] = changed };

    /// <summary>The look-ups that point to an object: its child relationships.</summary>
    public IEnumerable<(ObjectSchema Child, FieldSchema Field)> Children(string parent) =>
        from child in Objects
        from field in child.Fields
        where field.ReferenceTo.Contains(parent) && field.ChildRelationshipName is not null
        select (child, field);
}
