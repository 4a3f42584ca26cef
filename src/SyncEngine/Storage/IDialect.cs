using System.Data.Common;

namespace SyncEngine.Storage;

/// <summary>What differs between the databases. Everything else is SQL that both understand, with times as Unix milliseconds.</summary>
internal interface IDialect
{
    /// <summary>The folder of its schema scripts.</summary>
    string Name { get; }

    /// <summary>An expression for the database's own clock at this moment, not at the transaction's start, in Unix milliseconds.</summary>
    string Now { get; }

    /// <summary>Ends a SELECT whose rows are to be taken by one worker only; empty where there is one writer anyway.</summary>
    string SkipLocked { get; }

    /// <summary>Ends a SELECT whose rows must not change before the transaction ends; empty where there is one writer anyway.</summary>
    string ForUpdate { get; }

    /// <summary>What a row of the ledger is found by at once within a transaction: its place in the table where that stays, else its key.</summary>
    string RowId { get; }

    /// <summary>True where only one transaction can write at a time, so that waiting inside the process beats waiting in the database.</summary>
    bool HasOneWriter { get; }

    /// <summary>True where the database lives in this process: a connection that is kept open holds nothing of a server's.</summary>
    bool IsEmbedded { get; }

    /// <summary>True where a query may insert in its WITH, and where arrays can be parameters: rows and their marks then are one statement, its own transaction.</summary>
    bool AddsInOneStatement { get; }

    /// <summary>What <c>key</c> is compared with to be one of the texts in a parameter: <c>IN (…)</c>, <c>= ANY(…)</c>. One parameter, so that the statement's text is always the same.</summary>
    string IsOneOf(string parameter);

    /// <summary>The value of such a parameter.</summary>
    object TextList(IReadOnlyCollection<string> values);

    /// <summary>A SELECT that reads rows from one parameter of JSON, an array of arrays, with each column cast to its type: text, integer, bigint, uuid.</summary>
    string RowsFrom(string parameter, IReadOnlyList<string> types);

    /// <summary>Sets up a connection that was just opened.</summary>
    Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Keeps other hosts from installing the schema at the same time, until the transaction ends.</summary>
    Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken);
}
