using System.Globalization;
using System.Text.Json.Nodes;
using Simulator.StripeAccount.Payments;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Payment methods: cards by number or token, bank accounts. How one behaves is hidden knowledge of the account.</summary>
internal static class PaymentMethods
{
    public static void Map(RouteTable routes) => routes
        .Map("POST", "/v1/payment_methods", call => Make(call.Work, call.Params))
        .Map("GET", "/v1/payment_methods", call => List(call, call.Text("customer")))
        .Map("GET", "/v1/payment_methods/{id}", call => call.Work.Require("payment_method", call.Id, "payment_method"))
        .Map("POST", "/v1/payment_methods/{id}", Update)
        .Map("POST", "/v1/payment_methods/{id}/attach", call => Attach(call.Work, Resolve(call.Work, call.Id), call.Work.Customer(call.Required("customer")), tell: true))
        .Map("POST", "/v1/payment_methods/{id}/detach", Detach);

    public static JsonObject List(ApiCall call, string? customer) =>
        Lists.Page(call, "payment_method", one => one.Text("customer") == customer && customer is not null && call.Is(one, "type"));

    public static JsonObject OfCustomer(Work work, string id, string customer) =>
        work.Find("payment_method", id) is { } method && method.Text("customer") == customer ? method : throw StripeError.Missing("PaymentMethod", id, "payment_method");

    /// <summary>The payment method of that id; <c>pm_card_…</c> and <c>pm_usBankAccount</c> make a new one each time, as in test mode.</summary>
    public static JsonObject Resolve(Work work, string id, string param = "payment_method")
    {
        if (work.Find("payment_method", id) is { } known)
            return known;
        if (id.StartsWith("pm_card_", StringComparison.Ordinal) && TestCards.ByName(id["pm_card_".Length..]) is { } card)
            return OfCard(work, card, 8, work.YearsAhead(1), null);
        if (id.StartsWith("pm_usBankAccount", StringComparison.Ordinal))
            return OfBank(work, id.Contains("ail", StringComparison.Ordinal) ? "000111111113" : "000123456789", "110000000", "checking", "individual", null);
        throw StripeError.Missing("PaymentMethod", id, param);
    }

    public static JsonObject Make(Work work, JsonObject asked)
    {
        if (asked.Text("type") is not { } type)
            throw StripeError.MissingParameter("type");
        var method = type switch
        {
            "card" => Card(work, asked),
            "us_bank_account" => OfBank(work,
                asked.Text("us_bank_account.account_number") ?? throw StripeError.MissingParameter("us_bank_account[account_number]"),
                asked.Text("us_bank_account.routing_number") ?? "110000000", asked.Text("us_bank_account.account_type") ?? "checking",
                asked.Text("us_bank_account.account_holder_type") ?? "individual", asked.Object("billing_details")),
            "sepa_debit" => OfIban(work, asked.Text("sepa_debit.iban") ?? throw StripeError.MissingParameter("sepa_debit[iban]"), asked.Object("billing_details")),
            _ => throw StripeError.NotModelled($"A payment method of type {type}"),
        };
        method.TakeMetadata(asked);
        if (asked.Text("allow_redisplay") is { } redisplay)
            method["allow_redisplay"] = redisplay;
        return method;
    }

    public static JsonObject OfCard(Work work, TestCard card, long month, long year, JsonObject? billing, string? cvc = "given") => work.New("payment_method", new JsonObject
    {
        ["id"] = Ids.New("pm_1"),
        ["allow_redisplay"] = "unspecified",
        ["billing_details"] = billing.Copy() ?? [],
        ["card"] = new JsonObject
        {
            ["brand"] = card.Brand,
            ["checks"] = new JsonObject { ["address_line1_check"] = null, ["address_postal_code_check"] = null, ["cvc_check"] = cvc is null ? "unchecked" : "pass" },
            ["country"] = "US",
            ["display_brand"] = card.Brand,
            ["exp_month"] = month,
            ["exp_year"] = year,
            ["fingerprint"] = Fingerprint(card.Number),
            ["funding"] = card.Funding,
            ["last4"] = card.Last4,
            ["networks"] = new JsonObject { ["available"] = new JsonArray(card.Brand), ["preferred"] = null },
            ["regulated_status"] = "unregulated",
            ["three_d_secure_usage"] = new JsonObject { ["supported"] = true },
        },
        ["created"] = work.Now,
        ["metadata"] = new JsonObject(),
        ["type"] = "card",
    }, new JsonObject { ["number"] = card.Number });

    /// <summary>The behaviour of a card; null for a bank account.</summary>
    public static TestCard? CardOf(Work work, JsonObject method) =>
        work.Hidden(method.Required("id")).Text("number") is { } number ? TestCards.ByNumber(number) : null;

    /// <summary>Attaches a method to a customer; a card that declines everything is refused here.</summary>
    public static JsonObject Attach(Work work, JsonObject method, JsonObject customer, bool tell)
    {
        var owner = method.Text("customer");
        if (owner is not null && owner != customer.Text("id"))
            throw StripeError.Invalid("The payment method you provided has already been attached to a customer.");
        if (CardOf(work, method) is { DeclinesSetup: true, Decline: { } decline })
            throw StripeError.Card(decline.Code, decline.DeclineCode, decline.Message);
        if (owner is not null)
            return method;
        if (work.Hidden(method.Required("id")).Flag("detached"))
            throw StripeError.Invalid("This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.");
        method["customer"] = customer.Text("id");
        _ = tell;
        work.Emit("payment_method.attached", method);
        return method;
    }

    private static JsonObject Card(Work work, JsonObject asked)
    {
        var billing = asked.Object("billing_details");
        if (asked.Text("card.token") is { } token)
        {
            var named = TestCards.ByName(token.StartsWith("tok_", StringComparison.Ordinal) ? token[4..] : token) ?? throw StripeError.Missing("token", token, "card[token]");
            return OfCard(work, named, 8, work.YearsAhead(1), billing);
        }
        var number = asked.Text("card.number")?.Replace(" ", "", StringComparison.Ordinal) ?? throw StripeError.MissingParameter("card[number]");
        return OfCard(work, ByNumber(number), asked.Number("card.exp_month") ?? throw StripeError.MissingParameter("card[exp_month]"),
            Expiry(work, asked.Number("card.exp_month") ?? 0, asked.Number("card.exp_year") ?? throw StripeError.MissingParameter("card[exp_year]")), billing, asked.Text("card.cvc"));
    }

    /// <exception cref="StripeError">The number is no card's, or no test card.</exception>
    public static TestCard ByNumber(string number) =>
        TestCards.ByNumber(number)
        ?? throw (number.Length is >= 12 and <= 19 && number.All(char.IsAsciiDigit) && IsLuhn(number)
            ? StripeError.Card("card_declined", "test_mode_live_card", "Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.")
            : StripeError.Card("incorrect_number", null, "Your card number is incorrect."));

    /// <exception cref="StripeError">The card has expired, or the date is none.</exception>
    public static long Expiry(Work work, long month, long year)
    {
        if (month is < 1 or > 12)
            throw StripeError.Card("invalid_expiry_month", null, "Your card's expiration month is invalid.");
        if (year < 100)
            year += 2000;
        var now = DateTimeOffset.FromUnixTimeSeconds(work.Now);
        if (year * 12 + month < now.Year * 12 + now.Month || year > now.Year + 50)
            throw StripeError.Card("invalid_expiry_year", null, "Your card's expiration year is invalid.");
        return year;
    }

    public static JsonObject OfBank(Work work, string account, string routing, string type, string holder, JsonObject? billing) => work.New("payment_method", new JsonObject
    {
        ["id"] = Ids.New("pm_1"),
        ["allow_redisplay"] = "unspecified",
        ["billing_details"] = billing.Copy() ?? [],
        ["created"] = work.Now,
        ["metadata"] = new JsonObject(),
        ["type"] = "us_bank_account",
        ["us_bank_account"] = new JsonObject
        {
            ["account_holder_type"] = holder,
            ["account_type"] = type,
            ["bank_name"] = "STRIPE TEST BANK",
            ["fingerprint"] = Fingerprint(routing + account),
            ["last4"] = account.Length >= 4 ? account[^4..] : account,
            ["networks"] = new JsonObject { ["preferred"] = "ach", ["supported"] = new JsonArray("ach") },
            ["routing_number"] = routing,
        },
    }, new JsonObject { ["account"] = account, ["bank"] = account is "000111111113" or "000222222227" or "000333333335" or "000111111116" ? "fails" : "pays" });

    private static JsonObject OfIban(Work work, string iban, JsonObject? billing) => work.New("payment_method", new JsonObject
    {
        ["id"] = Ids.New("pm_1"),
        ["allow_redisplay"] = "unspecified",
        ["billing_details"] = billing.Copy() ?? [],
        ["created"] = work.Now,
        ["metadata"] = new JsonObject(),
        ["type"] = "sepa_debit",
        ["sepa_debit"] = new JsonObject { ["bank_code"] = iban.Length > 9 ? iban[4..9] : null, ["branch_code"] = "", ["country"] = iban[..2], ["fingerprint"] = Fingerprint(iban), ["last4"] = iban[^4..] },
    }, new JsonObject
    {
        ["account"] = iban,
        ["settles_at_once"] = true,

        // The documented test IBANs: those that end so fail.
        ["bank"] = iban is "AT861904300235473202" or "DE62370400440532013001" or "IT60X0542811101000000123456" || iban.EndsWith("3202", StringComparison.Ordinal) ? "fails" : "pays",
    });

    private static JsonObject Update(ApiCall call)
    {
        var method = call.Work.Require("payment_method", call.Id, "payment_method");
        method.TakeMetadata(call.Params);
        if (call.Params.Object("billing_details") is { } details)
            method.Object("billing_details")!.TakeFrom(details, "address", "email", "name", "phone", "tax_id");
        if (call.Params.Object("card") is { } card)
            method.Object("card")?.TakeFrom(card, "exp_month", "exp_year");
        call.Work.EmitUpdate("payment_method.updated", method);
        return method;
    }

    private static JsonObject Detach(ApiCall call)
    {
        var method = call.Work.Require("payment_method", call.Id, "payment_method");
        if (method.Text("customer") is not { } owner)
            throw StripeError.Invalid("The payment method you provided is not attached to a customer so detachment is impossible.");
        method["customer"] = null;
        call.Work.Hidden(call.Id)["detached"] = true;
        if (call.Work.Find("customer", owner) is { } customer && customer.Text("invoice_settings.default_payment_method") == call.Id)
            customer.Object("invoice_settings")!["default_payment_method"] = null;
        foreach (var subscription in call.Work.All("subscription", one => one.Text("default_payment_method") == call.Id))
            subscription["default_payment_method"] = null;
        call.Work.Emit("payment_method.detached", method, new JsonObject { ["customer"] = owner });
        return method;
    }

    private static string Fingerprint(string number) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(number)))[..16];

    private static long YearsAhead(this Work work, int years) => DateTimeOffset.FromUnixTimeSeconds(work.Now).Year + years;

    private static bool IsLuhn(string number) =>
        number.Reverse().Select((digit, index) => int.Parse(digit.ToString(), CultureInfo.InvariantCulture) * (index % 2 + 1)).Sum(value => value > 9 ? value - 9 : value) % 10 == 0;
}
