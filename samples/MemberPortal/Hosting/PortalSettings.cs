namespace MemberPortal.Hosting;

/// <summary>The settings as read before the site is built, because what is registered hangs on them.</summary>
internal sealed class PortalSettings
{
    private PortalSettings(PortalOptions options, string dataPath, string connectionString, TimeZoneInfo timeZone) =>
        (Options, DataPath, ConnectionString, TimeZone) = (options, dataPath, connectionString, timeZone);

    public PortalOptions Options { get; }

    public string DataPath { get; }

    public string ConnectionString { get; }

    public TimeZoneInfo TimeZone { get; }

    public bool UsesPostgreSql => Options.Database == "PostgreSql";

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="PortalSettingException">One is missing or malformed; the message names it.</exception>
    public static PortalSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = Bind(configuration);
        if (options.Database is not ("Sqlite" or "PostgreSql"))
            throw new PortalSettingException($"Portal:Database is '{options.Database}'; it must be Sqlite or PostgreSql.");
        var zone = configuration["Membership:TimeZone"] ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var timeZone))
            throw new PortalSettingException($"Membership:TimeZone is '{zone}'; it must be a time zone's name, such as America/New_York.");
        if (!options.OfficeEmail.Contains('@', StringComparison.Ordinal))
            throw new PortalSettingException($"Portal:OfficeEmail is '{options.OfficeEmail}'; it must be an e-mail address.");
        if (string.IsNullOrWhiteSpace(options.DataPath))
            throw new PortalSettingException("Portal:DataPath is empty; it must be a folder that the portal may write to.");

        if (options.PublicUrl is null && !environment.IsDevelopment())
            throw new PortalSettingException("Portal:PublicUrl is missing; it is the portal's own address, such as https://members.example.org.");
        if (options.PublicUrl is { } url && (!url.IsAbsoluteUri || (url.Scheme != "https" && !url.IsLoopback)))
            throw new PortalSettingException($"Portal:PublicUrl is '{url}'; it must be a whole https address, such as https://members.example.org.");
        if (options.SignInPostsPerMinute < 1)
            throw new PortalSettingException($"Portal:SignInPostsPerMinute is {options.SignInPostsPerMinute}; it must be at least 1.");

        var connection = configuration.GetConnectionString("Portal");
        if (options.Database == "PostgreSql" && string.IsNullOrWhiteSpace(connection))
            throw new PortalSettingException("ConnectionStrings:Portal is missing; with Portal:Database PostgreSql it must name the server and the database.");

        var dataPath = Path.GetFullPath(options.DataPath, environment.ContentRootPath);
        CreateFolder(dataPath);
        return new PortalSettings(options, dataPath, connection ?? $"Data Source={Path.Combine(dataPath, "portal.db")}", timeZone);
    }

    private static PortalOptions Bind(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(PortalOptions.Section).Get<PortalOptions>() ?? new PortalOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new PortalSettingException(exception.Message);
        }
    }

    private static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PortalSettingException($"Portal:DataPath is '{path}'; the portal cannot write there: {exception.Message}");
        }
    }
}
