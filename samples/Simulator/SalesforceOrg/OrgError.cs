namespace Simulator.SalesforceOrg;

/// <summary>An error as Salesforce words it: the code that clients key on, the message, and the fields it is about.</summary>
public sealed record OrgError(string Code, string Message, params string[] Fields)
{
    internal int Status => Code switch
    {
        "INVALID_SESSION_ID" => 401,
        "REQUEST_LIMIT_EXCEEDED" or "API_DISABLED_FOR_ORG" or "API_CURRENTLY_DISABLED" or "FORBIDDEN" => 403,
        "NOT_FOUND" or "ENTITY_IS_DELETED" or "INVALID_QUERY_LOCATOR_NOT_FOUND" => 404,
        "METHOD_NOT_ALLOWED" => 405,
        "PRECONDITION_FAILED" => 412,
        "UNSUPPORTED_MEDIA_TYPE" => 415,
        "UNKNOWN_EXCEPTION" => 500,
        "NOT_IMPLEMENTED" => 501,
        "SERVER_UNAVAILABLE" => 503,
        _ => 400,
    };
}
