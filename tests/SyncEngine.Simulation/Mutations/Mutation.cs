using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Org;

namespace SyncEngine.Simulation.Mutations;

/// <summary>One deliberate fault in the engine, made from outside: by changing its SQL on the way, what it hears, or one of its services.</summary>
/// <param name="Name">What is broken.</param>
/// <param name="Rule">The rule that it breaks.</param>
/// <param name="CaughtBy">A seed whose history shows it.</param>
internal sealed record Mutation(string Name, string Rule, int CaughtBy)
{
    /// <summary>Changes a statement's text.</summary>
    public Func<string, string> Rewrite { get; init; } = sql => sql;

    /// <summary>Changes what the engine hears of an answer.</summary>
    public Func<WireRequest, WireAnswer, WireAnswer>? Answer { get; init; }

    /// <summary>Whether a history can show it at all; the others are left out of the search.</summary>
    public Func<History, bool> Concerns { get; init; } = _ => true;

    /// <summary>Registers other services before the engine's own.</summary>
    public Action<IServiceCollection> Configure { get; init; } = _ => { };
}
