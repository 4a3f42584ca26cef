using Benchmarks.Site;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Merge;

namespace Benchmarks.Records;

/// <summary>The mapping that these benchmarks share: five fields, matched by address and name.</summary>
internal static class MemberMapping
{
    public static void Add(SyncEngineBuilder engine) => engine.Map<BenchMember>("Contact", map => map
        .Match(member => member.Email, member => member.LastName)
        .Field(member => member.FirstName, "FirstName")
        .Field(member => member.LastName, "LastName")
        .Field(member => member.Email, "Email", policy: ConflictPolicy.LastWriteWins)
        .Field(member => member.Phone, "Phone"));
}
