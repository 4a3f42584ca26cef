using SyncEngine.Model;

namespace SyncEngine.Mail;

/// <summary>A mail was not taken over by the server. The reason stands in the control room: no address, no body.</summary>
public sealed class MailException : Exception
{
    /// <summary>Makes one of what is known.</summary>
    /// <param name="failureClass">Transient for 4xx and broken connections; data for an address that is refused; authentication for a refused sign-in.</param>
    /// <param name="reason">What happened, in plain words, without personal data.</param>
    /// <param name="hint">What to do about it; null when waiting is enough.</param>
    /// <param name="innerException">The library's own exception.</param>
    public MailException(FailureClass failureClass, string reason, string? hint = null, Exception? innerException = null)
        : base(reason, innerException)
    {
        Class = failureClass;
        Hint = hint;
    }

    /// <summary>What the outbox does about it.</summary>
    public FailureClass Class { get; }

    /// <summary>What to do about it; null when waiting is enough.</summary>
    public string? Hint { get; }
}
