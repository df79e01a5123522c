using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nabij.Gateway.Documents;

/// <summary>
/// Joins the services' OpenAPI documents into one: paths get the service's base path, schemas, operation ids and tags its name, and the server
/// is the gateway.
/// </summary>
internal static class JoinedDocument
{
    private const string SchemaPrefix = "#/components/schemas/";

    /// <param name="documents">By service name.</param>
    public static JsonObject Join(IEnumerable<KeyValuePair<string, JsonObject>> documents)
    {
        var (paths, schemas, tags) = (new JsonObject(), new JsonObject(), new JsonArray());
        foreach (var (service, document) in documents.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            var prefix = Capital(service);
            foreach (var (path, item) in document["paths"]?.AsObject() ?? [])
            {
                var copy = item!.DeepClone().AsObject();
                foreach (var (_, operation) in copy) Rename(operation as JsonObject, service, prefix);
                Point(copy, prefix);
                paths[document["servers"]?[0]?["url"]?.GetValue<string>() + path] = copy;
            }

            foreach (var (name, schema) in document["components"]?["schemas"]?.AsObject() ?? [])
            {
                var copy = schema!.DeepClone();
                Point(copy, prefix);
                schemas[prefix + name] = copy;
            }

            foreach (var tag in document["tags"]?.AsArray() ?? [])
                if (tag?["name"]?.GetValue<string>() is { } name) tags.Add(new JsonObject { ["name"] = $"{service}: {name}" });
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.4",
            ["info"] = new JsonObject
            {
                ["title"] = "Nabij",
                ["version"] = "1.0.0",
                ["description"] = "Alle diensten van Nabij achter één deur: sociale kaart, meldpunt, coalitie en notificaties.",
                ["contact"] = new JsonObject { ["name"] = "Nabij", ["email"] = "api@nabij.example", ["url"] = "https://nabij.example/contact" },
                ["license"] = new JsonObject { ["name"] = "EUPL-1.2", ["url"] = "https://eupl.eu/1.2/nl/" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = tags,
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" } },
            },
        };
    }

    private static void Rename(JsonObject? operation, string service, string prefix)
    {
        if (operation is null) return;
        if (operation["operationId"]?.GetValue<string>() is { } id) operation["operationId"] = prefix + id;
        if (operation["tags"] is JsonArray tags) operation["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)$"{service}: {t}")]);
        if (operation["x-policy"]?.GetValue<string>() is not "anonymous") operation["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() });
    }

    /// <summary>Points every reference at the renamed schema.</summary>
    private static void Point(JsonNode? node, string prefix)
    {
        switch (node)
        {
            case JsonObject map:
                if (map["$ref"] is JsonValue reference && reference.GetValueKind() == JsonValueKind.String
                    && reference.GetValue<string>() is { } target && target.StartsWith(SchemaPrefix, StringComparison.Ordinal))
                {
                    map["$ref"] = SchemaPrefix + prefix + target[SchemaPrefix.Length..];
                }

                foreach (var (_, child) in map) Point(child, prefix);
                break;
            case JsonArray list:
                foreach (var child in list) Point(child, prefix);
                break;
        }
    }

    private static string Capital(string service) => char.ToUpperInvariant(service[0]) + service[1..];
}
