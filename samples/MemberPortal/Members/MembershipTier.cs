namespace MemberPortal.Members;

/// <summary>What a member pays for. The names stand in Salesforce, too.</summary>
public enum MembershipTier
{
    Neighbor = 0,
    Practitioner = 1,
    Steward = 2,
}
