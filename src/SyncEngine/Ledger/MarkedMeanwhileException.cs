namespace SyncEngine.Ledger;

/// <summary>A key was marked between the look at its marks and the write that such a mark forbids. The transaction is undone and tried again.</summary>
internal sealed class MarkedMeanwhileException : Exception;
