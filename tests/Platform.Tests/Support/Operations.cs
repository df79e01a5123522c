using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Tests.Support;

/// <summary>An operation of the joined document. Its id is the service's name and the operation's.</summary>
/// <param name="Policy">From <c>x-policy</c>: roles with bars between them, or <c>anonymous</c>.</param>
public sealed partial record Operation(string Id, HttpMethod Method, string Path, string Policy, JsonElement Element)
{
    public const string Anonymous = "anonymous";

    public bool HasBody => Element.TryGetProperty("requestBody", out _);

    public IReadOnlyList<string> QueryNames => Parameters("query");

    public IReadOnlyList<string> HeaderNames => Parameters("header");

    public static async Task<IReadOnlyList<Operation>> AllAsync()
    {
        using var http = await RunningPlatform.ClientAsync();
        var document = await http.GetFromJsonAsync<JsonElement>("/openapi.json");
        return [.. from path in document.GetProperty("paths").EnumerateObject()
                   from operation in path.Value.EnumerateObject()
                   select new Operation(operation.Value.GetProperty("operationId").GetString()!, new HttpMethod(operation.Name.ToUpperInvariant()), path.Name,
                       operation.Value.GetProperty("x-policy").GetString()!, operation.Value)];
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
        ["privacy-officer"] = "privacy-officer-gm0344",
        ["coordinator"] = Town.Coordinator,
        ["member"] = Town.Member,
        ["partner"] = Town.Partner,
        ["service"] = "client:notifications",
        ["operator"] = "operator",
    };

    public static string For(Operation operation) => operation.Policy == Operation.Anonymous ? "" : ByRole[operation.Policy.Split('|')[0]];
}
