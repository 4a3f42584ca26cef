using System.Buffers;

namespace Connector.Salesforce.Bulk;

/// <summary>The rows of an ingest, read once and written as CSV into as many jobs as they need.</summary>
internal sealed class IngestSource(BulkIngest ingest, IAsyncEnumerator<SalesforceRecord> rows) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _row = new(1024);
    private RowCells? _cells;
    private RowIndex? _index;
    private bool _hasRow;

    /// <summary>Where the next row stands among all.</summary>
    public long Position { get; private set; }

    /// <summary>What the caller's own rows threw, or what was wrong with one.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The CSV bytes of the present job.</summary>
    public long JobBytes { get; private set; }

    public string[] Columns => _cells!.Header.ToArray();

    /// <summary>Reads ahead; false when there is no more row.</summary>
    public async ValueTask<bool> HasMoreAsync()
    {
        try
        {
            if (_hasRow)
                return true;
            if (!await rows.MoveNextAsync())
                return false;

            var record = rows.Current ?? throw new ArgumentException($"Row {Position} is null.");
            if (record.Type != ingest.Type)
                throw new ArgumentException($"Row {Position} is a {record.Type}; a bulk job takes records of one object, here {ingest.Type}.");

            _cells ??= new RowCells(ingest, record);
            _row.ResetWrittenCount();
            CsvWriter.WriteRow(_row, _cells.Of(record, Position));
            _hasRow = true;
            return true;
        }
        catch (Exception exception)
        {
            Fault = exception;
            throw;
        }
    }

    /// <summary>Begins a job's CSV with its header. There must be a row.</summary>
    public RowIndex Begin(IBufferWriter<byte> output)
    {
        var header = new ArrayBufferWriter<byte>();
        CsvWriter.WriteRow(header, _cells!.Header);
        output.Write(header.WrittenSpan);
        JobBytes = header.WrittenCount;
        return _index = new RowIndex { First = Position };
    }

    /// <summary>Writes rows until there are none, the job is full, or the output has enough for now. True when the job could take more.</summary>
    public async ValueTask<bool> WriteAsync(IBufferWriter<byte> output, long enough)
    {
        for (var written = 0L; written < enough; written += _row.WrittenCount)
        {
            if (!await HasMoreAsync())
                return false;
            if (JobBytes + _row.WrittenCount > ingest.MaxJobBytes && _index!.Count > 0)
                return false;

            output.Write(_row.WrittenSpan);
            JobBytes += _row.WrittenCount;
            _index!.Add(_cells!.Current);
            Position++;
            _hasRow = false;
        }

        return true;
    }

    public void Dispose() => _row.Clear();
}
