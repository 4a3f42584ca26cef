using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncEngine.Mail;
using SyncEngine.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the outbox to the engine.</summary>
public static class SyncEngineMailExtensions
{
    /// <summary>
    /// Tells alerts by mail instead of by the log alone: a pause, records that do not get through, decisions that wait, an API budget that runs low, a silent feed.
    /// Reads <c>SyncEngine:Alerts</c> (<see cref="MailAlertOptions"/>); without addresses there nothing changes. Takes the place of the present <see cref="SyncEngine.ISyncAlerts"/>.
    /// </summary>
    public static SyncEngineBuilder AddMailAlerts(this SyncEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddMail();
        builder.Services.AddOptions<MailAlertOptions>()
            .BindConfiguration("SyncEngine:Alerts")
            .Validate(
                options => options.To.All(to => System.Net.Mail.MailAddress.TryCreate(to, out _) && !to.AsSpan().ContainsAny('\r', '\n')),
                "SyncEngine:Alerts:To must hold e-mail addresses, such as staff@example.org.")
            .ValidateOnStart();
        builder.Services.Replace(ServiceDescriptor.Singleton<SyncEngine.ISyncAlerts, MailAlerts>());
        return builder;
    }

    /// <summary>
    /// Queues mails durably and sends them through the <see cref="IMailSender"/> that the site registers. Reads <c>SyncEngine:Mail</c>. Any number of calls add it once.
    /// </summary>
    public static SyncEngineBuilder AddMail(this SyncEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => service.ServiceType == typeof(IMailOutbox)))
            return builder;

        builder.Services.AddOptions<MailOptions>()
            .BindConfiguration("SyncEngine:Mail")
            .Validate(
                options => Uri.CheckHostName(options.MessageIdDomain) == UriHostNameType.Dns,
                "SyncEngine:Mail:MessageIdDomain must be the site's domain name, such as example.org.")
            .ValidateOnStart();
        builder.Services.AddSingleton<IMailOutbox, MailOutbox>();
        builder.Services.TryAddSingleton<IMailSender, NoMailSender>();
        return builder
            .AddSchema(new SchemaScripts("mail", typeof(MailOutbox).Assembly, "SyncEngine.Mail.Scripts"))
            .AddReconciler<MailReconciler>(MailOutbox.Kind);
    }
}
