using Simulator.Faults;
using Simulator.Log;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Rest;

namespace Simulator.Control;

/// <summary>The simulator as new: no records, calls, faults or late calls. The clock, the sessions and the schema stay.</summary>
internal sealed class Reset(OrgData data, OrgSeed seed, CallLog log, FaultRules faults, LateCalls late, ApiUsage usage, IEnumerable<IResettable> others)
{
    public void Everything()
    {
        late.Dispose();
        faults.Clear();
        log.Clear();
        data.Clear();
        seed.Plant();
        usage.Used = 0;
        foreach (var other in others)
            other.Reset();
    }
}

/// <summary>Something else that goes back to its beginning with the simulator.</summary>
internal interface IResettable
{
    void Reset();
}
