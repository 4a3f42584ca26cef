namespace Simulator.StripeAccount.Shapes;

/// <summary>A field of an object or a parameter. What the letters of <paramref name="Kind"/> mean stands in <c>eng/stripe-shapes.mjs</c>.</summary>
internal sealed record Field(string Name, string Kind, bool Optional, bool Nullable)
{
    public static Field Parse(string name, string text)
    {
        var optional = text.StartsWith('?');
        if (optional)
            text = text[1..];
        var nullable = text.StartsWith('~');
        return new Field(name, nullable ? text[1..] : text, optional, nullable);
    }

    /// <summary>The kinds of object whose id may stand here and be expanded; empty where it cannot be.</summary>
    public IEnumerable<string> Expandable => Kind[0] == '#' ? Kind[1..].Split('|') : [];
}
