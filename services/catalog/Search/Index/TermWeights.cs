using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Search.Index;

/// <summary>
/// How much a service says about each term: the weight of the best field that has it, and a quarter of that of each further field. Add the fields
/// from the heaviest to the lightest.
/// </summary>
internal sealed class TermWeights
{
    private const float Repeated = 0.25f;

    private readonly Dictionary<string, float> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float> _field = new(StringComparer.Ordinal);

    /// <summary>Takes in a field; a term counts once in it, however often it stands there.</summary>
    public void Add(IEnumerable<Term> terms, int weight)
    {
        _field.Clear();
        foreach (var term in terms) _field[term.Text] = Math.Max(term.Weight * weight, _field.GetValueOrDefault(term.Text));
        foreach (var (term, here) in _field)
        {
            var before = _weights.GetValueOrDefault(term);
            // However often other fields have it: only what stands in the name weighs as much.
            var most = before >= AnalysedService.NameWeight || weight >= AnalysedService.NameWeight ? byte.MaxValue : AnalysedService.NameWeight - 1;
            _weights[term] = Math.Min(before == 0 ? here : before + here * Repeated, most);
        }
    }

    /// <summary>These weigh at least so much.</summary>
    public void Raise(IEnumerable<Term> terms, int weight)
    {
        foreach (var term in terms) _weights[term.Text] = Math.Max(term.Weight * weight, _weights.GetValueOrDefault(term.Text));
    }

    /// <summary>From 1 to 255.</summary>
    public List<KeyValuePair<string, byte>> ToList() => [.. _weights.Select(w => KeyValuePair.Create(w.Key, (byte)Math.Max(1, w.Value)))];
}
