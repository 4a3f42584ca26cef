namespace SyncEngine.Mapping;

/// <summary>What kind of JSON a value is sent as.</summary>
internal enum ValueKind
{
    Text,
    Flag,
    Number,
    Date,
    Moment,
}
