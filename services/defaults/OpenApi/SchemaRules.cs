using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.ServiceDefaults.OpenApi;

/// <summary>What the generator cannot see in our types: those with a converter of our own, local times, and fixed codes.</summary>
internal static class SchemaRules
{
    public static void Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(string)) schema.Type = (schema.Type ?? 0) | JsonSchemaType.String;
        if (type == typeof(DateTimeOffset)) (schema.Type, schema.Format) = ((schema.Type ?? 0) | JsonSchemaType.String, "date-time");
        if (type == typeof(TimeOnly)) schema.Format = "time-local";
        if (schema.Type?.HasFlag(JsonSchemaType.Array) == true && context.JsonTypeInfo.ElementType == typeof(string))
        {
            // The generator writes the pattern of the items on the list.
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = schema.Pattern };
            schema.Pattern = null;
        }

        // It may be null in C#, so that a missing value is reported; to a caller it is required.
        if (context.JsonPropertyInfo?.AttributeProvider?.IsDefined(typeof(NeededAttribute), inherit: true) == true) schema.Type &= ~JsonSchemaType.Null;
        if (CodesOf(context) is not { } codes) return;

        var target = schema.Type?.HasFlag(JsonSchemaType.Array) == true ? schema.Items as OpenApiSchema : schema;
        if (target is not null) target.Enum = [.. codes.Select(c => (JsonNode)c)];
    }

    private static IReadOnlyList<string>? CodesOf(OpenApiSchemaTransformerContext context)
    {
        var attributes = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(OneOfAttribute), inherit: true)
            ?? (context.ParameterDescription as ApiParameterDescription)?.ModelMetadata?.ValidatorMetadata.OfType<OneOfAttribute>().ToArray();
        return attributes?.OfType<OneOfAttribute>().FirstOrDefault()?.Codes;
    }
}
