using SyncEngine.Mapping;

namespace SyncEngine.Merge;

/// <summary>
/// The three-way merge: a pure function of what both sides have and what they last agreed on. No clock, no database, no network; the same input
/// gives the same plan, today and when a decision of last year is replayed.
/// </summary>
public static class MergePlanner
{
    /// <summary>So many times a field may go back and forth before a person is asked who is at it.</summary>
    public const int MaxFlips = 3;

    // In a shorter value anything can be found.
    private const int ShortestForm = 3;

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
                : Out(field, "created", input);
        }

        if (Same(field, field.LocalAsRemote, field.Remote))
            return new FieldPlan(field.Field, FieldAction.Keep, "agree", Agreed: true);

        // A third value that a person chose has reached Salesforce, and was not yet written here: that is what is left to do.
        if (field.Decision is { Choice: FieldChoice.Other } chosen && chosen.SeenLocal == field.Local && field.Remote == chosen.Value && field.Direction == Direction.Both)
            return In(field, "decided", input);

        var plan = field.Base is { } agreed ? Merge(field, agreed, input) : Adopt(field, input);
        if (plan.Action is FieldAction.Push or FieldAction.Apply && plan.Reason != "late-landing" && field.Flips >= MaxFlips)
            plan = new FieldPlan(field.Field, FieldAction.Ask, "flips");
        return plan.Action == FieldAction.Ask ? Decided(field, plan, input) : plan;
    }

    private static FieldPlan Decided(FieldInput field, FieldPlan asked, MergeInput input)
    {
        if (field.Decision is not { } decision || decision.SeenLocal != field.Local || decision.SeenRemote != field.Remote)
            return asked;

        // The side that may not be written keeps its value: that the two differ is what was agreed on, then.
        return (decision.Choice, field.Direction) switch
        {
            (FieldChoice.Local, Direction.FromSalesforce) or (FieldChoice.Remote, Direction.ToSalesforce) => new FieldPlan(field.Field, FieldAction.Keep, "decided", Agreed: true),
            (FieldChoice.Local, _) => Out(field, "decided", input),
            (FieldChoice.Remote, _) => In(field, "decided", input),
            (_, Direction.Both) when input is { AcceptsRemote: true, SendsLocal: true } => new FieldPlan(field.Field, FieldAction.Set, "decided", Value: decision.Value),
            _ => asked,
        };
    }

    private static FieldPlan Merge(FieldInput field, BasePair agreed, MergeInput input)
    {
        var localChanged = !Same(field, field.Local, agreed.Local);
        var remoteDiffers = !Same(field, field.Remote, agreed.Remote);
        var isForm = remoteDiffers && field.Superseded.Any(sent => IsFormOf(sent, field.Remote));
        var isOurs = localChanged ? input.RemoteSavedByUs == true : input.RemoteSavedByUs != false;
        var late = remoteDiffers && field.Direction != Direction.FromSalesforce && (field.Superseded.Contains(field.Remote) || (isForm && isOurs));

        // Somebody else was the last to save the record: it may be their edit, or ours in the org's form, and another field theirs. The question stands as
        // long as its values do, also when nothing can land late any more.
        var isUnclear = remoteDiffers && !late && field.Direction == Direction.Both && (isForm || input.Unclear?.Contains(field.Field) == true);
        var remoteChanged = remoteDiffers && !late;

        // The forms differ, and both are what was agreed: the org's flows wrote it their way.
        if (!localChanged && !remoteChanged && !late)
            return new FieldPlan(field.Field, FieldAction.Keep, "agree", Agreed: true);
        if (late)
            return Out(field, "late-landing", input);
        // Both may have changed it: a policy that keeps the site's value is right either way, and one that takes the other might bring back what the site gave up.
        if (isUnclear && !(localChanged && Decide(field, input).Action != FieldAction.Apply))
            return new FieldPlan(field.Field, FieldAction.Ask, "unclear");
        if (!remoteChanged)
            return field.Direction == Direction.FromSalesforce ? In(field, "drift", input) : Out(field, "local-changed", input);
        if (!localChanged)
            return field.Direction == Direction.ToSalesforce ? Out(field, "drift", input) : In(field, "remote-changed", input);

        return field.Direction switch
        {
            Direction.ToSalesforce => Out(field, "conflict", input),
            Direction.FromSalesforce => In(field, "conflict", input),
            _ => Decide(field, input),
        };
    }

    private static FieldPlan Decide(FieldInput field, MergeInput input) => field.Policy switch
    {
        ConflictPolicy.LocalWins => Out(field, "conflict", input),
        ConflictPolicy.RemoteWins => In(field, "conflict", input),
        ConflictPolicy.LastWriteWins => input.RemoteEditedAt > input.LocalEditedAt ? In(field, "conflict", input) : Out(field, "conflict", input),
        ConflictPolicy.PreferNonBlank when field.Remote is null => Out(field, "conflict", input),
        ConflictPolicy.PreferNonBlank when field.Local is null => In(field, "conflict", input),
        _ => new FieldPlan(field.Field, FieldAction.Ask, "conflict"),
    };

    // Nothing was ever agreed: blanks fill from the other side, and a local blank or default never writes over somebody's value.
    private static FieldPlan Adopt(FieldInput field, MergeInput input)
    {
        if (field.Direction == Direction.FromSalesforce)
            return In(field, "remote-changed", input);
        if (field.Remote is null)
            return Out(field, "blank-filled", input);
        if (field.Direction == Direction.ToSalesforce)
            return field.Local is null ? new FieldPlan(field.Field, FieldAction.Keep, "blank-filled") : Out(field, "differs", input);
        if (field.Local is null)
            return In(field, "blank-filled", input);

        return field.Policy switch
        {
            ConflictPolicy.LocalWins => Out(field, "differs", input),
            ConflictPolicy.RemoteWins => In(field, "differs", input),
            ConflictPolicy.LastWriteWins => input.RemoteEditedAt > input.LocalEditedAt ? In(field, "differs", input) : Out(field, "differs", input),
            _ => new FieldPlan(field.Field, FieldAction.Ask, "differs"),
        };
    }

    /// <summary>
    /// The org's flows may have written an older value of ours their way as it landed: in another case, spaced or punctuated otherwise, with something around it.
    /// </summary>
    internal static bool IsFormOf(string? sent, string? stands) =>
        HasForms(sent) && Plain(stands)?.Contains(Plain(sent)!, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether a value is long enough for its forms to be told from chance.</summary>
    internal static bool HasForms(string? value) => Plain(value) is { Length: >= ShortestForm };

    private static string? Plain(string? value) => value is null ? null : string.Concat(value.Where(char.IsLetterOrDigit));

    private static bool Same(FieldInput field, string? left, string? right) => field.Comparison.Same(left, right);

    private static FieldPlan Out(FieldInput field, string reason, MergeInput input) =>
        input.SendsLocal ? new FieldPlan(field.Field, FieldAction.Push, reason) : new FieldPlan(field.Field, FieldAction.Keep, "outward-off");

    private static FieldPlan In(FieldInput field, string reason, MergeInput input) =>
        input.AcceptsRemote ? new FieldPlan(field.Field, FieldAction.Apply, reason) : new FieldPlan(field.Field, FieldAction.Keep, "inward-off");
}
