using SyncEngine;

namespace MemberPortal.Members;

/// <summary>A journal entry as a member would tell it; null for what is none of their concern. A pure function.</summary>
internal static class ActivityWords
{
    private static readonly Dictionary<string, string> Names = new()
    {
        [nameof(Member.FirstName)] = "first name",
        [nameof(Member.LastName)] = "last name",
        [nameof(Member.Email)] = "e-mail address",
        [nameof(Member.Organization)] = "organization",
        [nameof(Member.Tier)] = "tier",
        [nameof(Member.RenewalDate)] = "renewal date",
        [nameof(Member.MemberSince)] = "member-since date",
        ["Payment_Status__c"] = "payment status",
    };

    public static string NameOf(string field) => Names.GetValueOrDefault(field, "details");

    public static string? For(JournalEntry entry) => entry.Action switch
    {
        JournalAction.Created => "Your record was added in Salesforce.",
        JournalAction.Adopted => "Your record was found in Salesforce and linked with this portal.",
        JournalAction.Updated => $"Salesforce took your new {List(entry)}.",
        JournalAction.Applied => $"The national office changed your {List(entry)}.",
        JournalAction.Failed => "Salesforce did not take a change of yours.",
        JournalAction.NeedsDecision => "The national office was asked which of two values is right.",
        _ => null,
    };

    private static string List(JournalEntry entry)
    {
        var names = entry.Fields.Select(field => NameOf(field.Field)).Distinct().ToList();
        return names.Count switch
        {
            0 => "details",
            1 => names[0],
            _ => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}",
        };
    }
}
