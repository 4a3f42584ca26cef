namespace MemberPortal.Community;

/// <summary>One thing said in a ticket.</summary>
public sealed class TicketMessage
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid TicketId { get; init; }

    public required string AuthorName { get; init; }

    public bool FromOffice { get; init; }

    public required string Body { get; init; }

    public DateTimeOffset At { get; init; }

    public List<TicketFile> Files { get; init; } = [];
}
