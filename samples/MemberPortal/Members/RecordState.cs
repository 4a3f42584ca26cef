using MemberPortal.Data;
using Microsoft.EntityFrameworkCore;
using SyncEngine;

namespace MemberPortal.Members;

/// <summary>Where a member's record stands, with all that the member may see of it.</summary>
internal sealed class RecordState(ISyncStatus sync, ISyncConflicts conflicts, PortalDbContext context)
{
    private (Guid MemberId, Task<(RecordStatus, IReadOnlyList<OpenQuestion>)> Reading)? _read;

    /// <summary>Read once a request, however many parts of a page ask.</summary>
    public Task<(RecordStatus Status, IReadOnlyList<OpenQuestion> Questions)> ReadAsync(Guid memberId, CancellationToken cancellationToken = default)
    {
        if (_read is not { } read || read.MemberId != memberId)
            _read = read = (memberId, ReadOnceAsync(memberId, cancellationToken));
        return read.Reading;
    }

    private async Task<(RecordStatus, IReadOnlyList<OpenQuestion>)> ReadOnceAsync(Guid memberId, CancellationToken cancellationToken)
    {
        var status = await sync.GetAsync<Member>(memberId.ToString(), cancellationToken);
        return (status, status.State == SyncState.NeedsDecision ? await QuestionsAsync(memberId.ToString(), cancellationToken) : []);
    }

    private async Task<IReadOnlyList<OpenQuestion>> QuestionsAsync(string id, CancellationToken cancellationToken)
    {
        var questions = new List<OpenQuestion>();
        string? after = null;
        do
        {
            var page = await conflicts.ListAsync(nameof(Member), 500, after, cancellationToken);
            foreach (var conflict in page.Items.Where(conflict => conflict.ExternalId == id))
                questions.Add(new OpenQuestion(ActivityWords.NameOf(conflict.Field), await SayAsync(conflict.Field, conflict.Local, cancellationToken), await SayAsync(conflict.Field, conflict.Remote, cancellationToken)));
            after = page.Next;
        }
        while (after is not null);
        return questions;
    }

    private async Task<string> SayAsync(string field, string? value, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(value))
            return "nothing";
        return field == nameof(Member.Organization) && Guid.TryParse(value, out var id)
            ? (await context.Organizations.AsNoTracking().FirstOrDefaultAsync(organization => organization.Id == id, cancellationToken))?.Name ?? "another organization"
            : value;
    }
}
