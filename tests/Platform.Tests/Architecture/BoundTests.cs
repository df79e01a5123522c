using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>The sixth rule of the house: all input is bounded, and the document says by how much.</summary>
public sealed class BoundTests
{
    public static TheoryData<string> Services => House.EachService;

    [Theory, MemberData(nameof(Services))]
    public async Task Every_text_and_list_of_a_request_is_bounded(string service)
    {
        using var built = BuiltService.Of(service);
        Found.None(Unbounded(await built.DocumentAsync()));
    }

    [Fact]
    public void What_has_no_bound_is_seen()
    {
        var document = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["paths"] = new JsonObject
            {
                ["/things"] = new JsonObject
                {
                    ["post"] = new JsonObject
                    {
                        ["parameters"] = JsonNode.Parse("""[{"name":"pageSize","in":"query","schema":{"type":"integer"}},{"name":"q","in":"query","schema":{"type":"string"}}]"""),
                        ["requestBody"] = JsonNode.Parse("""{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}}"""),
                    },
                },
            },
            ["components"] = JsonNode.Parse("""
                {"schemas":{"Thing":{"properties":{
                    "name":{"type":"string"},"code":{"type":"string","maxLength":3},"when":{"type":"string","format":"date"},"kind":{"enum":["a"]},"self":{"$ref":"#/components/schemas/Thing"},
                    "tags":{"type":"array","items":{"type":"string","maxLength":3}},"lines":{"type":"array","maxItems":3,"items":{"type":"string"}}}}}}
                """),
        });
        Assert.Equal(["post /things body.lines[]", "post /things body.name", "post /things body.tags", "post /things pageSize", "post /things q"], Unbounded(document).Order());
    }

    private static List<string> Unbounded(JsonElement document)
    {
        var found = new List<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var where = $"{operation.Name} {path.Name}";
                if (operation.Value.TryGetProperty("parameters", out var parameters))
                    foreach (var parameter in parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query"))
                        Walk(parameter.GetProperty("schema"), $"{where} {parameter.GetProperty("name").GetString()}", isParameter: true, []);
                if (operation.Value.TryGetProperty("requestBody", out var body))
                    foreach (var content in body.GetProperty("content").EnumerateObject())
                        Walk(content.Value.GetProperty("schema"), $"{where} body", isParameter: false, []);
            }
        }

        return found;

        void Walk(JsonElement schema, string where, bool isParameter, string[] above)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                var name = reference.GetString()!.Split('/')[^1];
                if (!above.Contains(name)) Walk(document.GetProperty("components").GetProperty("schemas").GetProperty(name), where, isParameter, [.. above, name]);
                return;
            }

            foreach (var choice in new[] { "oneOf", "anyOf", "allOf" })
                if (schema.TryGetProperty(choice, out var choices))
                    foreach (var one in choices.EnumerateArray()) Walk(one, where, isParameter, above);
            if (schema.TryGetProperty("properties", out var properties))
                foreach (var property in properties.EnumerateObject()) Walk(property.Value, $"{where}.{property.Name}", isParameter, above);
            switch (schema.TryGetProperty("type", out var type) ? type.GetString() : null)
            {
                case "string" when !HasAny(schema, "maxLength", "enum", "format", "pattern"):
                // A position in a log grows for ever.
                case "integer" or "number" when isParameter && !HasAny(schema, "maximum") && !where.EndsWith(" after", StringComparison.Ordinal):
                    found.Add(where);
                    break;
                case "array":
                    if (!HasAny(schema, "maxItems")) found.Add(where);
                    Walk(schema.GetProperty("items"), where + "[]", isParameter, above);
                    break;
            }
        }
    }

    private static bool HasAny(JsonElement schema, params string[] names) => names.Any(n => schema.TryGetProperty(n, out _));
}
