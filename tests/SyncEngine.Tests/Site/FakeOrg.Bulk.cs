using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SyncEngine.Tests.Site;

/// <summary>The org's bulk jobs: worked on when somebody looks at them.</summary>
public sealed partial class FakeOrg
{
    private readonly Dictionary<string, Job> _jobs = [];

    public IReadOnlyList<Job> Jobs
    {
        get
        {
            lock (_lock)
                return [.. _jobs.Values];
        }
    }

    /// <summary>What a look at a closed job finds: by default that all its rows are done.</summary>
    public Action<Job> Look { get; set; } = job => job.Work(int.MaxValue);

    /// <summary>A job as a host may have left it: open and empty.</summary>
    public Job AddJob(string type, string operation)
    {
        lock (_lock)
        {
            var job = new Job(this, $"750{_jobs.Count + 1:D12}", type, operation);
            return _jobs[job.Id] = job;
        }
    }

    private HttpResponseMessage AnswerJob(OrgCall call, string[] path)
    {
        if (call.Method == "POST")
        {
            var asked = Parse(call.Body);
            var created = AddJob((string)asked["object"]!, (string)asked["operation"]!);
            return Json(HttpStatusCode.OK, created.ToJson());
        }

        if (!_jobs.TryGetValue(path[2], out var job))
            return Error(HttpStatusCode.NotFound, "NOT_FOUND");

        switch (call.Method, path)
        {
            case ("PUT", [_, _, _, "batches"]) when job.State == "Open" && job.Rows.Count == 0:
                job.Fill(call.Body);
                return new HttpResponseMessage(HttpStatusCode.Created);
            case ("PATCH", [_, _, _]) when (string?)Parse(call.Body)["state"] == "UploadComplete" && job.State == "Open":
                job.State = "UploadComplete";
                return Json(HttpStatusCode.OK, job.ToJson());
            case ("PATCH", [_, _, _]) when (string?)Parse(call.Body)["state"] == "Aborted" && !job.IsOver:
                job.State = "Aborted";
                return Json(HttpStatusCode.OK, job.ToJson());
            case ("GET", [_, _, _]):
                if (job.State is "UploadComplete" or "InProgress")
                    Look(job);
                return Json(HttpStatusCode.OK, job.ToJson());
            case ("GET", [_, _, _, var results]):
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(job.Results(results), Encoding.UTF8, "text/csv") };
            default:
                return Error(HttpStatusCode.BadRequest, "INVALIDJOBSTATE", $"{call.Method} {call.Path} in state {job.State}");
        }
    }

    /// <summary>A bulk job.</summary>
    public sealed partial class Job(FakeOrg org, string id, string type, string operation)
    {
        private readonly List<string> _succeeded = [];
        private readonly List<string> _failed = [];
        private string[] _columns = [];
        private int _done;

        public string Id => id;

        public string Operation => operation;

        public string State { get; set; } = "Open";

        public string? ErrorMessage { get; set; }

        public List<string[]> Rows { get; } = [];

        public bool IsOver => State is "JobComplete" or "Failed" or "Aborted";

        /// <summary>Does so many rows more; after the last the job is complete.</summary>
        public void Work(int rows)
        {
            State = "InProgress";
            for (; rows > 0 && _done < Rows.Count; rows--)
                Save(Rows[_done++]);
            if (_done == Rows.Count)
                State = "JobComplete";
        }

        internal void Fill(string csv)
        {
            var lines = Csv().Matches(csv).Select(line => Cell().Matches(line.Value).Select(cell => cell.Groups[1].Value is ['"', .. var quoted, '"'] ? quoted.Replace("\"\"", "\"", StringComparison.Ordinal) : cell.Groups[1].Value).ToArray()).ToList();
            _columns = lines[0];
            Rows.AddRange(lines.Skip(1));
        }

        internal string Results(string which) => string.Join('\n', which switch
        {
            "successfulResults" => _succeeded.Prepend($"sf__Id,sf__Created,{Line(_columns)}"),
            "failedResults" => _failed.Prepend($"sf__Id,sf__Error,{Line(_columns)}"),
            _ => Rows.Skip(_done).Select(row => Line(row)).Prepend(Line(_columns)),
        }) + "\n";

        internal JsonObject ToJson() => new()
        {
            ["id"] = id,
            ["state"] = State,
            ["object"] = type,
            ["operation"] = operation,
            ["numberRecordsProcessed"] = _done,
            ["numberRecordsFailed"] = _failed.Count,
            ["errorMessage"] = ErrorMessage,
        };

        private static string Line(string[] cells) => string.Join(',', cells.Select(cell => cell.AsSpan().IndexOfAny(",\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

        private void Save(string[] row)
        {
            var body = new JsonObject();
            foreach (var (column, cell) in _columns.Zip(row).Where(pair => pair.Second.Length > 0))
            {
                JsonNode? value = cell == "#N/A" ? null : JsonValue.Create(cell);
                if (column.Split('.') is [var parent, var key])
                    body[parent] = new JsonObject { [key] = value };
                else
                    body[column] = value;
            }

            var call = new OrgCall("PUT", "", "", "", null);
            var result = operation == "upsert" ? org.Upsert(type, ExternalId, (string)body[ExternalId]!, body, call) : org.Update(type, (string)body[nameof(Id)]!, body);
            if (result.Error is { } error)
                _failed.Add($"{(string?)body[nameof(Id)]},{error.Code}:{error.Message.Replace(",", "", StringComparison.Ordinal)}:{string.Join(';', error.Fields)} --,{Line(row)}");
            else
                _succeeded.Add($"{result.Id},{(result.Created ? "true" : "false")},{Line(row)}");
        }

        [GeneratedRegex("(?:\"(?:[^\"]|\"\")*\"|[^\"\\n])+")]
        private static partial Regex Csv();

        [GeneratedRegex("(?:^|,)(\"(?:[^\"]|\"\")*\"|[^,]*)")]
        private static partial Regex Cell();
    }
}
