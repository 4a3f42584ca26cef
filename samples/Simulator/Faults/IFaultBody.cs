namespace Simulator.Faults;

/// <summary>Words an injected error the way a simulated service does; Salesforce's form is the default.</summary>
internal interface IFaultBody
{
    /// <summary>True for paths of that service.</summary>
    bool Answers(PathString path);

    /// <summary>Writes status and body.</summary>
    Task WriteAsync(HttpContext context, FaultRule rule);
}
