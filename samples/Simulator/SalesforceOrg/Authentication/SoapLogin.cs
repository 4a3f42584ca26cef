using System.Globalization;
using System.Security;
using System.Xml;
using System.Xml.Linq;

namespace Simulator.SalesforceOrg.Authentication;

/// <summary><c>/services/Soap/u/…</c>: <c>login()</c>, which versions up to v64.0 have and later ones have not, and <c>logout()</c>.</summary>
internal sealed class SoapLogin(SalesforceOrgOptions options, OrgIdentity identity, SessionStore sessions)
{
    private const int Last = 64;
    private const int MaxBody = 64 * 1024;

    public async Task InvokeAsync(HttpContext context, string version)
    {
        var call = await ReadAsync(context);
        var (username, password) = (Child(call, "username"), Child(call, "password"));
        if (call?.Name.LocalName == "logout")
            await LogoutAsync(context, call);
        else if (username is null || password is null)
            await FaultAsync(context, "sf:NOT_IMPLEMENTED", "The simulator models no SOAP call but login() and logout().");
        else if (!double.TryParse(version, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > Last)
            await FaultAsync(context, "sf:UNSUPPORTED_API_VERSION", $"SOAP login() is not available from API version {Last + 1}.0 on; use OAuth.");
        else if (options.Password is null || username != options.Username || !password.StartsWith(options.Password, StringComparison.Ordinal))
            await FaultAsync(context, "sf:INVALID_LOGIN", "INVALID_LOGIN: Invalid username, password, security token; or user locked out.");
        else
            await WriteAsync(context, Result(TokenEndpoint.OwnAddress(context), version));
    }

    private string Result(string own, string version)
    {
        var organization = identity.OrganizationId;
        return $"""
            <loginResponse><result><metadataServerUrl>{own}/services/Soap/m/{version}/{organization}</metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>false</sandbox><serverUrl>{own}/services/Soap/u/{version}/{organization}</serverUrl><sessionId>{sessions.Create()}</sessionId><userId>{identity.IntegrationUserId}</userId><userInfo><organizationId>{organization}</organizationId><organizationName>Simulated Org</organizationName><userEmail>{SecurityElement.Escape(identity.Username)}</userEmail><userFullName>Integration User</userFullName><userId>{identity.IntegrationUserId}</userId><userName>{SecurityElement.Escape(identity.Username)}</userName><userType>Standard</userType></userInfo></result></loginResponse>
            """;
    }

    private async Task LogoutAsync(HttpContext context, XElement call)
    {
        var session = call.Document!.Descendants().FirstOrDefault(element => element.Name.LocalName == "sessionId")?.Value ?? "";
        if (sessions.Revoke(session))
            await WriteAsync(context, "<logoutResponse/>");
        else
            await FaultAsync(context, "sf:INVALID_SESSION_ID", "INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session");
    }

    // The first element in the envelope's body: the call.
    private static async Task<XElement?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBody)
            return null;

        try
        {
            using var reader = XmlReader.Create(context.Request.Body, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = MaxBody });
            var envelope = await XDocument.LoadAsync(reader, LoadOptions.None, context.RequestAborted);
            return envelope.Descendants().FirstOrDefault(element => element.Name.LocalName == "Body")?.Elements().FirstOrDefault();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Child(XElement? element, string name) => element?.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value;

    private static Task FaultAsync(HttpContext context, string code, string message)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return WriteAsync(context, $"""<soapenv:Fault><faultcode>{code}</faultcode><faultstring>{SecurityElement.Escape(message)}</faultstring><detail><sf:fault xmlns:sf="urn:fault.partner.soap.sforce.com"><sf:exceptionCode>{code[3..]}</sf:exceptionCode><sf:exceptionMessage>{SecurityElement.Escape(message)}</sf:exceptionMessage></sf:fault></detail></soapenv:Fault>""");
    }

    private static Task WriteAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "text/xml; charset=utf-8";
        return context.Response.WriteAsync($"""<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>""", context.RequestAborted);
    }
}
