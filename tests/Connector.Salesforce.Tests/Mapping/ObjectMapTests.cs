using System.Text;
using Connector.Salesforce.Mapping;
using Connector.Salesforce.Metadata;
using CsCheck;
using Microsoft.Extensions.Configuration;

namespace Connector.Salesforce.Tests.Mapping;

public sealed class ObjectMapTests
{
    private static readonly ObjectDescription Contact = new(new ObjectSummary("Contact", "Contact"),
    [
        Text("LastName", 10) with { IsNillable = false }, Text("Email", 80) with { Type = "email" }, Text("Portal_Id__c", 36),
        new FieldDescription("Member_Since__c", "date") { IsNillable = true, IsCreateable = true, IsUpdateable = true },
        new FieldDescription("Membership_Tier__c", "picklist")
        {
            IsNillable = true, IsCreateable = true, IsUpdateable = true, IsRestrictedPicklist = true,
            PicklistValues = [new("Gold", "Gold", true, false), new("Silver", "Silver", true, false), new("Tin", "Tin", false, false)],
        },
        new FieldDescription("Topics__c", "multipicklist") { IsNillable = true, IsCreateable = true, IsUpdateable = true },
        new FieldDescription("Dues__c", "currency") { IsNillable = true, IsCreateable = true, IsUpdateable = true },
        new FieldDescription("Full__c", "string") { IsNillable = true, IsCalculated = true },
        new FieldDescription("LastModifiedDate", "datetime") { IsNillable = false, IsDefaultedOnCreate = true },
        new FieldDescription("AccountId", "reference") { IsNillable = true, IsCreateable = true, IsUpdateable = true, ReferenceTo = ["Account"], RelationshipName = "Account" },
    ]);

    private static readonly ObjectMap<Member> Map = ObjectMap.Create<Member>("Contact", map => map
        .Field(member => member.LastName, "LastName")
        .Field(member => member.Since, "Member_Since__c")
        .Field(member => member.Tier, "Membership_Tier__c", field => field with { Converter = FieldConverters.Picklist(new Dictionary<string, string> { ["Top"] = "Gold", ["Basic"] = "Silver" }) })
        .Field(member => member.Topics, "Topics__c")
        .Field(member => member.Dues, "Dues__c", field => field with { Null = NullPolicy.Skip })
        .Field(member => member.Organization, "Account.Portal_Id__c", field => field with { Direction = FieldDirection.ToSalesforce })
        .Field(member => member.Modified, "LastModifiedDate", field => field with { Direction = FieldDirection.FromSalesforce })
        .Constant("LeadSource", "Web"));

    [Fact]
    public void Object_becomes_a_record()
    {
        var record = Map.ToRecord(new Member { LastName = "Lee", Since = new DateOnly(2026, 2, 3), Tier = Tier.Top, Topics = ["a", "b"], Organization = "o1", Modified = DateTimeOffset.UnixEpoch });

        record.Type.Should().Be("Contact");
        record.Fields.Select(field => (field.Key, field.Value?.ToJsonString())).Should().BeEquivalentTo(
        [
            ("LastName", "\"Lee\""), ("Member_Since__c", "\"2026-02-03\""), ("Membership_Tier__c", "\"Gold\""), ("Topics__c", "\"a;b\""),
            ("Account", "{\"Portal_Id__c\":\"o1\"}"), ("LeadSource", (string?)"\"Web\""),
        ]);
    }

    [Fact]
    public void Null_is_sent_or_skipped_as_the_field_says()
    {
        var record = Map.ToRecord(new Member { LastName = "Lee" });

        record.Has("Member_Since__c").Should().BeTrue();
        record["Member_Since__c"].Should().BeNull();
        record.Has("Dues__c").Should().BeFalse();
        record.Has("Account").Should().BeTrue();
    }

    [Fact]
    public void Record_becomes_an_object_and_what_it_lacks_is_left_alone()
    {
        var member = new Member { LastName = "Old", Dues = 5, Topics = ["kept"], Organization = "kept" };

        Map.Apply(new SalesforceRecord("Contact")
        {
            ["LastName"] = "New", ["Membership_Tier__c"] = "silver", ["Member_Since__c"] = null, ["Dues__c"] = 12.50, ["LastModifiedDate"] = "2026-11-23T15:22:00.000+0000",
        }, member);

        member.Should().BeEquivalentTo(new Member
        {
            LastName = "New", Tier = Tier.Basic, Since = null, Dues = 12.50m, Topics = ["kept"], Organization = "kept", Modified = new DateTimeOffset(2026, 11, 23, 15, 22, 0, TimeSpan.Zero),
        });
    }

    [Fact]
    public void Nothing_is_taken_when_something_does_not_fit_and_no_value_is_told()
    {
        var member = new Member { LastName = "Old" };

        var failure = FluentActions.Invoking(() => Map.Apply(new SalesforceRecord("Contact")
        {
            ["LastName"] = "New", ["Dues__c"] = "secret-not-a-number", ["Member_Since__c"] = "2026-13-01", ["Membership_Tier__c"] = "Platinum",
        }, member)).Should().Throw<SalesforceMappingException>().Which;

        failure.Faults.Select(fault => fault.Field).Should().BeEquivalentTo("Dues__c", "Member_Since__c", "Membership_Tier__c");
        failure.Message.Should().NotContain("secret").And.NotContain("2026-13").And.NotContain("Platinum");
        member.LastName.Should().Be("Old");
    }

    [Fact]
    public void Text_that_is_too_long_is_an_error_and_never_cut_in_silence()
    {
        var described = Map.Describe(Describe());

        described.ToRecord(new Member { LastName = new string('x', 10) }).Text("LastName").Should().HaveLength(10);
        FluentActions.Invoking(() => described.ToRecord(new Member { LastName = "elevensigns" })).Should().Throw<SalesforceMappingException>()
            .WithMessage("Member.LastName is 11 characters long, and 10 fit (Contact.LastName).");
    }

    [Fact]
    public void Text_is_cut_where_the_mapping_says_so_and_never_within_a_character() =>
        Gen.String.Where(text => text.Length > 0 && text == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))).Sample(text =>
        {
            var map = ObjectMap.Create<Member>("Contact", builder => builder.Field(member => member.LastName, "LastName", field => field with { Length = LengthPolicy.Truncate, MaxLength = 5 }));

            var sent = map.ToRecord(new Member { LastName = text }).Text("LastName")!;

            return sent.Length <= 5 && text.StartsWith(sent, StringComparison.Ordinal) && (text.Length > 5 || sent == text)
                && sent == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(sent));
        });

    [Fact]
    public void Values_come_back_as_they_went() =>
        Gen.Select(Gen.String, Gen.DateOnly, Gen.Decimal[-1_000_000_000m, 1_000_000_000m], Gen.Enum<Tier>()).Sample((name, since, dues, tier) =>
        {
            var back = new Member();
            Map.Apply(Map.ToRecord(new Member { LastName = name, Since = since, Dues = dues, Tier = tier }), back);

            return back.LastName == name && back.Since == since && back.Dues == dues && back.Tier == tier;
        });

    [Fact]
    public void Mapping_that_fits_the_org_has_no_faults() => Map.Validate(Describe()).Should().BeEmpty();

    [Fact]
    public void Each_fault_is_one_line_with_what_may_have_been_meant()
    {
        var map = ObjectMap.Create<Member>("Contact", builder => builder
            .Field(member => member.LastName, "LastNmae")
            .Field(member => member.Since, "Email")
            .Field(member => member.Dues, "Full__c")
            .Field(member => member.Topics, "member_since")
            .Field(member => member.Organization, "Acount.Portal_Id__c", field => field with { Direction = FieldDirection.ToSalesforce })
            .Field(member => member.Tier, "Membership_Tier__c", field => field with { Converter = FieldConverters.Picklist(new Dictionary<string, string> { ["Top"] = "Gld", ["Basic"] = "Tin" }) }));

        map.Validate(Describe()).Select(fault => fault.Message).Should().BeEquivalentTo(
            "Contact has no field LastNmae, or the integration user does not see it; did you mean LastName?",
            "Contact.Email is a email, and Member.Since a DateOnly; map it with a converter.",
            "Contact.Full__c is computed by Salesforce; map it from Salesforce only.",
            "Contact.Full__c is a string, and Member.Dues a Decimal; map it with a converter.",
            "Contact has no field member_since, or the integration user does not see it; did you mean Member_Since__c?",
            "Contact has no parent Acount; did you mean Account?",
            "The picklist Contact.Membership_Tier__c has no active value 'Gld'; did you mean Gold?",
            "The picklist Contact.Membership_Tier__c has no active value 'Tin'.",
            "Contact requires LastName, and nothing is mapped to it.");
    }

    [Fact]
    public void Mapping_comes_from_attributes()
    {
        var map = ObjectMap.FromAttributes<Attributed>();

        var record = map.ToRecord(new Attributed { Name = "Lee", Level = "gold", Note = "read only" });

        map.Type.Should().Be("Contact");
        record.Fields.Select(field => (field.Key, field.Value!.GetValue<string>())).Should().BeEquivalentTo([("LastName", "Lee"), ("Membership_Tier__c", "Gold")]);
        map.FieldsToRead.Should().BeEquivalentTo("LastName", "Membership_Tier__c", "Description");
    }

    [Fact]
    public void Mapping_comes_from_configuration()
    {
        var map = ObjectMap.FromConfiguration<Member>(Section(new()
        {
            ["Map:Object"] = "Contact",
            ["Map:Fields:0:Property"] = "LastName", ["Map:Fields:0:Field"] = "LastName", ["Map:Fields:0:Length"] = "truncate", ["Map:Fields:0:MaxLength"] = "3",
            ["Map:Fields:1:Property"] = "Topics", ["Map:Fields:1:Field"] = "Topics__c", ["Map:Fields:1:Values:x"] = "Ex", ["Map:Fields:1:Direction"] = "ToSalesforce",
            ["Map:Fields:2:Constant"] = "Web", ["Map:Fields:2:Field"] = "LeadSource",
        }));

        var record = map.ToRecord(new Member { LastName = "Miller", Topics = ["x"] });

        record.Fields.Select(field => (field.Key, field.Value!.GetValue<string>())).Should().BeEquivalentTo([("LastName", "Mil"), ("Topics__c", "Ex"), ("LeadSource", "Web")]);
    }

    [Theory]
    [InlineData("Map:Object", "", "Map:Object is missing")]
    [InlineData("Map:Fields:0:Field", "", "Map:Fields:0:Field is missing")]
    [InlineData("Map:Fields:0:Property", "LastNam", "Member has no property LastNam; did you mean LastName?")]
    [InlineData("Map:Fields:0:Direction", "Sideways", "Map:Fields:0:Direction is 'Sideways'; it must be Both, ToSalesforce, FromSalesforce.")]
    [InlineData("Map:Fields:0:Lenght", "Error", "Map:Fields:0:Lenght is no setting of a field; did you mean Length?")]
    [InlineData("Map:Fields:0:MaxLength", "-1", "Map:Fields:0:MaxLength is '-1'")]
    [InlineData("Map:Fields:0:Constant", "x", "Map:Fields:0 must have either Property or Constant.")]
    public void Fault_in_the_configuration_names_the_setting(string setting, string value, string expected) =>
        FluentActions.Invoking(() => ObjectMap.FromConfiguration<Member>(Section(new()
        {
            ["Map:Object"] = "Contact", ["Map:Fields:0:Property"] = "LastName", ["Map:Fields:0:Field"] = "LastName", [setting] = value,
        }))).Should().Throw<SalesforceMappingException>().WithMessage($"*{expected}*");

    [Fact]
    public void Mapping_that_is_wrong_in_itself_is_refused()
    {
        Invalid(map => map.Field(member => member.LastName, "LastName").Field(member => member.Organization, "lastname")).Should().Contain("2 mappings write");
        Invalid(map => map.Field(member => member.LastName, "LastName").Field(member => member.LastName, "Nick__c")).Should().Contain("2 fields write Member.LastName");
        Invalid(map => map.Field(member => member.Raw, "Raw__c")).Should().Contain("Member.Raw is a Object");
        Invalid(map => map.Field(member => member.Computed, "Computed__c")).Should().Contain("cannot be set");
        Invalid(map => map.Field(member => member.LastName, "A.B.C")).Should().Contain("more than one dot");
        Invalid(_ => { }).Should().Contain("has no fields");
        FluentActions.Invoking(() => FieldConverters.Picklist(new Dictionary<string, string> { ["a"] = "X", ["b"] = "x" })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ObjectMap.FromAttributes<Member>()).Should().Throw<SalesforceMappingException>();

        static string Invalid(Action<ObjectMapBuilder<Member>> build) =>
            FluentActions.Invoking(() => ObjectMap.Create("Contact", build)).Should().Throw<SalesforceMappingException>().Which.Message;
    }

    [Theory]
    [InlineData("2026-03-28T23:30:00Z", "2026-03-29")]
    [InlineData("2026-03-28T22:30:00Z", "2026-03-28")]
    public void Moment_becomes_the_day_it_falls_on_where_we_are(string moment, string day)
    {
        var converter = FieldConverters.Date(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        converter.ToSalesforce(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture))!.GetValue<string>().Should().Be(day);
        converter.FromSalesforce(System.Text.Json.Nodes.JsonValue.Create(day), typeof(DateOnly)).Should().Be(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("No", false)]
    public void Boolean_stands_in_a_picklist(string there, bool here)
    {
        var converter = FieldConverters.Boolean("Yes", "No");

        converter.ToSalesforce(here)!.GetValue<string>().Should().Be(there);
        converter.FromSalesforce(System.Text.Json.Nodes.JsonValue.Create(there), typeof(bool)).Should().Be(here);
    }

    private static ObjectDescription Describe() => Contact with { Fields = [.. Contact.Fields, Text("LeadSource", 40) with { Type = "picklist" }] };

    private static FieldDescription Text(string name, int length) => new(name, "string") { Length = length, IsNillable = true, IsCreateable = true, IsUpdateable = true };

    private static IConfigurationSection Section(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Map");

    private enum Tier
    {
        Basic,
        Top,
    }

    private sealed class Member
    {
        public string? LastName { get; set; }

        public DateOnly? Since { get; set; }

        public Tier Tier { get; set; }

        public IReadOnlyList<string>? Topics { get; set; }

        public decimal? Dues { get; set; }

        public string? Organization { get; set; }

        public DateTimeOffset? Modified { get; set; }

        public object? Raw { get; set; }

        public string Computed => "x";
    }

    [SalesforceObject("Contact")]
    private sealed class Attributed
    {
        [SalesforceField("LastName")]
        public string? Name { get; set; }

        [SalesforceField("Membership_Tier__c", Values = ["gold=Gold", "silver=Silver"])]
        public string? Level { get; set; }

        [SalesforceField("Description", Direction = FieldDirection.FromSalesforce)]
        public string? Note { get; set; }

        public string? Unmapped { get; set; }
    }
}
