using System.Globalization;
using System.Reflection;

namespace SyncEngine.Stripe.Site;

/// <summary>A property of the site's entity, set in whatever form it has.</summary>
internal sealed class SiteProperty(PropertyInfo property)
{
    private readonly Type _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    public object? Get(object entity) => property.GetValue(entity);

    /// <summary>Sets a word: on a string as it is, on an enumeration the member of that name, underscores and capitals apart.</summary>
    public void SetWord(object entity, string word)
    {
        if (_type == typeof(string))
            property.SetValue(entity, word);
        else if (_type.IsEnum && Enum.GetNames(_type).FirstOrDefault(name => Plain(name) == Plain(word)) is { } member)
            property.SetValue(entity, Enum.Parse(_type, member));
        else
            throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} cannot hold '{word}'; name the statuses in Membership:StatusNames.");
    }

    public void SetDate(object entity, DateOnly? date)
    {
        object? value = date is not { } day ? null
            : _type == typeof(DateOnly) ? day
            : _type == typeof(DateTime) ? day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)
            : _type == typeof(DateTimeOffset) ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} cannot hold a date.");

        // A column that must have a value keeps its last one.
        if (value is not null || Nullable.GetUnderlyingType(property.PropertyType) is not null)
            property.SetValue(entity, value);
    }

    public void SetAmount(object entity, decimal? amount)
    {
        if (amount is { } known)
            property.SetValue(entity, _type == typeof(decimal) ? known : Convert.ChangeType(known, _type, CultureInfo.InvariantCulture));
        else if (Nullable.GetUnderlyingType(property.PropertyType) is not null)
            property.SetValue(entity, null);
    }

    public static SiteProperty? Find(Type type, string name) => type.GetProperty(name) is { CanWrite: true } property ? new SiteProperty(property) : null;

    private static string Plain(string word) => word.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
