using System.Diagnostics;
using CrashPoints;

/// <summary>
/// What the runtime calls when <c>DOTNET_STARTUP_HOOKS</c> names this assembly: the host itself knows nothing of it.
/// The name and the missing namespace are the runtime's rule.
/// </summary>
internal sealed class StartupHook
{
    public static void Initialize()
    {
        var settings = CrashSettings.FromEnvironment();
        if (settings is null)
            return;

        var boundaries = new BoundaryCounter(settings);
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name is "SyncEngine" or "SyncEngine.Stripe" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity => boundaries.Pass(Name(activity, "before")),
            ActivityStopped = activity => boundaries.Pass(Name(activity, "after")),
        });
        DiagnosticListener.AllListeners.Subscribe(new EntityFrameworkBoundaries(boundaries));
    }

    private static string Name(Activity activity, string side)
    {
        var path = activity.GetTagItem("url.full") as string;
        var method = activity.GetTagItem("http.request.method") as string;
        return path is null
            ? $"{side} {activity.OperationName}"
            : $"{side} {method} {Shape(path)}";
    }

    // Ids and query strings differ from run to run; the shape of the path does not.
    private static string Shape(string url)
    {
        var path = new Uri(url).AbsolutePath;
        return string.Join('/', path.Split('/').Select(part => part.Length >= 15 && part.Any(char.IsAsciiDigit) ? "*" : part));
    }
}
