using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Tests.Support;

/// <summary>An operation of the joined document. Its id is the service's name and the operation's.</summary>
/// <param name="Policy">From <c>x-policy</c>: roles with bars between them, or <c>anonymous</c>.</param>
public sealed partial record Operation(string Id, HttpMethod Method, string Path, string Policy, JsonElement Element)
{
    public const string Anonymous = "anonymous";

    /// <summary>In JSON of a form that the document tells; a file is another matter.</summary>
    public bool HasBody => Element.TryGetProperty("requestBody", out var body) && body.GetProperty("content").EnumerateObject().First().Name == "application/json";

    /// <summary>What the body may hold, as dotted paths; <c>[]</c> after what is a list: <c>costs[].price.amount</c>.</summary>
    public required IReadOnlyList<string> BodyMembers { get; init; }

    public IReadOnlyList<string> QueryNames => Parameters("query");

    public IReadOnlyList<string> HeaderNames => Parameters("header");

    private static readonly Lazy<Task<IReadOnlyList<Operation>>> All = new(ReadAsync);

    public static Task<IReadOnlyList<Operation>> AllAsync() => All.Value;

    private static async Task<IReadOnlyList<Operation>> ReadAsync()
    {
        // A service that has just started may need longer for its first document than the gateway waits.
        using var anyone = new Api(null, TimeSpan.FromSeconds(60));
        var document = (await anyone.GetAsync("/openapi.json")).Success().Body;
        return [.. from path in document.GetProperty("paths").EnumerateObject()
                   from operation in path.Value.EnumerateObject()
                   select new Operation(operation.Value.GetProperty("operationId").GetString()!, new HttpMethod(operation.Name.ToUpperInvariant()), path.Name,
                       operation.Value.GetProperty("x-policy").GetString()!, operation.Value)
                   {
                       BodyMembers = operation.Value.TryGetProperty("requestBody", out var body)
                           ? [.. Members(body.GetProperty("content").EnumerateObject().First().Value.GetProperty("schema"), document, "", 4)]
                           : [],
                   }];
    }

    private static IEnumerable<string> Members(JsonElement schema, JsonElement document, string above, int levels)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        foreach (var joined in new[] { "allOf", "oneOf", "anyOf" })
            if (schema.TryGetProperty(joined, out var parts)) foreach (var part in parts.EnumerateArray()) foreach (var member in Members(part, document, above, levels)) yield return member;
        if (levels == 0) yield break;
        if (schema.TryGetProperty("items", out var items))
            foreach (var member in Members(items, document, above.TrimEnd('.') + "[].", levels - 1).Prepend(above.TrimEnd('.') + "[]")) yield return member;
        if (!schema.TryGetProperty("properties", out var properties)) yield break;
        foreach (var property in properties.EnumerateObject())
            foreach (var member in Members(property.Value, document, $"{above}{property.Name}.", levels - 1).Prepend(above + property.Name)) yield return member;
    }

    public bool LetsIn(string role) => Policy == Anonymous || Policy.Split('|').Contains(role);

    /// <summary>The path with each parameter replaced. Named after the part before it: <c>services/{id}</c> asks for <c>services</c>.</summary>
    public string PathWith(Func<string, string> target) => Parameter().Replace(Path, p => p.Groups[1].Value + "/" + target(p.Groups[1].Value));

    private IReadOnlyList<string> Parameters(string place) => Element.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == place).Select(p => p.GetProperty("name").GetString()!)]
        : [];

    [GeneratedRegex(@"([a-z-]+)/\{[A-Za-z]+\}")]
    private static partial Regex Parameter();
}

/// <summary>A demo account for each role.</summary>
public static class Accounts
{
    public static readonly IReadOnlyDictionary<string, string> ByRole = new Dictionary<string, string>
    {
        ["portal"] = "client:portal",
        ["provider"] = Town.Provider,
        ["editor"] = Town.Editor,
        ["handler"] = Town.Handler,
        ["privacy-officer"] = Town.Officer,
        ["coordinator"] = Town.Coordinator,
        ["member"] = Town.Member,
        ["partner"] = Town.Partner,
        ["service"] = "client:notifications",
        ["operator"] = "operator",
    };

    public static string For(Operation operation) => operation.Policy == Operation.Anonymous ? "" : ByRole[operation.Policy.Split('|')[0]];
}
