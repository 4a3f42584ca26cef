namespace MemberPortal.Members;

/// <summary>What a year costs.</summary>
internal static class Dues
{
    public const string Currency = "USD";

    public static decimal For(MembershipTier tier) => tier switch
    {
        MembershipTier.Practitioner => 95m,
        MembershipTier.Steward => 240m,
        _ => 45m,
    };
}
