using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;

namespace Simulator.StripeAccount.Hosted;

/// <summary>A small real PDF of an invoice: one page, a font that every reader has, no dependency. Pure.</summary>
internal static class InvoicePdf
{
    private const int MaxLines = 38;

    public static byte[] Render(JsonObject invoice)
    {
        var currency = invoice.Required("currency");
        var rows = new List<(string Text, string Amount)>
        {
            ($"Invoice {invoice.Text("number")}", ""),
            ($"{invoice.Text("account_name")}", ""),
            ($"To: {invoice.Text("customer_name")} {invoice.Text("customer_email")}", ""),
            ($"Date: {InvoicePage.Day(invoice.Number("effective_at") ?? invoice.Amount("created"))}    Status: {invoice.Text("status")}", ""),
            ("", ""),
        };
        rows.AddRange(invoice.Objects("lines").Take(MaxLines).Select(line => (line.Text("description") ?? "", Currencies.Format(line.Amount("amount"), currency))));
        rows.Add(("", ""));
        rows.Add(("Total", Currencies.Format(invoice.Amount("total"), currency)));
        rows.Add(("Paid", Currencies.Format(invoice.Amount("amount_paid"), currency)));
        rows.Add(("Amount due", Currencies.Format(invoice.Amount("amount_remaining"), currency)));

        var content = new StringBuilder("BT\n");
        var y = 790;
        foreach (var (text, amount) in rows)
        {
            var size = y == 790 ? 18 : 11;
            content.Append(CultureInfo.InvariantCulture, $"/F1 {size} Tf 1 0 0 1 50 {y} Tm ({Escape(text)}) Tj\n");
            if (amount.Length > 0)
                content.Append(CultureInfo.InvariantCulture, $"/F1 11 Tf 1 0 0 1 450 {y} Tm ({Escape(amount)}) Tj\n");
            y -= y == 790 ? 28 : 17;
        }
        content.Append("ET\n");
        return Assemble(content.ToString(), $"Invoice {invoice.Text("number")}");
    }

    private static byte[] Assemble(string content, string title)
    {
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            $"<< /Length {Encoding.Latin1.GetByteCount(content)} >>\nstream\n{content}endstream",
            $"<< /Title ({Escape(title)}) /Producer (Simulator) >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        var places = new List<int>();
        foreach (var (body, index) in objects.Select((body, index) => (body, index)))
        {
            places.Add(Encoding.Latin1.GetByteCount(pdf.ToString()));
            pdf.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{body}\nendobj\n");
        }
        var table = Encoding.Latin1.GetByteCount(pdf.ToString());
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            pdf.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    private static string Escape(string text)
    {
        var safe = new StringBuilder();
        foreach (var letter in text)
        {
            if (letter is '(' or ')' or '\\')
                safe.Append('\\');
            safe.Append(letter is '\u2212' ? '-' : letter <= 255 && !char.IsControl(letter) ? letter : '?');
        }
        return safe.ToString();
    }
}
