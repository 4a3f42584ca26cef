using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Connector.Salesforce;

namespace SyncEngine.Tests.Site;

/// <summary>
/// A Salesforce org in memory, behind the real connector: the part of REST that the engine speaks. Faults are injected before and after the work,
/// so that a call can be refused, lost on its way, or carried out with its answer lost.
/// </summary>
public sealed partial class FakeOrg : HttpMessageHandler
{
    public const string ExternalId = "Portal_Id__c";

    /// <summary>The user that the site's calls are made as.</summary>
    public const string IntegrationUser = "005000000000001AAA";
    private const string Person = "005000000000002AAA";

    private readonly Lock _lock = new();
    private readonly List<OrgCall> _calls = [];
    private long _ids;
    private DateTimeOffset _clock = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Dictionary<string, List<Row>> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Called before a request is carried out; an answer stands in for it, an exception is the network's.</summary>
    public Func<OrgCall, HttpResponseMessage?>? Before { get; set; }

    /// <summary>Called after a request was carried out; an exception loses the answer.</summary>
    public Action<OrgCall>? After { get; set; }

    /// <summary>A flow: changes a record on each write.</summary>
    public Action<string, Row>? Flow { get; set; }

    /// <summary>Refuses a record: the error, or null.</summary>
    public Func<string, JsonObject, (string Code, string Message, string[] Fields)?>? Validate { get; set; }

    public IReadOnlyList<OrgCall> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    public IReadOnlyList<OrgCall> Writes => [.. Calls.Where(call => call.Method is "PATCH" or "DELETE" || (call.Method == "POST" && !call.Body.Contains("\"ids\"", StringComparison.Ordinal) && call.Path != "/composite"))];

    public IReadOnlyList<Row> Rows(string type)
    {
        lock (_lock)
            return [.. Table(type).Where(row => !row.IsDeleted)];
    }

    public Row Only(string type) => Rows(type).Should().ContainSingle().Subject;

    /// <summary>A user of Salesforce adds a record.</summary>
    public Row Add(string type, params (string Field, JsonNode? Value)[] fields)
    {
        lock (_lock)
        {
            var row = New(type);
            foreach (var (field, value) in fields)
                row.Fields[field] = value;
            row.ModifiedBy = Person;
            return row;
        }
    }

    /// <summary>A user of Salesforce edits a record.</summary>
    public void Edit(Row row, string field, JsonNode? value, string by = Person)
    {
        lock (_lock)
        {
            row.Fields[field] = value;
            Touch(row, by);
        }
    }

    public void Delete(Row row, Row? mergedInto = null)
    {
        lock (_lock)
        {
            (row.IsDeleted, row.MasterRecordId) = (true, mergedInto?.Id);
            Touch(row, Person);
        }
    }

    /// <summary>Leaves a record out of lists, as a late index does; by its id it is there.</summary>
    public void Hide(Row row)
    {
        lock (_lock)
            row.IsHidden = true;
    }

    /// <summary>A field as describe tells it.</summary>
    public static JsonObject Field(string name, bool external = false) => new()
    {
        ["name"] = name,
        ["type"] = "string",
        ["createable"] = true,
        ["updateable"] = true,
        ["nillable"] = true,
        ["externalId"] = external,
        ["idLookup"] = external,
    };

    public void Undelete(Row row)
    {
        lock (_lock)
        {
            row.IsDeleted = false;
            Touch(row, Person);
        }
    }

    public static HttpResponseMessage Error(HttpStatusCode status, string code, string message = "") =>
        Json(status, new JsonArray(new JsonObject { ["errorCode"] = code, ["message"] = message }));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var call = new OrgCall(request.Method.Method, Path(request.RequestUri!), Query(request.RequestUri!), body,
            request.Headers.TryGetValues("Sforce-Duplicate-Rule-Header", out var rule) ? string.Join(',', rule) : null);
        lock (_lock)
            _calls.Add(call);
        if (Before?.Invoke(call) is { } instead)
            return instead;

        HttpResponseMessage answer;
        lock (_lock)
            answer = Answer(call);
        After?.Invoke(call);
        answer.Headers.TryAddWithoutValidation("Sforce-Limit-Info", "api-usage=10/100000");
        return answer;
    }

    private static string Query(Uri uri) => Uri.UnescapeDataString(uri.Query.Replace('+', ' '));

    private HttpResponseMessage Answer(OrgCall call)
    {
        var path = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        switch (call.Method, path)
        {
            case ("GET", ["query"] or ["queryAll"]):
                return Select(call.Query["?q=".Length..], all: path[0] == "queryAll");
            case ("GET", ["sobjects", var type, "describe"]):
                return Described.ContainsKey(type) ? Json(HttpStatusCode.OK, Describe(type)) : Error(HttpStatusCode.ServiceUnavailable, "SERVER_UNAVAILABLE");
            case ("GET", ["sobjects", var type, var id]):
                return Find(type, id) is { IsDeleted: false } found ? Json(HttpStatusCode.OK, found.ToJson()) : Error(HttpStatusCode.NotFound, "NOT_FOUND");
            case ("PATCH", ["sobjects", var type, var field, var value]):
                return One(Upsert(type, field, value, Parse(call.Body), call));
            case ("PATCH", ["sobjects", var type, var id]):
                return One(Update(type, id, Parse(call.Body)), updated: true);
            case ("PATCH", ["composite", "sobjects"]):
                return Many(call, record => Update(Type(record), (string)record["Id"]!, record));
            case ("PATCH", ["composite", "sobjects", var type, var field]):
                return Many(call, record => Upsert(type, field, (string)record[field]!, record, call));
            case ("POST", ["composite", "sobjects", var type]):
                return Json(HttpStatusCode.OK, new JsonArray([.. Parse(call.Body)["ids"]!.AsArray().Select(id =>
                    Find(type, (string)id!) is { IsDeleted: false } found ? (JsonNode)found.ToJson() : null)]));
            case ("POST", ["composite"]):
                return Json(HttpStatusCode.OK, new JsonObject { ["compositeResponse"] = new JsonArray([.. Parse(call.Body)["compositeRequest"]!.AsArray().Select(part => (JsonNode)Composed(part!.AsObject()))]) });
            case (_, ["jobs", "ingest", ..]):
                return AnswerJob(call, path);
            case ("DELETE", ["composite", "sobjects"]):
                return Json(HttpStatusCode.OK, new JsonArray([.. IdList().Match(call.Query).Groups[1].Value.Split(',').Select(id => (JsonNode)Remove(id).ToJson())]));
            default:
                return Error(HttpStatusCode.NotImplemented, "NOT_IMPLEMENTED", $"{call.Method} {call.Path}");
        }
    }

    private JsonObject Composed(JsonObject part)
    {
        var url = new Uri(new Uri("https://org.example"), (string)part["url"]!);
        using var answer = Answer(new OrgCall((string)part["method"]!, Path(url), Query(url), "", null));
        return new JsonObject
        {
            ["referenceId"] = (string)part["referenceId"]!,
            ["httpStatusCode"] = (int)answer.StatusCode,
            ["httpHeaders"] = new JsonObject(),
            ["body"] = JsonNode.Parse(answer.Content.ReadAsStream()),
        };
    }

    private static string Path(Uri uri) => uri.AbsolutePath[(uri.AbsolutePath.IndexOf("/v", StringComparison.Ordinal) + 6)..];

    private static HttpResponseMessage Many(OrgCall call, Func<JsonObject, Result> save) =>
        Json(HttpStatusCode.OK, new JsonArray([.. Parse(call.Body)["records"]!.AsArray().Select(record => (JsonNode)save(record!.AsObject()).ToJson())]));

    private static HttpResponseMessage One(Result result, bool updated = false) => result.Error is { } error
        ? Json(error.Status, new JsonArray(new JsonObject { ["errorCode"] = error.Code, ["message"] = error.Message, ["fields"] = new JsonArray([.. error.Fields.Select(field => (JsonNode)field)]) }))
        : updated ? new HttpResponseMessage(HttpStatusCode.NoContent)
        : Json(result.Created ? HttpStatusCode.Created : HttpStatusCode.OK, result.ToJson());

    private Result Upsert(string type, string field, string value, JsonObject body, OrgCall call)
    {
        var known = Table(type).Where(row => !row.IsDeleted && string.Equals((string?)row.Fields[field], value, StringComparison.OrdinalIgnoreCase)).ToList();
        if (known.Count > 0)
            return Save(type, known[0], body, created: false);
        if (Duplicates is { } duplicates && call.DuplicateRule?.Contains("allowSave=true", StringComparison.Ordinal) != true && duplicates(body) is { } duplicate)
            return new Result(null, false, new Fault(HttpStatusCode.BadRequest, "DUPLICATES_DETECTED", "Use one of these records?", [], duplicate.Id));

        if (Refuse(type, body) is { } refused)
            return refused;

        var row = New(type);
        row.Fields[field] = value;
        return Save(type, row, body, created: true);
    }

    /// <summary>A duplicate rule: the record that one is held for, or null.</summary>
    public Func<JsonObject, Row?>? Duplicates { get; set; }

    private Result Update(string type, string id, JsonObject body) => Find(type, id) switch
    {
        null => new Result(null, false, new Fault(HttpStatusCode.NotFound, "NOT_FOUND", "The requested resource does not exist", [])),
        { IsDeleted: true } => new Result(null, false, new Fault(HttpStatusCode.NotFound, "ENTITY_IS_DELETED", "entity is deleted", [])),
        var row => Refuse(type, body) ?? Save(type, row, body, created: false),
    };

    private Result Remove(string id)
    {
        var row = Tables.Values.SelectMany(rows => rows).FirstOrDefault(row => row.Id == id);
        if (row is null or { IsDeleted: true })
            return new Result(null, false, new Fault(HttpStatusCode.NotFound, "ENTITY_IS_DELETED", "entity is deleted", []));

        row.IsDeleted = true;
        Touch(row);
        return new Result(id, false, null);
    }

    private Result? Refuse(string type, JsonObject body) =>
        Validate?.Invoke(type, body) is { } error ? new Result(null, false, new Fault(HttpStatusCode.BadRequest, error.Code, error.Message, error.Fields)) : null;

    private Result Save(string type, Row row, JsonObject body, bool created)
    {
        foreach (var (field, value) in body.ToList())
        {
            if (field is "attributes" or "Id")
                continue;
            if (value is not JsonObject parent)
            {
                row.Fields[field] = value?.DeepClone();
                continue;
            }

            var (key, id) = parent.First();
            var target = Tables.Values.SelectMany(rows => rows).FirstOrDefault(other => !other.IsDeleted && (string?)other.Fields[key] == (string?)id);
            if (target is null)
                return new Result(null, false, new Fault(HttpStatusCode.BadRequest, "INVALID_FIELD", $"Foreign key external ID: {id} not found for field {key}", []));

            row.Fields[field.EndsWith("__r", StringComparison.Ordinal) ? field[..^1] + "c" : field + "Id"] = target.Id;
        }

        Flow?.Invoke(type, row);
        Touch(row);
        return new Result(row.Id, created, null);
    }

    private HttpResponseMessage Select(string soql, bool all)
    {
        var match = SelectForm().Match(soql);
        if (!match.Success)
            return Error(HttpStatusCode.BadRequest, "MALFORMED_QUERY", soql);

        var rows = Table(match.Groups["from"].Value).Where(row => (all || !row.IsDeleted) && !row.IsHidden).Where(SoqlWhere.Parse(match.Groups["where"].Value));
        if (match.Groups["order"].Value is { Length: > 0 } order)
            rows = rows.OrderBy(row => (string?)row.Get(order.Split(' ', ',')[0]), StringComparer.Ordinal).ThenBy(row => row.Id, StringComparer.Ordinal);
        if (int.TryParse(match.Groups["limit"].Value, out var limit))
            rows = rows.Take(limit);
        var found = rows.ToList();
        return Json(HttpStatusCode.OK, new JsonObject
        {
            ["totalSize"] = found.Count,
            ["done"] = true,
            ["records"] = match.Groups["fields"].Value.StartsWith("COUNT", StringComparison.OrdinalIgnoreCase) ? new JsonArray() : new JsonArray([.. found.Select(row => (JsonNode)row.ToJson())]),
        });
    }

    /// <summary>Fields that an object has beyond those that any row carries; what describe tells.</summary>
    public Dictionary<string, JsonObject[]> Described { get; } = [];

    private JsonObject Describe(string type) => new()
    {
        ["name"] = type,
        ["fields"] = new JsonArray([.. Described.GetValueOrDefault(type, []).Select(field => field.DeepClone())]),
    };

    private List<Row> Table(string type)
    {
        if (!Tables.TryGetValue(type, out var table))
            Tables[type] = table = [];
        return table;
    }

    private Row? Find(string type, string id) => Table(type).FirstOrDefault(row => row.Id == id);

    private Row New(string type)
    {
        var prefix = type switch { "Account" => "001", "Contact" => "003", "Opportunity" => "006", "Lead" => "00Q", _ => "a00" };
        var row = new Row(type, SalesforceId.Parse($"{prefix}{++_ids:D12}").Value);
        Table(type).Add(row);
        Touch(row);
        return row;
    }

    private void Touch(Row row, string by = IntegrationUser)
    {
        row.ModifiedBy = by;
        _clock += TimeSpan.FromMilliseconds(10);
        row.ModifiedAt = _clock;
    }

    private static string Type(JsonObject record) => (string)record["attributes"]!["type"]!;

    private static JsonObject Parse(string body) => JsonNode.Parse(body)!.AsObject();

    private static HttpResponseMessage Json(HttpStatusCode status, JsonNode body) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    [GeneratedRegex(@"^SELECT (?<fields>.+?) FROM (?<from>\w+)(?: WHERE (?<where>.+?))?(?: ORDER BY (?<order>.+?))?(?: LIMIT (?<limit>\d+))?$", RegexOptions.Singleline)]
    private static partial Regex SelectForm();

    [GeneratedRegex("ids=([^&]+)")]
    private static partial Regex IdList();

    /// <summary>Calls of the jobs' resources only.</summary>
    public IReadOnlyList<OrgCall> JobCalls => [.. Calls.Where(call => call.Path.StartsWith("/jobs/", StringComparison.Ordinal))];

    public sealed record OrgCall(string Method, string Path, string Query, string Body, string? DuplicateRule);

    /// <summary>One record, deleted ones included.</summary>
    public sealed class Row(string type, string id)
    {
        public string Id => id;

        public bool IsDeleted { get; set; }

        public bool IsHidden { get; set; }

        public string? MasterRecordId { get; set; }

        public DateTimeOffset ModifiedAt { get; set; }

        public string ModifiedBy { get; set; } = IntegrationUser;

        public JsonObject Fields { get; } = new(new JsonNodeOptions { PropertyNameCaseInsensitive = true });

        public string? this[string field] => (string?)Get(field);

        public JsonNode? Get(string field) => field switch
        {
            "Id" => id,
            "IsDeleted" => IsDeleted,
            "MasterRecordId" => MasterRecordId,
            "LastModifiedById" => ModifiedBy,
            "SystemModstamp" or "LastModifiedDate" => ModifiedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'"),
            _ => Fields[field],
        };

        public JsonObject ToJson()
        {
            var json = Fields.DeepClone().AsObject();
            json["attributes"] = new JsonObject { ["type"] = type };
            foreach (var field in new[] { "Id", "IsDeleted", "MasterRecordId", "SystemModstamp", "LastModifiedDate", "LastModifiedById" })
                json[field] = Get(field);
            return json;
        }
    }

    private sealed record Fault(HttpStatusCode Status, string Code, string Message, string[] Fields, string? Duplicate = null);

    private sealed record Result(string? Id, bool Created, Fault? Error)
    {
        public JsonObject ToJson()
        {
            var errors = new JsonArray();
            if (Error is { } error)
            {
                var json = new JsonObject { ["statusCode"] = error.Code, ["message"] = error.Message, ["fields"] = new JsonArray([.. error.Fields.Select(field => (JsonNode)field)]) };
                errors.Add(json);
            }

            return new JsonObject { ["id"] = Id, ["success"] = Error is null, ["created"] = Created, ["errors"] = errors };
        }
    }
}
