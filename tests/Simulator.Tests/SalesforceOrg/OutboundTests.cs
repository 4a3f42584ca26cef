using System.Collections.Concurrent;
using System.Net;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Simulator.Tests.SalesforceOrg;

public sealed class OutboundTests
{
    [Fact]
    public async Task Message_is_sent_again_until_it_is_acknowledged_also_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var (received, acknowledge) = (new ConcurrentQueue<XDocument>(), false);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var site = builder.Build();
        site.MapPost("/outbound", async (HttpContext context) =>
        {
            received.Enqueue(await XDocument.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted));
            return Results.Text($"<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><notificationsResponse xmlns=\"http://soap.sforce.com/2005/09/outbound\"><Ack>{(acknowledge ? "true" : "false")}</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>", "text/xml");
        });
        await site.StartAsync(TestContext.Current.CancellationToken);
        string id;
        await using (var org = await TestOrg.StartAsync(folder.Path))
        {
            (await org.SendAsync(HttpMethod.Put, "/simulator/outbound/people", new { type = "Contact", url = $"{site.Urls.First()}/outbound", fields = new[] { "LastName", "Email" } })).Status.Should().Be(HttpStatusCode.OK);
            id = await org.CreateAsync("Contact", new { LastName = "Tom & Jerry" });
            await UntilAsync(() => !received.IsEmpty);
        }

        acknowledge = true;
        await using var again = await TestOrg.StartAsync(folder.Path);
        await UntilAsync(async () => (await again.GetAsync("/simulator/outbound")).Json.GetProperty("waiting").GetInt32() == 0);

        received.Count.Should().BeGreaterThan(1);
        XNamespace outbound = "http://soap.sforce.com/2005/09/outbound", record = "urn:sobject.enterprise.soap.sforce.com";
        var (first, last) = (received.First(), received.Last());
        first.Descendants(outbound + "OrganizationId").Single().Value.Should().Be("00D5g00000SiMuLEAV");
        first.Descendants(record + "Id").Single().Value.Should().Be(id);
        first.Descendants(record + "LastName").Single().Value.Should().Be("Tom & Jerry");
        last.Descendants(outbound + "Notification").Single().Element(outbound + "Id")!.Value.Should().Be(first.Descendants(outbound + "Notification").Single().Element(outbound + "Id")!.Value);
    }

    [Theory]
    [InlineData("https://example.org/outbound")]
    [InlineData("nonsense")]
    public async Task Message_goes_to_this_machine_only(string url)
    {
        await using var org = await TestOrg.StartAsync();

        var answer = await org.SendAsync(HttpMethod.Put, "/simulator/outbound/people", new { type = "Contact", url });

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Text.Should().Contain("this machine");
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddMinutes(2);
        while (!await condition())
        {
            TimeProvider.System.GetUtcNow().Should().BeBefore(deadline);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
