using System.Diagnostics.CodeAnalysis;

namespace SyncEngine.Model;

/// <summary>
/// Names one thing that may need reconciling, as text <c>kind:type:id</c>: <c>record:Member:3f2a…</c>,
/// <c>stripe:invoice:in_7</c>, <c>mail:receipt:…</c>. The id may itself contain colons; kind and type may not.
/// </summary>
public readonly record struct WorkKey
{
    /// <summary>The longest text a key may have: it is a primary key in every supported database.</summary>
    public const int MaxLength = 200;

    // Keys are compared, hashed and written far more often than they are made.
    private readonly string? _text;

    /// <summary>Makes a key of its three parts.</summary>
    /// <exception cref="ArgumentException">A part is empty, kind or type contains a colon, or the whole is longer than <see cref="MaxLength"/>.</exception>
    public WorkKey(string kind, string type, string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        if (kind.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException($"A kind has no colon: '{kind}'.", nameof(kind));
        if (type.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException($"A type has no colon: '{type}'.", nameof(type));
        if (kind.Length + type.Length + id.Length + 2 > MaxLength)
            throw new ArgumentException($"A work key has at most {MaxLength} characters.", nameof(id));

        (Kind, Type, Id, _text) = (kind, type, id, $"{kind}:{type}:{id}");
    }

    private WorkKey(string text, int kindEnd, int typeEnd, WorkKey sibling)
    {
        Kind = Shared(text.AsSpan(0, kindEnd), sibling.Kind);
        Type = Shared(text.AsSpan(kindEnd + 1, typeEnd - kindEnd - 1), sibling.Type);
        (Id, _text) = (text[(typeEnd + 1)..], text);
    }

    /// <summary>Which reconciler takes it: <c>record</c>, <c>stripe</c>, <c>mail</c>, or a site's own.</summary>
    public string Kind { get; }

    /// <summary>What it is within its kind: a mapping's name, a Stripe object type, a mail template.</summary>
    public string Type { get; }

    /// <summary>Which one: for records the external id.</summary>
    public string Id { get; }

    /// <summary><c>kind:type</c>, the unit that is paused as a whole when sign-in or schema is at fault.</summary>
    public string Scope => _text is null ? ":" : _text[..(Kind.Length + Type.Length + 1)];

    /// <summary>The key of a mapped local record.</summary>
    /// <param name="mapping">The mapping's name, by default the entity type's name.</param>
    /// <param name="externalId">The record's external id.</param>
    public static WorkKey ForRecord(string mapping, string externalId) => new(RecordKind, mapping, externalId);

    /// <summary>The kind of mapped records.</summary>
    public const string RecordKind = "record";

    /// <summary>Reads <c>kind:type:id</c>.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static WorkKey Parse(string text) => Parse(text, default);

    /// <summary>Reads <c>kind:type:id</c>; false when it has another form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out WorkKey key) => TryParse(text, default, out key);

    /// <summary>Reads one of many keys: what it has in common with the one before it is not copied.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    internal static WorkKey Parse(string text, WorkKey before) =>
        TryParse(text, before, out var key) ? key : throw new FormatException($"'{text}' is not a work key; the form is kind:type:id.");

    /// <summary>True when both name the same thing.</summary>
    public bool Equals(WorkKey other) => string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => _text is null ? 0 : string.GetHashCode(_text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text ?? "::";

    private static bool TryParse([NotNullWhen(true)] string? text, WorkKey sibling, out WorkKey key)
    {
        key = default;
        if (text is null || text.Length > MaxLength || text.IndexOf(':', StringComparison.Ordinal) is var kindEnd && kindEnd < 0)
            return false;
        var typeEnd = text.IndexOf(':', kindEnd + 1);
        if (typeEnd < 0 || IsBlank(text.AsSpan(0, kindEnd)) || IsBlank(text.AsSpan(kindEnd + 1, typeEnd - kindEnd - 1)) || IsBlank(text.AsSpan(typeEnd + 1)))
            return false;

        key = new WorkKey(text, kindEnd, typeEnd, sibling);
        return true;

        static bool IsBlank(ReadOnlySpan<char> part) => part.IsWhiteSpace();
    }

    private static string Shared(ReadOnlySpan<char> part, string? known) => known is not null && part.SequenceEqual(known) ? known : part.ToString();
}
