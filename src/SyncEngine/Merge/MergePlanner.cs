using SyncEngine.Mapping;

namespace SyncEngine.Merge;

/// <summary>
/// The three-way merge: a pure function of what both sides have and what they last agreed on. No clock, no database, no network; the same input
/// gives the same plan, today and when a decision of last year is replayed.
/// </summary>
public static class MergePlanner
{
    /// <summary>Decides field by field.</summary>
    public static MergePlan Plan(MergeInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MergePlan([.. input.Fields.Select(field => Plan(field, input))]);
    }

    private static FieldPlan Plan(FieldInput field, MergeInput input)
    {
        if (!input.RemoteExists)
        {
            return field.Direction == Direction.FromSalesforce || field.LocalAsRemote is null
                ? new FieldPlan(field.Field, FieldAction.Keep, "created", Agreed: field.LocalAsRemote is null)
                : new FieldPlan(field.Field, FieldAction.Push, "created");
        }

        if (field.LocalAsRemote == field.Remote)
            return new FieldPlan(field.Field, FieldAction.Keep, "agree", Agreed: true);

        return field.Base is { } agreed ? Merge(field, agreed, input) : Adopt(field, input);
    }

    private static FieldPlan Merge(FieldInput field, BasePair agreed, MergeInput input)
    {
        var localChanged = field.Local != agreed.Local;
        var late = field.Remote != agreed.Remote && field.Superseded.Contains(field.Remote);
        var remoteChanged = field.Remote != agreed.Remote && !late;

        // The forms differ, and both are what was agreed: the org's flows wrote it their way.
        if (!localChanged && !remoteChanged && !late)
            return new FieldPlan(field.Field, FieldAction.Keep, "agree", Agreed: true);
        if (late)
            return Out(field, "late-landing");
        if (!remoteChanged)
            return field.Direction == Direction.FromSalesforce ? In(field, "drift", input) : Out(field, "local-changed");
        if (!localChanged)
            return field.Direction == Direction.ToSalesforce ? Out(field, "drift") : In(field, "remote-changed", input);

        return field.Direction switch
        {
            Direction.ToSalesforce => Out(field, "conflict"),
            Direction.FromSalesforce => In(field, "conflict", input),
            _ => Decide(field, input),
        };
    }

    private static FieldPlan Decide(FieldInput field, MergeInput input) => field.Policy switch
    {
        ConflictPolicy.LocalWins => Out(field, "conflict"),
        ConflictPolicy.RemoteWins => In(field, "conflict", input),
        ConflictPolicy.LastWriteWins => input.RemoteEditedAt > input.LocalEditedAt ? In(field, "conflict", input) : Out(field, "conflict"),
        ConflictPolicy.PreferNonBlank when field.Remote is null => Out(field, "conflict"),
        ConflictPolicy.PreferNonBlank when field.Local is null => In(field, "conflict", input),
        _ => new FieldPlan(field.Field, FieldAction.Ask, "conflict"),
    };

    // Nothing was ever agreed: blanks fill from the other side, and a local blank or default never writes over somebody's value.
    private static FieldPlan Adopt(FieldInput field, MergeInput input)
    {
        if (field.Direction == Direction.FromSalesforce)
            return In(field, "remote-changed", input);
        if (field.Remote is null)
            return Out(field, "blank-filled");
        if (field.Direction == Direction.ToSalesforce)
            return field.Local is null ? new FieldPlan(field.Field, FieldAction.Keep, "blank-filled") : Out(field, "differs");
        if (field.Local is null)
            return In(field, "blank-filled", input);

        return field.Policy switch
        {
            ConflictPolicy.LocalWins => Out(field, "differs"),
            ConflictPolicy.RemoteWins => In(field, "differs", input),
            ConflictPolicy.LastWriteWins => input.RemoteEditedAt > input.LocalEditedAt ? In(field, "differs", input) : Out(field, "differs"),
            _ => new FieldPlan(field.Field, FieldAction.Ask, "differs"),
        };
    }

    private static FieldPlan Out(FieldInput field, string reason) => new(field.Field, FieldAction.Push, reason);

    private static FieldPlan In(FieldInput field, string reason, MergeInput input) =>
        input.AcceptsRemote ? new FieldPlan(field.Field, FieldAction.Apply, reason) : new FieldPlan(field.Field, FieldAction.Keep, "inward-off");
}
