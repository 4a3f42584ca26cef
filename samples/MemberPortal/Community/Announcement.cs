namespace MemberPortal.Community;

/// <summary>News from the office to everybody.</summary>
public sealed class Announcement
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Title { get; set; }

    public required string Body { get; set; }

    public DateTimeOffset PublishedAt { get; init; }

    public Guid AuthorId { get; init; }
}
