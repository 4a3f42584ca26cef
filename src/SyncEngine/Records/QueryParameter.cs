using System.Linq.Expressions;
using System.Reflection;

namespace SyncEngine.Records;

/// <summary>
/// A value in a query that is put together by hand. As a plain constant it would be part of the query, which Entity Framework would then compile anew for
/// each value, and keep; as what a lambda captured it is a parameter.
/// </summary>
internal static class QueryParameter
{
    private static readonly MethodInfo Capturing = typeof(QueryParameter).GetMethod(nameof(Capture), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static Expression Of(object value, Type type) => (Expression)Capturing.MakeGenericMethod(type).Invoke(null, [value])!;

    private static Expression Capture<T>(T value)
    {
        Expression<Func<T>> captured = () => value;
        return captured.Body;
    }
}
