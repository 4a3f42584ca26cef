namespace Benchmarks.Salesforce;

/// <summary>Adds the network that the loopback has not.</summary>
internal sealed class RoundTripHandler(RoundTrip roundTrip) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (roundTrip.Duration > TimeSpan.Zero)
            await Task.Delay(roundTrip.Duration, TimeProvider.System, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
