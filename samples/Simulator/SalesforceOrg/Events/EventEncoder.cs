using System.Globalization;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Events;

/// <summary>What the header of a change event says besides the change itself.</summary>
internal sealed record EventHeaderData(string ChangeType, IReadOnlyList<string> RecordIds, string Origin, string TransactionKey, int Sequence, DateTimeOffset At, long CommitNumber, string User);

/// <summary>
/// Encodes change events. An update carries what changed and null for everything else; bitmaps tell which is which: <c>0x…</c> over the
/// fields with the header as bit 0, and <c>n-0x…</c> over the children of the compound field n.
/// </summary>
internal static class EventEncoder
{
    private static readonly string[] ChangeTypes = ["CREATE", "UPDATE", "DELETE", "UNDELETE", "GAP_CREATE", "GAP_UPDATE", "GAP_DELETE", "GAP_UNDELETE", "GAP_OVERFLOW", "SNAPSHOT"];

    public static byte[] Encode(EventLayout layout, EventHeaderData header, OrgRow? before, OrgRow? after)
    {
        // A delete and a gap tell the id alone.
        var row = header.ChangeType is "CREATE" or "UPDATE" or "UNDELETE" ? after : null;
        var old = header.ChangeType == "UPDATE" ? before : null;
        bool Told(FieldSchema field) => row is not null && (old is null || !Equals(row[field], old[field]));

        var writer = new AvroWriter();
        var (changed, nulled) = old is null ? ([], []) : (Bitmaps(layout, Told), Bitmaps(layout, field => Told(field) && row![field] is null));
        WriteHeader(writer, layout, header, nulled, changed);
        foreach (var field in layout.Fields)
        {
            if (field.Source is { } source)
            {
                WriteValue(writer, source, Told(source) ? row![source] : null);
                continue;
            }

            if (!field.Children.Any(child => Told(child.Source!) && row![child.Source!] is not null))
            {
                writer.Long(0);
                continue;
            }

            writer.Long(1);
            foreach (var child in field.Children)
                WriteValue(writer, child.Source!, Told(child.Source!) ? row![child.Source!] : null);
        }

        return writer.ToArray();
    }

    private static void WriteHeader(AvroWriter writer, EventLayout layout, EventHeaderData header, List<string> nulled, List<string> changed) => writer
        .Text(layout.Type.Name)
        .Texts(header.RecordIds)
        .Long(Array.IndexOf(ChangeTypes, header.ChangeType))
        .Text(header.Origin)
        .Text(header.TransactionKey)
        .Long(header.Sequence)
        .Long(header.At.ToUnixTimeMilliseconds())
        .Long(header.CommitNumber)
        .Text(header.User)
        .Texts(nulled)
        .Texts([])
        .Texts(changed);

    private static void WriteValue(AvroWriter writer, FieldSchema field, object? value)
    {
        switch (value)
        {
            case null:
                writer.Long(0);
                break;
            case bool flag:
                writer.Long(1).Bool(flag);
                break;
            case double number when field.Type == FieldType.Int:
                writer.Long(1).Long((long)number);
                break;
            case double number:
                writer.Long(1).Double(number);
                break;
            case DateOnly date:
                writer.Long(1).Long(new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds());
                break;
            case DateTime moment:
                writer.Long(1).Long(new DateTimeOffset(moment).ToUnixTimeMilliseconds());
                break;
            default:
                writer.Long(1).Text((string)value);
                break;
        }
    }

    private static List<string> Bitmaps(EventLayout layout, Func<FieldSchema, bool> isSet)
    {
        var bitmaps = new List<string>();
        var top = new List<int>();
        for (var at = 0; at < layout.Fields.Count; at++)
        {
            var field = layout.Fields[at];
            if (field.Source is { } source)
            {
                if (isSet(source))
                    top.Add(at + 1);
                continue;
            }

            var children = field.Children.Index().Where(item => isSet(item.Item.Source!)).Select(item => item.Index).ToList();
            if (children.Count > 0)
                bitmaps.Add(string.Create(CultureInfo.InvariantCulture, $"{at + 1}-{Hex(children)}"));
        }

        if (top.Count > 0)
            bitmaps.Insert(0, Hex(top));
        return bitmaps;
    }

    // The highest byte first, so that the lowest bit of the last byte is field 0.
    private static string Hex(List<int> bits)
    {
        var bytes = new byte[(bits.Max() / 8) + 1];
        foreach (var bit in bits)
            bytes[bytes.Length - 1 - (bit / 8)] |= (byte)(1 << (bit % 8));
        return "0x" + Convert.ToHexString(bytes);
    }
}
