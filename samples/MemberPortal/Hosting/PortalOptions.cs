namespace MemberPortal.Hosting;

/// <summary>The portal's own settings, section <c>Portal</c>. Each fault stops the start and names its setting.</summary>
public sealed class PortalOptions
{
    public const string Section = "Portal";

    /// <summary>Where the portal keeps its files: the database, keys, documents. Relative to the content root. Default <c>App_Data</c>.</summary>
    public string DataPath { get; set; } = "App_Data";

    /// <summary><c>Sqlite</c> (the default; a file under <see cref="DataPath"/>) or <c>PostgreSql</c>, which needs <c>ConnectionStrings:Portal</c>.</summary>
    public string Database { get; set; } = "Sqlite";

    /// <summary>The portal's own address, such as <c>https://members.example.org</c>: links in mails lead there. Required outside Development.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>How many forms about signing in one address of the network may send a minute. Default 30.</summary>
    public int SignInPostsPerMinute { get; set; } = 30;

    /// <summary>Where members write to. Default <c>members@longtable.example</c>.</summary>
    public string OfficeEmail { get; set; } = "members@longtable.example";
}
