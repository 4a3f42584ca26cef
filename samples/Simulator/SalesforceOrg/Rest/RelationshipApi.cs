using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;
using Simulator.SalesforceOrg.Soql;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>Reads along relationships: <c>/sobjects/Contact/{id}/Account</c> is the parent, <c>/sobjects/Account/{id}/Contacts</c> the children as a query's answer.</summary>
internal sealed class RelationshipApi(OrgData data, RecordsApi records, QueryApi queries)
{
    public RestResponse Follow(RestRequest request, ObjectSchema type, string id, string[] path)
    {
        if (SalesforceIds.Normalize(id) is not { } from || !from.StartsWith(type.KeyPrefix, StringComparison.Ordinal))
            throw OrgException.NotFound();

        for (var at = 0; at < path.Length; at++)
        {
            var row = data.Read(() => data.Table(type).Find(from));
            if (row is null || row.IsDeleted || data.HiddenRecords.Contains(row.Id))
                throw OrgException.NotFound();

            if (type.Relationship(path[at]) is { } lookup)
            {
                if (row[lookup] is not string parent || data.Schema.ByPrefix(parent) is not { } above || data.Schema.Visible(above.Name) is null)
                    throw OrgException.NotFound();
                (type, from) = (above, parent);
                continue;
            }

            var (child, field) = data.Schema.Children(type.Name).FirstOrDefault(item => path[at].Equals(item.Field.ChildRelationshipName, StringComparison.OrdinalIgnoreCase));
            if (child is null || data.Schema.Visible(child.Name) is null || at < path.Length - 1)
                throw OrgException.NotFound();

            var fields = string.Join(',', RecordsApi.Fields(child, request.Parameter("fields")).Select(item => item.Name));
            return queries.Run(request, SoqlParser.Parse($"SELECT {fields} FROM {child.Name} WHERE {field.Name} = '{from}'"), withDeleted: false);
        }

        return records.Get(request, type, from);
    }
}
