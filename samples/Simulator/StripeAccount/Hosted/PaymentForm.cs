using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Resources;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Hosted;

/// <summary>The fields for a card or a bank account, and the payment method that they describe.</summary>
internal static class PaymentForm
{
    public static string Fields(IReadOnlyCollection<string> types, IFormCollection? typed)
    {
        var chosen = typed?["paymentMethod"].FirstOrDefault() ?? "card";
        var card = types.Contains("card");
        var bank = types.Contains("us_bank_account");
        var choice = card && bank
            ? $"""
              <fieldset>
                <legend>Pay by</legend>
                <label class="choice"><input type="radio" name="paymentMethod" value="card"{(chosen == "card" ? " checked" : "")}>Card</label>
                <label class="choice"><input type="radio" name="paymentMethod" value="us_bank_account"{(chosen == "card" ? "" : " checked")}>US bank account (ACH), arrives in about 4 days</label>
              </fieldset>
              """
            : $"""<input type="hidden" name="paymentMethod" value="{(card || !bank ? "card" : "us_bank_account")}">""";
        var cardFields = card || !bank
            ? $"""
              <fieldset>
                <legend>Card</legend>
                <label for="cardNumber">Card number</label>
                <input id="cardNumber" name="cardNumber" inputmode="numeric" autocomplete="cc-number" placeholder="4242 4242 4242 4242" maxlength="23">
                <div class="pair">
                  <div><label for="cardExpiry">Expiry (MM / YY)</label>
                  <input id="cardExpiry" name="cardExpiry" inputmode="numeric" autocomplete="cc-exp" placeholder="12 / 34" maxlength="9" value="{Page.E(typed?["cardExpiry"])}"></div>
                  <div><label for="cardCvc">Security code</label>
                  <input id="cardCvc" name="cardCvc" inputmode="numeric" autocomplete="cc-csc" placeholder="123" maxlength="4"></div>
                </div>
              </fieldset>
              """
            : "";
        var bankFields = bank
            ? """
              <fieldset>
                <legend>US bank account</legend>
                <label for="routingNumber">Routing number</label>
                <input id="routingNumber" name="routingNumber" inputmode="numeric" placeholder="110000000" maxlength="9">
                <label for="accountNumber">Account number</label>
                <input id="accountNumber" name="accountNumber" inputmode="numeric" placeholder="000123456789" maxlength="17">
                <p class="hint">000123456789 pays; 000111111113 fails.</p>
              </fieldset>
              """
            : "";
        return choice + "\n" + cardFields + "\n" + bankFields;
    }

    /// <exception cref="StripeError">Something is missing or wrong; the message is for the payer.</exception>
    public static JsonObject Method(Work work, IFormCollection form, JsonObject billing)
    {
        if (form["paymentMethod"] == "us_bank_account")
        {
            var account = form["accountNumber"].ToString().Trim();
            var routing = form["routingNumber"].ToString().Trim();
            if (account.Length < 4 || !account.All(char.IsAsciiDigit))
                throw StripeError.Invalid("Your bank account number is incomplete.");
            return PaymentMethods.OfBank(work, account, routing.Length == 0 ? "110000000" : routing, "checking", "individual", billing);
        }
        var number = new string([.. form["cardNumber"].ToString().Where(char.IsAsciiDigit)]);
        if (number.Length == 0)
            throw StripeError.Invalid("Your card number is incomplete.");
        var test = PaymentMethods.ByNumber(number);
        var expiry = form["cardExpiry"].ToString().Split('/', 2, StringSplitOptions.TrimEntries);
        if (expiry.Length == 1 && expiry[0].Length == 4)
            expiry = [expiry[0][..2], expiry[0][2..]];
        if (expiry.Length != 2 || !long.TryParse(expiry[0], NumberStyles.None, CultureInfo.InvariantCulture, out var month) || !long.TryParse(expiry[1], NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            throw StripeError.Invalid("Your card's expiration date is incomplete.");
        var fullYear = PaymentMethods.Expiry(work, month, year);
        if (form["cardCvc"].ToString().Trim() is not { Length: 3 or 4 } cvc || !cvc.All(char.IsAsciiDigit))
            throw StripeError.Invalid("Your card's security code is incomplete.");
        return PaymentMethods.OfCard(work, test, month, fullYear, billing, cvc);
    }

    public static string Error(string? message) => message is null ? "" : $"""<p class="error" role="alert">{Page.E(message)}</p>""";
}
