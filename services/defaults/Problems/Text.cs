using System.Globalization;

namespace Nabij.ServiceDefaults.Problems;

/// <summary>A text for people, in plain Dutch (B1) and in English; Dutch unless the request asks for English.</summary>
/// <param name="Nl">Dutch, the default.</param>
/// <param name="En">English, for <c>Accept-Language: en</c>.</param>
public readonly record struct Text(string Nl, string En)
{
    public override string ToString() => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? En : Nl;

    public static implicit operator Text((string Nl, string En) both) => new(both.Nl, both.En);
}
