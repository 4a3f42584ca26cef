using Microsoft.Extensions.Options;
using SyncEngine;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>One line for each fault: which setting, what it was, what is allowed.</summary>
internal sealed class SyncEngineOptionsValidator : IValidateOptions<SyncEngineOptions>
{
    public ValidateOptionsResult Validate(string? name, SyncEngineOptions options)
    {
        var faults = new List<string>();
        Between(nameof(options.Quiet), options.Quiet, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Between(nameof(options.MaxQuiet), options.MaxQuiet, options.Quiet, TimeSpan.FromHours(1));
        Between(nameof(options.Lease), options.Lease, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Between(nameof(options.PollingInterval), options.PollingInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        Between(nameof(options.RetryBase), options.RetryBase, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        Between(nameof(options.RetryMax), options.RetryMax, options.RetryBase, TimeSpan.FromDays(1));
        Between(nameof(options.PauseProbe), options.PauseProbe, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        Between(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Between(nameof(options.JournalRetention), options.JournalRetention, TimeSpan.FromDays(1), TimeSpan.FromDays(36500));
        Between(nameof(options.PollEvery), options.PollEvery, TimeSpan.Zero, TimeSpan.FromDays(1));
        Between(nameof(options.PollOverlap), options.PollOverlap, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        if (options.SweepBlastRadius is < 0 or > 1)
            faults.Add($"SyncEngine:SweepBlastRadius is {options.SweepBlastRadius}; it must be between 0 and 1.");
        if (options.SweepSchedule is { Length: > 0 } cron && !Cronos.CronExpression.TryParse(cron, out _))
            faults.Add($"SyncEngine:SweepSchedule is '{cron}'; it must be a cron expression of five fields, such as '0 3 * * *', or empty.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.SweepTimeZone, out _))
            faults.Add($"SyncEngine:SweepTimeZone is '{options.SweepTimeZone}'; it must be a time zone's name, such as 'Europe/Berlin'.");
        if (string.IsNullOrWhiteSpace(options.ExternalIdField))
            faults.Add("SyncEngine:ExternalIdField is empty; it is the API name of this site's own external-id field in Salesforce.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Between(string setting, TimeSpan value, TimeSpan low, TimeSpan high)
        {
            if (value < low || value > high)
                faults.Add($"SyncEngine:{setting} is {value}; it must be between {low} and {high}.");
        }
    }
}
