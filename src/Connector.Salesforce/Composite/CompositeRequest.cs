using System.Text.RegularExpressions;
using Connector.Salesforce.Query;

namespace Connector.Salesforce.Composite;

/// <summary>
/// The subrequests of one composite call, in order: at most 25, of them at most 5 queries. Each has a name, and
/// <see cref="Reference"/> puts what it gave into a later one. Not safe for use by several threads at once.
/// </summary>
public sealed partial class CompositeRequest
{
    /// <summary>How many subrequests one call takes.</summary>
    public const int MaxSubrequests = 25;

    /// <summary>How many of them may be queries.</summary>
    public const int MaxQueries = 5;

    private readonly List<CompositeSubrequest> _subrequests = [];

    /// <summary>Whether one failing subrequest undoes the others. Default false.</summary>
    public bool AllOrNone { get; init; }

    /// <summary>Whether Salesforce may carry independent subrequests out together. Default false: in order.</summary>
    public bool Collate { get; init; }

    internal IReadOnlyList<CompositeSubrequest> Subrequests => _subrequests;

    /// <summary>What an earlier subrequest gave, for a field's value: <c>@{name.id}</c>.</summary>
    /// <param name="referenceId">The earlier one's name.</param>
    /// <param name="path">Where in its answer; default its id.</param>
    public static string Reference(string referenceId, string path = "id") => $"@{{{Checked(referenceId)}.{path}}}";

    /// <summary>Adds a create.</summary>
    public CompositeRequest Create(string referenceId, SalesforceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Add(referenceId, HttpMethod.Post, record.Type, "", record, null);
    }

    /// <summary>Adds an update of the record with this id.</summary>
    public CompositeRequest Update(string referenceId, SalesforceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var id = record.Id ?? throw new ArgumentException("A record without an id cannot be updated; create or upsert it.", nameof(record));
        return Add(referenceId, HttpMethod.Patch, record.Type, $"/{id}", record, null);
    }

    /// <summary>Adds an upsert by external id.</summary>
    public CompositeRequest Upsert(string referenceId, SalesforceRecord record, string externalIdField, string externalId)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalIdField);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalId);
        return Add(referenceId, HttpMethod.Patch, record.Type, $"/{Uri.EscapeDataString(externalIdField)}/{Uri.EscapeDataString(externalId)}", record, externalIdField);
    }

    /// <summary>Adds a delete.</summary>
    public CompositeRequest Delete(string referenceId, string type, SalesforceId id) => Add(referenceId, HttpMethod.Delete, type, $"/{id}", null, null);

    /// <summary>Adds a read of one record.</summary>
    /// <param name="referenceId">The subrequest's name.</param>
    /// <param name="type">The object.</param>
    /// <param name="idOrReference">The record's id, or a <see cref="Reference"/> to one that an earlier subrequest gives.</param>
    /// <param name="fields">The fields to read.</param>
    public CompositeRequest Get(string referenceId, string type, string idOrReference, IReadOnlyCollection<string> fields)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(idOrReference);
        ArgumentNullException.ThrowIfNull(fields);
        return Add(referenceId, HttpMethod.Get, type, $"/{idOrReference}?fields={Uri.EscapeDataString(string.Join(',', fields))}", null, null);
    }

    /// <summary>Adds a query, of which the first page comes back.</summary>
    public CompositeRequest Query(string referenceId, Soql soql) =>
        Add(new CompositeSubrequest(Checked(referenceId), HttpMethod.Get, $"/query?q={Uri.EscapeDataString(soql.ToString())}", null, null));

    private CompositeRequest Add(string referenceId, HttpMethod method, string type, string rest, SalesforceRecord? record, string? without)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        return Add(new CompositeSubrequest(Checked(referenceId), method, $"/sobjects/{Uri.EscapeDataString(type)}{rest}", record, without));
    }

    private CompositeRequest Add(CompositeSubrequest subrequest)
    {
        if (_subrequests.Exists(other => other.ReferenceId == subrequest.ReferenceId))
            throw new ArgumentException($"There is a subrequest '{subrequest.ReferenceId}' already.", nameof(subrequest));

        _subrequests.Add(subrequest);
        return this;
    }

    private static string Checked(string referenceId) => ReferenceIdForm().IsMatch(referenceId ?? "")
        ? referenceId!
        : throw new ArgumentException($"'{referenceId}' cannot name a subrequest: letters, digits and underscores, a letter first.", nameof(referenceId));

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex ReferenceIdForm();
}
