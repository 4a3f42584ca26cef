namespace MemberPortal.Payments;

/// <summary>What the dues page says after something was done there.</summary>
/// <param name="Tone">How it looks.</param>
/// <param name="Title">What happened.</param>
/// <param name="Text">What it means, and what to do next.</param>
internal sealed record DuesWords(string Tone, string Title, string Text)
{
    public static DuesWords? For(string? said) => said switch
    {
        "paid" => new("good", "Paid", "Thank you. Your payment went through."),
        "unpaid" => new("soon", "Nothing was charged", "You came back without paying. If your card was declined, try another one, or ask your bank; your place is kept."),
        "declined" => new("bad", "Declined", "Your bank declined the card. Use another card, or ask your bank why; nothing was charged."),
        "already" => new("soon", "You have a membership", "It renews by itself, so there is nothing to pay now. You can change it below."),
        "early" => new("soon", "Your year is paid for", "There is nothing to pay yet. A year paid now would begin today, before yours is over."),
        "covered" => new("soon", "Your kitchen pays for you", "Its membership covers you, so there is nothing to pay."),
        "complimentary" => new("soon", "You are invited", "The national office has invited you, so there is nothing to pay."),
        "choose" => new("bad", "Choose a membership", "Pick one of those below."),
        "nothing" => new("soon", "Nothing to change", "There is no running membership that this could change."),
        "cancelled" => new("soon", "It will not renew", "You keep your seat until the end of the time you paid for. You can undo this until then."),
        "kept" => new("good", "It renews again", "Good to have you. Your membership goes on as before."),
        "paused" => new("soon", "Paused", "Nothing is charged until you take it up again."),
        "resumed" => new("good", "Taken up again", "Your membership goes on."),
        "changed" => new("good", "Your membership is changed", "It counts from now on. If there was something to pay, the receipt is on its way."),
        "same" => new("soon", "Nothing to change", "That is the membership you have."),
        "stale" => new("soon", "Nothing was changed", "The sum you were shown is too old. Choose once more to see today's."),
        "unavailable" => new("bad", "The payment service does not answer", "Nothing was charged or changed. Try again in a few minutes."),
        _ => null,
    };
}
