using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Connector.Stripe.Webhooks;

namespace Benchmarks.Webhooks;

/// <summary>Delivers events as Stripe does, over 16 connections, each the next as soon as the last was answered.</summary>
internal sealed class Deliveries
{
    public const string Secret = "whsec_benchmark";

    private const int Connections = 16;

    // A payment is told by a dozen events.
    private const int EventsOfPayment = 13;

    // About as long as an invoice's event.
    private static readonly string Filling = new('x', 3500);

    private int _number;

    public async Task<(double PerSecond, double P99Milliseconds)> SendAsync(Uri url, int count, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseProxy = false });
        var times = new double[count];
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (var index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
            {
                using var request = Request(url);
                var started = Stopwatch.GetTimestamp();
                using var response = await http.SendAsync(request, cancellationToken);
                times[index] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (response.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"A delivery was answered {(int)response.StatusCode}.");
            }
        }));
        var seconds = watch.Elapsed.TotalSeconds;
        Array.Sort(times);
        return (count / seconds, times[(int)(count * 0.99)]);
    }

    private HttpRequestMessage Request(Uri url)
    {
        var number = Interlocked.Increment(ref _number);
        var body = Encoding.UTF8.GetBytes(
            $$$"""
            {"id":"evt_{{{number:000000000}}}","object":"event","api_version":"2026-10-28.endive","created":1764072000,"livemode":false,"type":"invoice.paid",
             "data":{"object":{"id":"in_{{{number}}}","object":"invoice","customer":"cus_{{{number / EventsOfPayment}}}","description":"{{{Filling}}}"} } }
            """);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Stripe-Signature", WebhookSignature.Sign(body, Secret, TimeProvider.System.GetUtcNow()));
        return request;
    }
}
