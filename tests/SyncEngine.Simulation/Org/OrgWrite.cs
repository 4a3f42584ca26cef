namespace SyncEngine.Simulation.Org;

/// <summary>One field of one record that changed in the org.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who: a host, <see cref="People"/>, or <see cref="Automation"/>.</param>
/// <param name="Call">The call that did it, if one did.</param>
/// <param name="Type">The object.</param>
/// <param name="Id">The record.</param>
/// <param name="Field">The field, or <see cref="Created"/>, <see cref="Deleted"/>, <see cref="Undeleted"/>.</param>
/// <param name="Before">The value that gave way.</param>
/// <param name="After">The value that stands.</param>
/// <param name="SentAt">When the call was sent that did it.</param>
/// <param name="SeenAt">When the writer had last read the record as it sent this; null when it never had.</param>
internal sealed record OrgWrite(
    DateTimeOffset At, string Actor, int? Call, string Type, string Id, string Field, string? Before, string? After, DateTimeOffset? SeenAt, DateTimeOffset? SentAt)
{
    public const string People = "people";
    public const string Automation = "automation";
    public const string Created = "(created)";
    public const string Deleted = "(deleted)";
    public const string Undeleted = "(undeleted)";

    public bool IsOurs => Actor is not People and not Automation;
}
