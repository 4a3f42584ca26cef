using System.Reflection;
using System.Text.RegularExpressions;

namespace Architecture;

/// <summary>House rules that a machine can hold, so that no review has to.</summary>
public sealed partial class ConventionTests
{
    private static IEnumerable<Type> PublicTypes => Packages.All.SelectMany(assembly => assembly.GetExportedTypes());

    [Fact]
    public void Public_class_is_sealed_static_or_abstract() =>
        PublicTypes
            .Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract && !typeof(Exception).IsAssignableFrom(type))
            .Select(type => type.FullName)
            .Should().BeEmpty("a class that nobody designed for inheritance is not open to it");

    [Fact]
    public void Public_asynchronous_method_ends_in_Async_and_takes_a_cancellation_token()
    {
        var asynchronous =
            from type in PublicTypes
            where !typeof(Delegate).IsAssignableFrom(type)
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where !method.IsSpecialName && IsAsynchronous(method.ReturnType) && method.GetBaseDefinition().DeclaringType == type
                && !ImplementsForeignInterface(type, method)
            select method;

        var offenders = asynchronous
            .Where(method => method.Name is not "DisposeAsync")
            .Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal)
                || method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(method => $"{method.DeclaringType!.FullName}.{method.Name}");

        offenders.Should().BeEmpty();
    }

    [Fact]
    public void Extensions_for_registration_live_where_a_site_finds_them() =>
        Packages.All.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsPublic && type.IsAbstract && type.IsSealed)
            .Where(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Any(method => method.Name.StartsWith("Add", StringComparison.Ordinal)
                    && method.GetParameters().FirstOrDefault()?.ParameterType.Name == "IServiceCollection"))
            .Where(type => type.Namespace != "Microsoft.Extensions.DependencyInjection")
            .Select(type => type.FullName)
            .Should().BeEmpty();

    [Fact]
    public void Options_measure_time_in_TimeSpans() =>
        PublicTypes
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties())
            .Where(property => (property.PropertyType == typeof(int) || property.PropertyType == typeof(double))
                && UnitOfTime().IsMatch(property.Name))
            .Select(property => $"{property.DeclaringType!.FullName}.{property.Name}")
            .Should().BeEmpty();

    [Fact]
    public void Source_file_is_short_enough_to_read()
    {
        var long400 = SourceFiles("src", "samples")
            .Select(file => (File: Path.GetRelativePath(Checkout.Root, file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > 400)
            .Select(file => $"{file.File}: {file.Lines} lines");

        long400.Should().BeEmpty("a file beyond 400 lines asks to be split");
    }

    [Fact]
    public void Source_carries_no_unfinished_work()
    {
        var unfinished =
            from file in SourceFiles("src", "samples")
            from line in File.ReadLines(file)
            where UnfinishedWork().IsMatch(line)
            select $"{Path.GetRelativePath(Checkout.Root, file)}: {line.Trim()}";

        unfinished.Should().BeEmpty();
    }

    [Fact]
    public void Source_file_declares_one_public_type()
    {
        var crowded =
            from file in SourceFiles("src")
            let count = File.ReadLines(file).Count(line => PublicType().IsMatch(line))
            where count > 1
            select $"{Path.GetRelativePath(Checkout.Root, file)}: {count}";

        crowded.Should().BeEmpty();
    }

    private static IEnumerable<string> SourceFiles(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)
                && !file.Contains("/bin/", StringComparison.Ordinal)
                && !file.Contains("/Migrations/", StringComparison.Ordinal));

    private static bool IsAsynchronous(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>)
            || type.GetGenericTypeDefinition() == typeof(ValueTask<>)
            || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    private static bool ImplementsForeignInterface(Type type, MethodInfo method) =>
        !type.IsInterface && type.GetInterfaces()
            .Where(contract => !Packages.All.Contains(contract.Assembly))
            .Any(contract => type.GetInterfaceMap(contract).TargetMethods.Contains(method));

    [GeneratedRegex("(Seconds|Minutes|Milliseconds|Hours|Timeout|Interval|Delay)$")]
    private static partial Regex UnitOfTime();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|#region")]
    private static partial Regex UnfinishedWork();

    [GeneratedRegex(@"^public (static |sealed |abstract |partial |readonly )*(class|record|struct|interface|enum) ")]
    private static partial Regex PublicType();
}
