using System.Text.RegularExpressions;

namespace Architecture;

/// <summary>The table of promises names tests; one that was renamed or left must not stay there as a claim.</summary>
public sealed partial class PromiseTests
{
    [Fact]
    public void Each_test_that_the_table_of_promises_names_exists()
    {
        var sources = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        var names = Name().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "promises.md"))).Select(match => match.Groups[1].Value)
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal)).SelectMany(name => name.Split('.')).Distinct().ToList();

        names.Should().HaveCountGreaterThan(20);
        names.Where(name => !Regex.IsMatch(sources, $@"(class|Task|void) {Regex.Escape(name).Replace("…", @"\w*", StringComparison.Ordinal)}\b")).Should().BeEmpty();
    }

    // In the table: a class, or a method with or without its class; … for what differs from database to database, or for the rest of a long name.
    [GeneratedRegex("`(…?[A-Z][\\w.]*…?)`")]
    private static partial Regex Name();
}
