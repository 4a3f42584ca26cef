using Connector.Stripe.Billing;

namespace MemberPortal.Members;

/// <summary>A membership's status as the office's picklist <c>Payment_Status__c</c> has it.</summary>
internal static class PaymentStatusWords
{
    public static string InSalesforce(this MembershipStatus status) => status switch
    {
        MembershipStatus.Current or MembershipStatus.Covered => "paid",
        MembershipStatus.PastDue => "past_due",
        MembershipStatus.Grace or MembershipStatus.Paused => "due",
        MembershipStatus.Lapsed or MembershipStatus.Cancelled => "lapsed",
        MembershipStatus.Complimentary => "complimentary",
        _ => "none",
    };
}
