using System.Text.Json;

namespace Nabij.ServiceDefaults.Problems;

/// <summary>The keys of <c>errors</c>: camelCase paths such as <c>costs[0].amount</c>.</summary>
internal static class FieldPath
{
    private const int LongestKey = 200;

    public static IDictionary<string, string[]> CamelCase(IDictionary<string, string[]> errors) =>
        errors.GroupBy(e => CamelCase(e.Key)).ToDictionary(g => g.Key, g => g.SelectMany(e => e.Value).ToArray());

    public static string OfJson(JsonException error)
    {
        var path = error.Path?.TrimStart('$').TrimStart('.') ?? "";
        return path.Length is 0 or > LongestKey ? "body" : path;
    }

    private static string CamelCase(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
