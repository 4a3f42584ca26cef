using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Wire;

/// <summary>
/// Idempotency keys: the first answer to a key is given again for a day. Nothing is kept of a request that failed validation, so that its
/// key can be used again.
/// </summary>
internal static class Idempotency
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public static string Fingerprint(string method, string path, string encoded) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{method} {path}\n{encoded}")));

    /// <exception cref="StripeError">The key was first used with other parameters.</exception>
    public static Answer? Replay(AccountState state, string? key, string fingerprint, DateTimeOffset now)
    {
        if (key is null || state.Find(DocumentId(key)) is not { } doc || now.ToUnixTimeSeconds() - doc.Body.Amount("created") > Kept.TotalSeconds)
            return null;
        if (doc.Body.Text("fingerprint") != fingerprint)
            throw new StripeError(400, new JsonObject
            {
                ["message"] = $"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request.",
                ["type"] = "idempotency_error",
            });
        return new Answer((int)doc.Body.Amount("status"), doc.Body.Required("answer"), doc.Body.Text("request"));
    }

    public static void Remember(Work work, string? key, string fingerprint, string requestId, Answer answer, DateTimeOffset now)
    {
        if (key is null)
            return;
        if (work.Find(AccountState.IdempotencyKey, DocumentId(key)) is { } stale)
            work.Delete(stale);
        foreach (var old in work.State.All(AccountState.IdempotencyKey).TakeWhile(doc => now.ToUnixTimeSeconds() - doc.Body.Amount("created") > Kept.TotalSeconds).ToList())
            work.Delete(work.Find(AccountState.IdempotencyKey, old.Id)!);
        work.Create(AccountState.IdempotencyKey, new JsonObject
        {
            ["id"] = DocumentId(key),
            ["created"] = now.ToUnixTimeSeconds(),
            ["fingerprint"] = fingerprint,
            ["request"] = requestId,
            ["status"] = answer.Status,
            ["answer"] = answer.Body,
        });
    }

    public static StripeError Concurrent(string key) => new(409, new JsonObject
    {
        ["code"] = "idempotency_key_in_use",
        ["message"] = $"There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): {key}. Please try again later.",
        ["type"] = "idempotency_error",
    });

    private static string DocumentId(string key) => $"idempotency:{key}";
}
