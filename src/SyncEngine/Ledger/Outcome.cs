using SyncEngine.Model;

namespace SyncEngine.Ledger;

/// <summary>What became of a claimed key.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Both sides agree, as far as this key goes. If it was marked again meanwhile, it becomes due again.</summary>
    public sealed record Done : Outcome;

    /// <summary>It did not work. The class decides: back-off (transient, throttled), dead letter (data), or a pause of its scope (authentication, schema).</summary>
    public sealed record Failed(Failure Failure) : Outcome;

    /// <summary>It cannot go on before another key has: it sleeps until that key is completed, and is looked at again every minute in any case.</summary>
    /// <param name="On">The key it waits for.</param>
    /// <param name="Reason">In plain words, for the control room.</param>
    public sealed record Waiting(WorkKey On, string Reason) : Outcome;

    /// <summary>A person has to decide; a new mark, or the decision, makes it due again.</summary>
    /// <param name="Reason">What is to be decided, in plain words.</param>
    /// <param name="Hint">Where and how.</param>
    public sealed record NeedsDecision(string Reason, string Hint) : Outcome;

    /// <summary>Everything agrees.</summary>
    public static Outcome Completed { get; } = new Done();
}
