using System.Buffers;
using System.Text;

namespace Connector.Salesforce.Bulk;

/// <summary>Writes RFC 4180 CSV as UTF-8 with LF, as a Bulk 2.0 job wants it. By hand: CSV libraries go by reflection, and this package is trimmed.</summary>
internal static class CsvWriter
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    public static void WriteRow(IBufferWriter<byte> output, ReadOnlySpan<string> cells)
    {
        for (var index = 0; index < cells.Length; index++)
        {
            if (index > 0)
                WriteByte(output, (byte)',');
            WriteCell(output, cells[index]);
        }

        WriteByte(output, (byte)'\n');
    }

    private static void WriteCell(IBufferWriter<byte> output, string cell)
    {
        // Blanks at an end are quoted, too: some readers trim what is not.
        if (cell.AsSpan().IndexOfAny(Quoted) < 0 && !(cell.Length > 0 && (char.IsWhiteSpace(cell[0]) || char.IsWhiteSpace(cell[^1]))))
        {
            Encoding.UTF8.GetBytes(cell, output);
            return;
        }

        WriteByte(output, (byte)'"');
        Encoding.UTF8.GetBytes(cell.Replace("\"", "\"\"", StringComparison.Ordinal), output);
        WriteByte(output, (byte)'"');
    }

    private static void WriteByte(IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
