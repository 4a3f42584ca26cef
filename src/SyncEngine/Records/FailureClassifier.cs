using Connector.Salesforce;
using SyncEngine.Mapping;
using SyncEngine.Model;

namespace SyncEngine.Records;

/// <summary>Says in plain words what an error of Salesforce means, whose it is, and what to do. Salesforce's own message is not quoted: it may hold personal data.</summary>
internal static class FailureClassifier
{
    public static Failure Classify(EntityMapping mapping, Exception exception) => exception switch
    {
        SalesforceAuthenticationException refused => new Failure(FailureClass.Authentication, refused.Message, "Everything waits and is tried again by itself once this is set right.", Code: refused.TokenError ?? refused.ErrorCode),
        SalesforceLimitException { IsDaily: true } limit => new Failure(FailureClass.Throttled, "Salesforce's daily allocation of API calls is used up.", "It goes on by itself as the rolling 24 hours free calls; look which integration uses them.", Code: limit.ErrorCode, RetryAfter: limit.RetryAfter ?? TimeSpan.FromMinutes(5)),
        SalesforceLimitException limit => new Failure(FailureClass.Throttled, "Salesforce is working on too many requests at once.", Code: limit.ErrorCode, RetryAfter: limit.RetryAfter),
        SalesforceMultipleChoicesException => new Failure(FailureClass.Data, $"Several {mapping.RemoteObject} records carry this record's {mapping.ExternalIdField}.", "Merge them in Salesforce, then retry."),
        SalesforceTransportException lost => new Failure(FailureClass.Transient, lost.MayHaveExecuted
            ? "Salesforce did not answer; whether it took the change is found out at the next try."
            : "Salesforce did not answer.", RetryAfter: lost.RetryAfter),
        SalesforceException { IsTransient: true, Errors: [var passing, ..] } => Classify(mapping, passing) is { Class: FailureClass.Data }
            ? new Failure(FailureClass.Transient, "Salesforce had a bad moment.", Code: passing.Code, RetryAfter: exception is SalesforceException { RetryAfter: { } wish } ? wish : null)
            : Classify(mapping, passing),
        SalesforceException { Errors: [var error, ..] } => Classify(mapping, error),
        SalesforceException { IsTransient: true } => new Failure(FailureClass.Transient, "Salesforce had a bad moment."),
        SalesforceException other => new Failure(FailureClass.Data, $"Salesforce refused the call ({(int?)other.Status})."),
        _ => new Failure(FailureClass.Transient, $"An unexpected error ({exception.GetType().Name}) stopped it; the host's log has the details."),
    };

    public static Failure Classify(EntityMapping mapping, SalesforceError error)
    {
        var field = error.Fields.Count > 0 ? LocalName(mapping, error.Fields[0]) : null;
        var which = field is null ? "A field" : $"The field {field}";
        return error.Code switch
        {
            "UNABLE_TO_LOCK_ROW" => Passing("Somebody else is saving the same record in Salesforce."),
            "SERVER_UNAVAILABLE" or "UNKNOWN_EXCEPTION" or "REQUEST_RUNNING_TOO_LONG" => Passing("Salesforce had a bad moment."),
            "REQUEST_LIMIT_EXCEEDED" => new Failure(FailureClass.Throttled, "A limit of Salesforce is reached.", Code: error.Code),
            "ALL_OR_NONE_OPERATION_ROLLED_BACK" or "PROCESSING_HALTED" => Passing("It was rolled back together with another record."),
            "DUPLICATE_VALUE" or "DUPLICATE_EXTERNAL_ID" when error.Fields.Count == 0 || error.Fields.Contains(mapping.ExternalIdField) =>
                Passing("A record with this external id has just appeared in Salesforce; it is looked up at the next try."),
            "INVALID_SESSION_ID" or "INVALID_LOGIN" or "API_DISABLED_FOR_ORG" =>
                new Failure(FailureClass.Authentication, "Salesforce lets us not in.", "Check the integration user and the external client app.", Code: error.Code),
            "INVALID_FIELD" or "INVALID_TYPE" or "MALFORMED_QUERY" or "INVALID_FIELD_FOR_INSERT_UPDATE" =>
                new Failure(FailureClass.Schema, field is null
                    ? $"The mapping names something that {mapping.RemoteObject} does not have, or that the integration user does not see."
                    : $"{mapping.RemoteObject} has no field {error.Fields[0]} that the integration user may write.",
                    "Create the field or give the integration user access to it; or take it out of the mapping.", field, error.Code),
            "REQUIRED_FIELD_MISSING" => Data($"Salesforce requires a value: {Named(error, field)}.", "Fill it in here, or make it optional in Salesforce."),
            "STRING_TOO_LONG" => Data($"{which} is longer than Salesforce allows.", "Shorten it here, or lengthen the field in Salesforce."),
            "INVALID_EMAIL_ADDRESS" => Data("Salesforce does not take the e-mail address as one.", "Correct the address here."),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" => Data($"{which} has a value that Salesforce's list does not have.", "Add the value to the picklist in Salesforce, or map it to one that is there."),
            "FIELD_CUSTOM_VALIDATION_EXCEPTION" => Data("A validation rule in Salesforce refuses the record.", "Salesforce's administrators know the rule; change the record here or the rule there."),
            "FIELD_INTEGRITY_EXCEPTION" => Data($"{which} does not fit what it refers to.", "Check the record it points to in Salesforce."),
            "DUPLICATE_VALUE" => Data($"{which} must be unique in Salesforce and another record has the value.", "Merge the two records in Salesforce, or change the value here."),
            "INSUFFICIENT_ACCESS_OR_READONLY" or "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" or "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" =>
                Data("The integration user may not change this record.", "Give it edit access to the object, the field and the record in Salesforce."),
            "INVALID_CROSS_REFERENCE_KEY" => Data($"{which} refers to a record that is not there.", "Sync the record it refers to first, then retry."),
            "MALFORMED_ID" => Data("A Salesforce id is malformed.", "Unlink the record and let it be matched again."),
            "ENTITY_IS_DELETED" or "NOT_FOUND" => Data("The record was deleted in Salesforce.", "Undelete it there, or retry to decide anew."),
            "DUPLICATES_DETECTED" => Data("A duplicate rule of Salesforce holds this record for one that exists.", "Decide the match."),
            "JSON_PARSER_ERROR" => new Failure(FailureClass.Schema, "Salesforce could not read a value: the mapping's type does not fit the field's.", "Compare the field's type in Salesforce with the mapping.", field, error.Code),
            _ => Data($"Salesforce refuses the record ({error.Code}).", "Look the code up in Salesforce's documentation."),
        };

        Failure Passing(string reason) => new(FailureClass.Transient, reason, Code: error.Code);

        Failure Data(string reason, string hint) => new(FailureClass.Data, reason, hint, field, error.Code);
    }

    private static string Named(SalesforceError error, string? field) =>
        error.Fields.Count == 0 ? "one of its required fields" : field ?? string.Join(", ", error.Fields);

    private static string LocalName(EntityMapping mapping, string remoteField) =>
        mapping.Fields.FirstOrDefault(field => field.RemoteField.Equals(remoteField, StringComparison.OrdinalIgnoreCase))?.Name
        ?? mapping.Parents.FirstOrDefault(parent => parent.RemoteField.Equals(remoteField, StringComparison.OrdinalIgnoreCase))?.Navigation
        ?? remoteField;
}
