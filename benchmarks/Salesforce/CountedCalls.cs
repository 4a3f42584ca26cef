using Connector.Salesforce.Diagnostics;

namespace Benchmarks.Salesforce;

/// <summary>Counts what the org counts: every sending of every call.</summary>
internal sealed class CountedCalls : ISalesforceCallLog
{
    private int _count;

    public void Write(SalesforceCallEntry entry) => Interlocked.Add(ref _count, entry.Attempts);

    public int Take() => Interlocked.Exchange(ref _count, 0);
}
