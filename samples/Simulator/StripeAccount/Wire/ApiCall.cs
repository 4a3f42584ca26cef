using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Wire;

/// <summary>One request that has been authenticated, routed and bound to the types of its parameters.</summary>
internal sealed record ApiCall(Work Work, string Method, string Path, IReadOnlyList<string> Segments, JsonObject Params)
{
    /// <summary>The first id in the path.</summary>
    public string Id => Segments[0];

    public string? Text(string path) => Params.Text(path);

    public string Required(string name) => Params.Text(name) ?? throw StripeError.MissingParameter(name);
}
