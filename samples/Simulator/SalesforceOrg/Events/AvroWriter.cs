using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Simulator.SalesforceOrg.Events;

/// <summary>Avro's binary form: zigzag variable-length numbers, text with its length before it, arrays in one block.</summary>
internal sealed class AvroWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public AvroWriter Long(long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        while (zigzag > 0x7F)
        {
            Byte((byte)(zigzag | 0x80));
            zigzag >>= 7;
        }

        Byte((byte)zigzag);
        return this;
    }

    public AvroWriter Bool(bool value)
    {
        Byte(value ? (byte)1 : (byte)0);
        return this;
    }

    public AvroWriter Double(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public AvroWriter Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Long(bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public AvroWriter Texts(IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            Long(values.Count);
            foreach (var value in values)
                Text(value);
        }

        return Long(0);
    }

    private void Byte(byte value) => _bytes.Write([value]);
}
