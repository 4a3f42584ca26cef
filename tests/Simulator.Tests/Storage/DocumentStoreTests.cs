using Simulator.Storage;

namespace Simulator.Tests.Storage;

public sealed class DocumentStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "store.db");

    [Fact]
    public async Task Batch_is_read_at_once_and_after_reopening()
    {
        await using (var store = DocumentStore.Open(File))
        {
            store.Write(new DocumentBatch().Put("thing", "a", "1").Put("thing", "b", "2"));
            store.Write(new DocumentBatch().Delete("thing", "a").Put("other", "a", "3"));
            store.Get("thing", "a").Should().BeNull();
            store.Get("thing", "b").Should().Be("2");
        }

        await using var again = DocumentStore.Open(File);

        again.All("thing").Select(pair => $"{pair.Key}={pair.Value}").Should().Equal("b=2");
        again.Get("other", "a").Should().Be("3");
    }

    [Fact]
    public async Task Flushed_batch_is_in_the_file_while_the_store_is_still_open()
    {
        await using var store = DocumentStore.Open(File);
        store.Write(new DocumentBatch().Put("thing", "a", "1"));

        await store.FlushAsync();

        await using var other = DocumentStore.Open(File);
        other.Get("thing", "a").Should().Be("1");
    }

    [Fact]
    public async Task Store_without_a_file_keeps_documents_in_memory()
    {
        await using var store = DocumentStore.Open(null);

        store.Write(new DocumentBatch().Put("thing", "a", "1"));
        await store.FlushAsync();

        store.IsDurable.Should().BeFalse();
        store.Get("thing", "a").Should().Be("1");
    }

    [Fact]
    public async Task Concurrent_writers_lose_nothing()
    {
        await using (var store = DocumentStore.Open(File))
        {
            await Parallel.ForAsync(0, 2000, TestContext.Current.CancellationToken, async (number, _) =>
            {
                store.Write(new DocumentBatch().Put("thing", $"{number}", "{}"));
                await store.FlushAsync();
            });
        }

        await using var again = DocumentStore.Open(File);
        again.All("thing").Should().HaveCount(2000);
    }

    [Fact]
    public async Task Clear_deletes_the_collections_of_a_prefix_only()
    {
        await using (var store = DocumentStore.Open(File))
        {
            store.Write(new DocumentBatch().Put("sf/Contact", "a", "1").Put("stripe/event", "a", "1"));
            store.Clear("sf/");
            store.Get("sf/Contact", "a").Should().BeNull();
        }

        await using var again = DocumentStore.Open(File);
        again.All("sf/Contact").Should().BeEmpty();
        again.All("stripe/event").Should().HaveCount(1);
    }

    public void Dispose() => _folder.Dispose();
}
