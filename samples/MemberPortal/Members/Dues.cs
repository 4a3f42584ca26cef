namespace MemberPortal.Members;

/// <summary>What a year costs, and who may pay for what.</summary>
internal static class Dues
{
    public const string Currency = "usd";

    /// <summary>What a person can choose.</summary>
    public static readonly IReadOnlyList<MembershipTier> ForPeople = [MembershipTier.Student, MembershipTier.Individual, MembershipTier.Professional];

    public static decimal For(MembershipTier tier) => tier switch
    {
        MembershipTier.Student => 25m,
        MembershipTier.Professional => 95m,
        MembershipTier.Organization => 600m,
        MembershipTier.Honorary => 0m,
        _ => 45m,
    };

    public static string About(MembershipTier tier) => tier switch
    {
        MembershipTier.Student => "For those who are learning the trade.",
        MembershipTier.Professional => "For those who cook, run or fund a kitchen for a living.",
        MembershipTier.Organization => "For a whole kitchen: everybody who belongs to it is covered.",
        MembershipTier.Honorary => "Given by the national office.",
        _ => "For everybody who lends a hand.",
    };
}
