using MemberPortal.Accounts;
using MemberPortal.Members;

namespace MemberPortal.Demo;

/// <summary>The organizations and people a fresh portal shows in Development. Their ids are fixed, so that seeding twice seeds once.</summary>
internal static class DemoPeople
{
    /// <summary>Everybody's, and only ever in Development.</summary>
    public const string Password = "soup for everyone";

    public static readonly IReadOnlyList<(Guid Id, string Name, string Domain)> Organizations =
    [
        (Id(1), "Harbor Street Kitchen", "harborstreet.example"),
        (Id(2), "Northgate Soup Works", "northgate.example"),
        (Id(3), "Prairie Bread Collective", "prairiebread.example"),
        (Id(4), "Tall Pines Pantry", "tallpines.example"),
        (Id(5), "Second Helping Atlanta", "secondhelping.example"),
    ];

    public static readonly IReadOnlyList<(Guid Id, string Name, string Email, string Role)> Office =
    [
        (Id(201), "Dana Whitfield", "dana@longtable.example", Roles.Staff),
        (Id(202), "Inés Park", "ines@longtable.example", Roles.Admin),
    ];

    public static readonly IReadOnlyList<DemoMember> Members =
    [
        new(Id(101), "Maya", "Okafor", "maya.okafor@harborstreet.example", Id(1), MembershipTier.Professional, 214, 4, "member; her Contact is in Salesforce already and is adopted"),
        new(Id(102), "Ruth", "Abara", "ruth.abara@harborstreet.example", Id(1), MembershipTier.Professional, 122, 3, "member, the contact person of Harbor Street Kitchen"),
        new(Id(103), "Tomás", "Lindqvist", "tomas.lindqvist@northgate.example", Id(2), MembershipTier.Professional, 19, 2, "member whose year is over soon"),
        new(Id(104), "June", "Castellano", "june.castellano@prairiebread.example", Id(3), MembershipTier.Individual, -5, 1, "member whose dues are due"),
        new(Id(105), "Eli", "Brandt", "eli.brandt@tallpines.example", Id(4), MembershipTier.Individual, null, 0, "signed up, never paid"),
    ];

    private static Guid Id(int number) => new($"5eed0000-0000-7000-8000-{number:D12}");
}
