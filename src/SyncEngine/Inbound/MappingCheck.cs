using Connector.Salesforce;
using Connector.Salesforce.Metadata;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Inbound;

/// <summary>Compares the mappings with what the org describes. One that does not fit is paused with one alert, before it fails record by record; the others go on.</summary>
internal sealed class MappingCheck(MappingCatalog catalog, ISalesforceClient salesforce, ISyncStore store, ISyncAlerts alerts, SyncEngineOptions options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var mapping in catalog.All)
        {
            if (await FaultsAsync(mapping, cancellationToken) is { Count: > 0 } faults)
                await PauseAsync(mapping, faults, cancellationToken);
        }
    }

    /// <summary>What does not fit, one line each; null when the org could not be asked.</summary>
    public async Task<IReadOnlyList<string>?> FaultsAsync(EntityMapping mapping, CancellationToken cancellationToken)
    {
        try
        {
            return Compare(mapping, await salesforce.Metadata.DescribeAsync(mapping.RemoteObject, cancellationToken));
        }
        catch (SalesforceNotFoundException)
        {
            return [$"{mapping.RemoteObject} is not in Salesforce, or the integration user does not see it."];
        }
        catch (SalesforceException)
        {
            // The org is away: no word about the mapping.
            return null;
        }
    }

    public static IReadOnlyList<string> Compare(EntityMapping mapping, ObjectDescription description)
    {
        var faults = new List<string>();
        if (description.Field(mapping.ExternalIdField) is not { } external)
            faults.Add($"{mapping.RemoteObject} has no field {mapping.ExternalIdField}: create it as text, unique, external id.");
        else if (!external.IsExternalId && !external.IsIdLookup)
            faults.Add($"{mapping.RemoteObject}.{mapping.ExternalIdField} is no external id: mark it as one, and as unique.");
        foreach (var field in mapping.Fields)
        {
            if (description.Field(field.RemoteField) is not { } known)
                faults.Add($"{mapping.RemoteObject} has no field {field.RemoteField}, or the integration user does not see it.");
            else if (field.Direction != Direction.FromSalesforce && known is { IsUpdateable: false, IsCreateable: false })
                faults.Add($"{mapping.RemoteObject}.{field.RemoteField} cannot be written by the integration user.");
        }

        faults.AddRange(mapping.Parents.Where(parent => description.Field(parent.RemoteField) is null).Select(parent => $"{mapping.RemoteObject} has no relationship {parent.Relationship}."));
        if (mapping.StampField is { } stamp && description.Field(stamp) is null)
            faults.Add($"{mapping.RemoteObject} has no field {stamp}, which is to be stamped.");
        return faults;
    }

    private async Task PauseAsync(EntityMapping mapping, IReadOnlyList<string> faults, CancellationToken cancellationToken)
    {
        var failure = new Failure(FailureClass.Schema, string.Join(' ', faults), "Mend it in Salesforce or in the mapping; it is tried again by itself.");
        var pause = new ScopePause($"{WorkKey.RecordKind}:{mapping.Name}", failure, default);
        var isNew = false;
        await store.WriteAsync(async (transaction, token) =>
        {
            pause = pause with { Since = transaction.Now };
            isNew = await transaction.ExecuteAsync("INSERT INTO sync_pause (scope, failure, since, probe_at) VALUES (@scope, @failure, @since, @probe) ON CONFLICT (scope) DO NOTHING", token,
                ("@scope", pause.Scope), ("@failure", StoredFailure.Write(failure)), ("@since", transaction.Now.ToUnixTimeMilliseconds()),
                ("@probe", (transaction.Now + options.PauseProbe).ToUnixTimeMilliseconds())) > 0;
        }, cancellationToken);
        if (isNew)
            await alerts.PausedAsync(pause, cancellationToken);
    }
}
