namespace Benchmarks.Salesforce;

/// <summary>How long a sending is on its way, there and back.</summary>
internal sealed class RoundTrip
{
    public TimeSpan Duration { get; set; }
}
