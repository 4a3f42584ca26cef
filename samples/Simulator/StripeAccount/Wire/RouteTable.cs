using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;

namespace Simulator.StripeAccount.Wire;

/// <summary>The routes that the account models, and knowledge of those that it does not.</summary>
internal sealed class RouteTable
{
    private readonly ShapeCatalog _shapes = ShapeCatalog.Instance;
    private readonly Dictionary<(string Method, int Length), List<Route>> _modelled = [];
    private readonly List<Route> _known;

    public RouteTable() => _known = [.. _shapes.Routes.Keys.Select(key => key.Split(' ')).Select(key => Route.Parse(key[0], key[1], "", null))];

    /// <summary>Models a route of the API; <paramref name="template"/> names ids as <c>{id}</c>.</summary>
    public RouteTable Map(string method, string template, Func<ApiCall, JsonNode> handle, params string[] tolerated)
    {
        var stated = _shapes.Routes.FirstOrDefault(route => Same(route.Key, method, template));
        if (string.IsNullOrEmpty(stated.Value))
            throw new InvalidOperationException($"{method} {template} is no route of the API.");
        return Add(method, template, stated.Value == "-" ? null : stated.Value, handle, tolerated);
    }

    /// <summary>Models a route that the typings do not state; its parameters pass unbound.</summary>
    public RouteTable MapUnstated(string method, string template, Func<ApiCall, JsonNode> handle) => Add(method, template, null, handle, []);

    /// <exception cref="StripeError">No such route, or one that is not modelled.</exception>
    public (Route Route, IReadOnlyList<string> Ids) Match(string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        var fitting = _modelled.GetValueOrDefault((method, segments.Length))?.Where(route => route.Fits(segments)).MinBy(route => route.Ids);
        var known = _known.Where(route => route.Method == method && route.Segments.Length == segments.Length && route.Fits(segments)).MinBy(route => route.Ids);

        // A word of the API is no id: /v1/credit_notes/preview is not the credit note "preview".
        if (fitting is not null && (known is null || known.Ids >= fitting.Ids))
            return (fitting, [.. fitting.Values(segments)]);
        if (known is not null)
            throw StripeError.NotModelled($"{method} {path}");
        throw StripeError.Invalid($"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.", status: 404);
    }

    private RouteTable Add(string method, string template, string? parameters, Func<ApiCall, JsonNode> handle, string[] tolerated)
    {
        var route = Route.Parse(method, template, parameters ?? "", handle) with { Tolerated = tolerated };
        var key = (method, route.Segments.Length);
        if (!_modelled.TryGetValue(key, out var routes))
            _modelled[key] = routes = [];
        routes.Add(route);
        return this;
    }

    private static bool Same(string key, string method, string template)
    {
        var parts = key.Split(' ');
        if (parts[0] != method)
            return false;
        var (ours, theirs) = (template.Split('/'), parts[1].Split('/'));
        return ours.Length == theirs.Length && ours.Zip(theirs).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.StartsWith('{')));
    }

    internal sealed record Route(string Method, string[] Segments, string Parameters, Func<ApiCall, JsonNode>? Handle)
    {
        public string[] Tolerated { get; init; } = [];

        public int Ids => Segments.Count(segment => segment[0] == '{');

        public static Route Parse(string method, string template, string parameters, Func<ApiCall, JsonNode>? handle) =>
            new(method, template.Trim('/').Split('/'), parameters, handle);

        public bool Fits(string[] segments) => Segments.Zip(segments).All(pair => pair.First[0] == '{' ? pair.Second.Length > 0 : pair.First == pair.Second);

        public IEnumerable<string> Values(string[] segments) =>
            Segments.Zip(segments).Where(pair => pair.First[0] == '{').Select(pair => Uri.UnescapeDataString(pair.Second));
    }
}
