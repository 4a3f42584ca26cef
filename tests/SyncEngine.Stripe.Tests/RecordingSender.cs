using System.Collections.Concurrent;
using SyncEngine.Mail;

namespace SyncEngine.Stripe.Tests;

/// <summary>Takes every mail over, or fails the next ones as told.</summary>
public sealed class RecordingSender : IMailSender
{
    private readonly ConcurrentQueue<Exception> _failures = new();

    public ConcurrentQueue<OutgoingMail> Sent { get; } = new();

    public void FailNext(Exception exception) => _failures.Enqueue(exception);

    public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken = default)
    {
        if (_failures.TryDequeue(out var failure))
            throw failure;

        Sent.Enqueue(mail);
        return Task.CompletedTask;
    }
}
