using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Nabij.ServiceDefaults.OpenApi;

/// <summary>
/// The document of a service at <c>/{service}/v1/openapi.json</c>, after the Dutch API Design Rules 2.1.0 and 2.2.0: OpenAPI 3.0, the
/// major version in the server's address, API-Version on every answer, problem+json for every refusal. Each operation carries its policy as <c>x-policy</c>.
/// </summary>
public static class OpenApiSetup
{
    public const string PolicyExtension = "x-policy";
    public const string AnonymousPolicy = "anonymous";

    public static IServiceCollection AddApiDocument(this IServiceCollection services, ServiceInfo service) => services.AddOpenApi("v1", o =>
    {
        o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
        o.AddSchemaTransformer((schema, context, _) =>
        {
            SchemaRules.Apply(schema, context);
            return Task.CompletedTask;
        });
        o.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context, service);
            return Task.CompletedTask;
        });
        o.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document, service);
            return Task.CompletedTask;
        });
    });

    /// <summary>Readable without a token and from every origin (<c>/core/publish-openapi</c>).</summary>
    public static void MapApiDocument(this WebApplication app, ServiceInfo service) =>
        app.MapOpenApi($"{service.BasePath}/openapi.json").AllowAnonymous().RequireCors(p => p.AllowAnyOrigin());

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, ServiceInfo service)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var policy = PolicyOf(metadata);
        operation.AddExtension(PolicyExtension, new JsonNodeExtension(JsonValue.Create(policy)));
        operation.Parameters ??= [];
        foreach (var header in metadata.OfType<DocumentedHeader>())
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Required = header.Required,
                Description = header.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        operation.Responses ??= [];
        foreach (var (status, description) in Refusals(operation, context.Description.HttpMethod, policy, metadata))
            operation.Responses.TryAdd(status, new OpenApiResponse { Description = description });
        foreach (var (status, response) in operation.Responses.Select(r => (r.Key, (OpenApiResponse)r.Value)))
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers["API-Version"] = VersionHeader(service);
            if (status[0] is not ('4' or '5')) continue;
            response.Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDetails), context.Document) },
            };
        }
    }

    private static string PolicyOf(IList<object> metadata) => metadata.OfType<IAllowAnonymous>().Any()
        ? AnonymousPolicy
        : string.Join('|', metadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>().Distinct());

    private static IEnumerable<(string Status, string Description)> Refusals(OpenApiOperation operation, string? method, string policy, IList<object> metadata)
    {
        if (method is "POST" or "PUT" or "PATCH" || operation.Parameters is { Count: > 0 }) yield return ("400", "Ongeldige invoer");
        if (operation.RequestBody is not null)
        {
            yield return ("413", "Te groot");
            yield return ("415", "Geen application/json");
        }

        if (policy != AnonymousPolicy)
        {
            yield return ("401", "Geen geldig token");
            yield return ("403", "Geen toegang");
        }

        if (operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true) yield return ("404", "Onbekend");
        if (!metadata.OfType<DocumentedHeader>().Any(h => h is { Name: "If-Match" })) yield break;
        yield return ("412", "Intussen veranderd");
        yield return ("428", "If-Match ontbreekt");
    }

    private static void Describe(OpenApiDocument document, ServiceInfo service)
    {
        document.Info = new OpenApiInfo
        {
            Title = service.Title,
            Description = service.Description,
            Version = service.ApiVersion,
            Contact = new OpenApiContact { Name = "Nabij", Email = "api@nabij.example", Url = new Uri("https://nabij.example/contact") },
            License = new OpenApiLicense { Name = "EUPL-1.2", Url = new Uri("https://eupl.eu/1.2/nl/") },
        };
        document.Servers = [new OpenApiServer { Url = service.BasePath }];
        var paths = new OpenApiPaths();
        // Internal paths are for services, and health is for the platform: neither is part of the public contract.
        foreach (var (path, item) in document.Paths.Where(p => p.Key.StartsWith(service.BasePath + '/', StringComparison.Ordinal)))
            paths.Add(path[service.BasePath.Length..], item);
        paths.Add("/openapi.json", DocumentItself(document, service));
        document.Paths = paths;
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[nameof(ProblemDetails)] = ProblemSchema();
    }

    /// <summary>RFC 9457, with what ours say beyond it; the generator would write that there is nothing more.</summary>
    private static OpenApiSchema ProblemSchema()
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        var texts = new OpenApiSchema { Type = JsonSchemaType.Array, Items = text };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "status", "title", "detail" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = text,
                ["title"] = text,
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ["detail"] = text,
                ["instance"] = text,
                ["traceId"] = text,
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = texts, Description = "400: per field what is wrong with it." },
                ["allowed"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = text, Description = "409: what the present state allows." },
            },
        };
    }

    /// <summary>Version 2.1.0 of the rules wants the document to document itself.</summary>
    private static OpenApiPathItem DocumentItself(OpenApiDocument document, ServiceInfo service)
    {
        document.Tags ??= new HashSet<OpenApiTag>();
        document.Tags.Add(new OpenApiTag { Name = "OpenAPI" });
        var operation = new OpenApiOperation
        {
            OperationId = "GetOpenApiDocument",
            Summary = "This document",
            Tags = new HashSet<OpenApiTagReference> { new("OpenAPI", document) },
            Responses = new OpenApiResponses
            {
                ["200"] = new OpenApiResponse
                {
                    Description = "OpenAPI 3.0",
                    Headers = new Dictionary<string, IOpenApiHeader>
                    {
                        ["API-Version"] = VersionHeader(service),
                        ["access-control-allow-origin"] = new OpenApiHeader { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                    },
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() },
                },
            },
        };
        operation.AddExtension(PolicyExtension, new JsonNodeExtension(JsonValue.Create(AnonymousPolicy)));
        return new OpenApiPathItem { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = operation } };
    }

    private static OpenApiHeader VersionHeader(ServiceInfo service) => new()
    {
        Description = "De volledige versie van deze API.",
        Example = JsonValue.Create(service.ApiVersion),
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
