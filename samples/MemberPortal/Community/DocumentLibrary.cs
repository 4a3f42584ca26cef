using MemberPortal.Data;
using MemberPortal.Members;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Community;

/// <summary>The members' files.</summary>
internal sealed class DocumentLibrary(PortalDbContext context, FileStore files, TimeProvider time)
{
    /// <summary>What somebody of a tier may read; the office reads everything.</summary>
    public async Task<IReadOnlyList<LibraryDocument>> ListAsync(MembershipTier? tier, bool isOffice) => await context.Documents.AsNoTracking()
        .Where(document => isOffice || document.OnlyFor == null || document.OnlyFor == tier)
        .OrderBy(document => document.Category).ThenBy(document => document.Title).ToListAsync();

    public Task<LibraryDocument?> FindAsync(Guid id) => context.Documents.AsNoTracking().FirstOrDefaultAsync(document => document.Id == id);

    public string PathOf(LibraryDocument document) => files.PathOf(document.Id);

    /// <returns>What is wrong; null when it is stored.</returns>
    public async Task<string?> AddAsync(string? title, string? category, MembershipTier? onlyFor, IFormFile? file, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(title) || title.Trim().Length > 120 || string.IsNullOrWhiteSpace(category) || category.Trim().Length > 60)
            return "Enter a title and a category.";
        var (fault, name, contentType) = await FileStore.CheckAsync(file, cancellationToken);
        if (fault is not null)
            return fault;

        var document = new LibraryDocument
        {
            Title = title.Trim(), Category = category.Trim(), OnlyFor = onlyFor, FileName = name, ContentType = contentType, Size = file!.Length, UploadedAt = time.GetUtcNow(),
        };
        await files.StoreAsync(document.Id, file, cancellationToken);
        context.Add(document);
        await context.SaveChangesAsync(cancellationToken);
        return null;
    }
}
