namespace SyncEngine.Storage;

/// <summary>One kind of rows that a transaction writes at its end.</summary>
/// <param name="Order">Of several kinds, the lower goes first.</param>
/// <param name="KeyColumns">So many of the first columns name the row that is written; 0 where each makes a row of its own.</param>
/// <param name="Types">The columns' types.</param>
/// <param name="Sql">The statement around the SELECT that reads the rows.</param>
internal sealed record LaterWrite(int Order, int KeyColumns, string[] Types, Func<string, string> Sql);
