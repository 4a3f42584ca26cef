using System.Linq.Expressions;

namespace SyncEngine.Mapping;

/// <summary>Finds what an expression over an entity reads: the paths of its members, each as long as it goes.</summary>
internal sealed class MemberPaths : ExpressionVisitor
{
    private readonly HashSet<string> _paths = [];

    /// <summary>The paths; an empty one stands for the entity as a whole, which a method was given.</summary>
    public static IReadOnlyList<string> Of(Expression expression)
    {
        var finder = new MemberPaths();
        finder.Visit(expression);
        return [.. finder._paths];
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        var names = new List<string>();
        Expression? at = node;
        while (at is MemberExpression or UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs })
        {
            if (at is MemberExpression member)
                names.Insert(0, member.Member.Name);
            at = at is MemberExpression inner ? inner.Expression : ((UnaryExpression)at).Operand;
        }

        if (at is not ParameterExpression)
            return base.VisitMember(node);

        _paths.Add(string.Join('.', names));
        return node;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        _paths.Add("");
        return node;
    }
}
