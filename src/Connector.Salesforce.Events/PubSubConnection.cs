using System.Collections.Concurrent;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Events.Avro;
using Connector.Salesforce.Events.Wire;
using Connector.Salesforce.Query;
using Grpc.Core;
using Grpc.Net.Client;
using CallMetadata = Grpc.Core.Metadata;

namespace Connector.Salesforce.Events;

/// <summary>The gRPC channel of one org: calls with its token, schemas kept by their id.</summary>
internal sealed class PubSubConnection(ISalesforceClient client, SalesforceEventsOptions options) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(options.Endpoint!, new GrpcChannelOptions
    {
        // Streams end by the silence limit; the pings find a connection that a firewall has dropped.
        HttpHandler = new SocketsHttpHandler
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            EnableMultipleHttp2Connections = true,
        },
        DisposeHttpClient = true,
        ThrowOperationCanceledOnCancellation = true,
        MaxReceiveMessageSize = 16 * 1024 * 1024,
    });

    private readonly ConcurrentDictionary<string, AvroSchema> _schemas = new(StringComparer.Ordinal);
    private string? _organizationId;

    public AsyncDuplexStreamingCall<FetchRequest, FetchResponse> Subscribe(CallMetadata headers, CancellationToken cancellationToken) =>
        new PubSub.PubSubClient(_channel).Subscribe(headers, cancellationToken: cancellationToken);

    /// <summary>The schema that an event names; each event may have another.</summary>
    /// <exception cref="AvroException">It is no Avro schema.</exception>
    public async ValueTask<AvroSchema> SchemaAsync(string schemaId, CallMetadata headers, CancellationToken cancellationToken)
    {
        if (_schemas.TryGetValue(schemaId, out var known))
            return known;

        var info = await new PubSub.PubSubClient(_channel).GetSchemaAsync(new SchemaRequest { SchemaId = schemaId }, headers, cancellationToken: cancellationToken);
        return _schemas[schemaId] = AvroSchema.Parse(info.SchemaJson);
    }

    public async Task<CallMetadata> HeadersAsync(AccessToken token, CancellationToken cancellationToken) => new()
    {
        { "accesstoken", token.Value },
        { "instanceurl", token.InstanceUrl.GetLeftPart(UriPartial.Authority) },
        { "tenantid", token.OrganizationId ?? (_organizationId ??= await OrganizationIdAsync(cancellationToken)) },
    };

    public void Dispose() => _channel.Dispose();

    // A token that was given in the settings does not tell its org.
    private async Task<string> OrganizationIdAsync(CancellationToken cancellationToken)
    {
        await foreach (var row in client.Query.QueryAsync($"SELECT Id FROM Organization LIMIT 1", cancellationToken))
        {
            if (row.Id is { } id)
                return id.Value;
        }

        throw new SalesforceAuthenticationException("The token does not tell its org, and the integration user may not read it.");
    }
}
