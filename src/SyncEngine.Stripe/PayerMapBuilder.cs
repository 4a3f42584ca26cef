using System.Linq.Expressions;
using System.Reflection;
using SyncEngine.Stripe.Site;

namespace SyncEngine.Stripe;

/// <summary>
/// Says where the site keeps what of an organisation. What is not said follows the names <c>Name</c>, <c>Email</c>, <c>PaymentStatus</c>, <c>RenewalDate</c>,
/// <c>Tier</c>, <c>LastPaymentDate</c>, <c>LastPaymentAmount</c>, where there are such properties.
/// </summary>
/// <typeparam name="TEntity">The site's entity type.</typeparam>
public sealed class PayerMapBuilder<TEntity>
    where TEntity : class
{
    private readonly PayerMap _map;

    internal PayerMapBuilder(PayerMap map) => _map = map;

    /// <summary>The name.</summary>
    public PayerMapBuilder<TEntity> Name(Func<TEntity, string> name)
    {
        _map.Name = entity => name((TEntity)entity);
        return this;
    }

    /// <summary>Where mails go.</summary>
    public PayerMapBuilder<TEntity> Email(Expression<Func<TEntity, string?>> property)
    {
        _map.Email = Of(property);
        return this;
    }

    /// <summary>The status: a string, or an enumeration with members named like the statuses.</summary>
    public PayerMapBuilder<TEntity> Status<TValue>(Expression<Func<TEntity, TValue>> property)
    {
        _map.Status = Of(property);
        return this;
    }

    /// <summary>The day of renewal.</summary>
    public PayerMapBuilder<TEntity> RenewalDate<TValue>(Expression<Func<TEntity, TValue>> property)
    {
        _map.RenewalDate = Of(property);
        return this;
    }

    /// <summary>The tier: a string, or an enumeration with members named like the tiers.</summary>
    public PayerMapBuilder<TEntity> Tier<TValue>(Expression<Func<TEntity, TValue>> property)
    {
        _map.Tier = Of(property);
        return this;
    }

    /// <summary>The day of the latest payment.</summary>
    public PayerMapBuilder<TEntity> LastPaymentDate<TValue>(Expression<Func<TEntity, TValue>> property)
    {
        _map.LastPaymentDate = Of(property);
        return this;
    }

    /// <summary>The amount of the latest payment.</summary>
    public PayerMapBuilder<TEntity> LastPaymentAmount<TValue>(Expression<Func<TEntity, TValue>> property)
    {
        _map.LastPaymentAmount = Of(property);
        return this;
    }

    internal static PropertyInfo Property(LambdaExpression expression) =>
        (expression.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : expression.Body)
            is MemberExpression { Expression: ParameterExpression, Member: PropertyInfo property }
            ? property
            : throw new ArgumentException($"'{expression.Body}' is not a property.", nameof(expression));

    private static SiteProperty Of(LambdaExpression expression) => new(Property(expression));
}
