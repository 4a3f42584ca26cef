using System.Diagnostics;

namespace SyncEngine.Stripe.Diagnostics;

/// <summary>The package's activity source, <c>SyncEngine.Stripe</c>. Each write outside the engine's own steps is one activity.</summary>
internal static class PaymentTelemetry
{
    public const string Name = "SyncEngine.Stripe";

    private static readonly ActivitySource Source = new(Name);

    public static Activity? Step(string name) => Source.StartActivity(name);
}
