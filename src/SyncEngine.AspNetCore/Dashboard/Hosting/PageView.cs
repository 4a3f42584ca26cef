using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>What a page's handler gives to the shell.</summary>
/// <param name="Title">The page's heading.</param>
/// <param name="Body">What stands below it.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record PageView(string Title, Html Body, int Status = 200);
