using Microsoft.Extensions.DependencyInjection;

namespace SyncEngine.Simulation.Mutations;

/// <summary>One deliberate fault in the engine, made from outside: by changing its SQL on the way, or by substituting one of its services.</summary>
internal sealed record Mutation(string Name, string Breaks)
{
    /// <summary>Changes a statement's text.</summary>
    public Func<string, string> Rewrite { get; init; } = sql => sql;

    /// <summary>Registers other services before the engine's own.</summary>
    public Action<IServiceCollection> Configure { get; init; } = _ => { };
}
