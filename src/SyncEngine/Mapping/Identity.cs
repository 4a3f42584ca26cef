using System.Reflection;

namespace SyncEngine.Mapping;

/// <summary>Reads an entity's external id and mints it when there is none. Private setters work.</summary>
internal static class Identity
{
    public static Func<object, string> Accessor(PropertyInfo property)
    {
        var declared = property.DeclaringType!.GetProperty(property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) ?? property;
        return entity =>
        {
            switch (declared.GetValue(entity))
            {
                case Guid id when id != Guid.Empty:
                    return id.ToString();
                case string { Length: > 0 } id:
                    return id;
            }

            var minted = Guid.CreateVersion7();
            if (!declared.CanWrite)
                throw new InvalidOperationException($"{declared.DeclaringType!.Name}.{declared.Name} is empty and has no setter: no external id can be minted.");

            declared.SetValue(entity, declared.PropertyType == typeof(string) ? minted.ToString() : minted);
            return minted.ToString();
        };
    }
}
