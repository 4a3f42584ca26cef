namespace MemberPortal.Accounts;

/// <summary>The office's roles. A member needs none: what they may see hangs on their record.</summary>
internal static class Roles
{
    public const string Staff = "Staff";
    public const string Admin = "Admin";

    public static readonly IReadOnlyList<string> All = [Staff, Admin];
}
