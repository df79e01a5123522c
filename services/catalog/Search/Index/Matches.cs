using System.Buffers;
using System.Numerics;
using Nabij.Catalog.Search.Dutch;
using Nabij.Reference;

namespace Nabij.Catalog.Search.Index;

/// <summary>What a query finds in one part of a snapshot. Its arrays are rented: dispose it.</summary>
internal sealed class Matches : IDisposable
{
    /// <summary>What was not checked for too long stands behind what fits nearly as well.</summary>
    private const float StaleScore = 0.6f;

    /// <summary>A word beside what somebody looks for decides between what fits nearly as well.</summary>
    private const float BesideWeight = 0.2f;

    /// <summary>The labels stand beside <see cref="Facets.All"/>: which there are differs from one municipality to another.</summary>
    private const int LabelGroup = -1;

    private static readonly IReadOnlyDictionary<string, int[]> NoLabels = new Dictionary<string, int[]>();

    private readonly SearchQuery _query;
    private readonly float[] _scores;

    private Matches(Part part, SearchQuery query, WorkingSet core, float[] scores)
    {
        (Part, _query, Core, _scores) = (part, query, core, scores);
        All = Chosen(without: null);
        Total = All.Count();
    }

    public Part Part { get; }

    /// <summary>All that is found.</summary>
    public WorkingSet All { get; }

    public int Total { get; }

    private WorkingSet Core { get; }

    private Segment Segment => Part.Segment;

    /// <summary>Of the municipality: the services by label.</summary>
    private IReadOnlyDictionary<string, int[]> LabelsHere =>
        _query.Municipality is { } municipality && Segment.Labels.TryGetValue(municipality, out var labels) ? labels : NoLabels;

    /// <param name="rarity">For each word of the query: how much it says that a service has it.</param>
    /// <param name="besideRarity">The same for each word beside them.</param>
    public static Matches Of(Part part, SearchQuery query, IReadOnlyList<float> rarity, IReadOnlyList<float> besideRarity)
    {
        var core = Scope(part, query.Municipality);
        var scores = RentScores(part.Segment);
        for (var word = 0; word < query.Words.Count; word++) KeepWord(part.Segment, core, query.Words[word], rarity[word], scores, first: word == 0);
        core.KeepOutside(part.Segment.Hidden, (part.Segment, query.Words), static (s, i) => s.Words.Count > 0 && s.Words.All(w => IsInName(s.Segment, w, i)));
        if (query.Age is { } age) core.Keep(new ForAge(part.Segment.MinAges, part.Segment.MaxAges, (byte)age));
        if (query.MaxCost is { } cost) core.Keep(new AtMost(part.Segment.Keys.Costs, cost));
        if (query.Verified) core.Keep(new AnyOf(part.Segment.Verified));
        if (query is { Near: { } near, RadiusKm: { } radius }) KeepReached(part.Segment, core, near, radius, query.Home);
        if (query is { Sort: SearchSort.Relevance, Words.Count: > 0 })
            foreach (var (i, word) in query.Beside.Index()) AddWord(part.Segment, core, word, besideRarity[i] * BesideWeight, scores);
        return new Matches(part, query, core, scores);
    }

    /// <summary>How many services each value of a group would give.</summary>
    public void CountInto(int group, Dictionary<string, int> counts)
    {
        var set = _query.Chosen.ContainsKey(group) ? Chosen(without: group) : All;
        foreach (var (code, bits) in Segment.Facets[group]) counts[code] = counts.GetValueOrDefault(code) + set.CountWith(bits);
        if (set != All) set.Dispose();
    }

    /// <summary>How many services each label of the municipality would give.</summary>
    public void CountLabelsInto(Dictionary<string, int> counts)
    {
        if (LabelsHere.Count == 0) return;
        var set = _query.Labels.Length > 0 ? Chosen(without: LabelGroup) : All;
        foreach (var (code, ordinals) in LabelsHere) counts[code] = counts.GetValueOrDefault(code) + ordinals.Count(set.Has);
        if (set != All) set.Dispose();
    }

    public int NationalCount() => All.CountWith(Segment.National);

    /// <summary>The best <paramref name="count"/> in the order of the query, or fewer.</summary>
    public IEnumerable<Candidate> Best(int count, bool nationalOnly = false)
    {
        // The more is found, the sooner the best turn up where all stand in their order.
        return !nationalOnly && Order is { } order && (long)count * order.Length < (long)Total * Total
            ? order.Where(All.Has).Take(count).Select(ordinal => new Candidate(this, ordinal, (uint)(KeyOf(ordinal) >> 32)))
            : Pick(count, nationalOnly);
    }

    private List<Candidate> Pick(int count, bool nationalOnly)
    {
        // The worst of the best is on top, and leaves when a better one comes.
        var best = new PriorityQueue<int, ulong>(Math.Min(count, Total), Comparer<ulong>.Create(static (a, b) => b.CompareTo(a)));
        var (worst, least, byWords) = (ulong.MaxValue, float.Epsilon, _query is { Sort: SearchSort.Relevance, Words.Count: > 0 });
        foreach (var word in All.Filled)
        {
            var left = All.At(word) & (nationalOnly ? Segment.National[word] : ulong.MaxValue) & (byWords ? new Scored(_scores, least).Of(word) : ulong.MaxValue);
            for (; left != 0; left &= left - 1)
            {
                var ordinal = (word << 6) + BitOperations.TrailingZeroCount(left);
                var key = KeyOf(ordinal);
                if (key >= worst) continue;
                if (best.Count < count) best.Enqueue(ordinal, key);
                else best.EnqueueDequeue(ordinal, key);
                if (best.Count < count || !best.TryPeek(out _, out worst)) continue;
                if (byWords) least = LeastScore((uint)(worst >> 32));
            }
        }

        return [.. best.UnorderedItems.Select(b => new Candidate(this, b.Element, (uint)(b.Priority >> 32)))];
    }

    public Hit Describe(int ordinal) => new(Segment.Ids[ordinal], Segment.Shown[ordinal], DistanceOf(ordinal) is { } km ? Math.Round(km, 1) : null, [.. WordsOf(ordinal)],
        [.. LabelsHere.Where(label => Array.BinarySearch(label.Value, ordinal) >= 0).Select(label => label.Key)]);

    public void Dispose()
    {
        All.Dispose();
        Core.Dispose();
        ArrayPool<float>.Shared.Return(_scores);
    }

    /// <summary>What has one of the codes of each group that was chosen in, or of each but one.</summary>
    private WorkingSet Chosen(int? without)
    {
        var set = Core.Copy();
        foreach (var (group, codes) in _query.Chosen)
            if (group != without) set.Keep(new AnyOf(BitsOf(group, codes)));
        if (_query.Labels.Length > 0 && without != LabelGroup) KeepLabelled(set);
        return set;
    }

    private void KeepLabelled(WorkingSet set)
    {
        int[][] chosen = [.. _query.Labels.Select(code => LabelsHere.GetValueOrDefault(code, []))];
        set.KeepWhere(chosen, static (lists, ordinal) => Array.Exists(lists, list => Array.BinarySearch(list, ordinal) >= 0));
    }

    /// <summary>Services of a municipality and those of the whole country.</summary>
    private static WorkingSet Scope(Part part, string? municipality)
    {
        if (municipality is null) return WorkingSet.Of(part.Live);
        var words = part.Live.Length;
        var scope = ArrayPool<ulong>.Shared.Rent(words);
        try
        {
            var bits = scope.AsSpan(0, words);
            part.Segment.National.CopyTo(bits);
            foreach (var ordinal in part.Segment.ByMunicipality.GetValueOrDefault(municipality, [])) Bits.Set(bits, ordinal);
            for (var word = 0; word < words; word++) bits[word] &= part.Live[word];
            return WorkingSet.Of(bits);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(scope);
        }
    }

    /// <summary>Keeps what has one of the alternatives of a word, and adds the best of them to its score.</summary>
    private static void KeepWord(Segment segment, WorkingSet core, QueryWord word, float rarity, float[] scores, bool first)
    {
        var best = first ? scores : RentScores(segment);
        ScoreWord(segment, core, word, rarity, best);
        core.Keep(new Scored(best, float.Epsilon));
        if (!first) AddAndReturn(core, scores, best);
    }

    /// <summary>Adds the best of the alternatives of a word to the scores, and keeps what has none as well.</summary>
    private static void AddWord(Segment segment, WorkingSet core, QueryWord word, float rarity, float[] scores)
    {
        var best = RentScores(segment);
        ScoreWord(segment, core, word, rarity, best);
        AddAndReturn(core, scores, best);
    }

    private static void ScoreWord(Segment segment, WorkingSet core, QueryWord word, float rarity, float[] best)
    {
        var ways = new List<(Postings Postings, float Factor)>();
        foreach (var alternative in word.Alternatives)
            if (segment.Terms.TryGetValue(alternative.Text, out var postings)) ways.Add((postings, alternative.Weight * rarity));
        var starts = new int[ways.Count];
        foreach (var (least, past) in core.Ranges())
        {
            best.AsSpan(least, past - least).Clear();
            for (var way = 0; way < ways.Count; way++) starts[way] = ways[way].Postings.Raise(least, past, starts[way], ways[way].Factor, best);
        }

        foreach (var phrase in word.Phrases) RaisePhrase(segment, core, phrase, rarity, best);
    }

    private static void AddAndReturn(WorkingSet core, float[] scores, float[] best)
    {
        foreach (var ordinal in core) scores[ordinal] += best[ordinal];
        ArrayPool<float>.Shared.Return(best);
    }

    /// <summary>Scores what has all words of a phrase by its words together.</summary>
    private static void RaisePhrase(Segment segment, WorkingSet core, QueryPhrase phrase, float rarity, float[] best)
    {
        var scores = RentScores(segment);
        using var found = core.Copy();
        for (var word = 0; word < phrase.Words.Count; word++) KeepWord(segment, found, phrase.Words[word], rarity * phrase.Weight / phrase.Words.Count, scores, first: word == 0);
        foreach (var ordinal in found) best[ordinal] = Math.Max(best[ordinal], scores[ordinal]);
        ArrayPool<float>.Shared.Return(scores);
    }

    private static float[] RentScores(Segment segment) => ArrayPool<float>.Shared.Rent(Bits.Words(segment.Count) << 6);

    private ulong[][] BitsOf(int group, string[] codes) => [.. codes.Select(c => Segment.Facets[group].GetValueOrDefault(c) ?? Bits.Empty(Segment.Count))];

    /// <summary>Keeps what is near, what is national, and what comes to people where they live: distance rules out only where one has to go.</summary>
    private static void KeepReached(Segment segment, WorkingSet core, GeoPoint near, double radiusKm, string? home)
    {
        var settings = segment.Facets[Facets.PlaceOf(Facets.Setting)];
        ulong[][] coming = [.. Facets.Coming.Select(code => settings.GetValueOrDefault(code)).OfType<ulong[]>()];
        var atHome = home is null ? [] : segment.ByMunicipality.GetValueOrDefault(home, []);
        core.KeepWhere((segment, near, radiusKm, coming, atHome), static (s, i) => Bits.Has(s.segment.National, i) || IsWithin(s.segment, i, s.near, s.radiusKm)
            || (Array.Exists(s.coming, bits => Bits.Has(bits, i)) && Array.BinarySearch(s.atHome, i) >= 0));
    }

    private static bool IsWithin(Segment segment, int ordinal, GeoPoint near, double radiusKm)
    {
        // A degree of latitude is 111 km everywhere: most places are ruled out without a sine.
        var degrees = radiusKm / 111;
        for (var place = segment.PlaceStarts[ordinal]; place < segment.PlaceStarts[ordinal + 1]; place++)
        {
            var (latitude, longitude) = segment.Places[place];
            if (Math.Abs(latitude - near.Latitude) <= degrees && near.KilometresTo(new GeoPoint(latitude, longitude)) <= radiusKm) return true;
        }

        return false;
    }

    private double? DistanceOf(int ordinal)
    {
        if (_query.Near is not { } near) return null;
        double? nearest = null;
        for (var place = Segment.PlaceStarts[ordinal]; place < Segment.PlaceStarts[ordinal + 1]; place++)
        {
            var km = near.KilometresTo(new GeoPoint(Segment.Places[place].Latitude, Segment.Places[place].Longitude));
            if (nearest is null || km < nearest) nearest = km;
        }

        return nearest;
    }

    private IEnumerable<MatchedWord> WordsOf(int ordinal)
    {
        foreach (var word in _query.Words) yield return new MatchedWord(word.Typed, IsInName(Segment, word, ordinal));
    }

    private static bool IsInName(Segment segment, QueryWord word, int ordinal) =>
        word.Alternatives.Any(a => segment.Terms.TryGetValue(a.Text, out var postings) && postings.WeightIn(ordinal) >= AnalysedService.NameWeight)
        || word.Phrases.Any(p => p.Words.All(w => IsInName(segment, w, ordinal)));

    /// <summary>All services of the segment, where the question changes nothing in how they are sorted.</summary>
    private int[]? Order => _query is { Sort: SearchSort.Distance } or { Sort: SearchSort.Relevance, Words.Count: > 0 } or { Sort: SearchSort.Relevance, Municipality: not null }
        ? null
        : Segment.Keys.Order(_query.Sort);

    /// <summary>As <see cref="SortKeys.Of"/>.</summary>
    private ulong KeyOf(int ordinal) => _query.Sort switch
    {
        SearchSort.Distance => Segment.Keys.ByName(ordinal, DistanceOf(ordinal) is { } km ? (uint)(km * 1000) : uint.MaxValue),
        SearchSort.Relevance => Segment.Keys.ByName(ordinal, RelevanceOf(ordinal)),
        var sort => Segment.Keys.Of(sort, ordinal),
    };

    /// <summary>The highest bit says national; the others are the score, turned round.</summary>
    private uint RelevanceOf(int ordinal)
    {
        var national = _query.Municipality is not null && Bits.Has(Segment.National, ordinal) ? 1u << 31 : 0;
        if (_query.Words.Count == 0) return national | Segment.Keys.First(SearchSort.Relevance, ordinal);
        var score = _scores[ordinal] * (Bits.Has(Segment.Keys.Stale, ordinal) ? StaleScore : 1);
        return national | (int.MaxValue - (uint)Math.Min(score * 1000, int.MaxValue));
    }

    /// <summary>What scores less cannot stand before one of this relevance. A little less than it was, for rounding; anything may stand before what is national.</summary>
    private static float LeastScore(uint relevance) => relevance > int.MaxValue ? float.Epsilon : Math.Max(float.Epsilon, (int.MaxValue - relevance) * 0.00099999f);
}

/// <summary>One of the best of a segment, until those of all segments are known.</summary>
/// <param name="Key">Smaller is better; the name decides between equals.</param>
internal sealed record Candidate(Matches Matches, int Ordinal, uint Key)
{
    public string Name => Matches.Part.Segment.Names[Ordinal];

    public Guid Id => Matches.Part.Segment.Ids[Ordinal];
}
