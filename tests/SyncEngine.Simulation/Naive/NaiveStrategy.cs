namespace SyncEngine.Simulation.Naive;

/// <summary>How sites are often kept in step with Salesforce, to be run through the same histories as the engine.</summary>
internal enum NaiveStrategy
{
    /// <summary>What was saved is upserted by external id at once, three times at most, and nothing is kept of it.</summary>
    UpsertOnSave,

    /// <summary>A save writes a row into a queue; a worker upserts the record as it stands and deletes its rows after the push.</summary>
    QueueDeletedAfterPush,

    /// <summary>As the queue, and both ways: whichever record has the later time is copied over the other.</summary>
    LastWriteWins,
}
