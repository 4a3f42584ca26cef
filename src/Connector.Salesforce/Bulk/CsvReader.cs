using System.Text;

namespace Connector.Salesforce.Bulk;

/// <summary>Reads RFC 4180 CSV row by row, whatever its line ends, holding one row at a time.</summary>
internal sealed class CsvReader(Stream stream, CsvIdleLimit limit) : IDisposable
{
    private const int BufferSize = 32 * 1024;

    private readonly StreamReader _reader = new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, BufferSize, leaveOpen: true);
    private readonly char[] _buffer = new char[BufferSize];
    private readonly StringBuilder _cell = new();
    private readonly List<string> _cells = [];
    private int _position;
    private int _length;

    /// <summary>The next row, or null at the end.</summary>
    /// <exception cref="InvalidDataException">The file breaks off within quotes, or has text after a closing quote.</exception>
    public async ValueTask<string[]?> ReadRowAsync(CancellationToken cancellationToken)
    {
        _cells.Clear();
        _cell.Clear();
        var state = State.CellStart;
        while (true)
        {
            if (_position == _length && !await FillAsync(cancellationToken))
                return End(state);

            while (_position < _length)
            {
                var c = _buffer[_position++];
                switch (state)
                {
                    case State.CellStart when c == '"':
                        state = State.Quoted;
                        break;
                    case State.Quoted when c == '"':
                        state = State.QuoteInQuoted;
                        break;
                    case State.Quoted:
                        _cell.Append(c);
                        break;
                    case State.QuoteInQuoted when c == '"':
                        _cell.Append('"');
                        state = State.Quoted;
                        break;
                    case not State.Quoted when c == ',':
                        EndCell();
                        state = State.CellStart;
                        break;
                    case not State.Quoted when c == '\n':
                        return EndRow();
                    case not State.Quoted when c == '\r':
                        // Of CR LF, and of a lone CR: the row ends at whichever follows.
                        state = State.CarriageReturn;
                        break;
                    case State.CarriageReturn:
                        _position--;
                        return EndRow();
                    case State.QuoteInQuoted:
                        throw new InvalidDataException("The CSV has text after a closing quote.");
                    default:
                        _cell.Append(c);
                        AppendRun();
                        state = State.Bare;
                        break;
                }
            }
        }
    }

    public void Dispose() => _reader.Dispose();

    // Most cells are bare: their characters are taken in one go.
    private void AppendRun()
    {
        var rest = _buffer.AsSpan(_position, _length - _position);
        var run = rest.IndexOfAny(',', '\n', '\r');
        if (run < 0)
            run = rest.Length;
        _cell.Append(rest[..run]);
        _position += run;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _length = await limit.ReadAsync(_reader, _buffer, cancellationToken);
        _position = 0;
        return _length > 0;
    }

    private string[]? End(State state)
    {
        if (state == State.Quoted)
            throw new InvalidDataException("The CSV breaks off within quotes.");
        return state == State.CellStart && _cells.Count == 0 ? null : EndRow();
    }

    private void EndCell()
    {
        _cells.Add(_cell.ToString());
        _cell.Clear();
    }

    private string[] EndRow()
    {
        EndCell();
        return [.. _cells];
    }

    private enum State
    {
        CellStart,
        Bare,
        Quoted,
        QuoteInQuoted,
        CarriageReturn,
    }
}
