using System.Diagnostics.CodeAnalysis;

namespace Connector.Stripe;

/// <summary>Who pays, in the site's own words; stands in the metadata of what the connector makes at Stripe.</summary>
public readonly record struct StripeOwner
{
    /// <summary>The kind of a person.</summary>
    public const string MemberKind = "member";

    /// <summary>The kind of an organisation.</summary>
    public const string OrganizationKind = "organization";

    /// <summary>Makes one of its parts.</summary>
    /// <exception cref="ArgumentException">A part is empty or has other characters than letters, digits, hyphens and underscores.</exception>
    public StripeOwner(string kind, string id)
    {
        if (!IsPlain(kind) || !IsPlain(id) || kind.Length + id.Length > 120)
            throw new ArgumentException($"'{kind}:{id}' names no payer: kind and id are letters, digits, hyphens and underscores, at most 120 together.", nameof(id));

        Kind = kind;
        Id = id;
    }

    /// <summary><see cref="MemberKind"/> or <see cref="OrganizationKind"/>.</summary>
    public string Kind { get; }

    /// <summary>The id on the site; never an e-mail address.</summary>
    public string Id { get; }

    /// <summary>A person.</summary>
    public static StripeOwner Member(Guid id) => new(MemberKind, id.ToString());

    /// <summary>An organisation.</summary>
    public static StripeOwner Organization(Guid id) => new(OrganizationKind, id.ToString());

    /// <summary>Reads <c>kind:id</c>; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StripeOwner owner)
    {
        owner = default;
        var parts = text?.Split(':');
        if (parts is not [var kind, var id] || !IsPlain(kind) || !IsPlain(id) || kind.Length + id.Length > 120)
            return false;

        owner = new StripeOwner(kind, id);
        return true;
    }

    /// <summary><c>kind:id</c>.</summary>
    public override string ToString() => $"{Kind}:{Id}";

    private static bool IsPlain(string? text) => !string.IsNullOrEmpty(text) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
