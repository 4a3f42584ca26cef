using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Connector.Stripe.Diagnostics;

/// <summary>The package's activity source and meter, both <c>Connector.Stripe</c>.</summary>
internal static class StripeTelemetry
{
    public const string Name = "Connector.Stripe";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Calls = Meter.CreateHistogram<double>("connector.stripe.call.duration", "s", "Calls to Stripe, their repetitions included.");

    public static Activity? Start(string operation) => Source.StartActivity(operation, ActivityKind.Client);

    public static void Answered(string operation, string outcome, TimeSpan elapsed) =>
        Calls.Record(elapsed.TotalSeconds, new("connector.stripe.operation", operation), new("connector.stripe.outcome", outcome));
}
