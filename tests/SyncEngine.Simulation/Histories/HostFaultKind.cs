namespace SyncEngine.Simulation.Histories;

internal enum HostFaultKind
{
    /// <summary>Killed at the boundary.</summary>
    Crash,

    /// <summary>Killed within the next transaction, before its commit.</summary>
    CrashBeforeCommit,

    /// <summary>Killed when the transaction has committed, before anybody hears of it.</summary>
    CrashAfterCommit,

    /// <summary>Suspended, as a virtual machine may be; its leases run out meanwhile.</summary>
    Stall,

    /// <summary>The statement fails: disk full, input/output error.</summary>
    DatabaseError,
}
