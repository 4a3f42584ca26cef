using System.Diagnostics;

namespace CrashPoints;

/// <summary>Commands and commits that the host's own Entity Framework contexts send to its database.</summary>
internal sealed class EntityFrameworkBoundaries(BoundaryCounter boundaries)
    : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Prefix = "Microsoft.EntityFrameworkCore.Database.";

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
            value.Subscribe(this, name => Boundary(name) is not null);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Boundary(value.Key) is { } boundary)
            boundaries.Pass(boundary);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static string? Boundary(string name) => name switch
    {
        Prefix + "Transaction.TransactionCommitting" => "before EF commit",
        Prefix + "Transaction.TransactionCommitted" => "after EF commit",
        Prefix + "Command.CommandExecuting" => "before EF command",
        Prefix + "Command.CommandExecuted" => "after EF command",
        _ => null,
    };
}
