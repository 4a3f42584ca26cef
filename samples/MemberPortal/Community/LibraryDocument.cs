using MemberPortal.Members;

namespace MemberPortal.Community;

/// <summary>A file for members. Its bytes lie outside the web's root, under its id: no visitor's text is ever part of a path.</summary>
public sealed class LibraryDocument
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Title { get; init; }

    public required string Category { get; init; }

    /// <summary>The only tier that may read it; null for every member.</summary>
    public MembershipTier? OnlyFor { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    public long Size { get; init; }

    public DateTimeOffset UploadedAt { get; init; }
}
