using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MemberPortal.Demo;

/// <summary>Prints, once the site answers, where to click and as whom. Development only: it prints passwords.</summary>
internal sealed class WhereToClick(IServer server, DemoOrg org, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        var portal = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var people = DemoPeople.Members.Select(member => (member.Email, member.Story))
            .Concat(DemoPeople.Office.Select(person => (person.Email, person.Role.ToLowerInvariant())));
        Console.WriteLine($"""

              Longtable's member portal   {portal}
              {(org.Address is { } address ? $"The simulated Salesforce    {address}" : "Salesforce                  as configured; the simulator is off")}
              Captured mail               {portal}/dev/mail
              The office's codes          {portal}/dev/codes

              Sign in as                  (everybody's password: {DemoPeople.Password})
            {string.Join(Environment.NewLine, people.Select(person => $"    {person.Item1,-40} {person.Item2}"))}

            """);
    }
}
