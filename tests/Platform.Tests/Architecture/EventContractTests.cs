using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Nabij.Contracts;
using Nabij.Messaging;

namespace Platform.Tests.Architecture;

/// <summary>Every contract is walked: its names, its audience, and that it can hold nothing personal.</summary>
public sealed class EventContractTests
{
    /// <summary>
    /// The members that are text. Each holds a code of a list or a CBS code. A new one is added here after somebody has
    /// made sure that no person's words can end up in it.
    /// </summary>
    private static readonly HashSet<string> Codes =
    [
        "Municipality", "Municipalities", "Domain", "SupportType", "SupportTypes", "TargetGroup", "TargetGroups", "Route", "ReporterRole", "Decision", "Outcome", "Template", "Reason",
        "ChangedFields", "ConfirmedFields", "How", "ByRole", "Cadence", "Questionnaire", "Band", "WeakComponents", "Problem", "Due", "District",
    ];

    private static readonly HashSet<Type> Plain = [typeof(Guid), typeof(bool), typeof(int), typeof(long), typeof(DateTimeOffset), typeof(DateOnly)];

    public static TheoryData<string> Contracts => [.. All.Keys];

    private static Dictionary<string, Type> All { get; } = typeof(IntegrationEvent).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(IntegrationEvent))).ToDictionary(t => t.Name);

    [Theory, MemberData(nameof(Contracts))]
    public void It_has_one_wire_name_of_our_own(string contract)
    {
        var type = All[contract];
        var name = type.GetCustomAttribute<EntityNameAttribute>()?.EntityName;
        Assert.Equal($"urn:message:{name}", type.GetCustomAttribute<MessageUrnAttribute>()?.Urn.ToString());
        Assert.Matches($"^({string.Join('|', House.Services)})\\.[a-z]+(-[a-z]+)*\\.v[1-9][0-9]*$", name);
        Assert.Single(All.Values, t => t.GetCustomAttribute<EntityNameAttribute>()!.EntityName == name);
    }

    [Theory, MemberData(nameof(Contracts))]
    public void It_declares_its_audience(string contract) => Assert.NotNull(All[contract].GetCustomAttribute<AudienceAttribute>());

    [Theory, MemberData(nameof(Contracts))]
    public void It_holds_ids_codes_counts_and_times_only(string contract) => Assert.Empty(Personal(All[contract]));

    [Fact]
    public void A_member_with_free_text_or_a_structure_is_seen() => Assert.Equal(["Inner", "Note", "SignalId"], Personal(typeof(Bad)).Order());

    [Theory, MemberData(nameof(Contracts))]
    public void It_comes_back_from_json_as_it_was_and_may_grow(string contract)
    {
        var written = JsonSerializer.SerializeToNode(Example(All[contract]), All[contract], MessageJson.Options)!.AsObject();
        Assert.All(Members(All[contract]), m => Assert.True(written.ContainsKey(JsonNamingPolicy.CamelCase.ConvertName(m.Name)), m.Name));
        var later = written.DeepClone().AsObject();
        later["memberOfALaterVersion"] = new JsonObject { ["a"] = 1 };
        var read = later.Deserialize(All[contract], MessageJson.Options);
        Assert.True(JsonNode.DeepEquals(written, JsonSerializer.SerializeToNode(read, All[contract], MessageJson.Options)));
        Assert.NotEqual("", ((IntegrationEvent)read!).Subject);
    }

    private static IEnumerable<string> Personal(Type type) => Members(type).Where(m => !IsHarmless(m)).Select(m => m.Name);

    private static bool IsHarmless(PropertyInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) type = type.GenericTypeArguments[0];
        // Events carry a random reference: the id that handlers use stays inside the signals service.
        if (member.Name == "SignalId") return false;
        return type == typeof(string) ? Codes.Contains(member.Name) : Plain.Contains(type) || type.IsEnum;
    }

    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static object Example(Type type)
    {
        var example = Activator.CreateInstance(type)!;
        foreach (var member in Members(type)) member.SetValue(example, Value(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType));
        return example;
    }

    private static object Value(Type type) => type switch
    {
        _ when type == typeof(Guid) => Guid.NewGuid(),
        _ when type == typeof(string) => "a-code",
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 7,
        _ when type == typeof(long) => 7L,
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero),
        _ when type == typeof(DateOnly) => new DateOnly(2026, 3, 1),
        _ when type == typeof(IReadOnlyList<string>) => new[] { "a-code", "another" },
        _ when type == typeof(IReadOnlyList<Guid>) => new[] { Guid.NewGuid() },
        _ when type.IsEnum => Enum.GetValues(type).GetValue(0)!,
        _ => throw new InvalidOperationException($"An event holds no {type}."),
    };

    private sealed record Bad : IntegrationEvent
    {
        public string? Note { get; init; }
        public Version? Inner { get; init; }
        public Guid SignalId { get; init; }
        public override string Subject => "";
    }
}
