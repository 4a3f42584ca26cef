using System.Text.Json;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>API calls of the last 24 hours by the simulator's clock, counted by the hour, those of other integrations too. Thread-safe.</summary>
internal sealed class ApiUsage(SalesforceOrgOptions options, SimulatorClock clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, int> _hours = [];
    private int _max = options.DailyApiRequests;

    public int Max
    {
        get => Volatile.Read(ref _max);
        set => Volatile.Write(ref _max, value);
    }

    public int Used
    {
        get
        {
            lock (_lock)
                return Sum();
        }

        set
        {
            lock (_lock)
            {
                _hours.Clear();
                _hours[ThisHour] = value;
            }
        }
    }

    public string Header => $"api-usage={Used}/{Max}";

    private long ThisHour => clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour;

    /// <summary>Counts a call; false when the day's allowance is spent.</summary>
    public bool Count()
    {
        lock (_lock)
        {
            if (Sum() >= Max)
                return false;

            _hours[ThisHour] = _hours.GetValueOrDefault(ThisHour) + 1;
            return true;
        }
    }

    public RestResponse Limits() => RestResponse.Ok(json =>
    {
        var used = Used;
        json.WriteStartObject();
        Write(json, "ConcurrentAsyncGetReportInstances", 200, 200);
        Write(json, "DailyApiRequests", Max, Math.Max(0, Max - used));
        Write(json, "DailyAsyncApexExecutions", 250_000, 250_000);
        Write(json, "DailyBulkApiBatches", 15_000, 15_000);
        Write(json, "DailyBulkV2QueryFileStorageMB", 976_562, 976_562);
        Write(json, "DailyBulkV2QueryJobs", 10_000, 10_000);
        Write(json, "DailyDeliveredPlatformEvents", 25_000, 25_000);
        Write(json, "DailyStreamingApiEvents", 200_000, 200_000);
        Write(json, "DataStorageMB", 10_240, 10_200);
        Write(json, "FileStorageMB", 10_240, 10_240);
        Write(json, "HourlyPublishedPlatformEvents", 50_000, 50_000);
        Write(json, "MassEmail", 5_000, 5_000);
        Write(json, "SingleEmail", 5_000, 5_000);
        json.WriteEndObject();
    });

    private int Sum()
    {
        var oldest = ThisHour - 23;
        foreach (var hour in _hours.Keys.Where(hour => hour < oldest).ToList())
            _hours.Remove(hour);
        return _hours.Values.Sum();
    }

    private static void Write(Utf8JsonWriter json, string name, int max, int remaining)
    {
        json.WriteStartObject(name);
        json.WriteNumber(nameof(Max), max);
        json.WriteNumber("Remaining", remaining);
        json.WriteEndObject();
    }
}
