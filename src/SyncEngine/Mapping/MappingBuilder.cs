using System.Linq.Expressions;
using System.Reflection;
using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine.Mapping;

/// <summary>Says how an entity type and a Salesforce object correspond. Faults are collected and thrown together when the host starts.</summary>
/// <typeparam name="TEntity">The site's entity type.</typeparam>
public sealed class MappingBuilder<TEntity>
    where TEntity : class
{
    private readonly string _remoteObject;
    private readonly List<FieldMapping> _fields = [];
    private readonly List<ParentMapping> _parents = [];
    private readonly List<string> _faults = [];
    private string[] _match = [];
    private MatchCondition? _condition;
    private PropertyInfo? _identity;
    private string? _externalIdField;
    private string? _stamp;
    private DirectionSwitch _outward = DirectionSwitch.On;
    private DirectionSwitch _inward = DirectionSwitch.On;
    private DeletePolicy _onSiteDelete = DeletePolicy.Ignore;
    private DeletePolicy _onSalesforceDelete = DeletePolicy.Ask;
    private (string Field, string Value)? _remoteArchive;
    private Action<object>? _localArchive;
    private Func<object>? _makeLocal;
    private string _name = typeof(TEntity).Name;
    private Lane _lane = Model.Lane.Profiles;

    internal MappingBuilder(string remoteObject) => _remoteObject = remoteObject;

    /// <summary>Names the mapping; the default is the entity type's name. The name stands in every key: it must not change later.</summary>
    public MappingBuilder<TEntity> Named(string name)
    {
        _name = name;
        return this;
    }

    /// <summary>
    /// Says which property is the external id: one that is made on the client, a <see cref="Guid"/> or a string, never a database-generated number.
    /// Default: a nullable <c>SyncId</c> property if there is one, else a <see cref="Guid"/> <c>Id</c>.
    /// </summary>
    /// <param name="property">The property.</param>
    /// <param name="field">The Salesforce field, of this site's own; default <c>SyncEngine:ExternalIdField</c>.</param>
    public MappingBuilder<TEntity> ExternalId<TValue>(Expression<Func<TEntity, TValue>> property, string? field = null)
    {
        _identity = Property(property);
        _externalIdField = field;
        return this;
    }

    /// <summary>Maps a field. A property can go either way; any other expression goes to Salesforce only.</summary>
    /// <param name="value">What is sent: a property, or an expression over the entity.</param>
    /// <param name="field">The Salesforce field's API name.</param>
    /// <param name="direction">Which way it goes. Default both, for a property.</param>
    /// <param name="policy">Who is right when both sides changed. Default: a person decides.</param>
    /// <param name="comparison">When two values count as the same. Default: character by character.</param>
    public MappingBuilder<TEntity> Field<TValue>(
        Expression<Func<TEntity, TValue>> value, string field, Direction? direction = null, ConflictPolicy policy = ConflictPolicy.Manual,
        Comparison comparison = Comparison.Exact)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        var paths = MemberPaths.Of(value.Body);
        var member = value.Body is MemberExpression { Expression: ParameterExpression, Member: PropertyInfo property } ? property.Name : null;
        var isProperty = member is not null;
        if (!isProperty && direction is Direction.Both or Direction.FromSalesforce)
            _faults.Add($"{_name}: {field} is mapped from an expression and can only go to Salesforce.");
        if (paths.Count == 0)
            _faults.Add($"{_name}: {field} is mapped from an expression that reads no property of {typeof(TEntity).Name}; use Constant for a fixed value.");
        if (_fields.Any(known => known.RemoteField.Equals(field, StringComparison.OrdinalIgnoreCase)))
            _faults.Add($"{_name}: {field} is mapped twice.");

        try
        {
            var form = ValueForm.For(typeof(TValue));
            var read = value.Compile();
            _fields.Add(new FieldMapping(
                member ?? field, field, direction ?? (isProperty ? Direction.Both : Direction.ToSalesforce), policy, member, paths,
                entity => ValueForm.Canonical(read((TEntity)entity)), form)
            {
                Comparison = comparison,
            });
        }
        catch (NotSupportedException exception)
        {
            _faults.Add($"{_name}: {field}: {exception.Message}");
        }

        return this;
    }

    /// <summary>Sends a fixed value, such as a stage or a record type.</summary>
    public MappingBuilder<TEntity> Constant(string field, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        _fields.Add(new FieldMapping(field, field, Direction.ToSalesforce, ConflictPolicy.LocalWins, null, [], _ => value, ValueForm.For(typeof(string))));
        return this;
    }

    /// <summary>Sets a parent by its external id. The parent's type must be mapped, too; it goes first.</summary>
    /// <param name="navigation">The navigation property.</param>
    /// <param name="relationship">The relationship's name in Salesforce: <c>Account</c>, <c>Sponsor__r</c>.</param>
    /// <param name="direction">Which way it goes. Default both.</param>
    /// <param name="policy">Who is right when both sides changed it. Default: a person decides.</param>
    public MappingBuilder<TEntity> Parent<TParent>(
        Expression<Func<TEntity, TParent?>> navigation, string relationship, Direction direction = Direction.Both, ConflictPolicy policy = ConflictPolicy.Manual)
        where TParent : class
    {
        var property = Property(navigation);
        var read = navigation.Compile();
        _parents.Add(new ParentMapping(property?.Name ?? relationship, relationship, typeof(TParent), entity => read((TEntity)entity)) { Direction = direction, Policy = policy });
        return this;
    }

    /// <summary>
    /// The mapped properties that tell, all equal and none blank, that an existing Salesforce record is the same. Without it only the external id tells.
    /// </summary>
    public MappingBuilder<TEntity> Match(params Expression<Func<TEntity, object?>>[] properties)
    {
        _match = [.. properties.Select(property => (Unwrap(property.Body) as MemberExpression)?.Member.Name ?? property.Body.ToString())];
        return this;
    }

    /// <summary>What must hold of the local record for a match to be sure, such as a confirmed e-mail address; where it does not, a person is asked.</summary>
    public MappingBuilder<TEntity> MatchOnlyIf(Expression<Func<TEntity, bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var holds = condition.Compile();
        _condition = new MatchCondition(MemberPaths.Of(condition.Body), entity => holds((TEntity)entity));
        return this;
    }

    /// <summary>A date-time field that each write stamps, so that both systems show the confirmation.</summary>
    public MappingBuilder<TEntity> StampLastSynced(string field)
    {
        _stamp = field;
        return this;
    }

    /// <summary>Whether this mapping writes to Salesforce. An admin may set it otherwise. Default on.</summary>
    public MappingBuilder<TEntity> Outward(DirectionSwitch setting)
    {
        _outward = setting;
        return this;
    }

    /// <summary>Whether this mapping writes to the site. An admin may set it otherwise. Default on.</summary>
    public MappingBuilder<TEntity> Inward(DirectionSwitch setting)
    {
        _inward = setting;
        return this;
    }

    /// <summary>What a deletion on the site means for the Salesforce record. Default: it stays, and the link is given up.</summary>
    public MappingBuilder<TEntity> OnSiteDelete(DeletePolicy policy)
    {
        if (policy is DeletePolicy.Archive or DeletePolicy.Ask)
            _faults.Add($"{_name}: OnSiteDelete takes Ignore or Follow; for archiving name the field with ArchiveInSalesforce.");
        _onSiteDelete = policy;
        return this;
    }

    /// <summary>A deletion on the site sets this field of the Salesforce record.</summary>
    public MappingBuilder<TEntity> ArchiveInSalesforce(string field, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        (_onSiteDelete, _remoteArchive) = (DeletePolicy.Archive, (field, value));
        return this;
    }

    /// <summary>What a deletion in Salesforce means for the site's record. Default: a person decides. A merge is no deletion: the link follows it.</summary>
    public MappingBuilder<TEntity> OnSalesforceDelete(DeletePolicy policy)
    {
        if (policy == DeletePolicy.Archive)
            _faults.Add($"{_name}: OnSalesforceDelete takes Ask, Ignore or Follow; for archiving say how with ArchiveOnSite.");
        _onSalesforceDelete = policy;
        return this;
    }

    /// <summary>A deletion in Salesforce does this to the site's record.</summary>
    public MappingBuilder<TEntity> ArchiveOnSite(Action<TEntity> archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        (_onSalesforceDelete, _localArchive) = (DeletePolicy.Archive, entity => archive((TEntity)entity));
        return this;
    }

    /// <summary>Makes a site's record for each new Salesforce record of this object. Without it, new ones there are left alone.</summary>
    public MappingBuilder<TEntity> CreateOnSite(Func<TEntity> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        _makeLocal = () => make();
        return this;
    }

    /// <summary>The lane its marks wait in. Default <see cref="Model.Lane.Profiles"/>.</summary>
    public MappingBuilder<TEntity> Lane(Lane lane)
    {
        _lane = lane;
        return this;
    }

    internal EntityMapping Build(string defaultExternalIdField, List<string> faults)
    {
        var identity = _identity ?? typeof(TEntity).GetProperty("SyncId") ?? typeof(TEntity).GetProperty("Id");
        if (identity is null || (Nullable.GetUnderlyingType(identity.PropertyType) ?? identity.PropertyType) is var type && type != typeof(Guid) && type != typeof(string))
            _faults.Add($"{_name}: there is no client-made external id; add a nullable Guid property SyncId to {typeof(TEntity).Name}, or name one with ExternalId(…).");
        var match = _match.Select(name => _fields.FirstOrDefault(field => field.Name == name)).ToList();
        foreach (var (_, name) in match.Zip(_match).Where(pair => pair.First is null))
            _faults.Add($"{_name}: it matches on {name}, which is not a mapped field.");
        if (_fields.Count == 0)
            _faults.Add($"{_name}: it maps no field.");

        faults.AddRange(_faults);
        return new EntityMapping
        {
            Name = _name,
            EntityType = typeof(TEntity),
            RemoteObject = _remoteObject,
            ExternalIdField = _externalIdField ?? defaultExternalIdField,
            Identity = new Identity(identity ?? typeof(TEntity).GetProperties()[0]),
            Fields = _fields,
            Match = [.. match.OfType<FieldMapping>()],
            MatchCondition = _condition,
            Parents = _parents,
            StampField = _stamp,
            Outward = _outward,
            Inward = _inward,
            OnSiteDelete = _onSiteDelete,
            OnSalesforceDelete = _onSalesforceDelete,
            RemoteArchive = _remoteArchive,
            LocalArchive = _localArchive,
            MakeLocal = _makeLocal,
            Lane = _lane,
        };
    }

    private PropertyInfo? Property(LambdaExpression expression)
    {
        if (Unwrap(expression.Body) is MemberExpression { Expression: ParameterExpression, Member: PropertyInfo property })
            return property;

        _faults.Add($"{_name}: '{expression.Body}' is not a property of {typeof(TEntity).Name}.");
        return null;
    }

    private static Expression Unwrap(Expression expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : expression;
}
