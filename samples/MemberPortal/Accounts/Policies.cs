namespace MemberPortal.Accounts;

/// <summary>Who may go where.</summary>
internal static class Policies
{
    /// <summary>The office: staff and admins.</summary>
    public const string Staff = "Staff";

    public const string Admin = "Admin";

    /// <summary>Somebody with a member record.</summary>
    public const string Member = "Member";
}
