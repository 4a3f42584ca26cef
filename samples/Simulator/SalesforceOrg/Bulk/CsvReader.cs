using System.Text;

namespace Simulator.SalesforceOrg.Bulk;

/// <summary>CSV as RFC 4180 has it, row by row: quotes around cells, doubled within, line ends within quotes. Holds one row at a time.</summary>
internal sealed class CsvReader(TextReader text, char delimiter)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _cell = new();
    private int _length;
    private int _at;

    /// <summary>The next row, or null at the end. An empty line is no row.</summary>
    /// <exception cref="FormatException">A quote is left open, or stands within a cell that began without one.</exception>
    public List<string>? Read()
    {
        while (Peek() is '\r' or '\n')
            _at++;
        if (Peek() < 0)
            return null;

        var row = new List<string>();
        while (true)
        {
            row.Add(Cell());
            var next = Peek();
            if (next >= 0)
                _at++;
            if (next == delimiter)
                continue;
            if (next == '\r' && Peek() == '\n')
                _at++;
            return row;
        }
    }

    private string Cell()
    {
        _cell.Clear();
        if (Peek() != '"')
        {
            for (var c = Peek(); c >= 0 && c != delimiter && c is not ('\r' or '\n'); c = Peek())
            {
                if (c == '"')
                    throw new FormatException("A quote stands within a cell that began without one.");
                _cell.Append((char)c);
                _at++;
            }

            return _cell.ToString();
        }

        _at++;
        while (true)
        {
            var c = Peek();
            if (c < 0)
                throw new FormatException("A quote is left open.");
            _at++;
            if (c != '"')
            {
                _cell.Append((char)c);
                continue;
            }

            if (Peek() != '"')
                return _cell.ToString();
            _cell.Append('"');
            _at++;
        }
    }

    private int Peek()
    {
        if (_at == _length)
        {
            _length = text.Read(_buffer, 0, _buffer.Length);
            _at = 0;
            if (_length == 0)
                return -1;
        }

        return _buffer[_at];
    }
}
