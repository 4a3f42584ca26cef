using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SyncEngine.Simulation.Histories;

namespace SyncEngine.Simulation.Org;

internal sealed partial class SimulatedOrg(World world) : IDisposable
{
    private readonly Dictionary<string, Row> _rows = [];
    private readonly List<OrgWrite> _writes = [];
    private int _next;
    private string _actor = OrgWrite.People;
    private WireRequest? _request;

    public IReadOnlyList<OrgWrite> Writes => _writes;

    public IEnumerable<OrgRecord> All => _rows.Values.Select(row => new OrgRecord(row.Type, row.Id, row.IsDeleted, row.Master, row.Fields));

    public string? Find(string type, Guid externalId, bool isDeleted) =>
        _rows.Values.LastOrDefault(row => row.Type == type && row.IsDeleted == isDeleted && row.Fields.GetValueOrDefault("Portal_Id__c") == externalId.ToString())?.Id;

    public string Create(string type, Dictionary<string, string?> fields) => Insert(type, fields).Id;

    public void Edit(string id, Dictionary<string, string?> fields) => Update(_rows[id], fields);

    public void Delete(string id)
    {
        _rows[id].IsDeleted = true;
        Note(_rows[id], OrgWrite.Deleted, null, null);
    }

    public void Undelete(string id)
    {
        if (_rows[id].Master is not null || Find(_rows[id].Type, Guid.Parse(_rows[id].Fields["Portal_Id__c"]!), false) is not null)
            return;
        _rows[id].IsDeleted = false;
        Note(_rows[id], OrgWrite.Undeleted, null, null);
    }

    public void Merge(string winner, string loser)
    {
        var lost = _rows[loser];
        lost.IsDeleted = true;
        lost.Master = winner;
        Note(lost, OrgWrite.Deleted, null, winner);
        Update(_rows[winner], lost.Fields.Where(field => field.Value is not null && _rows[winner].Fields.GetValueOrDefault(field.Key) is null && field.Key != "Portal_Id__c").ToDictionary());
    }

    public WireAnswer Execute(WireRequest request)
    {
        (_actor, _request) = (request.Host, request);
        try
        {
            return Route(request);
        }
        catch (Refused refused)
        {
            return WireAnswer.Error(refused.Status, refused.Code, refused.Message);
        }
        finally
        {
            (_actor, _request) = (OrgWrite.People, null);
        }
    }

    public void Dispose()
    {
    }

    private WireAnswer Route(WireRequest request)
    {
        var url = new Uri(OrgWire.Address, request.PathAndQuery);
        var path = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)[3..].Select(Uri.UnescapeDataString).ToArray();
        var body = request.Body.Length > 0 ? (JsonObject)JsonNode.Parse(request.Body)! : null;
        switch (request.Method, path)
        {
            case ("GET", ["sobjects", var type, var id]):
                var row = Live(type, id);
                return Json(200, Out(row, Query(url, "fields").Split(',')));
            case ("POST", ["composite", "sobjects", var type]):
                var fields = body!["fields"]!.AsArray().Select(name => name!.GetValue<string>()).ToArray();
                return Json(200, new JsonArray([.. body["ids"]!.AsArray().Select(id => _rows.TryGetValue(id!.GetValue<string>(), out var found) && !found.IsDeleted ? (JsonNode)Out(found, fields) : null)]));
            case ("GET", ["query"]):
                return Json(200, Select(Query(url, "q"), false));
            case ("GET", ["queryAll"]):
                return Json(200, Select(Query(url, "q"), true));
            case ("PATCH", ["sobjects", var type, var external, var value]):
                return Json(200, Save(() => Upsert(type, external, value, body!)));
            case ("PATCH", ["sobjects", var type, var id]):
                Update(Live(type, id), In(type, body!));
                return new WireAnswer(204, null, []);
            case ("PATCH", ["composite", "sobjects", var type, var external]):
                return Json(200, new JsonArray([.. body!["records"]!.AsArray().Select(record => (JsonNode)Try(() =>
                    Upsert(type, external, record![external]!.GetValue<string>(), (JsonObject)record)))]));
            case ("PATCH", ["composite", "sobjects"]):
                return Json(200, new JsonArray([.. body!["records"]!.AsArray().Select(record => (JsonNode)Try(() =>
                {
                    var type = record!["attributes"]!["type"]!.GetValue<string>();
                    var id = (record["Id"] ?? record["id"])!.GetValue<string>();
                    Update(Live(type, id), In(type, (JsonObject)record));
                    return (id, false);
                }))]));
            default:
                throw new InvalidOperationException($"{request}: the org knows no such thing.");
        }
    }

    private static JsonObject Try(Func<(string, bool)> save)
    {
        try
        {
            return Save(save);
        }
        catch (Refused refused)
        {
            return new JsonObject { ["success"] = false, ["errors"] = new JsonArray(new JsonObject { ["statusCode"] = refused.Code, ["message"] = refused.Message, ["fields"] = new JsonArray() }) };
        }
    }

    private static JsonObject Save(Func<(string Id, bool Created)> save)
    {
        var (id, created) = save();
        return new JsonObject { ["id"] = id, ["success"] = true, ["errors"] = new JsonArray(), ["created"] = created };
    }

    private (string, bool) Upsert(string type, string external, string value, JsonObject body)
    {
        var known = _rows.Values.FirstOrDefault(row => row.Type == type && !row.IsDeleted && row.Fields.GetValueOrDefault(external) == value);
        var fields = In(type, body);
        if (known is not null)
        {
            Update(known, fields);
            return (known.Id, false);
        }

        fields[external] = value;
        return (Insert(type, fields).Id, true);
    }

    private Row Insert(string type, Dictionary<string, string?> fields)
    {
        var row = new Row(type, $"{(type == "Account" ? "001" : "003")}5g0000{++_next:000000}AAA") { Modified = world.Scheduler.Now };
        _rows[row.Id] = row;
        Note(row, OrgWrite.Created, null, fields.GetValueOrDefault("Portal_Id__c"));
        Update(row, fields);
        return row;
    }

    private void Update(Row row, Dictionary<string, string?> fields)
    {
        if (fields.TryGetValue("Portal_Id__c", out var external) && external is not null
            && _rows.Values.Any(other => other != row && other.Type == row.Type && !other.IsDeleted && other.Fields.GetValueOrDefault("Portal_Id__c") == external))
            throw new Refused(400, "DUPLICATE_VALUE", "duplicate value found: Portal_Id__c");

        row.Modified = world.Scheduler.Now;
        foreach (var (field, value) in fields)
            Put(row, field, value, _actor);
        if (row.Fields.GetValueOrDefault("Title") is { } title && Flow(title) is var rewritten && rewritten != title)
            Put(row, "Title", rewritten, OrgWrite.Automation);
    }

    private string Flow(string title) => world.History.Flow switch
    {
        TitleFlow.UpperCase => title.ToUpperInvariant(),
        TitleFlow.Prefix => title.StartsWith("Mx ", StringComparison.Ordinal) ? title : "Mx " + title,
        _ => title,
    };

    private void Put(Row row, string field, string? value, string actor)
    {
        var before = row.Fields.GetValueOrDefault(field);
        if (before == value)
            return;
        row.Fields[field] = value;
        Note(row, field, before, value, actor);
    }

    private void Note(Row row, string field, string? before, string? after, string? actor = null)
    {
        DateTimeOffset? seen = _request is not null && _request.Seen.TryGetValue(row.Id, out var at) ? at : null;
        _writes.Add(new OrgWrite(world.Scheduler.Now, actor ?? _actor, _request?.Call, row.Type, row.Id, field, before, after, seen));
        world.Tell($"    org: {row.Type} {row.Id} {field}: {before ?? "–"} → {after ?? "–"} by {actor ?? _actor}");
    }

    private Row Live(string type, string id) =>
        !_rows.TryGetValue(id, out var row) || row.Type != type ? throw new Refused(404, "NOT_FOUND", "The requested resource does not exist")
        : row.IsDeleted ? throw new Refused(404, "ENTITY_IS_DELETED", "entity is deleted")
        : row;

    private Dictionary<string, string?> In(string type, JsonObject body)
    {
        var fields = new Dictionary<string, string?>();
        foreach (var (name, value) in body)
        {
            if (name is "attributes" or "Id" or "id")
                continue;
            if (value is JsonObject parent)
            {
                var (external, id) = parent.First(field => field.Key != "attributes");
                var found = _rows.Values.FirstOrDefault(row => row.Type == name && !row.IsDeleted && row.Fields.GetValueOrDefault(external) == id!.GetValue<string>());
                fields[name + "Id"] = found?.Id ?? throw new Refused(400, "INVALID_FIELD", $"Foreign key external ID: {id} not found for field {external} in entity {name}");
            }
            else
            {
                fields[name] = value?.GetValue<string>() is { Length: > 0 } text ? text : null;
            }
        }

        _ = type;
        return fields;
    }

    private static JsonObject Out(Row row, IEnumerable<string> fields)
    {
        var json = new JsonObject { ["attributes"] = new JsonObject { ["type"] = row.Type, ["url"] = $"/services/data/v67.0/sobjects/{row.Type}/{row.Id}" } };
        foreach (var field in fields)
        {
            json[field] = field switch
            {
                "Id" => row.Id,
                "IsDeleted" => row.IsDeleted,
                "MasterRecordId" => row.Master,
                "LastModifiedDate" or "SystemModstamp" => row.Modified.ToString("yyyy-MM-dd'T'HH:mm:ss.000+0000", System.Globalization.CultureInfo.InvariantCulture),
                _ => row.Fields.GetValueOrDefault(field),
            };
        }

        return json;
    }

    private JsonObject Select(string soql, bool all)
    {
        var parts = Soql().Match(soql);
        var fields = parts.Groups[1].Value.Split(',').Select(field => field.Trim()).ToArray();
        var where = new Where(parts.Groups[3].Value);
        var rows = _rows.Values.Where(row => row.Type == parts.Groups[2].Value && (all || !row.IsDeleted))
            .Where(row => where.Matches(field => field == "Id" ? row.Id : row.Fields.GetValueOrDefault(field))).Select(row => (JsonNode)Out(row, fields)).ToArray();
        return new JsonObject { ["totalSize"] = rows.Length, ["done"] = true, ["records"] = new JsonArray(rows) };
    }

    private static string Query(Uri url, string name) =>
        Uri.UnescapeDataString(url.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).First(part => part[0] == name)[1].Replace('+', ' '));

    private static WireAnswer Json(int status, JsonNode body) => new(status, "application/json", Encoding.UTF8.GetBytes(body.ToJsonString()));

    [GeneratedRegex("^SELECT (.*?) FROM (\\w+) WHERE (.*)$", RegexOptions.Singleline)]
    private static partial Regex Soql();

    private sealed class Row(string type, string id)
    {
        public string Type { get; } = type;

        public string Id { get; } = id;

        public Dictionary<string, string?> Fields { get; } = [];

        public bool IsDeleted { get; set; }

        public string? Master { get; set; }

        public DateTimeOffset Modified { get; set; }
    }

    private sealed class Refused(int status, string code, string message) : Exception(message)
    {
        public int Status { get; } = status;

        public string Code { get; } = code;
    }

    // (a = 'x' AND b = 'y') OR (…), and a IN ('x', 'y').
    private sealed class Where
    {
        private readonly List<List<(string Field, HashSet<string> Values)>> _any = [];

        public Where(string text)
        {
            foreach (var clause in Regex.Split(text, " OR (?=\\()"))
            {
                var inner = clause.StartsWith('(') ? clause[1..^1] : clause;
                _any.Add([.. Regex.Split(inner, " AND ").Select(term =>
                {
                    var name = term.Split(' ', 2)[0];
                    return (name, Regex.Matches(term, "'((?:[^'\\\\]|\\\\.)*)'").Select(match => match.Groups[1].Value).ToHashSet(StringComparer.OrdinalIgnoreCase));
                })]);
            }
        }

        public bool Matches(Func<string, string?> value) => _any.Any(all => all.All(term => value(term.Field) is { } found && term.Values.Contains(found)));
    }
}
