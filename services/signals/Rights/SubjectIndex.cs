using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Rights;

/// <summary>
/// Finds the signals about a person who asks, by an address or a phone number, without a name or address in the database: a keyed hash, whose key lies
/// wrapped beside the data keys. It holds within one municipality.
/// </summary>
internal sealed partial class SubjectIndex(ServiceKeys keys)
{
    public const string Address = "address", Phone = "phone", Email = "email";

    /// <param name="details">Kind and value as somebody typed it; what cannot be read is left out.</param>
    public async ValueTask<IReadOnlyList<IndexedDetail>> HashAsync(string municipality, IEnumerable<(string Owner, string Kind, string? Value)> details, CancellationToken ct)
    {
        var key = await keys.GetAsync(ServiceKeys.SubjectIndex, ct);
        return [.. details.Where(d => d.Value is not null).Select(d => new IndexedDetail(d.Owner, d.Kind,
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{municipality}\n{d.Kind}\n{d.Value}")))).DistinctBy(d => (d.Owner, d.Kind))];
    }

    /// <summary>Postcode and house number: <c>3512KX12</c>. Null when either is missing.</summary>
    /// <param name="address">In any order: <c>Voorbeeldstraat 12-b, 3512 KX Utrecht</c>.</param>
    /// <param name="postcode">Where the address has none.</param>
    public static string? NormalAddress(string? address, string? postcode)
    {
        if (address is null) return null;
        var within = PostcodeForm().Matches(address).LastOrDefault();
        var code = within ?? PostcodeForm().Match(postcode ?? "");
        var rest = within is null ? address : address.Remove(within.Index, within.Length);
        var number = NumberForm().Match(rest) is { Success: true } afterStreet ? afterStreet : AnyNumber().Match(rest);
        return code.Success && number.Success ? $"{code.Groups[1].Value}{code.Groups[2].Value.ToUpperInvariant()}{number.Value.TrimStart('0')}" : null;
    }

    /// <summary>Digits as they are dialled within the country: <c>0612345678</c>. Null for what is no number.</summary>
    public static string? NormalPhone(string? phone)
    {
        if (phone is null) return null;
        var typed = phone.Replace("(0)", "", StringComparison.Ordinal).Trim();
        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        if (typed.StartsWith('+')) digits = "00" + digits;
        if (digits.StartsWith("0031", StringComparison.Ordinal)) digits = "0" + digits[4..].TrimStart('0');
        return digits.Length is >= 8 and <= 15 ? digits : null;
    }

    public static string? NormalEmail(string? email) => email?.Trim().ToLowerInvariant();

    [GeneratedRegex(@"\b([1-9][0-9]{3})\s?([A-Za-z]{2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex PostcodeForm();

    /// <summary>After the name of a street: the 7 of <c>2e Dwarsstraat 7</c>.</summary>
    [GeneratedRegex(@"(?<=[\p{L}.)]\s+)[0-9]{1,5}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"\b[0-9]{1,5}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex AnyNumber();

    /// <summary>Adds <c>@indexOwners, @indexKinds, @indexHashes</c> to the signal <c>@id</c>.</summary>
    public const string InsertSql = """
        insert into subject_index (signal_id, owner, kind, hash) select @id, i.owner, i.kind, i.hash from unnest(@indexOwners, @indexKinds, @indexHashes) as i (owner, kind, hash)
        """;
}

internal sealed record IndexedDetail(string Owner, string Kind, byte[] Hash);
