using SyncEngine.Capture;

namespace SyncEngine.Mapping;

/// <summary>All mappings of a site, parents before children.</summary>
internal sealed class MappingCatalog : ICaptureCatalog
{
    private volatile InForce _inForce;

    /// <summary>Checks the mappings against each other.</summary>
    /// <exception cref="SyncMappingException">There are faults; one line each.</exception>
    public MappingCatalog(IEnumerable<EntityMapping> mappings, IEnumerable<string> faults)
    {
        var all = mappings.ToList();
        var lines = faults.ToList();
        lines.AddRange(all.GroupBy(mapping => mapping.Name).Where(group => group.Count() > 1).Select(group => $"{group.Key}: there are several mappings of this name."));
        lines.AddRange(
            from mapping in all
            from parent in mapping.Parents
            where all.All(other => other.EntityType != parent.ParentType)
            select $"{mapping.Name}: its parent {parent.ParentType.Name} is not mapped.");
        Code = lines.Count == 0 ? InOrder(all, lines) : [];
        if (lines.Count > 0)
            throw new SyncMappingException(lines);

        _inForce = new InForce(Code);
    }

    /// <summary>The mappings as the site's code has them, parents before children.</summary>
    public IReadOnlyList<EntityMapping> Code { get; }

    /// <summary>The mappings in force, parents before children.</summary>
    public IReadOnlyList<EntityMapping> All => _inForce.All;

    /// <summary>Puts published mappings in the place of the code's, all at once; those that are not named are the code's.</summary>
    public void Use(IReadOnlyDictionary<string, EntityMapping> published) =>
        _inForce = new InForce([.. Code.Select(mapping => published.GetValueOrDefault(mapping.Name, mapping))]);

    public EntityMapping? Find(string name) => All.FirstOrDefault(mapping => mapping.Name == name);

    public EntityMapping ForEntity(Type type) => All.FirstOrDefault(mapping => mapping.EntityType == type)
        ?? throw new ArgumentException($"{type.Name} is not mapped; map it with Map<{type.Name}>(…).");

    IReadOnlyList<CapturedMapping> ICaptureCatalog.For(Type entityType) => _inForce.For(entityType);

    private static IEnumerable<CapturedField> Captured(EntityMapping mapping)
    {
        foreach (var field in mapping.Fields.Where(field => field.Paths.Count > 0))
            yield return new CapturedField(field.Name, field.Paths);
        foreach (var parent in mapping.Parents)
            yield return new CapturedField(parent.Navigation, [parent.Navigation]);
        if (mapping.MatchCondition is { } condition)
            yield return new CapturedField("match", condition.Paths);
    }

    private static List<EntityMapping> InOrder(List<EntityMapping> all, List<string> faults)
    {
        var ordered = new List<EntityMapping>();
        while (ordered.Count < all.Count)
        {
            var next = all.Where(mapping => !ordered.Contains(mapping)
                && mapping.Parents.All(parent => parent.ParentType == mapping.EntityType || ordered.Any(done => done.EntityType == parent.ParentType))).ToList();
            if (next.Count == 0)
            {
                faults.Add($"{string.Join(", ", all.Except(ordered).Select(mapping => mapping.Name))}: they are each other's parents in a circle.");
                return ordered;
            }

            ordered.AddRange(next);
        }

        return ordered;
    }

    /// <summary>One state of the catalog; a reader keeps to the one it took.</summary>
    private sealed class InForce(IReadOnlyList<EntityMapping> all)
    {
        private readonly Dictionary<Type, CapturedMapping[]> _byType = all.GroupBy(mapping => mapping.EntityType).ToDictionary(
            group => group.Key,
            group => group.Select(mapping => new CapturedMapping(mapping.Name, mapping.Lane, [.. Captured(mapping)], mapping.Identity.Member, mapping.Identity)).ToArray());

        private readonly System.Collections.Concurrent.ConcurrentDictionary<Type, CapturedMapping[]> _known = [];

        public IReadOnlyList<EntityMapping> All { get; } = all;

        public CapturedMapping[] For(Type entityType) => _known.GetOrAdd(entityType, type =>
        {
            for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
            {
                if (_byType.TryGetValue(candidate, out var found))
                    return found;
            }

            return [];
        });
    }
}
