namespace SyncEngine.Inbound;

/// <summary>A feed that a site has registered, and how to make it.</summary>
internal sealed record FeedRegistration(string Name, Func<IServiceProvider, IRemoteChangeFeed> Create, TimeSpan? Heartbeat);
