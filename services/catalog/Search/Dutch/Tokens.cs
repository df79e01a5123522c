using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>Cuts text into what people would call words, and writes each in one way: "één-op-één" and "1 op 1", "65-plussers" and "65+", "3512 ab" and "3512AB".</summary>
internal static partial class Tokens
{
    public const int LongestWord = 60;

    public const string OneToOne = "eenopeen";

    /// <summary>Lower case, without accents, ligatures undone.</summary>
    public static string Normalize(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var whole = new StringBuilder(text.Length);
        // Half an emoji becomes U+FFFD here, and what is no character is left out: neither could be normalised.
        foreach (var rune in text.EnumerateRunes()) if ((rune.Value & 0xFFFE) != 0xFFFE && rune.Value is < 0xFDD0 or > 0xFDEF) whole.Append(rune.ToString());
        var plain = new StringBuilder(text.Length);
        foreach (var c in whole.ToString().Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            switch (char.ToLowerInvariant(c))
            {
                case 'ß': plain.Append("ss"); break;
                case 'æ': plain.Append("ae"); break;
                case 'œ': plain.Append("oe"); break;
                case 'ø': plain.Append('o'); break;
                case 'ł': plain.Append('l'); break;
                case 'đ': plain.Append('d'); break;
                case 'ı': plain.Append('i'); break;
                case '\u2019' or '\u2018' or '\u02bc' or '`': plain.Append('\''); break;
                case '\u2010' or '\u2011' or '\u2013' or '\u2014' or '\u2212': plain.Append('-'); break;
                case var lower: plain.Append(lower); break;
            }
        }

        return plain.ToString();
    }

    /// <summary>The words of a text that is normalised already. A hyphen stays within its word.</summary>
    public static List<string> Of(string normalized)
    {
        var words = new List<string>();
        for (var at = 0; at < normalized.Length;)
        {
            // Nearly all words are plain, and found the faster without the patterns.
            if (PlainLength(normalized.AsSpan(at)) is > 0 and var length)
            {
                if (length <= LongestWord) words.Add(normalized.Substring(at, length));
                at += length;
            }
            else if (char.IsLetterOrDigit(normalized[at]) || normalized[at] == '+')
            {
                var match = Pattern().Match(normalized, at);
                if (!match.Success) break;
                if (Written(match) is { Length: > 0 and <= LongestWord } word) words.Add(word);
                at = match.Index + match.Length;
            }
            else
            {
                at++;
            }
        }

        return words;
    }

    /// <summary>The length of the word that it begins with, if that has letters only and none of the patterns can have anything to do with it.</summary>
    private static int PlainLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsLetter(text[length])) length++;
        var word = text[..length];
        var next = length < text.Length ? text[length] : ' ';
        return next is '\'' or '-' || char.IsDigit(next) || (next == '.' && length == 1) || word is "een" || word.StartsWith("lhbt", StringComparison.Ordinal) ? 0 : length;
    }

    private static string Written(Match match)
    {
        if (match.Groups["word"].Success) return match.Value.Contains('\'', StringComparison.Ordinal) ? match.Value.Replace("'", "", StringComparison.Ordinal) : match.Value;
        if (match.Groups["plus"].Success) return match.Groups["plus"].Value + "plus";
        if (match.Groups["one"].Success) return OneToOne;
        if (match.Groups["lhbti"].Success) return "lhbti";
        if (match.Groups["phone"].Success) return Digits(match.Value.Replace("(0)", "", StringComparison.Ordinal));
        return string.Concat(match.Value.Where(char.IsAsciiLetterOrDigit));
    }

    private static string Digits(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.StartsWith("0031", StringComparison.Ordinal) ? "0" + digits[4..] : digits.StartsWith("31", StringComparison.Ordinal) ? "0" + digits[2..] : digits;
    }

    [GeneratedRegex("""
        (?<phone>(?<![\p{L}\p{Nd}])(?:(?:\+31|0031|0)(?:[ -]?\(0\))?[ -]?[1-9](?:[ -]?[0-9]){7,8}|0[89]00[ -]?[0-9]{4}(?:[0-9]{3})?)(?![0-9]))
        |(?<postcode>(?<![\p{L}\p{Nd}])[1-9][0-9]{3}(?:[ ]?(?!in|is|en|op|te|de|om|of|al|er|je|we|ze|zo|uw|nu|na|ga|ik|km|kg|cm|m2|sa|sd|ss)[a-z]{2})(?![\p{L}\p{Nd}]))
        |(?<![\p{L}\p{Nd}])(?<plus>[0-9]{2,3})(?:[ -]?\+|[ ]jaar[ ](?:en|of)[ ]ouder(?![\p{L}\p{Nd}])|[ -]?plus(?:sers?)?(?![\p{L}\p{Nd}]))
        |(?<one>(?<![\p{L}\p{Nd}])(?:1|een)[ -]op[ -](?:1|een)(?![\p{L}\p{Nd}]))
        |(?<lhbti>(?<![\p{L}\p{Nd}])lhbt[iq]?[a-z]{0,3}\+?(?![\p{L}\p{Nd}]))
        |(?<short>(?<![\p{L}\p{Nd}])\p{L}(?:\.\p{L})+(?![\p{L}\p{Nd}])\.?)
        |(?<word>[\p{L}\p{Nd}]+(?:['-][\p{L}\p{Nd}]+)*)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
