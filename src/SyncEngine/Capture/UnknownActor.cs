namespace SyncEngine.Capture;

internal sealed class UnknownActor : ISyncActor
{
    public string? CurrentUserId => null;

    public bool IsStaff => false;
}
