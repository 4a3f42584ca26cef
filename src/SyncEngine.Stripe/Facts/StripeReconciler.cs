using Connector.Stripe;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Webhooks;

namespace SyncEngine.Stripe.Facts;

/// <summary>
/// Brings the site to what Stripe holds of a customer. Other objects only lead to their customer; whose customer it is, is known by the link
/// or by the metadata that the connector wrote, never by an e-mail address. What is ignored is told in the inbox, event by event; the journal is about what is ours.
/// </summary>
internal sealed class StripeReconciler(IStripeConnector stripe, ISyncStore store, Reckoning reckoning) : IReconciler
{
    public const string NobodysCustomer = "The customer was not made by this site.";
    public const string NoCustomer = "It belongs to no customer: a guest's, or nothing of ours.";
    public const string NotInAccount = "There is no such customer in this account and mode.";

    private const int CallsAtOnce = 4;

    public string Kind => StripeKeys.Kind;

    public int MaxBatchSize => 50;

    public async Task ReconcileAsync(IWorkBatch batch, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(CallsAtOnce, CallsAtOnce);
        var readings = batch.Items.Select(item => GatedAsync(item, gate, cancellationToken)).ToList();

        // Reading goes on side by side; what has been read meanwhile is completed together, in one commit.
        var read = new List<Completion>();
        for (var index = 0; index < readings.Count; index++)
        {
            read.Add(await readings[index]);
            if (index + 1 < readings.Count && readings[index + 1].IsCompleted)
                continue;

            await CompleteAsync(batch, read, cancellationToken);
            read.Clear();
        }
    }

    // One payer whose rows cannot be written holds up nobody else.
    private static async Task CompleteAsync(IWorkBatch batch, List<Completion> completions, CancellationToken cancellationToken)
    {
        try
        {
            await batch.CompleteAsync([.. completions], cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && completions.Count > 1)
        {
            foreach (var completion in completions)
                await CompleteAsync(batch, [completion], cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var failure = new Failure(FailureClass.Transient, $"The site's rows could not be written ({exception.GetType().Name}: {(exception is InvalidOperationException ? exception.Message : "see the host's log")}).");
            await batch.CompleteAsync([new Completion(completions[0].Item, new Outcome.Failed(failure))], cancellationToken);
        }
    }

    private async Task<Completion> GatedAsync(WorkItem item, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await ReadAsync(item, cancellationToken);
        }
        catch (StripeConnectorException exception)
        {
            var failure = StripeFailures.Classify(exception);
            return new Completion(item, new Outcome.Failed(failure)) { Writes = (transaction, token) => transaction.NoteAsync(item.Key, item.Cause, $"Not reconciled: {failure.Reason}", token) };
        }
        finally
        {
            gate.Release();
        }
    }

    private Task<Completion> ReadAsync(WorkItem item, CancellationToken cancellationToken) =>
        item.Key.Type == StripeKeys.CustomerType ? CustomerAsync(item, cancellationToken)
        : StripeKeys.IsOwner(item.Key) ? OwnerAsync(item, cancellationToken)
        : ObjectAsync(item, cancellationToken);

    private async Task<Completion> CustomerAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var customerId = item.Key.Id;
        var (link, observedAt) = await store.ReadAsync(async (reading, token) => (await reading.FindCustomerAsync(customerId, token), reading.Now), cancellationToken);
        var owner = link?.Owner ?? await stripe.Customers.FindOwnerAsync(customerId, cancellationToken);
        if (owner is not { } payer)
            return Done(item, (transaction, token) => transaction.IgnoreCustomerAsync(customerId, NobodysCustomer, token));

        var state = await stripe.Customers.ReadAsync(customerId, withUpcoming: true, cancellationToken);
        if (state is null)
            return Done(item, (transaction, token) => transaction.IgnoreCustomerAsync(customerId, NotInAccount, token));

        return Done(item, async (transaction, token) =>
        {
            await transaction.LinkCustomerAsync(customerId, payer, token);
            await reckoning.ApplyAsync(transaction, new ReckoningWish(payer, item.Key) { State = state, ObservedAt = observedAt }, item.Cause, token);
        });
    }

    // Time has passed, or the organisation they belong to stands differently: what is stored is enough, and Stripe is asked by its own keys.
    private async Task<Completion> OwnerAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var owner = new StripeOwner(item.Key.Type, item.Key.Id);
        var customers = await store.ReadAsync((reading, token) => reading.CustomersOfAsync(owner, token), cancellationToken);
        return Done(item, async (transaction, token) =>
        {
            await reckoning.ApplyAsync(transaction, new ReckoningWish(owner, item.Key), item.Cause, token);
            await transaction.MarkAsync(
                [.. customers.Where(customer => !customer.IsDeleted).Select(customer => new MarkRequest(StripeKeys.Customer(customer.Id), item.Lane, item.Cause) { Delay = TimeSpan.Zero })], token);
        });
    }

    private async Task<Completion> ObjectAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var customerId = await stripe.Customers.FindByObjectAsync(item.Key.Type, item.Key.Id, cancellationToken);
        if (customerId is null)
            return Done(item, (transaction, token) => transaction.IgnoreObjectAsync(item.Key.Id, NoCustomer, token));

        return Done(item, async (transaction, token) =>
        {
            await transaction.AttributeAsync(item.Key.Id, customerId, token);
            await transaction.MarkAsync([new MarkRequest(StripeKeys.Customer(customerId), item.Lane, item.Cause) { Delay = TimeSpan.Zero }], token);
        });
    }

    private static Completion Done(WorkItem item, Func<IStoreTransaction, CancellationToken, Task> writes) => new(item, Outcome.Completed) { Writes = writes };
}
