using System.Collections;
using System.Reflection;
using Simulator.StripeAccount.Shapes;
using Stripe;

namespace Simulator.Tests.StripeAccount;

/// <summary>Walks what Stripe.net read: no property may be null that Stripe always fills.</summary>
internal static class StripeNetCheck
{
    public static List<string> Nulls(StripeEntity entity)
    {
        var nulls = new List<string>();
        var kind = entity.GetType().GetProperty("Object")?.GetValue(entity) as string;
        Walk(entity, kind is null ? null : ShapeCatalog.Instance.TypeOf(kind), kind ?? entity.GetType().Name, nulls);
        return nulls;
    }

    private static void Walk(object entity, string? type, string path, List<string> nulls)
    {
        if (type is null || ShapeCatalog.Instance.Type(type) is not { } fields)
            return;
        foreach (var property in entity.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (Name(property) is not { } name || !fields.TryGetValue(name, out var field))
                continue;
            var value = property.GetValue(entity);
            if (field.Expandable.Any())
                value = entity.GetType().GetProperty(property.Name + "Id")?.GetValue(entity) ?? value;
            if (value is null)
            {
                if (!field.Optional && !field.Nullable)
                    nulls.Add($"{path}.{property.Name}");
                continue;
            }
            var at = $"{path}.{property.Name}";
            if (field.Kind[0] == '@')
                Walk(value, field.Kind[1..], at, nulls);
            else if (field.Kind[0] is '[' or '<' && field.Kind[1] == '@' && value is not string && value is IEnumerable items)
                foreach (var item in items)
                    if (item is StripeEntity)
                        Walk(item, field.Kind[2..], $"{at}[]", nulls);
        }
    }

    private static string? Name(PropertyInfo property) =>
        property.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType.Name is "JsonPropertyAttribute" or "JsonPropertyNameAttribute")
            .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value as string).FirstOrDefault(name => name is not null);
}
