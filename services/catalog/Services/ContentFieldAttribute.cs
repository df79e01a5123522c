using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Services;

/// <summary>The name of a field of a service's content as the API calls it, or a list of them.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class ContentFieldAttribute() : OneOfAttribute(Names)
{
    public static string[] Names { get; } =
    [
        .. typeof(ServiceContent).GetProperties().Where(p => p.CanWrite && p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)),
    ];
}
