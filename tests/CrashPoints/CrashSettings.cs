namespace CrashPoints;

/// <summary>What the test asks of the hook, through environment variables.</summary>
/// <param name="RecordTo">A file to which each boundary's name is appended as it is passed.</param>
/// <param name="ArmedBy">A file whose existence starts the counting: a host's own start is not what is tested.</param>
/// <param name="KillAt">The name of the boundary to die at, or null to record only.</param>
/// <param name="Occurrence">Which passing of that boundary, from 1.</param>
internal sealed record CrashSettings(string RecordTo, string ArmedBy, string? KillAt, int Occurrence)
{
    public static CrashSettings? FromEnvironment()
    {
        var record = Environment.GetEnvironmentVariable("CRASH_RECORD");
        var arm = Environment.GetEnvironmentVariable("CRASH_ARM");
        if (record is null || arm is null)
            return null;

        var at = Environment.GetEnvironmentVariable("CRASH_AT")?.Split('#', 2);
        return new CrashSettings(record, arm, at?[0], at is { Length: 2 } ? int.Parse(at[1], System.Globalization.CultureInfo.InvariantCulture) : 1);
    }
}
