using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connector.Salesforce.Tests;

/// <summary>A server that reads a request, sends exactly these bytes and hangs up: for answers that no proper server gives.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private int _requests;

    /// <param name="answers">One for each request, the last one for all that follow; null hangs up without an answer.</param>
    public RawServer(params string?[] answers)
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync(answers);
    }

    public Uri Url { get; }

    public int Requests => _requests;

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
                await ReadRequestAsync(stream);
                var answer = answers[Math.Min(_requests++, answers.Length - 1)];
                if (answer is not null)
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _end.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
        {
            // The test is over, or the client has gone.
        }
    }

    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        var read = 0;
        while (true)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(read), _end.Token);
            if (count == 0)
                throw new IOException("The client has gone.");

            read += count;
            var text = Encoding.UTF8.GetString(buffer, 0, read);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                continue;

            var length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } header
                ? int.Parse(header.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
                : 0;
            if (read >= end + 4 + length)
                return;
        }
    }
}
