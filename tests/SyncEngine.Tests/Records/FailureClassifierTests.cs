using System.Net;
using Connector.Salesforce;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Records;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Records;

public sealed class FailureClassifierTests
{
    private const string Secret = "somebody@example.org";

    private static readonly EntityMapping Mapping = Build();

    [Theory]
    [InlineData("UNABLE_TO_LOCK_ROW", FailureClass.Transient)]
    [InlineData("SERVER_UNAVAILABLE", FailureClass.Transient)]
    [InlineData("UNKNOWN_EXCEPTION", FailureClass.Transient)]
    [InlineData("ALL_OR_NONE_OPERATION_ROLLED_BACK", FailureClass.Transient)]
    [InlineData("REQUEST_LIMIT_EXCEEDED", FailureClass.Throttled)]
    [InlineData("INVALID_SESSION_ID", FailureClass.Authentication)]
    [InlineData("INVALID_FIELD", FailureClass.Schema)]
    [InlineData("REQUIRED_FIELD_MISSING", FailureClass.Data)]
    [InlineData("STRING_TOO_LONG", FailureClass.Data)]
    [InlineData("INVALID_EMAIL_ADDRESS", FailureClass.Data)]
    [InlineData("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", FailureClass.Data)]
    [InlineData("FIELD_CUSTOM_VALIDATION_EXCEPTION", FailureClass.Data)]
    [InlineData("INSUFFICIENT_ACCESS_OR_READONLY", FailureClass.Data)]
    [InlineData("A_CODE_OF_NEXT_YEAR", FailureClass.Data)]
    public void Code_says_what_is_done_about_it_in_words_of_ours(string code, FailureClass expected)
    {
        var failure = FailureClassifier.Classify(Mapping, new SalesforceError(code, $"value {Secret} is not allowed", ["Email"]));

        failure.Class.Should().Be(expected);
        failure.Reason.Should().NotBeNullOrWhiteSpace().And.NotContain(Secret);
        (failure.Hint ?? "").Should().NotContain(Secret);
        if (expected == FailureClass.Data)
            (failure.Field, string.IsNullOrWhiteSpace(failure.Hint)).Should().Be(("Email", false), "a dead letter names its field and what to do");
    }

    [Fact]
    public void Unknown_code_of_a_server_that_is_not_well_is_transient() =>
        FailureClassifier.Classify(Mapping, new SalesforceException("x") { Status = HttpStatusCode.InternalServerError, Errors = [new SalesforceError("A_CODE_OF_NEXT_YEAR", Secret, [])] })
            .Class.Should().Be(FailureClass.Transient);

    [Fact]
    public void Daily_limit_waits_and_concurrent_one_backs_off()
    {
        FailureClassifier.Classify(Mapping, new SalesforceLimitException("x", isDaily: true)).RetryAfter.Should().BeGreaterThan(TimeSpan.FromMinutes(1));
        FailureClassifier.Classify(Mapping, new SalesforceLimitException("x", isDaily: false)).RetryAfter.Should().BeNull();
    }

    [Fact]
    public void Lost_answer_is_transient_and_says_so() =>
        FailureClassifier.Classify(Mapping, new SalesforceTransportException("x", TransportFailure.TimedOut) { MayHaveExecuted = true })
            .Should().Match<Failure>(failure => failure.Class == FailureClass.Transient && failure.Reason.Contains("did not answer"));

    private static EntityMapping Build()
    {
        var services = new ServiceCollection();
        var builder = services.AddSyncEngine<SiteContext>(TestSite.Configuration());
        TestSite.Standard(builder);
        return builder.BuildCatalog("Portal_Id__c").Find("Member")!;
    }
}
