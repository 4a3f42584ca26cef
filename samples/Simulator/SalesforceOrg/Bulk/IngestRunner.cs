using System.Threading.Channels;
using Simulator.Faults;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Bulk;

/// <summary>
/// Works through uploaded jobs, one after another, 200 rows to a transaction. A job that a crash cut off goes on where its last transaction
/// ended: how far it came is written with the records.
/// </summary>
internal sealed class IngestRunner(BulkJobs jobs, OrgData data, DocumentStore store, FaultRules faults) : BackgroundService
{
    private readonly Channel<BulkJob> _waiting = Channel.CreateUnbounded<BulkJob>();

    /// <summary>So many rows are written at once.</summary>
    public int RowsPerTransaction { get; set; } = 200;

    /// <summary>Takes uploaded jobs in this runner's place, to run them when it likes; null leaves them to the runner.</summary>
    public Action<BulkJob>? Uploaded { get; set; }

    /// <summary>Awaited between two transactions of a job.</summary>
    public Func<BulkJob, Task>? Between { get; set; }

    public void Enqueue(BulkJob job)
    {
        if (Uploaded is { } uploaded)
            uploaded(job);
        else
            _waiting.Writer.TryWrite(job);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var job in jobs.All.Reverse().Where(job => !job.IsQuery && job.State is "UploadComplete" or "InProgress"))
            Enqueue(job);

        await foreach (var job in _waiting.Reader.ReadAllAsync(stoppingToken))
            await Task.Run(() => RunAsync(job, stoppingToken), stoppingToken);
    }

    /// <summary>Runs a job from where it stands to its end.</summary>
    public async Task RunAsync(BulkJob job, CancellationToken stopping)
    {
        try
        {
            if (job.IsOver)
                return;

            job.State = "InProgress";
            jobs.Save(job);
            if (await ProcessAsync(job, stopping))
            {
                job.State = "JobComplete";
                jobs.Save(job);
            }
        }
        catch (Exception exception) when (exception is OrgException or FormatException or IOException)
        {
            job.State = "Failed";
            job.ErrorMessage = $"InvalidBatch : {exception.Message}";
            jobs.Save(job);
        }
    }

    // True when the job came to its end, false when it was aborted or the simulator stops.
    private async Task<bool> ProcessAsync(BulkJob job, CancellationToken stopping)
    {
        var type = data.Schema.Visible(job.Object) ?? throw OrgException.NotFound();
        using var content = new StreamReader(jobs.ContentFile(job));
        using var successful = OpenResults(jobs.SuccessfulFile(job), job.SuccessfulLength);
        using var failed = OpenResults(jobs.FailedFile(job), job.FailedLength);
        var reader = new CsvReader(content, job.Delimiter);
        var columns = reader.Read() ?? throw new FormatException("The file is empty.");
        CheckColumns(job, type, columns);
        if (job.SuccessfulLength == 0)
            CsvText.WriteRow(successful, ["sf__Id", "sf__Created", .. columns], job.Delimiter, job.LineEnd);
        if (job.FailedLength == 0)
            CsvText.WriteRow(failed, ["sf__Id", "sf__Error", .. columns], job.Delimiter, job.LineEnd);
        for (long skip = 0; skip < job.Processed; skip++)
            reader.Read();

        var caller = new OrgCaller(job.CreatedById, job.Client) { ChangeOrigin = $"com/salesforce/api/bulk/{job.Version.TrimStart('v')}" + (job.Client is null ? "" : $";client={job.Client}") };
        var rows = new List<List<string>>(RowsPerTransaction);
        do
        {
            if (stopping.IsCancellationRequested || job.State == "Aborted")
                return false;

            rows.Clear();
            while (rows.Count < RowsPerTransaction && reader.Read() is { } row)
                rows.Add(row);
            if (rows.Count > 0)
                Write(job, type, columns, rows, caller, successful, failed);

            if (Between is { } between)
                await between(job);

            // Never far ahead of the disk: what waits for it is memory.
            if (job.Processed % (RowsPerTransaction * 10) == 0)
                await store.FlushAsync();
        }
        while (rows.Count == RowsPerTransaction);
        return job.State != "Aborted";
    }

    private void Write(BulkJob job, ObjectSchema type, List<string> columns, List<List<string>> rows, OrgCaller caller, StreamWriter successful, StreamWriter failed) => data.Write(caller, transaction =>
    {
        var failures = 0;
        for (var at = 0; at < rows.Count; at++)
        {
            var (row, mark) = (rows[at], transaction.Mark);
            try
            {
                if (row.Count != columns.Count)
                    throw new OrgException("INVALID_ROW", $"The number of columns is {row.Count}, not {columns.Count}");
                faults.ThrowForRow("PUT", "/jobs/ingest", type.Name, at);
                var (id, created) = WriteRow(transaction, job, type, columns, row);
                CsvText.WriteRow(successful, [id, created ? "true" : "false", .. row], job.Delimiter, job.LineEnd);
            }
            catch (OrgException exception)
            {
                transaction.RollBack(mark);
                failures++;
                var error = exception.Errors[0];
                var column = columns.FindIndex(name => name.Equals("Id", StringComparison.OrdinalIgnoreCase));
                CsvText.WriteRow(failed, [column >= 0 && column < row.Count ? row[column] : "", $"{error.Code}:{error.Message}:{string.Join(',', error.Fields)} --", .. row], job.Delimiter, job.LineEnd);
            }
        }

        successful.Flush();
        failed.Flush();
        job.Processed += rows.Count;
        job.Failed += failures;
        (job.SuccessfulLength, job.FailedLength) = (successful.BaseStream.Length, failed.BaseStream.Length);
        BulkJobs.Put(transaction.AlsoWrite, job);
        return true;
    });

    private (string Id, bool Created) WriteRow(OrgTransaction transaction, BulkJob job, ObjectSchema type, List<string> columns, List<string> row)
    {
        var input = new RecordInput();
        for (var at = 0; at < columns.Count; at++)
        {
            // An empty cell leaves the field alone, #N/A empties it.
            if (row[at].Length > 0)
                input.AddCell(data.Schema, type, columns[at], row[at] == "#N/A" ? null : row[at]);
        }

        switch (job.Operation)
        {
            case "insert":
                return (RecordWriter.Create(transaction, type, input).Id, true);
            case "update":
                return (RecordWriter.Update(transaction, type, Id(input), input).Id, false);
            case "delete" or "hardDelete":
                var id = SalesforceIds.Normalize(Id(input)) ?? throw new OrgException("MALFORMED_ID", $"bad id {input.Id}", "Id");
                if (job.Operation == "delete")
                    RecordRemoval.Delete(transaction, type, id);
                else
                    RecordRemoval.HardDelete(transaction, type, id);
                return (id, false);
            default:
                var key = type.Field(job.ExternalIdFieldName!)!;
                if (key.Ordinal == SystemFields.Id)
                    return input.Id is null ? (RecordWriter.Create(transaction, type, input).Id, true) : (RecordWriter.Update(transaction, type, input.Id, input).Id, false);

                var value = input.Values.Find(item => item.Field == key).Value ?? throw new OrgException("MISSING_ARGUMENT", $"{key.Name} not specified", key.Name);
                input.Values.RemoveAll(item => item.Field == key);
                var (saved, created) = RecordWriter.Upsert(transaction, type, key, FieldValues.ToText(key, value), input, updateOnly: false);
                return (saved.Id, created);
        }
    }

    private static string Id(RecordInput input) => input.Id ?? throw new OrgException("MISSING_ARGUMENT", "Id not specified in an update call");

    private void CheckColumns(BulkJob job, ObjectSchema type, List<string> columns)
    {
        var probe = new RecordInput();
        foreach (var column in columns)
            probe.AddCell(data.Schema, type, column, null);
        if (job.Operation == "upsert" && !columns.Contains(job.ExternalIdFieldName!, StringComparer.OrdinalIgnoreCase))
            throw new OrgException("INVALID_FIELD", $"Field name not found : {job.ExternalIdFieldName}");
    }

    private static StreamWriter OpenResults(string path, long length)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
        file.Seek(0, SeekOrigin.End);
        return new StreamWriter(file);
    }
}
