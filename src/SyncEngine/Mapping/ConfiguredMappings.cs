using System.Reflection;
using Microsoft.Extensions.Configuration;
using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine.Mapping;

/// <summary>
/// Mappings of the section <c>SyncEngine:Mappings</c>, by name: new ones for entity types of the site's context, and changes to those of the site's code,
/// of which each setting that is given takes the place of the code's. A fault stops the start and names its setting, as the code's faults do.
/// </summary>
internal sealed class ConfiguredMappings(IConfiguration section, IReadOnlyList<Type> entityTypes)
{
    public const string Section = "Mappings";

    private static readonly string[] Known =
        ["Entity", "Object", "ExternalId", "ExternalIdField", "Fields", "Parents", "Match", "StampLastSynced", "Outward", "Inward", "OnSiteDelete", "OnSalesforceDelete", "Lane"];

    private static readonly string[] KnownOfField = ["Field", "Direction", "Policy", "Comparison", "Values"];

    /// <summary>The code's mappings with the configuration put over them, and those that only the configuration has.</summary>
    public IReadOnlyList<EntityMapping> Over(IReadOnlyList<EntityMapping> code, string externalIdField, List<string> faults)
    {
        var all = code.ToList();
        foreach (var configured in section.GetChildren())
        {
            RefuseUnknown(configured, Known, faults);
            var index = all.FindIndex(mapping => mapping.Name == configured.Key);
            if ((index >= 0 ? all[index] : New(configured, externalIdField, faults)) is not { } mapping)
                continue;

            mapping = Apply(configured, mapping, isNew: index < 0, faults);
            if (index >= 0)
                all[index] = mapping;
            else
                all.Add(mapping);
        }

        return all;
    }

    private EntityMapping? New(IConfigurationSection configured, string externalIdField, List<string> faults)
    {
        var name = configured["Entity"] ?? configured.Key;
        if (entityTypes.FirstOrDefault(type => type.Name == name) is not { } type)
        {
            faults.Add($"{configured.Path}: the site's context has no entity type '{name}' and the site's code maps none of this name; set Entity to one of {string.Join(", ", entityTypes.Select(known => known.Name))}.");
            return null;
        }

        var identity = configured["ExternalId"] is { Length: > 0 } property ? type.GetProperty(property) : type.GetProperty("SyncId") ?? type.GetProperty("Id");
        if (identity is null || (Nullable.GetUnderlyingType(identity.PropertyType) ?? identity.PropertyType) is var made && made != typeof(Guid) && made != typeof(string))
        {
            faults.Add($"{configured.Path}:ExternalId is '{configured["ExternalId"] ?? identity?.Name}'; it must be a Guid or text property of {type.Name} that is made on the client.");
            return null;
        }

        return new EntityMapping
        {
            Name = configured.Key, EntityType = type, RemoteObject = "", ExternalIdField = externalIdField, Identity = new Identity(identity), Fields = [], Match = [], Parents = [],
        };
    }

    private static EntityMapping Apply(IConfigurationSection configured, EntityMapping mapping, bool isNew, List<string> faults)
    {
        mapping = mapping with
        {
            RemoteObject = configured["Object"] ?? mapping.RemoteObject,
            ExternalIdField = configured["ExternalIdField"] ?? mapping.ExternalIdField,
            StampField = configured["StampLastSynced"] ?? mapping.StampField,
            Outward = Choice(configured, "Outward", mapping.Outward, faults),
            Inward = Choice(configured, "Inward", mapping.Inward, faults),
            OnSiteDelete = Choice(configured, "OnSiteDelete", mapping.OnSiteDelete, faults),
            OnSalesforceDelete = Choice(configured, "OnSalesforceDelete", mapping.OnSalesforceDelete, faults),
            Lane = Choice(configured, "Lane", mapping.Lane, faults),
            Parents = configured.GetSection("Parents").Exists() ? [.. Parents(configured, mapping.EntityType, faults)] : mapping.Parents,
        };
        if (mapping.RemoteObject.Length == 0)
            faults.Add($"{configured.Path}:Object is missing; it is the Salesforce object's API name, such as Contact.");
        if ((mapping.OnSiteDelete == DeletePolicy.Archive && mapping.RemoteArchive is null) || mapping.OnSiteDelete == DeletePolicy.Ask)
            faults.Add($"{configured.Path}:OnSiteDelete takes Ignore or Follow; archiving is said in the site's code.");
        if (mapping.OnSalesforceDelete == DeletePolicy.Archive && mapping.LocalArchive is null)
            faults.Add($"{configured.Path}:OnSalesforceDelete takes Ask, Ignore or Follow; archiving is said in the site's code.");

        var fields = configured.GetSection("Fields");
        if (!isNew && !fields.Exists() && !configured.GetSection("Match").Exists())
            return mapping;

        var draft = MappingCompiler.ToDraft(mapping);
        draft = draft with
        {
            Fields = fields.Exists() ? [.. fields.GetChildren().Select(field => Field(field, faults))] : draft.Fields,
            Match = configured.GetSection("Match").Exists() ? [.. configured.GetSection("Match").GetChildren().Select(name => name.Value ?? "")] : draft.Match,
        };
        var findings = new List<MappingFinding>();
        var compiled = MappingCompiler.Compile(mapping, draft, findings);
        faults.AddRange(findings.Select(finding => $"{configured.Path}: {finding.Text}"));
        return isNew ? compiled with { Fields = [.. compiled.Fields.Select(field => field with { BaseKey = field.Name })] } : compiled;
    }

    // "LastName": "LastName", or "Email": { "Field": "Email", "Policy": "LastWriteWins" }.
    private static MappedField Field(IConfigurationSection field, List<string> faults)
    {
        if (field.Value is { } remote)
            return new MappedField(field.Key, remote);

        RefuseUnknown(field, KnownOfField, faults);
        var values = field.GetSection("Values").GetChildren().ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
        return new MappedField(field.Key, field["Field"] ?? "", Choice(field, "Direction", Direction.Both, faults), Choice(field, "Policy", ConflictPolicy.Manual, faults),
            Choice(field, "Comparison", Comparison.Exact, faults))
        {
            Values = values.Count > 0 ? values : null,
        };
    }

    // "Organization": "Account".
    private static IEnumerable<ParentMapping> Parents(IConfigurationSection configured, Type type, List<string> faults)
    {
        foreach (var parent in configured.GetSection("Parents").GetChildren())
        {
            if (type.GetProperty(parent.Key, BindingFlags.Instance | BindingFlags.Public) is not { PropertyType: { IsClass: true } target } navigation || target == typeof(string))
                faults.Add($"{parent.Path}: {type.Name} has no navigation property {parent.Key}.");
            else if (string.IsNullOrWhiteSpace(parent.Value))
                faults.Add($"{parent.Path} is empty; it is the relationship's name in Salesforce, such as Account.");
            else
                yield return new ParentMapping(navigation.Name, parent.Value, target, navigation.GetValue);
        }
    }

    private static T Choice<T>(IConfigurationSection section, string setting, T otherwise, List<string> faults)
        where T : struct, Enum
    {
        if (section[setting] is not { Length: > 0 } text)
            return otherwise;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]))
            return value;

        faults.Add($"{section.Path}:{setting} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        return otherwise;
    }

    private static void RefuseUnknown(IConfigurationSection section, string[] known, List<string> faults) => faults.AddRange(
        section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is no setting of a mapping; there are {string.Join(", ", known)}."));
}
