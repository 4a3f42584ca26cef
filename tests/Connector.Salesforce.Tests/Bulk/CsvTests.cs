using System.Buffers;
using System.Text;
using Connector.Salesforce.Bulk;
using CsCheck;

namespace Connector.Salesforce.Tests.Bulk;

public sealed class CsvTests
{
    private static readonly Gen<string> Cell = Gen.Frequency(
        (4, Gen.String[Gen.Char["\",\r\n ab;\t'é\uFEFF"], 0, 6]),
        (1, Gen.String.Where(text => text == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))));

    [Fact]
    public void What_was_written_reads_back_whatever_the_chunks() =>
        Gen.Select(Cell.Array[1, 5].Array[0, 5], Gen.Int[1, 7]).Sample((rows, chunk) =>
        {
            // A row of one empty cell is an empty line, which no reader can tell from nothing at the end.
            rows = [["header"], .. rows.Where(row => row.Length > 1 || row[0].Length > 0)];

            var read = Read(Write(rows), chunk);

            return read.Count == rows.Length && read.Zip(rows).All(pair => pair.First.SequenceEqual(pair.Second));
        }, iter: 3_000);

    [Theory]
    [InlineData("a,b\r\nc,d\r\n", "a|b/c|d")]
    [InlineData("a,b\nc,d", "a|b/c|d")]
    [InlineData("a,b\rc,d", "a|b/c|d")]
    [InlineData("\"a\"\"b\",\"\"\n", "a\"b|")]
    [InlineData("a,\n", "a|")]
    [InlineData(",", "|")]
    [InlineData("\"x\r\ny\",z\r\n", "x\r\ny|z")]
    [InlineData("\uFEFFa,b\n", "a|b")]
    [InlineData("", "")]
    public void Each_form_of_the_field_is_read(string csv, string expected) =>
        string.Join('/', Read(Encoding.UTF8.GetBytes(csv), 3).Select(row => string.Join('|', row))).Should().Be(expected);

    [Theory]
    [InlineData("a,\"b")]
    [InlineData("a,\"b\"c\n")]
    public void Broken_quotes_are_named(string csv) =>
        FluentActions.Invoking(() => Read(Encoding.UTF8.GetBytes(csv), 3)).Should().Throw<InvalidDataException>();

    [Fact]
    public void Equal_rows_each_keep_an_index_of_their_own() =>
        Gen.String[Gen.Char["ab"], 0, 2].Array[1, 3].Array[1, 30].Sample(rows =>
        {
            var index = new RowIndex { First = 100 };
            foreach (var row in rows)
                index.Add(row);

            var found = rows.Reverse().Select(row => (Row: row, Index: index.Take(row))).ToList();

            return found.Select(item => item.Index).Distinct().Count() == rows.Length
                && found.All(item => item.Index is { } at && rows[at - 100].SequenceEqual(item.Row))
                && index.Take(rows[0]) is null;
        });

    private static byte[] Write(string[][] rows)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
            CsvWriter.WriteRow(output, row);
        return output.WrittenSpan.ToArray();
    }

    private static List<string[]> Read(byte[] csv, int chunk)
    {
        using var stream = new Trickle(csv, chunk);
        using var reader = new CsvReader(stream, new CsvIdleLimit(TimeSpan.FromMinutes(1), TimeProvider.System));
        var rows = new List<string[]>();
        while (reader.ReadRowAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } row)
            rows.Add(row);
        return rows;
    }

    /// <summary>Gives a few bytes at a time, so that every boundary falls somewhere.</summary>
    private sealed class Trickle(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
