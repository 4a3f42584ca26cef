namespace Connector.Salesforce.Events.Decoding;

/// <summary>The names that a compound field's children have on records: <c>Name</c> → <c>FirstName</c>, <c>MailingAddress</c> → <c>MailingCity</c>.</summary>
internal static class CompoundField
{
    private const string Address = "Address";

    public static string Child(string parent, string child)
    {
        if (parent == "Name")
            return child;
        if (parent.EndsWith("__c", StringComparison.Ordinal))
            return $"{parent[..^1]}{child}__s";
        return parent.EndsWith(Address, StringComparison.Ordinal) ? parent[..^Address.Length] + child : $"{parent}.{child}";
    }
}
