namespace SyncEngine.Stripe.Site;

/// <summary>Where the site keeps what of a payer, person or organisation. Unset parts are not written.</summary>
internal sealed class PayerMap(Type type)
{
    private static readonly string[] PartsOfName = ["FirstName", "LastName"];

    public Type Type { get; } = type;

    public Func<object, string> Name { get; set; } = entity => ByConvention(type, entity);

    public SiteProperty? Email { get; set; } = SiteProperty.Find(type, "Email");

    public SiteProperty? Status { get; set; } = SiteProperty.Find(type, "PaymentStatus");

    public SiteProperty? RenewalDate { get; set; } = SiteProperty.Find(type, "RenewalDate");

    public SiteProperty? Tier { get; set; } = SiteProperty.Find(type, "Tier");

    public SiteProperty? LastPaymentDate { get; set; } = SiteProperty.Find(type, "LastPaymentDate");

    public SiteProperty? LastPaymentAmount { get; set; } = SiteProperty.Find(type, "LastPaymentAmount");

    private static string ByConvention(Type type, object entity)
    {
        if (type.GetProperty("Name")?.GetValue(entity) is string name)
            return name;

        var parts = PartsOfName.Select(part => type.GetProperty(part)?.GetValue(entity) as string).Where(part => !string.IsNullOrWhiteSpace(part));
        return string.Join(' ', parts);
    }
}
