using Connector.Salesforce;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine.Records;

/// <summary>One claimed record on its way through a run: what was read, decided, sent, answered and applied. It ends with an outcome.</summary>
internal sealed class RecordWork(EntityMapping mapping, WorkItem item)
{
    public EntityMapping Mapping { get; } = mapping;

    public WorkItem Item { get; } = item;

    public string ExternalId => Item.Key.Id;

    public Switches Switches { get; set; } = new(mapping.Outward, mapping.Inward);

    public object? Local { get; set; }

    /// <summary>The user that this site's calls are made as in Salesforce; null when the token does not tell.</summary>
    public string? OurUser { get; set; }

    public RecordLink? Link { get; set; }

    public SalesforceRecord? Remote { get; set; }

    public IReadOnlyList<RecordIntent> Intents { get; set; } = [];

    /// <summary>What a person chose at first contact: a remote id, or <see cref="SyncMatches.CreateNew"/>.</summary>
    public string? Choice { get; set; }

    /// <summary>What a person was asked field by field, and what they decided.</summary>
    public IReadOnlyList<FieldQuestion> Questions { get; set; } = [];

    /// <summary>The external and Salesforce ids of the mapped parents, by navigation; null where there is no parent.</summary>
    public Dictionary<string, (string? ExternalId, string? RemoteId)> Parents { get; } = [];

    /// <summary>For parents that were changed in Salesforce: their external ids here, by navigation.</summary>
    public Dictionary<string, string?> RemoteParents { get; } = [];

    public MergeInput? Input { get; set; }

    public MergePlan? Plan { get; set; }

    public SalesforceRecord? Body { get; set; }

    public RecordIntent? Intent { get; set; }

    public SaveResult? Saved { get; set; }

    /// <summary>The remote record as it stands after the write; null when nothing was written.</summary>
    public SalesforceRecord? ReadBack { get; set; }

    /// <summary>Set when this record goes no further.</summary>
    public Outcome? Outcome { get; set; }

    public Failure? Failure { get; set; }

    public IReadOnlyList<MatchCandidate> Candidates { get; set; } = [];

    public WorkKey? MarkParent { get; set; }

    public bool Adopts { get; set; }

    /// <summary>The linked remote record was deleted, and not merged.</summary>
    public bool RemoteDeleted { get; set; }

    public string? Note { get; set; }

    public bool IsOpen => Outcome is null;

    /// <summary>Whether the answer to what was sent is lost, so that it may still land.</summary>
    public bool MayLand => Intent is not null && Saved is null;

    public bool AppliesToSite => IsOpen && Switches.Inward == DirectionSwitch.On && Plan?.Applies == true;

    public void Fail(Failure failure)
    {
        Failure = failure;
        Outcome = new Outcome.Failed(failure);
    }

    /// <summary>Nobody wants it any more, and nothing was done.</summary>
    public void Leave(string note)
    {
        Note = note;
        Outcome = Outcome.Completed;
    }

    public void Ask(string reason, string hint)
    {
        Failure = new Failure(FailureClass.Data, reason, hint);
        Outcome = new Outcome.NeedsDecision(reason, hint);
    }
}
