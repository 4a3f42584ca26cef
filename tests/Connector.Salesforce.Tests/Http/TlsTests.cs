using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connector.Salesforce.Tests.Http;

/// <summary>A host whose certificate cannot be trusted: what is wrong is named, nothing is sent to it.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly FakeOrg _org = new();

    public void Dispose() => _org.Dispose();

    [Theory]
    [InlineData(-20, -10, "127.0.0.1", "has expired")]
    [InlineData(-20, 20, "127.0.0.1", "not trusted")]
    [InlineData(-20, 20, "elsewhere.example.org", "another name")]
    public async Task Certificate_s_fault_is_named_by_calls_and_by_the_sign_in(int from, int until, string name, string words)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var certificate = Certificate(name, from, until);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var serving = ServeAsync(listener, certificate, end.Token);
        var url = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        var call = await _org.Client(options => (options.AccessToken, options.InstanceUrl) = ("fixed", url))
            .Awaiting(it => it.Records.CreateAsync(new SalesforceRecord("Contact"))).Should().ThrowAsync<SalesforceTransportException>();
        var signIn = await _org.Client(options => options.LoginUrl = url).Awaiting(it => it.GetInstanceUrlAsync()).Should().ThrowAsync<SalesforceTransportException>();

        foreach (var failure in (SalesforceTransportException[])[call.Which, signIn.Which])
        {
            failure.Failure.Should().Be(TransportFailure.TlsFailed);
            failure.Message.Should().Contain(words);
            failure.MayHaveExecuted.Should().BeFalse();
            failure.IsTransient.Should().BeFalse();
        }

        await end.CancelAsync();
        (await serving).Should().Be(0, "no byte of a request was sent");
    }

    private static async Task<int> ServeAsync(TcpListener listener, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var received = 0;
        while (true)
        {
            try
            {
                using var socket = await listener.AcceptTcpClientAsync(cancellationToken);
                await using var tls = new SslStream(socket.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
                received += await tls.ReadAsync(new byte[1024], cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return received;
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client has refused the certificate.
            }
        }
    }

    private static X509Certificate2 Certificate(string name, int from, int until)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(from), now.AddDays(until));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
