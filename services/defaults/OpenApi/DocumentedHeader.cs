namespace Nabij.ServiceDefaults.OpenApi;

/// <summary>A request header that an endpoint reads by a filter or a bound type, for the OpenAPI document.</summary>
public sealed record DocumentedHeader(string Name, bool Required, string Description);
