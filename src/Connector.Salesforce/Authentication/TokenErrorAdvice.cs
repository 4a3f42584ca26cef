namespace Connector.Salesforce.Authentication;

/// <summary>For each refusal of the token endpoint, what to change in Salesforce's set-up or in the settings.</summary>
internal static class TokenErrorAdvice
{
    public static string For(string error, string description)
    {
        return (error, description) switch
        {
            ("invalid_grant", _) when Says("hasn't approved") =>
                "Pre-authorise the integration user: in the external client app set permitted users to \"admin approved\" and assign its permission set or profile.",
            ("invalid_grant", _) when Says("audience") =>
                "Set Salesforce:Audience to https://login.salesforce.com (production), https://test.salesforce.com (sandbox) or the site's URL.",
            ("invalid_grant", _) when Says("expired") =>
                "The assertion was too old on arrival: check this host's clock.",
            ("invalid_grant", _) when Says("inactive") =>
                "The integration user is deactivated: activate it, or set Salesforce:Username to one that is active.",
            ("invalid_grant", _) when Says("ip restricted") =>
                "The integration user's profile allows log-ins from certain IP ranges only: add this host's address, or relax IP restrictions in the external client app.",
            ("invalid_grant", _) when Says("assertion") =>
                "The signature or a claim does not fit: upload the certificate that belongs to the private key in the settings here, and check Salesforce:Username.",
            ("invalid_grant", _) => "Check Salesforce:Username, the uploaded certificate and the user's approval for the app.",
            ("invalid_client_id", _) => "Salesforce:ClientId is not a consumer key of this org (new apps take some minutes to be known).",
            ("invalid_app_access", _) => "Assign the external client app to the integration user by permission set or profile.",
            ("unsupported_grant_type", _) => "Switch on the flow (\"JWT Bearer Flow\", or \"Client Credentials Flow\" with a run-as user) in the external client app.",
            ("invalid_client", _) when Says("secret") => "Salesforce:ClientSecret is not the app's consumer secret.",
            ("invalid_client", _) => "The app exists but is not set up for certificates: switch on digital signatures and upload one.",
            ("invalid_request", _) when Says("https") => "The token endpoint takes HTTPS only: check Salesforce:LoginUrl.",
            _ => "Look the error up in Salesforce's log-in history of the integration user.",
        };

        bool Says(string words) => description.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
