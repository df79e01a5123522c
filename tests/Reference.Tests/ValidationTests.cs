using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Nabij.Reference.Validation;

namespace Reference.Tests;

public sealed class ValidationTests
{
    private const string SupportTypesNl = "Kies uit de lijst support-types, zoals practical-support, social-skills, meeting-opportunities, "
        + "meaningful-contact, valued-role. De hele lijst staat op /coalition/v1/reference/support-types.";

    private const string SupportTypesEn = "Choose from the list support-types, such as practical-support, social-skills, meeting-opportunities, "
        + "meaningful-contact, valued-role. The whole list is at /coalition/v1/reference/support-types.";

    private const string MunicipalityNl = "Geef de CBS-code van een gemeente, zoals GM0344. Alle codes staan op /coalition/v1/reference/municipalities.";

    private const string MunicipalityEn = "Give the CBS code of a municipality, such as GM0344. All codes are at /coalition/v1/reference/municipalities.";

    private const string PostcodeNl = "Geef een Nederlandse postcode, zoals 3511 AB of 3511.";

    private const string PostcodeEn = "Give a Dutch postcode, such as 3511 AB or 3511.";

    private sealed record Request(
        [property: CodeOf("support-types")] string? SupportType = null,
        [property: CodeOf("support-types")] IReadOnlyList<string?>? SupportTypes = null,
        [property: CodeOf("quality-compass")] string? Level = null,
        [property: MunicipalityCode] string? Municipality = null,
        [property: MunicipalityCode] IReadOnlyList<string>? Municipalities = null,
        [property: PostcodeValue] string? Postcode = null);

    [Theory]
    [InlineData("nl", SupportTypesNl)]
    [InlineData("nl-NL", SupportTypesNl)]
    [InlineData("", SupportTypesNl)]
    [InlineData("en", SupportTypesEn)]
    [InlineData("en-GB", SupportTypesEn)]
    public void A_code_that_is_not_in_the_list_is_refused_in_the_language_of_the_reader(string culture, string message) =>
        Refused(new(SupportType: "geen"), culture, nameof(Request.SupportType), message);

    [Theory]
    [InlineData("nl", "Kies uit: ambition, societal-result, indicator.")]
    [InlineData("en", "Choose from: ambition, societal-result, indicator.")]
    public void A_short_list_is_named_whole(string culture, string message) => Refused(new(Level: "?"), culture, nameof(Request.Level), message);

    [Theory]
    [InlineData("practical-support", "")]
    [InlineData("practical-support", "Practical-Support")]
    [InlineData("practical-support", null)]
    public void One_bad_code_refuses_the_whole_list(string good, string? bad) =>
        Refused(new(SupportTypes: [good, bad]), "nl", nameof(Request.SupportTypes), SupportTypesNl);

    [Theory]
    [InlineData("GM9999", "nl", MunicipalityNl)]
    [InlineData("0344", "nl", MunicipalityNl)]
    [InlineData("Utrecht", "en", MunicipalityEn)]
    [InlineData("gm0344", "en", MunicipalityEn)]
    public void A_code_of_no_municipality_is_refused(string code, string culture, string message)
    {
        Refused(new(Municipality: code), culture, nameof(Request.Municipality), message);
        Refused(new(Municipalities: ["GM0344", code]), culture, nameof(Request.Municipalities), message);
    }

    [Theory]
    [InlineData("0123AB", "nl", PostcodeNl)]
    [InlineData("3511SS", "nl", PostcodeNl)]
    [InlineData("3511 SD", "nl", PostcodeNl)]
    [InlineData("3511  AB", "nl", PostcodeNl)]
    [InlineData("3511ab", "en", PostcodeEn)]
    [InlineData("351", "en", PostcodeEn)]
    [InlineData("3511\n", "en", PostcodeEn)]
    [InlineData("٣511", "en", PostcodeEn)]
    [InlineData("", "en", PostcodeEn)]
    public void A_malformed_postcode_is_refused(string postcode, string culture, string message) =>
        Refused(new(Postcode: postcode), culture, nameof(Request.Postcode), message);

    [Theory]
    [InlineData("3511")]
    [InlineData("3511AB")]
    [InlineData("3511 AB")]
    public void Good_values_pass(string postcode) => Assert.Empty(Errors(new(
        SupportType: "valued-role", SupportTypes: ["valued-role", "social-skills"], Level: "indicator",
        Municipality: "GM0344", Municipalities: ["GM0344", "GM1696"], Postcode: postcode)));

    [Fact]
    public void Nothing_passes_since_required_is_another_rule()
    {
        Assert.Empty(Errors(new()));
        Assert.Empty(Errors(new(SupportTypes: [], Municipalities: [])));
    }

    [Fact]
    public void A_municipality_is_judged_by_the_clock_of_the_service()
    {
        var services = new Services(new Clock(new DateTimeOffset(2022, 12, 31, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal([nameof(Request.Municipality)], Errors(new(Municipality: "GM0344"), services).Select(error => error.MemberNames.Single()));
    }

    [Fact]
    public void A_list_that_does_not_exist_is_a_mistake_of_the_programmer() =>
        Assert.Throws<KeyNotFoundException>(() => new CodeOfAttribute("nothing"));

    private static void Refused(Request request, string culture, string member, string message)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var error = Assert.Single(Errors(request));
            Assert.Equal([member], error.MemberNames);
            Assert.Equal(message, error.ErrorMessage);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static List<ValidationResult> Errors(Request request, IServiceProvider? services = null)
    {
        var errors = new List<ValidationResult>();
        Validator.TryValidateObject(request, new ValidationContext(request, services, null), errors, validateAllProperties: true);
        return errors;
    }

    private sealed class Services(TimeProvider time) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? time : null;
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
