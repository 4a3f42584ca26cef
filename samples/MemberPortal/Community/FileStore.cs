using MemberPortal.Hosting;

namespace MemberPortal.Community;

/// <summary>
/// What people upload: checked by its content, its size and its name, kept outside the web's root under an id of ours, and only ever handed out as a
/// download. No visitor's text is part of a path.
/// </summary>
internal sealed class FileStore(PortalSettings settings)
{
    public const long MaxSize = 10 * 1024 * 1024;
    public const string Accept = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx";
    public const string Hint = "PDF, PNG, JPEG, Word or Excel, at most 10 MB.";

    // The first bytes of what may come in, and what it is called when it goes out.
    private static readonly (string Extension, byte[] Magic, string ContentType)[] Kinds =
    [
        (".pdf", "%PDF-"u8.ToArray(), "application/pdf"),
        (".png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        (".jpg", [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (".docx", "PK\u0003\u0004"u8.ToArray(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".xlsx", "PK\u0003\u0004"u8.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ];

    private string Folder => Path.Combine(settings.DataPath, "documents");

    public string PathOf(Guid id) => Path.Combine(Folder, id.ToString("N"));

    /// <summary>Looks at an upload.</summary>
    /// <returns>What is wrong, or else its name and type.</returns>
    public static async Task<(string? Fault, string Name, string ContentType)> CheckAsync(IFormFile? file, CancellationToken cancellationToken = default)
    {
        if (file is null || file.Length == 0)
            return ("Choose a file.", "", "");
        if (file.Length > MaxSize)
            return ("A file can have at most 10 MB.", "", "");

        var name = Path.GetFileName(file.FileName.Replace('\\', '/'));
        var extension = Path.GetExtension(name).ToLowerInvariant().Replace(".jpeg", ".jpg", StringComparison.Ordinal);
        if (name.Length > 120 || name.Any(char.IsControl) || Kinds.FirstOrDefault(kind => kind.Extension == extension) is not { Magic: { } magic } kind)
            return ("Only PDF, PNG, JPEG, Word and Excel files are taken.", "", "");

        await using var content = file.OpenReadStream();
        var first = new byte[magic.Length];
        var read = await content.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        return read < first.Length || !first.SequenceEqual(magic)
            ? ($"That is no {extension[1..]} file inside, whatever its name says.", "", "")
            : (null, name, kind.ContentType);
    }

    public async Task StoreAsync(Guid id, IFormFile file, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(Folder);
        await using var target = File.Create(PathOf(id));
        await file.CopyToAsync(target, cancellationToken);
    }

    public void Remove(Guid id) => File.Delete(PathOf(id));
}
