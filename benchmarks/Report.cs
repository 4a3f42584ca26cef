using System.Globalization;

namespace Benchmarks;

/// <summary>Prints rows <c>figure: value</c>.</summary>
internal sealed class Report(TextWriter output)
{
    public void Row(string figure, double value) =>
        output.WriteLine($"{figure}: {value.ToString(Math.Abs(value) >= 100 ? "0" : "0.###", CultureInfo.InvariantCulture)}");

    public void Row(string figure, string value) => output.WriteLine($"{figure}: {value}");
}
