namespace Simulator.SalesforceOrg;

/// <summary>A call, or one record of it, that the org refuses.</summary>
internal sealed class OrgException : Exception
{
    public OrgException(params OrgError[] errors)
        : base(errors[0].Message) => Errors = errors;

    public OrgException(string code, string message, params string[] fields)
        : this(new OrgError(code, message, fields))
    {
    }

    public IReadOnlyList<OrgError> Errors { get; }

    /// <summary>The HTTP status where it is not the code's usual one.</summary>
    public int? HttpStatus { get; init; }

    public int Status => HttpStatus ?? Errors[0].Status;

    /// <summary>The possible duplicates of a DUPLICATES_DETECTED.</summary>
    public DuplicateMatch? Duplicates { get; init; }

    /// <summary>The record URLs of a 300 Multiple Choices.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    public static OrgException NotModelled(string what) =>
        new("NOT_IMPLEMENTED", $"The simulator does not model {what}. A real org may well answer this; the simulator answers nothing rather than something false.");

    public static OrgException NotFound() => new("NOT_FOUND", "The requested resource does not exist");

    public static OrgException MethodNotAllowed(string method) => new("METHOD_NOT_ALLOWED", $"HTTP Method '{method}' not allowed.");
}

/// <summary>What a duplicate rule found.</summary>
internal sealed record DuplicateMatch(string Rule, string Entity, string MatchingRule, IReadOnlyList<string> Ids, bool AllowSave);
