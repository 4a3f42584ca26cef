namespace SyncEngine.Simulation.Oracle;

/// <summary>How one run ended.</summary>
/// <param name="Findings">The broken promises; none is what is wanted.</param>
/// <param name="Told">The history, line by line.</param>
/// <param name="Fingerprint">Of the history: equal for equal seeds.</param>
/// <param name="Calls">Calls to Salesforce.</param>
/// <param name="Visible">Records that rightly wait for a person, with their reasons.</param>
internal sealed record Verdict(IReadOnlyList<Finding> Findings, IReadOnlyList<string> Told, string Fingerprint, int Calls, int Visible)
{
    public bool IsClean => Findings.Count == 0;
}
