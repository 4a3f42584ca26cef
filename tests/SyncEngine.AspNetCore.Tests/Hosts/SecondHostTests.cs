namespace SyncEngine.AspNetCore.Tests.Hosts;

/// <summary>The measure of the design is how little a site writes.</summary>
public sealed class SecondHostTests
{
    [Fact]
    public void Second_host_is_written_in_under_sixty_lines() => File.ReadLines(Checkout.PathTo("tests", "SyncEngine.AspNetCore.Tests", "Hosts", "SecondHost.cs")).Count().Should().BeLessThan(60);
}
