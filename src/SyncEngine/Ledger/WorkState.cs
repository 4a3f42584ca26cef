namespace SyncEngine.Ledger;

/// <summary>
/// How a work row stands. A row that is done is no row.
/// <code>
/// from      fold (new mark)   claim    done      failed: retry/pause   failed: data   waits    asks
/// (none)    Ready
/// Ready     Ready             Leased
/// Leased    Leased, gen+1              (none)¹   Ready                 Failed²        Waiting² Deciding²
/// Waiting   Ready             Leased
/// Deciding  Ready
/// Failed    Ready
/// Aside     Ready
/// </code>
/// Aside is what a person ignores: it is entered from Ready with a failure, Waiting and Failed, by hand alone, and left by the next mark.
/// ¹ Ready if the generation moved since the claim. ² Ready if the generation moved: what was marked since may have mended it.
/// A lease that has run out is claimed as if it were ready.
/// </summary>
internal enum WorkState
{
    Ready = 0,
    Leased = 1,
    Waiting = 2,
    Deciding = 3,
    Failed = 4,
    Aside = 5,
}
