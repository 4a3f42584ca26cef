using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Simulator.Storage;

namespace Simulator.Tests;

public sealed class SimulatorHostTests
{
    private static SimulatorOptions OnFreePorts(string? folder = null) => new() { Url = "http://localhost:0", GrpcPort = 0, DataDirectory = folder };

    [Fact]
    public async Task Two_hosts_in_one_process_have_addresses_of_their_own_and_answer()
    {
        var token = TestContext.Current.CancellationToken;
        await using var first = await SimulatorHost.StartAsync(OnFreePorts(), token);
        await using var second = await SimulatorHost.StartAsync(OnFreePorts(), token);
        using var http = new HttpClient();

        first.Address.Should().NotBe(second.Address);
        first.GrpcAddress.Should().NotBe(first.Address);
        (await http.GetAsync(first.Address, token)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await http.GetAsync(second.Address, token)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Clock_keeps_its_offset_over_a_restart()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using (var host = await SimulatorHost.StartAsync(OnFreePorts(folder.Path), token))
            host.Services.GetRequiredService<SimulatorClock>().Advance(TimeSpan.FromDays(30));

        await using var again = await SimulatorHost.StartAsync(OnFreePorts(folder.Path), token);

        again.Services.GetRequiredService<SimulatorClock>().Offset.Should().Be(TimeSpan.FromDays(30));
    }

    [Fact]
    public async Task Timer_of_the_clock_fires_when_the_clock_is_advanced_past_it()
    {
        await using var store = DocumentStore.Open(null);
        var clock = new SimulatorClock(store);
        var delay = Task.Delay(TimeSpan.FromHours(5), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromHours(4));
        delay.IsCompleted.Should().BeFalse();
        clock.Advance(TimeSpan.FromHours(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("ftp://localhost:1")]
    [InlineData("not an address")]
    public async Task Malformed_address_is_named(string url)
    {
        var start = () => SimulatorHost.StartAsync(new SimulatorOptions { Url = url });

        (await start.Should().ThrowAsync<ArgumentException>()).WithMessage($"*Url is '{url}'*");
    }
}
