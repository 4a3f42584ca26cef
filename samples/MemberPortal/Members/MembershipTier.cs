namespace MemberPortal.Members;

/// <summary>What a member pays for. The names stand in Salesforce and in the settings of prices, too.</summary>
public enum MembershipTier
{
    Individual = 0,
    Student = 1,
    Professional = 2,

    /// <summary>A kitchen's own membership: it covers its people.</summary>
    Organization = 3,

    /// <summary>Given by the office, never paid for.</summary>
    Honorary = 4,
}
