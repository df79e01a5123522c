using Nabij.Catalog.Search;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>The Dutch words for codes. Both may be written in a sheet; what is neither stays as it is, for the rules to refuse.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, string> _codes = new(StringComparer.OrdinalIgnoreCase), _labels = [];

    public Vocabulary(IEnumerable<(string Code, string Label)> words)
    {
        foreach (var (code, label) in words)
        {
            _codes[code] = code;
            if (_codes.TryAdd(label, code)) _labels[code] = label;
        }
    }

    public static Vocabulary Of(FacetGroup facet) => new(facet.Values.Where(v => v.Code != "unknown").Select(v => (v.Code, v.Label.Nl)));

    public string CodeOf(string text) => _codes.GetValueOrDefault(text.Trim(), text);

    public string LabelOf(string code) => _labels.GetValueOrDefault(code, code);
}
