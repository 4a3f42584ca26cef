namespace SyncEngine.Simulation.Histories;

/// <summary>Something that a person or another system does. Its number makes the values it writes unique, also when others are left out.</summary>
/// <param name="Number">Which one.</param>
/// <param name="At">When, from the start.</param>
internal abstract record Operation(int Number, TimeSpan At)
{
    /// <summary>As it stands in a printed history.</summary>
    public sealed override string ToString() =>
        $"{GetType().Name} {string.Join(", ", GetType().GetProperties().Where(part => part.GetValue(this) is not null).Select(part => $"{part.Name} {Shown(part.GetValue(this)!)}"))}";

    private static string Shown(object value) => value is IEnumerable<string> names ? $"[{string.Join(' ', names)}]" : value.ToString()!;
}

/// <summary>An organisation signs up.</summary>
internal sealed record CreateOrganization(int Number, TimeSpan At, int Who) : Operation(Number, At);

/// <summary>A member signs up, perhaps for an organisation.</summary>
internal sealed record CreateMember(int Number, TimeSpan At, int Who, int? Organization) : Operation(Number, At);

/// <summary>A member saves some fields; those named in <paramref name="Cleared"/> become empty.</summary>
internal sealed record EditMember(int Number, TimeSpan At, int Who, IReadOnlyList<string> Fields, IReadOnlyList<string> Cleared) : Operation(Number, At);

/// <summary>A member saves over and over.</summary>
internal sealed record SaveFast(int Number, TimeSpan At, int Who, string Field, int Times, TimeSpan Pause) : Operation(Number, At);

/// <summary>An organisation's page is saved.</summary>
internal sealed record EditOrganization(int Number, TimeSpan At, int Who, string Field) : Operation(Number, At);

/// <summary>A save that touches nothing mapped.</summary>
internal sealed record EditUnmapped(int Number, TimeSpan At, int Who) : Operation(Number, At);

/// <summary>A save whose transaction is rolled back.</summary>
internal sealed record RollBack(int Number, TimeSpan At, int Who, string Field) : Operation(Number, At);

/// <summary>A member is deleted on the site.</summary>
internal sealed record DeleteMember(int Number, TimeSpan At, int Who) : Operation(Number, At);

/// <summary>A member changes to another organisation, or to none.</summary>
internal sealed record MoveMember(int Number, TimeSpan At, int Who, int? Organization) : Operation(Number, At);

/// <summary>Members are brought in past the engine, as by SQL, and staff ask for a run over all.</summary>
internal sealed record ImportMembers(int Number, TimeSpan At, int First, int Count) : Operation(Number, At);

/// <summary>Staff ask for a run over all members.</summary>
internal sealed record StartRun(int Number, TimeSpan At) : Operation(Number, At);

/// <summary>Staff cancel the latest run.</summary>
internal sealed record CancelRun(int Number, TimeSpan At) : Operation(Number, At);

/// <summary>Somebody edits the contact in Salesforce.</summary>
internal sealed record RemoteEdit(int Number, TimeSpan At, int Who, IReadOnlyList<string> Fields) : Operation(Number, At);

/// <summary>A contact is entered in Salesforce that fits a member who comes, or came, to the site; more than one of them is ambiguous.</summary>
internal sealed record RemoteEnter(int Number, TimeSpan At, int Who, int Copies) : Operation(Number, At);

/// <summary>Somebody merges another contact into, or over, the member's.</summary>
internal sealed record RemoteMerge(int Number, TimeSpan At, int Who, bool MemberLoses) : Operation(Number, At);

/// <summary>Somebody deletes the contact in Salesforce.</summary>
internal sealed record RemoteDelete(int Number, TimeSpan At, int Who) : Operation(Number, At);

/// <summary>Somebody takes the contact out of the recycle bin.</summary>
internal sealed record RemoteUndelete(int Number, TimeSpan At, int Who) : Operation(Number, At);

/// <summary>Staff look through what waits for a decision and take the first candidate, or retry.</summary>
internal sealed record Decide(int Number, TimeSpan At, bool Adopt) : Operation(Number, At);
