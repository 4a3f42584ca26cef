using MemberPortal.Hosting;

try
{
    await using var portal = await PortalHost.BuildAsync(args);
    await portal.RunAsync();
    return 0;
}
catch (PortalSettingException exception)
{
    Console.Error.WriteLine($"The portal did not start:{Environment.NewLine}  {exception.Message}");
    return 1;
}
