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
    public static PortalSettings Read(IConfiguration configuration, string contentRoot)
    {
        var options = configuration.GetSection(PortalOptions.Section).Get<PortalOptions>() ?? new PortalOptions();
        if (options.Database is not ("Sqlite" or "PostgreSql"))
            throw new PortalSettingException($"Portal:Database is '{options.Database}'; it must be Sqlite or PostgreSql.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out var timeZone))
            throw new PortalSettingException($"Portal:TimeZone is '{options.TimeZone}'; it must be a time zone's name, such as America/New_York.");
        if (!options.OfficeEmail.Contains('@', StringComparison.Ordinal))
            throw new PortalSettingException($"Portal:OfficeEmail is '{options.OfficeEmail}'; it must be an e-mail address.");
        if (string.IsNullOrWhiteSpace(options.DataPath))
            throw new PortalSettingException("Portal:DataPath is empty; it must be a folder that the portal may write to.");

        var connection = configuration.GetConnectionString("Portal");
        if (options.Database == "PostgreSql" && string.IsNullOrWhiteSpace(connection))
            throw new PortalSettingException("ConnectionStrings:Portal is missing; with Portal:Database PostgreSql it must name the server and the database.");

        var dataPath = Path.GetFullPath(options.DataPath, contentRoot);
        CreateFolder(dataPath);
        return new PortalSettings(options, dataPath, connection ?? $"Data Source={Path.Combine(dataPath, "portal.db")}", timeZone);
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
