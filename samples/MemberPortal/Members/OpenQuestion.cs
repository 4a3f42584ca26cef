namespace MemberPortal.Members;

/// <summary>A field on which the member and the office have said two things, and the office decides.</summary>
/// <param name="What">The field, in words.</param>
/// <param name="Yours">The member's value.</param>
/// <param name="Theirs">The office's.</param>
public sealed record OpenQuestion(string What, string Yours, string Theirs);
