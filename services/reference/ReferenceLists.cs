using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nabij.Reference;

/// <summary>Every code list of the platform. A list is read from the assembly at its first use.</summary>
public static class ReferenceLists
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly FrozenDictionary<string, Lazy<ReferenceList>> ByName = EmbeddedData.Names(".json")
        .ToFrozenDictionary(name => name, name => new Lazy<ReferenceList>(() => Load<ReferenceList>(name)));

    /// <summary>The names of all lists, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    public static IReadOnlyDictionary<string, ReferenceList> All =>
        field ??= ByName.ToFrozenDictionary(list => list.Key, list => list.Value.Value);

    public static ReferenceList<Cause> Causes => field ??= Load<ReferenceList<Cause>>("causes");

    public static ReferenceList<Component> Components => field ??= Load<ReferenceList<Component>>("components");

    public static ReferenceList<DetectionRule> DetectionRules => field ??= Load<ReferenceList<DetectionRule>>("detection-rules");

    public static ReferenceList<Domain> Domains => field ??= Load<ReferenceList<Domain>>("domains");

    public static ReferenceList<LonelinessKind> LonelinessKinds => field ??= Load<ReferenceList<LonelinessKind>>("loneliness-kinds");

    public static ReferenceList<LonelinessValue> LonelinessValues => field ??= Load<ReferenceList<LonelinessValue>>("loneliness-known-values");

    public static ReferenceList<NationalOffering> NationalOfferings => field ??= Load<ReferenceList<NationalOffering>>("national-offerings");

    public static ReferenceList<Pitfall> Pitfalls => field ??= Load<ReferenceList<Pitfall>>("pitfalls");

    public static ReferenceList<PlanChapter> PlanTemplate => field ??= Load<ReferenceList<PlanChapter>>("plan-template");

    /// <summary>What a service helps with.</summary>
    public static ReferenceList<Problem> Problems => field ??= Load<ReferenceList<Problem>>("problems");

    public static ReferenceList<ProcessStep> ProcessSteps => field ??= Load<ReferenceList<ProcessStep>>("process-steps");

    /// <summary>Who may report a signal: the <see cref="SignallerRoles"/> and <c>resident</c>.</summary>
    public static ReferenceList<SignallerRole> ReporterRoles => field ??= Load<ReferenceList<SignallerRole>>("reporter-roles");

    public static ReferenceList<ReferenceItem> RiskGroups => Get("risk-groups");

    /// <summary>The 25 roles that meet many people. Every resident can signal too: see <see cref="ReporterRoles"/>.</summary>
    public static ReferenceList<SignallerRole> SignallerRoles => field ??= Load<ReferenceList<SignallerRole>>("signaller-roles");

    public static ReferenceList<SupportType> SupportTypes => field ??= Load<ReferenceList<SupportType>>("support-types");

    /// <summary>Whom a service is meant for: the <see cref="RiskGroups"/> and other audiences. Meant for everyone = no target group.</summary>
    public static ReferenceList<TargetGroup> TargetGroups => field ??= Load<ReferenceList<TargetGroup>>("target-groups");

    /// <exception cref="KeyNotFoundException">There is no list of that name.</exception>
    public static ReferenceList Get(string name) => ByName[name].Value;

    public static bool TryGet(string name, [NotNullWhen(true)] out ReferenceList? list)
    {
        list = ByName.TryGetValue(name, out var found) ? found.Value : null;
        return list is not null;
    }

    private static TList Load<TList>(string name)
    {
        using var stream = EmbeddedData.Open(name + ".json");
        return JsonSerializer.Deserialize<TList>(stream, Json)
            ?? throw new InvalidDataException($"The list {name} is empty.");
    }
}
