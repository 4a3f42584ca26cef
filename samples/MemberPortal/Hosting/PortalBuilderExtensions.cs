using System.Text.Encodings.Web;
using Connector.Stripe.Billing;
using MemberPortal.Accounts;
using MemberPortal.Community;
using MemberPortal.Data;
using MemberPortal.Mail;
using MemberPortal.Members;
using MemberPortal.Office;
using MemberPortal.Payments;
using MemberPortal.Security;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Caching.Memory;
using SyncEngine;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Stripe;
using SyncEngine.Stripe.Mails;

namespace MemberPortal.Hosting;

/// <summary>The portal's parts, one call each.</summary>
internal static class PortalBuilderExtensions
{
    public static WebApplicationBuilder AddPortalDatabase(this WebApplicationBuilder builder)
    {
        var settings = PortalSettings.Read(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider => new PortalClock(provider.GetRequiredService<TimeProvider>(), settings.TimeZone));
        builder.Services.AddDbContext<PortalDbContext>(options =>
        {
            if (settings.UsesPostgreSql)
                options.UseNpgsql(settings.ConnectionString);
            else
                options.UseSqlite(settings.ConnectionString);

            // One set of migrations serves both databases: it names no column types, which the snapshot of one of them does.
            options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
        }, optionsLifetime: ServiceLifetime.Singleton);
        builder.Services.AddDataProtection()
            .SetApplicationName("MemberPortal")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataPath, "keys")));
        return builder;
    }

    public static WebApplicationBuilder AddPortalAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<PortalUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.SignIn.RequireConfirmedAccount = true;
                options.Password.RequiredLength = 12;
                options.Password.RequiredUniqueChars = 5;
                options.Password.RequireNonAlphanumeric = options.Password.RequireDigit = false;
                options.Password.RequireUppercase = options.Password.RequireLowercase = false;
                options.Lockout.MaxFailedAccessAttempts = 8;
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<PortalDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddClaimsPrincipalFactory<PortalClaimsFactory>();
        var secure = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = builder.Environment.IsDevelopment() ? "longtable" : "__Host-longtable";
            options.Cookie.SecurePolicy = secure;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/no-access";
            options.ReturnUrlParameter = "returnUrl";
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
        });
        services.ConfigureAll<CookieAuthenticationOptions>(options => options.Cookie.SecurePolicy = secure);
        services.AddHsts(options => (options.MaxAge, options.IncludeSubDomains) = (TimeSpan.FromDays(365), true));
        services.AddHttpContextAccessor();
        services.Configure<SecurityStampValidatorOptions>(options => options.OnRefreshingPrincipal = refreshing =>
        {
            // The second step was taken at signing in; a look at the stamp does not undo it.
            if (refreshing.CurrentPrincipal?.FindFirst("amr") is { } method && refreshing.NewPrincipal?.Identities.FirstOrDefault() is { } identity && !identity.HasClaim("amr", method.Value))
                identity.AddClaim(method.Clone());
            return Task.CompletedTask;
        });
        services.AddScoped<Audit>();
        services.AddScoped<AuditReader>();
        services.AddSingleton<Invitations>();
        services.AddScoped<TwoFactor>();
        services.AddScoped<Passkeys>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<PortalSettings>((passkeys, settings) => passkeys.ServerDomain = settings.Options.PublicUrl?.Host);
        services.AddScoped<PublicAddress>();
        services.AddScoped<AccountMails>();
        services.AddScoped<Registration>();
        services.AddSignInLimit();
        services.AddAntiforgery(options => options.Cookie.SecurePolicy = secure);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Staff, policy => policy.RequireRole(Roles.Staff, Roles.Admin).RequireClaim("amr", "mfa"))
            .AddPolicy(Policies.Admin, policy => policy.RequireRole(Roles.Admin).RequireClaim("amr", "mfa"))
            .AddPolicy(Policies.Member, policy => policy.RequireClaim(PortalClaims.MemberId));
        return builder;
    }

    public static WebApplicationBuilder AddPortalSync(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ISyncActor, PortalActor>();
        builder.Services.AddScoped<IRemoteChangeApplier<Member>, MemberChangeApplier>();
        builder.Services.AddSingleton<IMembershipMails, MembershipLetters>();
        builder.Services.AddSingleton<TierOffers>();
        builder.Services.AddSingleton<PayLinks>();
        builder.Services.Configure<StripeMembershipOptions>(options =>
        {
            // The records hold the statuses by their own names.
            foreach (var status in Enum.GetValues<MembershipStatus>())
                options.StatusNames[status] = status.ToString();
        });
        builder.Services.AddSyncEngine<PortalDbContext>(builder.Configuration)
            .Map<Organization>("Account", map => map
                .Match(organization => organization.Name)
                .Field(organization => organization.Name, "Name")
                .Field(organization => organization.LastPaymentDate, "Last_Payment_Date__c", Direction.ToSalesforce)
                .Field(organization => organization.LastPaymentAmount, "Amount__c", Direction.ToSalesforce)
                .StampLastSynced("Last_Synced__c"))
            .Map<Member>("Contact", map => map
                .Match(member => member.Email, member => member.LastName)
                .Field(member => member.FirstName, "FirstName")
                .Field(member => member.LastName, "LastName")
                .Field(member => member.Email, "Email")
                .Parent(member => member.Organization, "Account")
                .Field(member => member.MemberSince, "Member_Since__c", Direction.ToSalesforce)
                .Field(member => member.Tier, "Membership_Tier__c", Direction.ToSalesforce)
                .Field(member => member.RenewalDate, "Renewal_Date__c", Direction.ToSalesforce)
                .Field(member => member.PaymentStatus.InSalesforce(), "Payment_Status__c")
                .StampLastSynced("Last_Synced__c"))
            .Map<Payment>("Opportunity", map => map
                .Lane(Lane.Payments)
                .Field(payment => payment.Name, "Name", Direction.ToSalesforce)
                .Field(payment => payment.Amount, "Amount", Direction.ToSalesforce)
                .Field(payment => StageOf(payment.State), "StageName")
                .Field(payment => payment.PaidOn, "CloseDate", Direction.ToSalesforce)
                .Field(payment => payment.IsDues ? "Membership" : "Donation", "Type")
                .Parent(payment => payment.Organization, "Account"))
            .AddReconciler<Forgetting>(Forgetting.WorkKind)
            .AddStripeMemberships<Member>(stripe => stripe
                .Organization(member => member.Organization)
                .Payments<Payment>(Payment.Of, (row, record) => row.Become(record)))
            .AddMailAlerts();
        builder.Services.AddHealthChecks().AddSyncEngine();

        // After the engine's own installer: a seed's saves need the engine's tables.
        builder.Services.AddHostedService<DatabaseMigrator>();
        return builder;
    }

    private static string StageOf(PaymentState state) => state is PaymentState.Refunded or PaymentState.Lost ? "Closed Lost" : "Closed Won";

    public static WebApplicationBuilder AddPortalPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddScoped<CurrentMember>();
        builder.Services.AddScoped<ProfileEditor>();
        builder.Services.AddKeyedSingleton<IMemoryCache>(nameof(ActivityFeed), (_, _) => new MemoryCache(new MemoryCacheOptions { SizeLimit = 10_000 }));
        builder.Services.AddScoped<ActivityFeed>();
        builder.Services.AddScoped<RecordState>();
        builder.Services.AddScoped<KitchenDesk>();
        builder.Services.AddScoped<OfficeDesk>();
        builder.Services.AddScoped<PersonalData>();
        builder.Services.AddScoped<SupportDesk>();
        builder.Services.AddSingleton<FileStore>();
        builder.Services.AddSingleton<NewsBoard>();
        builder.Services.AddScoped<NewsMail>();
        builder.Services.AddScoped<DocumentLibrary>();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.Configure<RouteOptions>(options => options.LowercaseUrls = true);

        // Names in every script of the world are written as they are.
        builder.Services.AddSingleton(HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All));
        return builder;
    }
}
