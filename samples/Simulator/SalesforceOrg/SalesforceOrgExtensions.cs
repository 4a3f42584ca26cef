using Simulator.Control;
using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Bulk;
using Simulator.SalesforceOrg.Events;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Rest;
using Simulator.SalesforceOrg.Schema;
using Simulator.SalesforceOrg.Soql;

namespace Simulator.SalesforceOrg;

/// <summary>The org's services and addresses.</summary>
internal static class SalesforceOrgExtensions
{
    public static IServiceCollection AddSalesforceOrg(this IServiceCollection services, SalesforceOrgOptions options) => services
        .AddSingleton(options)
        .AddSingleton<OrgIdentity>()
        .AddSingleton<AssertionCheck>()
        .AddSingleton<SessionStore>()
        .AddSingleton<TokenEndpoint>()
        .AddSingleton<SoapLogin>()
        .AddSingleton(_ => options.SchemaFile is { } file ? SchemaReader.ReadFile(file) : SchemaReader.ReadEmbedded())
        .AddSingleton<OrgData>()
        .AddSingleton<OrgSeed>()
        .AddSingleton<OrgPeople>()
        .AddSingleton<SchemaChanges>()
        .AddSingleton<SoqlEngine>()
        .AddSingleton<ApiUsage>()
        .AddSingleton<RecordsApi>()
        .AddSingleton<CollectionsApi>()
        .AddSingleton<QueryApi>()
        .AddSingleton<DescribeApi>()
        .AddSingleton<ReplicationApi>()
        .AddSingleton<CompositeApi>()
        .AddSingleton<GraphApi>()
        .AddSingleton<TreeApi>()
        .AddSingleton<SearchApi>()
        .AddSingleton<RelationshipApi>()
        .AddSingleton<EventFaults>()
        .AddSingleton<ChangeFeed>()
        .AddSingleton<IResettable>(provider => provider.GetRequiredService<ChangeFeed>())
        .AddSingleton<OutboundMessages>()
        .AddHostedService(provider => provider.GetRequiredService<OutboundMessages>())
        .AddSingleton<IResettable>(provider => provider.GetRequiredService<OutboundMessages>())
        .AddSingleton<BulkJobs>()
        .AddSingleton<IResettable>(provider => provider.GetRequiredService<BulkJobs>())
        .AddSingleton<IngestRunner>()
        .AddHostedService(provider => provider.GetRequiredService<IngestRunner>())
        .AddSingleton<IngestApi>()
        .AddSingleton<BulkQueryApi>()
        .AddSingleton<BulkEndpoint>()
        .AddSingleton<RestApi>()
        .AddSingleton<RestEndpoint>();

    public static void MapSalesforceOrg(this WebApplication app)
    {
        app.Services.GetRequiredService<SchemaChanges>();
        app.Services.GetRequiredService<OrgData>().Load();
        app.Services.GetRequiredService<ChangeFeed>();
        app.Services.GetRequiredService<OutboundMessages>().Attach();
        app.Services.GetRequiredService<OrgSeed>().Plant();
        var tokens = app.Services.GetRequiredService<TokenEndpoint>();
        app.MapGrpcService<PubSubService>();
        app.MapMethods("/services/oauth2/token", ["GET", "POST"], tokens.TokenAsync);
        app.MapPost("/services/oauth2/introspect", tokens.IntrospectAsync);
        app.MapMethods("/services/oauth2/revoke", ["GET", "POST"], tokens.RevokeAsync);
        app.MapMethods("/services/oauth2/userinfo", ["GET", "POST"], tokens.IdentityAsync);
        app.MapGet("/id/{organization}/{user}", tokens.IdentityAsync);
        app.MapPost("/services/Soap/u/{version}/{**organization}", (HttpContext context, string version, SoapLogin login) => login.InvokeAsync(context, version));
        app.Map("/services/data/{**path}", app.Services.GetRequiredService<RestEndpoint>().InvokeAsync);
        app.Map("/cometd/{**path}", context => RestEndpoint.WriteAsync(context, RestResponse.Of(OrgException.NotModelled("the Streaming API; subscribe by Pub/Sub"))));
        app.Map("/services/{**path}", context => RestEndpoint.WriteAsync(context, RestResponse.Of(OrgException.NotModelled(context.Request.Path))));
    }
}
