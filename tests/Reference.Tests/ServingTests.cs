using System.Text.Json;
using System.Text.RegularExpressions;
using Nabij.Reference;

namespace Reference.Tests;

/// <summary>What leaves the platform when a service answers a list.</summary>
public sealed partial class ServingTests
{
    public static TheoryData<string> Files => [.. typeof(ReferenceLists).Assembly.GetManifestResourceNames()];

    public static TheoryData<string> Names => [.. ReferenceLists.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_list_is_served_as_it_is_kept(string name)
    {
        using var kept = JsonDocument.Parse(Text(name + ".json"));
        var served = JsonSerializer.SerializeToElement(ReferenceLists.Get(name), JsonSerializerOptions.Web);

        Assert.Equal(served.GetProperty("items").GetArrayLength(), served.GetProperty("count").GetInt32());
        Assert.All(kept.RootElement.EnumerateObject(), member =>
            Assert.Equal(member.Value.GetRawTextWithoutNulls(), served.GetProperty(member.Name).GetRawTextWithoutNulls()));
    }

    [Theory, MemberData(nameof(Files))]
    public void No_file_holds_an_e_mail_address_or_a_phone_number(string file)
    {
        var text = Text(file);
        Assert.DoesNotMatch(EmailAddress(), text);
        Assert.DoesNotMatch(PhoneNumber(), text);
    }

    [Theory]
    [InlineData("bel 06-12345678", true)]
    [InlineData("bel 030 123 45 67", true)]
    [InlineData("bel +31 6 1234 5678", true)]
    [InlineData("GM0344;Utrecht;361699;52.09073;5.12142;2023-01-01", false)]
    public void A_phone_number_is_recognised(string text, bool recognised) => Assert.Equal(recognised, PhoneNumber().IsMatch(text));

    private static string Text(string file)
    {
        using var reader = new StreamReader(typeof(ReferenceLists).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.\w+")]
    private static partial Regex EmailAddress();

    // Ten digits from a 0, or +31 and nine more, with spaces or dashes between.
    [GeneratedRegex(@"(?<![\w.])(\+31|0)([ -]?[0-9]){9}(?![\w])")]
    private static partial Regex PhoneNumber();
}

internal static class JsonText
{
    public static string GetRawTextWithoutNulls(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", element.EnumerateObject()
            .Where(member => member.Value.ValueKind != JsonValueKind.Null)
            .Select(member => $"{member.Name}:{member.Value.GetRawTextWithoutNulls()}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", element.EnumerateArray().Select(GetRawTextWithoutNulls)) + "]",
        JsonValueKind.String => JsonSerializer.Serialize(element.GetString()),
        _ => element.GetRawText(),
    };
}
