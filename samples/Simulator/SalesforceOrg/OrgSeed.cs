using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg;

/// <summary>What every org has from the start: its own record, the integration user, and a person who works in it.</summary>
internal sealed class OrgSeed(OrgData data, OrgIdentity identity)
{
    public void Plant()
    {
        var (users, organizations) = (data.Schema.Find("User"), data.Schema.Find("Organization"));
        data.Write(new OrgCaller(identity.IntegrationUserId, null), transaction =>
        {
            if (users is not null && transaction.Find(users, identity.IntegrationUserId) is null)
            {
                Put(transaction, users, identity.IntegrationUserId, User("Integration", identity.Username, "integr"));
                Put(transaction, users, identity.OtherUserId, User("Sam", "sam@simulator.example", "sam"));
            }

            if (organizations is not null && transaction.Find(organizations, identity.OrganizationId) is null)
            {
                Put(transaction, organizations, identity.OrganizationId, new()
                {
                    ["Name"] = "Simulated Org", ["OrganizationType"] = "Enterprise Edition", ["InstanceName"] = OrgIdentity.InstanceName,
                    ["IsSandbox"] = false, ["TimeZoneSidKey"] = "America/New_York", ["DefaultLocaleSidKey"] = "en_US",
                });
            }

            return true;
        });
    }

    private static Dictionary<string, object> User(string firstName, string username, string alias) => new()
    {
        ["FirstName"] = firstName, ["LastName"] = "User", ["Name"] = $"{firstName} User", ["Username"] = username, ["Email"] = username,
        ["Alias"] = alias, ["IsActive"] = true, ["TimeZoneSidKey"] = "America/New_York", ["UserType"] = "Standard",
    };

    private static void Put(OrgTransaction transaction, ObjectSchema type, string id, Dictionary<string, object> fields)
    {
        var values = new object?[type.Width];
        values[SystemFields.Id] = id;
        values[SystemFields.IsDeleted] = false;
        values[SystemFields.CreatedDate] = values[SystemFields.LastModifiedDate] = values[SystemFields.SystemModstamp] = transaction.Stamp;
        values[SystemFields.CreatedById] = values[SystemFields.LastModifiedById] = transaction.Caller.UserId;
        foreach (var (name, value) in fields)
        {
            if (type.Stored(name) is { } field)
                values[field.Ordinal] = value;
        }

        transaction.Put(new OrgRow(type.Name, values));
    }
}
