namespace SyncEngine.AspNetCore.Dashboard.Markup;

/// <summary>How something is shown; the words beside it always say the same.</summary>
internal enum Tone
{
    Quiet,
    Good,
    Busy,
    Warning,
    Bad,
}
