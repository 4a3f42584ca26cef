namespace Connector.Salesforce.Http;

/// <summary>Why a TLS handshake failed, in words for whoever has to mend it.</summary>
internal static class TlsFault
{
    public static string Describe(HttpRequestException exception)
    {
        // The runtime names the chain's faults by their flags, in every language.
        var message = exception.InnerException?.Message ?? "";
        return Says("NotTimeValid") ? "the host's certificate has expired, or this host's clock is wrong"
            : Says("RemoteCertificateNameMismatch") ? "the host's certificate is for another name: is the address right, or is a proxy in between"
            : Says("UntrustedRoot") || Says("PartialChain") ? "the host's certificate, or that of a proxy in between, is not trusted here"
            : "is the certificate of the host, or of a proxy in between, trusted here";

        bool Says(string flag) => message.Contains(flag, StringComparison.Ordinal);
    }
}
