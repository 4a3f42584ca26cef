using System.Text.Json.Serialization;

namespace SyncEngine.Inbound;

/// <summary>The stored positions of polls and sweeps.</summary>
[JsonSerializable(typeof(PollPosition))]
internal sealed partial class InboundJson : JsonSerializerContext;
