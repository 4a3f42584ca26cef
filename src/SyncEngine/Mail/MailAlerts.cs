using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncEngine.Diagnostics;
using SyncEngine.Model;

namespace SyncEngine.Mail;

/// <summary>
/// Tells alerts by mail, through the outbox, and the log as before. A mail that cannot be queued stops nothing: the log and the control room have the alert.
/// </summary>
internal sealed class MailAlerts(IMailOutbox outbox, IOptions<MailAlertOptions> options, TimeProvider time, ILogger<MailAlerts> logger) : ISyncAlerts
{
    /// <summary>The category of these mails.</summary>
    public const string Category = "alert";

    public Task PausedAsync(ScopePause pause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pause);
        logger.ScopePaused(pause.Scope, pause.Failure.Reason, pause.Failure.Hint ?? "");

        // The pause's own beginning: hosts that see the same one tell it once.
        var since = pause.Since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return SendAsync($"pause/{pause.Scope}/{since}", $"{pause.Scope} is paused",
            $"{pause.Failure.Reason}\n\n{pause.Failure.Hint}\n\nWhat was saved waits, and nothing is lost. It is tried again by itself; in the control room it can be resumed at once.", cancellationToken);
    }

    public Task RaisedAsync(SyncAlert alert, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alert);
        logger.AlertRaised(alert.Kind, alert.Message);
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        return SendAsync(string.Create(CultureInfo.InvariantCulture, $"{alert.Kind}/{alert.Subject}/{minute}"), Subject(alert), alert.Message, cancellationToken);
    }

    private static string Subject(SyncAlert alert)
    {
        var subject = alert.Kind switch
        {
            AlertKind.DeadLetters => "records do not get through",
            AlertKind.DecisionsWanted => "a decision is wanted",
            AlertKind.BudgetLow => "Salesforce's API calls are nearly used up",
            AlertKind.FeedSilent => "nothing is heard from Salesforce",
            AlertKind.DriftFound => "a sweep found differences",
            AlertKind.SweepStopped => "a sweep stopped and asks",
            _ => "a mapping does not fit the org",
        };
        return alert.Subject.Length == 0 ? subject : $"{alert.Subject}: {subject}";
    }

    private async Task SendAsync(string about, string subject, string text, CancellationToken cancellationToken)
    {
        foreach (var to in options.Value.To.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                await outbox.QueueAsync(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{about}/{to}")))[..32], new OutgoingMail
                {
                    To = to,
                    Subject = $"[{options.Value.Name}] {subject}".ReplaceLineEndings(" "),
                    Text = options.Value.ControlRoom is { } room ? $"{text.Trim()}\n\n{room}\n" : $"{text.Trim()}\n",
                    Category = Category,
                }, Cause.Engine, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.AlertNotQueued(exception);
            }
        }
    }
}
