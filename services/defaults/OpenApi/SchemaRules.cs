using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.ServiceDefaults.OpenApi;

/// <summary>
/// What the generator does not see: types with a converter of our own, local times, which members may be absent, and the rules on optional members
/// of a record and on what stands in lists.
/// </summary>
internal static class SchemaRules
{
    public static void Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(string)) schema.Type = (schema.Type ?? 0) | JsonSchemaType.String;
        if (type == typeof(DateTimeOffset)) (schema.Type, schema.Format) = ((schema.Type ?? 0) | JsonSchemaType.String, "date-time");
        if (type == typeof(TimeOnly)) schema.Format = "time-local";
        if (IsList(schema) && context.JsonTypeInfo.ElementType == typeof(string)) schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };

        // What is null is left out of an answer, and may be left out of a request; unless it is needed and nullable in C# only to be reported as missing.
        foreach (var member in context.JsonTypeInfo.Properties)
            if (member.IsGetNullable && !IsNeeded(member.AttributeProvider)) schema.Required?.Remove(member.Name);
        if (IsNeeded(context.JsonPropertyInfo?.AttributeProvider)) schema.Type &= ~JsonSchemaType.Null;
        foreach (var rule in RulesOn(context)) Bound(schema, rule);
    }

    private static void Bound(OpenApiSchema schema, ValidationAttribute rule)
    {
        // A rule on texts holds for each of a list.
        var text = IsList(schema) && schema.Items is OpenApiSchema item ? item : schema;
        switch (rule)
        {
            case OneOfAttribute { Codes: var codes }:
                text.Enum = [.. codes.Select(c => (JsonNode)c)];
                break;
            case StringLengthAttribute length:
                (text.MinLength, text.MaxLength) = (length.MinimumLength > 0 ? length.MinimumLength : null, length.MaximumLength);
                break;
            case RegularExpressionAttribute { Pattern: var pattern }:
                (schema.Pattern, text.Pattern) = (null, pattern);
                break;
            case MaxLengthAttribute { Length: var most } when IsList(schema):
                schema.MaxItems = most;
                break;
            case MinLengthAttribute { Length: var least } when IsList(schema):
                schema.MinItems = least;
                break;
            case RangeAttribute range:
                (schema.Minimum, schema.Maximum) = (Number(range.Minimum), Number(range.Maximum));
                break;
        }
    }

    private static IEnumerable<ValidationAttribute> RulesOn(OpenApiSchemaTransformerContext context) =>
        (context.JsonPropertyInfo?.AttributeProvider ?? (context.ParameterDescription?.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo)
        ?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>() ?? [];

    private static bool IsNeeded(ICustomAttributeProvider? member) => member?.IsDefined(typeof(NeededAttribute), inherit: true) == true;

    private static bool IsList(OpenApiSchema schema) => schema.Type?.HasFlag(JsonSchemaType.Array) == true;

    private static string? Number(object value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
