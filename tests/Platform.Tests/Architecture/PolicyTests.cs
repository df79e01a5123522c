using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Nabij.ServiceDefaults.Auth;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>The fifth rule of the house: every endpoint says who may come in.</summary>
public sealed class PolicyTests
{
    public static TheoryData<string> Services => House.EachService;

    [Theory, MemberData(nameof(Services))]
    public void Every_endpoint_declares_its_policy(string service)
    {
        using var built = BuiltService.Of(service);
        Assert.NotEmpty(built.Endpoints);
        Found.None(Undeclared(built.Endpoints));
    }

    [Fact]
    public async Task An_endpoint_without_a_policy_is_seen()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/open", () => "").AllowAnonymous();
        app.MapGet("/closed", () => "").RequireAuthorization("editor|provider");
        app.MapGet("/forgotten", () => "");
        app.MapGet("/anyone-with-a-token", () => "").RequireAuthorization();
        app.MapGet("/misspelt", () => "").RequireAuthorization("editer");
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();
        Assert.Equal(["/anyone-with-a-token", "/forgotten", "/misspelt"], Undeclared(endpoints).Order());
    }

    private static IEnumerable<string> Undeclared(IEnumerable<RouteEndpoint> endpoints) => endpoints.Where(e => !IsDeclared(e.Metadata)).Select(e => e.RoutePattern.RawText ?? "");

    private static bool IsDeclared(Microsoft.AspNetCore.Http.EndpointMetadataCollection metadata) => metadata.GetMetadata<IAllowAnonymous>() is not null
        || metadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>().ToList() is { Count: > 0 } policies
        && policies.All(p => p.Split('|').All(Roles.All.Contains));
}
