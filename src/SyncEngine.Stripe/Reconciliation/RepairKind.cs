namespace SyncEngine.Stripe.Reconciliation;

/// <summary>A repair that can do no harm: each brings something to what the truth is.</summary>
public enum RepairKind
{
    /// <summary>None: a person has to decide.</summary>
    None = 0,

    /// <summary>Read the customer from Stripe and reconcile.</summary>
    ReconcileCustomer = 1,

    /// <summary>Bring the site's rows to what the facts say.</summary>
    ReapplyFacts = 2,

    /// <summary>Send the record to Salesforce again.</summary>
    SyncRecord = 3,

    /// <summary>Take in what could not be delivered.</summary>
    RecoverEvents = 4,

    /// <summary>Look at what a stored event is about once more.</summary>
    ReplayEvent = 5,
}
