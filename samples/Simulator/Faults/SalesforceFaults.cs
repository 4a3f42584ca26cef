namespace Simulator.Faults;

/// <summary>What Salesforce says along with each code.</summary>
internal static class SalesforceFaults
{
    public static string Message(string code) => code switch
    {
        "INVALID_SESSION_ID" => "Session expired or invalid",
        "REQUEST_LIMIT_EXCEEDED" => "TotalRequests Limit exceeded.",
        "UNABLE_TO_LOCK_ROW" => "unable to obtain exclusive access to this record or 1 records: 0035g00000000001",
        "REQUIRED_FIELD_MISSING" => "Required fields are missing: [Name]",
        "INVALID_FIELD" => "No such column 'Removed__c' on sobject of type Contact",
        "MALFORMED_QUERY" => "unexpected token: 'FRM'",
        "STRING_TOO_LONG" => "Last Name: data value too large (max length=80)",
        "INVALID_EMAIL_ADDRESS" => "Email: invalid email address",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" => "bad value for restricted picklist field",
        "FIELD_CUSTOM_VALIDATION_EXCEPTION" => "A validation rule of the org refused this.",
        "FIELD_INTEGRITY_EXCEPTION" => "field integrity exception",
        "DUPLICATE_VALUE" => "duplicate value found: <unknown> duplicates value on record with id: <unknown>",
        "INSUFFICIENT_ACCESS_OR_READONLY" => "insufficient access rights on object id",
        "MALFORMED_ID" => "id value of incorrect type",
        "JSON_PARSER_ERROR" => "Unexpected character at [line:1, column:1]",
        "NOT_FOUND" => "The requested resource does not exist",
        "ENTITY_IS_DELETED" => "entity is deleted",
        "SERVER_UNAVAILABLE" => "The server is temporarily unavailable.",
        "UNKNOWN_EXCEPTION" => "An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345",
        "INVALID_CROSS_REFERENCE_KEY" => "invalid cross reference id",
        "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" => "The users password has expired, you must call SetPassword before attempting any other API operations",
        "STORAGE_LIMIT_EXCEEDED" => "storage limit exceeded",
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" => "A flow of the org failed.",
        _ => "The simulator was told to refuse this.",
    };
}
