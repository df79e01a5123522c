namespace Nabij.ServiceDefaults;

/// <summary>What a service is called.</summary>
/// <param name="Name">One word, lower case: of its path, its database, its queue and its RabbitMQ user.</param>
/// <param name="Title">In Dutch, for the OpenAPI document.</param>
/// <param name="Description">In Dutch, for the OpenAPI document.</param>
/// <param name="ApiVersion">Semantic version of its public contract; the major part stands in the path.</param>
public sealed record ServiceInfo(string Name, string Title, string Description, string ApiVersion = "1.0.0")
{
    /// <summary><c>/catalog/v1</c></summary>
    public string BasePath => $"/{Name}/v{ApiVersion.Split('.')[0]}";

    /// <summary><c>/catalog/internal</c>: for other services only; the gateway does not route it.</summary>
    public string InternalPath => $"/{Name}/internal";
}
