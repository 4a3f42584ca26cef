using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncEngine.Records;

/// <summary>The navigations to load for a mapping: parents, and the look-up entities that expressions read through. Owned ones come by themselves.</summary>
internal static class MappedIncludes
{
    public static HashSet<string> Of(IEntityType type, IEnumerable<string> paths)
    {
        var includes = new HashSet<string>();
        foreach (var path in paths)
        {
            var (at, walked) = (type, new List<string>());
            foreach (var name in path.Split('.'))
            {
                if (at.FindNavigation(name) is not { } navigation)
                    break;

                walked.Add(name);
                at = navigation.TargetEntityType;
                if (!at.IsOwned())
                    includes.Add(string.Join('.', walked));
            }
        }

        return includes;
    }
}
