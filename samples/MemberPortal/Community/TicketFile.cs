namespace MemberPortal.Community;

/// <summary>A file that goes with what was said. Its bytes lie where the library's do, under its id.</summary>
public sealed class TicketFile
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid MessageId { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    public long Size { get; init; }
}
