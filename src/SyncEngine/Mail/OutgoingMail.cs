namespace SyncEngine.Mail;

/// <summary>A mail as it is to be sent.</summary>
public sealed record OutgoingMail
{
    /// <summary>The one address it goes to.</summary>
    public required string To { get; init; }

    /// <summary>Its subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Its body as plain text.</summary>
    public required string Text { get; init; }

    /// <summary>The same as HTML; null for text alone.</summary>
    public string? Html { get; init; }

    /// <summary>What kind of mail it is, such as <c>receipt</c>: letters, digits and hyphens. Categories are paused and counted apart.</summary>
    public required string Category { get; init; }

    /// <summary>
    /// Its Message-ID without the angle brackets. The outbox sets it, the same for the same key at every try, so that a mail server or reader
    /// that sees it twice can tell.
    /// </summary>
    public string MessageId { get; init; } = "";
}
