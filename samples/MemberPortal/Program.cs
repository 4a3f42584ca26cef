using MemberPortal.Demo;
using MemberPortal.Hosting;
using MemberPortal.Mail;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddPortalDatabase().AddPortalAccounts().AddPortalMail();
    await using var simulator = await builder.StartSimulatorWithoutCredentialsAsync();
    builder.AddPortalSync().AddPortalPages().AddDemo(simulator);
    return await builder.Build().UsePortal().MapPortal().RunPortalAsync();
}
catch (PortalSettingException exception)
{
    return StartFault.Tell(exception.Message);
}
