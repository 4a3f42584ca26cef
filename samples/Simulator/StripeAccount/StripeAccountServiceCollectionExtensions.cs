using Microsoft.Extensions.DependencyInjection.Extensions;
using Simulator.Control;
using Simulator.Faults;
using Simulator.StripeAccount;
using Simulator.StripeAccount.Billing;
using Simulator.StripeAccount.Control;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Webhooks;
using Simulator.StripeAccount.Wire;
using Simulator.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the simulated Stripe account.</summary>
public static class StripeAccountServiceCollectionExtensions
{
    /// <summary>Adds the account; it needs a <see cref="DocumentStore"/> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddStripeAccount(this IServiceCollection services, StripeAccountOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.TryAddSingleton(provider => StripeAccountStart.Open(provider.GetRequiredService<DocumentStore>(), options, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<AccountAddress>();
        services.TryAddSingleton<RateLimit>();
        services.TryAddSingleton(_ => StripeAccountRoutes.Create());
        services.TryAddSingleton<ApiEndpoint>();
        services.TryAddSingleton<AccountGate>();
        services.AddSingleton<IFaultBody, StripeFaultBody>();
        services.TryAddSingleton<ControlApi>();
        services.TryAddSingleton<AccountReset>();
        services.AddSingleton<IResettable>(provider => provider.GetRequiredService<AccountReset>());
        services.TryAddSingleton<SettlementWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SettlementWorker>());
        services.AddHostedService<DeliveryWorker>();
        return services;
    }
}
