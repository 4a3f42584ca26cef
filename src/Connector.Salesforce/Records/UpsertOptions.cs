namespace Connector.Salesforce.Records;

/// <summary>How an upsert behaves.</summary>
public sealed record UpsertOptions
{
    /// <summary>Update only: a record that is not there is an error instead of being created. Default false.</summary>
    public bool UpdateOnly { get; init; }
}
