using Nabij.ServiceDefaults.Validation;

namespace Catalog.Tests.Defaults;

/// <summary>A length is counted in characters as the database and JSON Schema count them, not in the units of UTF-16.</summary>
public sealed class LengthTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("ab", true)]
    [InlineData("abc", true)]
    [InlineData("abcd", false)]
    [InlineData("😀", false)]
    [InlineData("😀😀", true)]
    [InlineData("😀😀😀", true)]
    [InlineData("😀😀😀😀", false)]
    public void A_text_of_two_to_three_characters(string? text, bool passes)
    {
        Assert.Equal(passes, new LengthBetweenAttribute(2, 3).IsValid(text));
        Assert.Equal(passes && text is not null, new EachOfLengthAttribute(2, 3).IsValid(new[] { "ab", text }));
    }

    [Fact]
    public void A_list_that_is_absent_or_empty_has_no_text_of_a_wrong_length()
    {
        Assert.True(new EachOfLengthAttribute(2, 3).IsValid(null));
        Assert.True(new EachOfLengthAttribute(2, 3).IsValid(Array.Empty<string>()));
    }
}
