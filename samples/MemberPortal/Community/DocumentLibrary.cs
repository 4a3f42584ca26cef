using MemberPortal.Data;
using MemberPortal.Hosting;
using MemberPortal.Members;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Community;

/// <summary>The members' files. What is uploaded is checked by its content, its size and its name, and is only ever handed out as a download.</summary>
internal sealed class DocumentLibrary(PortalDbContext context, PortalSettings settings, TimeProvider time)
{
    public const long MaxSize = 10 * 1024 * 1024;

    // The first bytes of what may come in, and what it is called when it goes out.
    private static readonly (string Extension, byte[] Magic, string ContentType)[] Kinds =
    [
        (".pdf", "%PDF-"u8.ToArray(), "application/pdf"),
        (".png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        (".jpg", [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (".docx", "PK\u0003\u0004"u8.ToArray(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".xlsx", "PK\u0003\u0004"u8.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ];

    /// <summary>What somebody of a tier may read; null reads everything. A search looks at titles and categories.</summary>
    public async Task<List<LibraryDocument>> ListAsync(MembershipTier? tier, bool isOffice, string? search)
    {
        var all = await context.Documents.AsNoTracking().OrderBy(document => document.Category).ThenBy(document => document.Title).ToListAsync();
        return [.. all.Where(document => isOffice || document.OnlyFor is null || document.OnlyFor == tier)
            .Where(document => string.IsNullOrWhiteSpace(search) || document.Title.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase)
                || document.Category.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase))];
    }

    public Task<LibraryDocument?> FindAsync(Guid id) => context.Documents.AsNoTracking().FirstOrDefaultAsync(document => document.Id == id);

    public string PathOf(LibraryDocument document) => Path.Combine(Folder, document.Id.ToString("N"));

    /// <returns>What is wrong; null when it is stored.</returns>
    public async Task<string?> AddAsync(string? title, string? category, MembershipTier? onlyFor, IFormFile? file, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(title) || title.Trim().Length > 120 || string.IsNullOrWhiteSpace(category) || category.Trim().Length > 60)
            return "Enter a title and a category.";
        if (file is null || file.Length == 0)
            return "Choose a file.";
        if (file.Length > MaxSize)
            return "A file can have at most 10 MB.";

        var name = Path.GetFileName(file.FileName.Replace('\\', '/'));
        var extension = Path.GetExtension(name).ToLowerInvariant().Replace(".jpeg", ".jpg", StringComparison.Ordinal);
        if (name.Length > 120 || name.Any(char.IsControl) || Kinds.FirstOrDefault(kind => kind.Extension == extension) is not { Magic: { } magic } found)
            return "Only PDF, PNG, JPEG, Word and Excel files are taken.";

        await using var content = file.OpenReadStream();
        var first = new byte[magic.Length];
        if (await content.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken) < first.Length || !first.SequenceEqual(magic))
            return $"That is no {extension[1..]} file inside, whatever its name says.";

        var document = new LibraryDocument
        {
            Title = title.Trim(), Category = category.Trim(), OnlyFor = onlyFor, FileName = name, ContentType = found.ContentType, Size = file.Length, UploadedAt = time.GetUtcNow(),
        };
        Directory.CreateDirectory(Folder);
        content.Position = 0;
        await using (var target = File.Create(PathOf(document)))
            await content.CopyToAsync(target, cancellationToken);
        context.Add(document);
        await context.SaveChangesAsync(cancellationToken);
        return null;
    }

    private string Folder => Path.Combine(settings.DataPath, "documents");
}
