using Connector.Stripe;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SyncEngine;
using SyncEngine.Storage;
using SyncEngine.Stripe;
using SyncEngine.Stripe.Control;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Mails;
using SyncEngine.Stripe.Reconciliation;
using SyncEngine.Stripe.Reminders;
using SyncEngine.Stripe.Site;
using SyncEngine.Stripe.Webhooks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds memberships on Stripe to the engine.</summary>
public static class SyncEngineStripeExtensions
{
    /// <summary>
    /// Keeps the site's members and payments in agreement with Stripe. Reads the sections <c>Stripe</c> (<see cref="StripeConnectorOptions"/>, unless an
    /// <see cref="IStripeConnector"/> is registered already) and <c>Membership</c> (<see cref="StripeMembershipOptions"/>). Map the endpoint with
    /// <c>app.MapStripeWebhook()</c>, and register an <see cref="SyncEngine.Mail.IMailSender"/> for receipts and notices.
    /// </summary>
    /// <typeparam name="TMember">The site's entity type for people; its key is a <see cref="Guid"/>.</typeparam>
    /// <param name="builder">The engine.</param>
    /// <param name="configure">Says where the site keeps what, beyond the conventions.</param>
    public static SyncEngineBuilder AddStripeMemberships<TMember>(this SyncEngineBuilder builder, Action<StripeMembershipsBuilder<TMember>>? configure = null)
        where TMember : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var map = new MembershipMap(typeof(TMember));
        configure?.Invoke(new StripeMembershipsBuilder<TMember>(map));

        var services = builder.Services;
        if (services.All(service => service.ServiceType != typeof(IStripeConnector)))
            services.AddStripeConnector();
        services.AddOptions<StripeMembershipOptions>().BindConfiguration("Membership").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StripeMembershipOptions>, StripeMembershipOptionsValidator>());
        services.TryAddSingleton(map);
        services.TryAddSingleton<IMembershipSite, MappedMembershipSite<TMember>>();
        services.TryAddSingleton<IMembershipMails, MembershipMails>();
        services.TryAddSingleton<FactMails>();
        services.TryAddSingleton<ReminderMails>();
        services.TryAddSingleton<Reckoning>();
        services.TryAddSingleton<OverviewReader>();
        services.TryAddSingleton<OfflinePayments>();
        services.TryAddSingleton<EventWriter>();
        services.TryAddSingleton<IStripeMemberships, StripeMemberships>();
        services.TryAddSingleton<IStripeWebhookInbox, WebhookInbox>();
        services.TryAddSingleton(provider => new SourceLimiter(
            provider.GetRequiredService<IOptions<StripeMembershipOptions>>().Value.WebhookRejectionsPerSource, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<StripeWebhookEndpoint>();
        services.TryAddSingleton<SiteComparison>();
        services.TryAddSingleton<PaymentExport>();
        services.TryAddSingleton<IStripeReconciliation, StripeReconciliation>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISyncInbox, StripeInbox>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISyncInvariants, StripeInvariants>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISyncLinks, StripeLinks>());
        services.AddHostedService<MembershipClock>();
        return builder
            .AddMail()
            .AddSchema(new SchemaScripts("stripe", typeof(Reckoning).Assembly, "SyncEngine.Stripe.Storage.Scripts"))
            .AddReconciler<StripeReconciler>(StripeKeys.Kind);
    }
}
