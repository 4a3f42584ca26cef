namespace MemberPortal.Hosting;

/// <summary>Says why the portal did not start, without a stack trace that would hide it.</summary>
internal static class StartFault
{
    public static int Tell(params IEnumerable<string> faults)
    {
        Console.Error.WriteLine("The portal did not start:");
        foreach (var fault in faults)
            Console.Error.WriteLine($"  {fault}");
        return 1;
    }
}
