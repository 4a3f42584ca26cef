using Connector.Salesforce.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Salesforce.Tests.RateLimiting;

public sealed class PermitGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Waiting_calls_go_by_priority_and_then_by_age()
    {
        var gate = new PermitGate(1, 0.05, _time);
        var first = await gate.EnterAsync(CallPriority.Normal, CancellationToken.None);
        var order = new List<string>();
        var waiting = new[]
        {
            Run("low", CallPriority.Low), Run("normal 1", CallPriority.Normal), Run("high", CallPriority.High), Run("normal 2", CallPriority.Normal),
        };

        first.Dispose();
        await Task.WhenAll(waiting);

        order.Should().Equal("high", "normal 1", "normal 2", "low");

        async Task Run(string name, CallPriority priority)
        {
            using var permit = await gate.EnterAsync(priority, CancellationToken.None);
            lock (order)
                order.Add(name);
        }
    }

    [Fact]
    public async Task Call_that_gives_up_leaves_its_place_to_the_next()
    {
        var gate = new PermitGate(1, 0.05, _time);
        var first = await gate.EnterAsync(CallPriority.Normal, CancellationToken.None);
        using var end = new CancellationTokenSource();
        var impatient = gate.EnterAsync(CallPriority.Normal, end.Token).AsTask();
        var patient = gate.EnterAsync(CallPriority.Normal, CancellationToken.None).AsTask();

        await end.CancelAsync();
        await FluentActions.Awaiting(() => impatient).Should().ThrowAsync<OperationCanceledException>();
        first.Dispose();

        (await patient).Dispose();
        (await gate.EnterAsync(CallPriority.Normal, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Reserve_is_for_high_priority_and_one_call_a_minute_looks_whether_budget_returned()
    {
        var gate = new PermitGate(10, 0.05, _time);
        gate.Observe("api-usage=96000/100000");

        (await gate.EnterAsync(CallPriority.High, CancellationToken.None)).Dispose();
        var refusal = (await FluentActions.Awaiting(() => gate.EnterAsync(CallPriority.Normal, CancellationToken.None).AsTask()).Should().ThrowAsync<SalesforceLimitException>()).Which;
        refusal.IsDaily.Should().BeTrue();
        refusal.RetryAfter.Should().Be(PermitGate.ProbeInterval);
        _time.Advance(PermitGate.ProbeInterval);
        (await gate.EnterAsync(CallPriority.Low, CancellationToken.None)).Dispose();
        await FluentActions.Awaiting(() => gate.EnterAsync(CallPriority.Normal, CancellationToken.None).AsTask()).Should().ThrowAsync<SalesforceLimitException>("the look is one call, not a flood");

        gate.Observe("api-usage=50000/100000");
        (await gate.EnterAsync(CallPriority.Normal, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Nearly_full_burst_window_holds_all_but_high_priority_back_for_a_moment()
    {
        var gate = new PermitGate(10, 0.05, _time);
        gate.Observe("api-usage=1/100000; api-bursts=740/750");

        (await gate.EnterAsync(CallPriority.High, CancellationToken.None)).Dispose();
        var held = gate.EnterAsync(CallPriority.Normal, CancellationToken.None).AsTask();
        held.IsCompleted.Should().BeFalse();
        _time.Advance(PermitGate.BurstPause);

        (await held).Dispose();
    }
}
