using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace MemberPortal.Browser;

/// <summary>The mails that Development captured.</summary>
public sealed partial class Mailbox(Uri portal) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = portal };

    /// <summary>The newest mail to an address with these words in its subject; waits for it.</summary>
    public async Task<ReadMail> WaitForAsync(string to, string subject)
    {
        ReadMail? mail = null;
        await Eventually.TrueAsync(async () => (mail = (await ListAsync()).FirstOrDefault(one => one.To.Contains(to, StringComparison.OrdinalIgnoreCase)
            && one.Subject.Contains(subject, StringComparison.OrdinalIgnoreCase))) is not null);
        return mail!;
    }

    public async Task<IReadOnlyList<ReadMail>> ListAsync() => (await _http.GetFromJsonAsync<List<ReadMail>>("dev/mail.json"))!;

    public void Dispose() => _http.Dispose();

    public sealed partial record ReadMail(string To, string Subject, string Text, string? Html)
    {
        public string Link => LinkPattern().Match(Text).Value;

        [GeneratedRegex(@"https?://\S+")]
        private static partial Regex LinkPattern();
    }
}
