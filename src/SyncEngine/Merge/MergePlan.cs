namespace SyncEngine.Merge;

/// <summary>The decision on one record.</summary>
/// <param name="Fields">Field by field, in the order of the input.</param>
public sealed record MergePlan(IReadOnlyList<FieldPlan> Fields)
{
    /// <summary>Whether anything goes to Salesforce.</summary>
    public bool Pushes => Fields.Any(plan => plan.Action is FieldAction.Push or FieldAction.Set);

    /// <summary>Whether anything comes to the site.</summary>
    public bool Applies => Fields.Any(plan => plan.Action is FieldAction.Apply or FieldAction.Set);

    /// <summary>The fields that a person has to decide.</summary>
    public IEnumerable<string> Asks => Fields.Where(plan => plan.Action == FieldAction.Ask).Select(plan => plan.Field);
}
