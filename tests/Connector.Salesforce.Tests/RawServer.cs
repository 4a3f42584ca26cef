using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connector.Salesforce.Tests;

/// <summary>A server that reads a request, sends exactly these bytes and hangs up: for answers that no proper server gives.</summary>
public sealed class RawServer : IAsyncDisposable
{
    /// <summary>An answer that never comes.</summary>
    public const string Silence = "(silence)";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private readonly ConcurrentQueue<string> _heads = new();

    /// <param name="answers">One for each request, the last one for all that follow; null hangs up without an answer.</param>
    public RawServer(params string?[] answers)
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync(answers);
    }

    public Uri Url { get; }

    public int Requests => _heads.Count;

    /// <summary>Request lines and headers, as they came.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    public async ValueTask DisposeAsync()
    {
        // Stopped last: a listener that stops before the loop has seen the end throws at the next accept.
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task ServeAsync(string?[] answers)
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                using var socket = await _listener.AcceptTcpClientAsync(_end.Token);
                var stream = socket.GetStream();
                var turn = _heads.Count;
                _heads.Enqueue(await ReadRequestAsync(stream));
                var answer = answers[Math.Min(turn, answers.Length - 1)];
                if (answer is Silence)
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
                if (answer is not null)
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
        {
            // The test is over, or the client has gone.
        }
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        var read = 0;
        while (true)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(read), _end.Token);
            if (count == 0)
                throw new IOException("The client has gone.");

            read += count;

            // The start of a TLS handshake: there will be no request to read.
            if (buffer[0] == 0x16)
                return "TLS";
            var text = Encoding.UTF8.GetString(buffer, 0, read);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                continue;

            var length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } header
                ? int.Parse(header.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
                : 0;
            if (read >= end + 4 + length)
                return text[..end];
        }
    }
}
