using System.Text;
using MemberPortal.Community;
using MemberPortal.Data;
using MemberPortal.Members;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Demo;

/// <summary>A few pages for the library, so that it is not empty on the first day.</summary>
internal static class DemoDocuments
{
    private static readonly (string Title, string Category, MembershipTier? OnlyFor)[] All =
    [
        ("Food safety handbook", "Kitchen", null),
        ("Recipes for a hundred", "Kitchen", null),
        ("Allergens on one page", "Kitchen", null),
        ("Bylaws of the alliance", "Organization", null),
        ("Guide to public grants", "Funding", MembershipTier.Professional),
    ];

    public static async Task EnsureAsync(PortalDbContext context, FileStore files, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await context.Documents.AnyAsync(cancellationToken))
            return;

        foreach (var (title, category, onlyFor) in All)
        {
            var bytes = Pdf(title);
            var document = new LibraryDocument
            {
                Title = title, Category = category, OnlyFor = onlyFor, FileName = $"{title.ToLowerInvariant().Replace(' ', '-')}.pdf", ContentType = "application/pdf", Size = bytes.Length, UploadedAt = now,
            };
            await files.StoreAsync(document.Id, new FormFile(new MemoryStream(bytes), 0, bytes.Length, "file", document.FileName), cancellationToken);
            context.Add(document);
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    // One page with one line.
    private static byte[] Pdf(string title)
    {
        var line = $"BT /F1 24 Tf 72 700 Td ({title}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {line.Length} >>\nstream\n{line}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var text = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var number = 1; number <= objects.Length; number++)
        {
            places.Add(text.Length);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{number} 0 obj\n{objects[number - 1]}\nendobj\n");
        }

        var table = text.Length;
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
