namespace MemberPortal.Demo;

/// <summary>Where the simulator answers; null when the real Salesforce is used.</summary>
internal sealed record DemoOrg(Uri? Address)
{
    public bool IsSimulated => Address is not null;
}
