namespace Simulator.SalesforceOrg.Bulk;

/// <summary>Writes CSV the way Salesforce does: every cell in quotes.</summary>
internal static class CsvText
{
    public static void WriteRow(TextWriter text, IEnumerable<string> cells, char delimiter, string lineEnd)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first)
                text.Write(delimiter);
            first = false;
            text.Write('"');
            text.Write(cell.Contains('"', StringComparison.Ordinal) ? cell.Replace("\"", "\"\"", StringComparison.Ordinal) : cell);
            text.Write('"');
        }

        text.Write(lineEnd);
    }
}
