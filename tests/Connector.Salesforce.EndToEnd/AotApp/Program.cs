using Connector.Salesforce;
using Connector.Salesforce.Bulk;
using Connector.Salesforce.Composite;
using Connector.Salesforce.Events;
using Connector.Salesforce.Mapping;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// Settings as a site has them: Salesforce__LoginUrl, Salesforce__ClientId … in the environment.
var configuration = new ConfigurationBuilder().AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
    .Select(pair => KeyValuePair.Create(((string)pair.Key).Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value))).Build();
await using var services = new ServiceCollection().AddSalesforceConnector(configuration.GetSection("Salesforce")).AddEvents(configuration.GetSection("SalesforceEvents")).Services.BuildServiceProvider();
var client = services.GetRequiredService<ISalesforceClient>();

var map = ObjectMap.FromAttributes<Person>();
var contact = await client.Metadata.DescribeAsync("Contact");
Say("faults", map.Validate(contact).Count);
var created = await client.Records.CreateAsync(map.ToRecord(new Person { LastName = "Native", Mail = "native@example.org" }));
Say("created", created.Success);
var person = new Person();
map.Apply((await client.Records.GetAsync("Contact", created.Id!.Value, map.FieldsToRead))!, person);
Say("read", person.LastName);

string[] names = ["Native", "Nobody"];
await foreach (var row in client.Query.QueryAsync($"SELECT Id, Email FROM Contact WHERE LastName IN {names}"))
    Say("queried", row.Text("Email"));

var composite = await client.Composite.SendAsync(new CompositeRequest { AllOrNone = true }.Create("one", new SalesforceRecord("Account") { ["Name"] = "Native Org" }));
Say("composite", composite[0].Success);
try
{
    await client.Records.CreateAsync(new SalesforceRecord("Contact"));
}
catch (SalesforceException exception)
{
    Say("refused", exception.ErrorCode);
}

var polling = new BulkPolling { First = TimeSpan.FromMilliseconds(20) };
var ingest = new BulkIngest("Contact", BulkOperation.Insert) { Polling = polling };
await foreach (var result in client.Bulk.IngestAsync(ingest, Rows()))
    Say("bulk", result.Outcome);
await foreach (var row in client.Bulk.QueryAsync($"SELECT LastName FROM Contact WHERE LastName = {"Bulk"}", new BulkQuery { Polling = polling }))
    Say("bulk query", row["LastName"]);
await foreach (var item in services.GetRequiredService<ISalesforceEvents>().SubscribeAsync(new EventSubscription(EventTopic.Changes("Contact")) { Start = ReplayStart.Earliest, ReportsProgress = false }))
{
    Say("event", item is ChangeEvent change ? $"{change.Type} {change.Changes.Text("LastName")}" : item.GetType().Name);
    break;
}

Say("native", !System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported);

static void Say(string what, object? value) => Console.WriteLine($"{what}: {value}");

static async IAsyncEnumerable<SalesforceRecord> Rows()
{
    await Task.Yield();
    yield return new SalesforceRecord("Contact") { ["LastName"] = "Bulk" };
}

[SalesforceObject("Contact")]
internal sealed class Person
{
    [SalesforceField("LastName")]
    public string? LastName { get; set; }

    [SalesforceField("Email")]
    public string? Mail { get; set; }
}
