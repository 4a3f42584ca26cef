using SyncEngine.Merge;

namespace SyncEngine.AspNetCore.Dashboard.Conflicts;

/// <summary>A rule by which many conflicts are decided at once; it leaves those on which it says nothing.</summary>
/// <param name="Name">Its name in forms.</param>
/// <param name="Text">What it does, in words.</param>
/// <param name="Choose">Whose value stands; null where the rule does not tell.</param>
internal sealed record ConflictRule(string Name, string Text, Func<SyncConflict, FieldChoice?> Choose)
{
    public static IReadOnlyList<ConflictRule> All { get; } =
    [
        new("site", "what stands here is right", _ => FieldChoice.Local),
        new("salesforce", "what stands in Salesforce is right", _ => FieldChoice.Remote),
        new("later", "the later edit is right, where both times are known", conflict => conflict is not { LocalAt: { } here, RemoteAt: { } there } || here == there ? null : here > there ? FieldChoice.Local : FieldChoice.Remote),
        new("filled", "a value beats none, where only one side has one", conflict => (conflict.Local, conflict.Remote) switch
        {
            (not null, null) => FieldChoice.Local,
            (null, not null) => FieldChoice.Remote,
            _ => null,
        }),
    ];

    public static ConflictRule? Find(string? name) => All.FirstOrDefault(rule => rule.Name == name);
}
