using System.Net;

namespace MemberPortal.Mail;

/// <summary>The one template of all mails: a heading, paragraphs, at most one button; as text and as HTML of the same words.</summary>
internal sealed record MailTemplate(string Heading, IReadOnlyList<string> Paragraphs, string? ActionLabel = null, Uri? ActionUrl = null, string? SmallPrint = null)
{
    private const string Farewell = "Longtable, the national alliance of community kitchens";

    public string ToText()
    {
        List<string> parts = [Heading, .. Paragraphs];
        if (ActionUrl is not null)
            parts.Add($"{ActionLabel}:\n{ActionUrl}");
        if (SmallPrint is not null)
            parts.Add(SmallPrint);
        return $"{string.Join("\n\n", parts)}\n\n-- \n{Farewell}\n";
    }

    // Mail readers know tables and inline styles and little else.
    public string ToHtml()
    {
        var body = string.Concat(Paragraphs.Select(paragraph => $"""<p style="margin:0 0 16px">{Encoded(paragraph)}</p>"""));
        if (ActionUrl is not null)
        {
            var url = Encoded(ActionUrl.ToString());
            body += $"""
                <p style="margin:24px 0"><a href="{url}" style="background:#a7331b;color:#fffdf8;text-decoration:none;font-weight:bold;padding:12px 24px;border-radius:999px;display:inline-block">{Encoded(ActionLabel!)}</a></p>
                <p style="margin:0 0 16px;font-size:14px;color:#5d4a5f">If the button does not work, copy this address into your browser:<br><span style="word-break:break-all">{url}</span></p>
                """;
        }

        if (SmallPrint is not null)
            body += $"""<p style="margin:0;font-size:14px;color:#5d4a5f">{Encoded(SmallPrint)}</p>""";
        return $"""
            <!DOCTYPE html>
            <html lang="en-US"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>{Encoded(Heading)}</title></head>
            <body style="margin:0;background:#fbf5ea;color:#2a1a2e;font:17px/1.5 Verdana,sans-serif">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#fffdf8;border:1px solid #e0d2bc;border-radius:14px">
            <tr><td style="background:#2a1a2e;border-bottom:6px solid #f2bd42;border-radius:13px 13px 0 0;padding:16px 28px;color:#fbf5ea;font:bold 20px 'Trebuchet MS',sans-serif">Longtable</td></tr>
            <tr><td style="padding:28px"><h1 style="margin:0 0 16px;font:bold 24px/1.2 'Trebuchet MS',sans-serif">{Encoded(Heading)}</h1>{body}</td></tr>
            </table><p style="font-size:13px;color:#5d4a5f">{Encoded(Farewell)}</p></td></tr></table></body></html>
            """;
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
