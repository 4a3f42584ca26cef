using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Simulator;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Formulas;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Rest;
using Simulator.SalesforceOrg.Schema;
using Simulator.Storage;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Scheduling;

namespace SyncEngine.Simulation.Org;

/// <summary>
/// The simulator's org, called without a socket: its REST endpoint for the hosts, its records for the people who work in it. Each changed
/// field is written down with its author, which is what the oracle judges by.
/// </summary>
internal sealed class SimulatedOrg : IDisposable
{
    private readonly World _world;
    private readonly ServiceProvider _services;
    private readonly OrgData _data;
    private readonly RestEndpoint _endpoint;
    private readonly List<OrgWrite> _writes = [];
    private readonly List<(string Id, DateTimeOffset At)> _ourSaves = [];
    private readonly JobsOfOrg _jobs;
    private WireRequest? _request;

    public SimulatedOrg(World world)
    {
        _world = world;
        var store = DocumentStore.Open(null);
        _services = new ServiceCollection()
            .AddSingleton(store)
            .AddSingleton(new SimulatorOptions())
            .AddSingleton(new SimulatorClock(store, new HostClock(world.Scheduler, null, TimeSpan.Zero)))
            .AddSingleton<global::Simulator.Faults.FaultRules>()
            .AddSalesforceOrg(new SalesforceOrgOptions { FixedAccessToken = OrgWire.Token, DailyApiRequests = 10_000_000 })
            .BuildServiceProvider();
        _data = _services.GetRequiredService<OrgData>();
        _services.GetRequiredService<OrgSeed>().Plant();
        _endpoint = _services.GetRequiredService<RestEndpoint>();
        _jobs = new JobsOfOrg(world, _services, As);
        AddFlow(world.History.Flow);
        var committing = _data.Committing;
        _data.Committing = (transaction, changes, batch) =>
        {
            committing?.Invoke(transaction, changes, batch);
            foreach (var change in changes)
                Note(change);
        };
    }

    public IReadOnlyList<OrgWrite> Writes => _writes;

    /// <summary>Saves by calls of the hosts, also those that changed no field: each makes the integration user the last one.</summary>
    public IReadOnlyList<(string Id, DateTimeOffset At)> OurSaves => _ourSaves;

    public string IntegrationUser => _services.GetRequiredService<OrgIdentity>().IntegrationUserId;

    public IEnumerable<OrgRecord> All =>
        from name in new[] { "Account", "Contact" }
        let type = _data.Schema.Find(name)!
        from row in _data.Table(type).All
        select new OrgRecord(name, row.Id, row.IsDeleted, row[SystemFields.MasterRecordId] as string, type.Fields.ToDictionary(part => part.Name, part => Text(part, row)));

    public string? Find(string type, Guid externalId, bool isDeleted) =>
        All.LastOrDefault(record => record.Type == type && record.IsDeleted == isDeleted && record.ExternalId == externalId.ToString())?.Id;

    public string Create(string type, Dictionary<string, string?> fields) =>
        Act(type, (transaction, schema) => RecordWriter.Create(transaction, schema, Input(schema, fields)).Id);

    public void Edit(string id, Dictionary<string, string?> fields) =>
        Act(TypeOf(id), (transaction, schema) => RecordWriter.Update(transaction, schema, id, Input(schema, fields)).Id);

    public void Delete(string id) => Act(TypeOf(id), (transaction, schema) =>
    {
        RecordRemoval.Delete(transaction, schema, id);
        return id;
    });

    /// <returns>False when the org does not let it: it was merged, or another has its external id by now.</returns>
    public bool Undelete(string id)
    {
        try
        {
            Act(TypeOf(id), (transaction, schema) => RecordRemoval.Undelete(transaction, schema, id).Id);
            return true;
        }
        catch (OrgException)
        {
            return false;
        }
    }

    public void Merge(string winner, string loser) =>
        Act(TypeOf(winner), (transaction, schema) => RecordRemoval.Merge(transaction, schema, winner, [loser]).Id);

    public WireAnswer Execute(WireRequest request)
    {
        DefaultHttpContext context = null!;
        MemoryStream body = null!;
        As(request, () =>
        {
            context = Context(request, out body);
            _endpoint.InvokeAsync(context).GetAwaiter().GetResult();
        });
        _jobs.Executed(request);
        return new WireAnswer(context.Response.StatusCode, context.Response.ContentType, body.ToArray())
        {
            Headers = [.. context.Response.Headers.Where(header => header.Key is not "Content-Type" and not "Content-Length").Select(header => (header.Key, header.Value.ToString()))],
        };
    }

    public void Dispose() => _services.Dispose();

    // What changes meanwhile is by this request.
    private void As(WireRequest request, Action act)
    {
        _request = request;
        try
        {
            act();
        }
        finally
        {
            _request = null;
        }
    }

    private static DefaultHttpContext Context(WireRequest request, out MemoryStream body)
    {
        var context = new DefaultHttpContext();
        var (path, query) = request.PathAndQuery.Split('?', 2) is [var first, var second] ? (first, "?" + second) : (request.PathAndQuery, "");
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = request.PathAndQuery;
        context.Request.Method = request.Method;
        context.Request.Path = PathString.FromUriComponent(path);
        context.Request.QueryString = new QueryString(query);
        foreach (var (name, value) in request.Headers)
            context.Request.Headers[name] = value;
        context.Request.Body = new MemoryStream(request.Body);
        context.Request.ContentLength = request.Body.Length;
        context.Response.Body = body = new MemoryStream();
        return context;
    }

    private T Act<T>(string type, Func<OrgTransaction, ObjectSchema, T> act) =>
        _data.Write(new OrgCaller(_services.GetRequiredService<OrgIdentity>().OtherUserId, null) { AllowDuplicates = true },
            transaction => act(transaction, _data.Schema.Find(type)!));

    private RecordInput Input(ObjectSchema type, Dictionary<string, string?> fields)
    {
        var json = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value)));
        return RecordInput.FromJson(_data.Schema, type, System.Text.Json.JsonSerializer.SerializeToElement(json));
    }

    private void Note(OrgChange change)
    {
        if (_data.Schema.Find(change.Type) is not { Name: "Account" or "Contact" } type || change.After is not { } after)
            return;

        if (_request is not null)
            _ourSaves.Add((after.Id, _world.Scheduler.Now));
        if (change.Before is null)
            Note(type, after.Id, OrgWrite.Created, null, Text(type.Stored("Portal_Id__c")!, after));
        foreach (var field in type.Fields.Skip(SystemFields.Count).Where(field => field.Calculated is null && field.Name != "OwnerId"))
        {
            var (old, now) = (change.Before is { } before ? Text(field, before) : null, Text(field, after));
            if (old != now && field.Name != "Last_Synced__c" && field.Type != FieldType.Boolean)
                Note(type, after.Id, field.Name, old, now);
        }

        if (after.IsDeleted != (change.Before?.IsDeleted ?? false))
            Note(type, after.Id, after.IsDeleted ? OrgWrite.Deleted : OrgWrite.Undeleted, null, after[SystemFields.MasterRecordId] as string);
    }

    private void Note(ObjectSchema type, string id, string field, string? before, string? after)
    {
        DateTimeOffset? seen = _request is not null && _request.Seen.TryGetValue(id, out var at) ? at : null;
        var actor = _request?.Host ?? OrgWrite.People;
        _writes.Add(new OrgWrite(_world.Scheduler.Now, actor, _request?.Call, type.Name, id, field, before, after, seen, _request?.SentAt));
        _world.Tell($"    org: {type.Name} {id} {field}: {before ?? "–"} → {after ?? "–"} by {actor}");
    }

    private void AddFlow(TitleFlow flow)
    {
        var formula = flow switch
        {
            TitleFlow.UpperCase => "UPPER(Title)",
            TitleFlow.Prefix => """IF(OR(ISBLANK(Title), BEGINS(Title, "Mx ")), Title, "Mx " & Title)""",
            _ => null,
        };
        if (formula is not null)
            _data.Replace(_data.Schema.Find("Contact")!.WithRules(flows: [new Flow("Title", null, new Dictionary<string, Formula> { ["Title"] = Formula.Parse(formula) }, Enabled: true)]));
    }

    private string TypeOf(string id) => _data.Schema.ByPrefix(id)!.Name;

    private static string? Text(FieldSchema field, OrgRow row) => row[field] is { } value ? FieldValues.ToText(field, value) : null;
}
