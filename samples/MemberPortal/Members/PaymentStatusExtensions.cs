namespace MemberPortal.Members;

internal static class PaymentStatusExtensions
{
    /// <summary>As it stands in <c>Payment_Status__c</c>.</summary>
    public static string? InSalesforce(this PaymentStatus status) => status switch
    {
        PaymentStatus.Paid => "paid",
        PaymentStatus.PastDue => "past_due",
        PaymentStatus.Lapsed => "lapsed",
        _ => null,
    };
}
