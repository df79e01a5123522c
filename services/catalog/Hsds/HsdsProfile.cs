using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Hsds;

/// <param name="HsdsVersion">What the patches are applied to.</param>
/// <param name="Files">The patches: each changes the file of the same name in the standard, by JSON Merge Patch (RFC 7386).</param>
internal sealed record HsdsProfileDescription(string Name, string Version, string HsdsVersion, string Standard, string Description, IReadOnlyList<string> Files);

/// <summary>
/// What we add to the standard, and the OpenAPI document of these endpoints. The files are below <c>/profile</c> of the profile's own address, where the
/// standard has its tools look.
/// </summary>
internal static class HsdsProfile
{
    private const string Folder = "Hsds/Profile/", Document = "openapi.json";

    private static readonly FrozenDictionary<string, byte[]> Files = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).ToFrozenDictionary(name => name[Folder.Length..], Read);

    public static void Map(IEndpointRouteBuilder hsds)
    {
        hsds.MapRead("/profile", Describe).WithPublicCaching();
        hsds.MapRead("/profile/profile/{file}", GetFile).WithPublicCaching();
        hsds.MapRead("/openapi.json", () => Json(Files[Document])).WithPublicCaching();
    }

    private static JsonHttpResult<HsdsProfileDescription> Describe(HsdsOptions options, HttpContext http) => TypedResults.Json(new HsdsProfileDescription(
        "HSDS-NL eenzaamheid", "1.0.0", "3.0", "https://github.com/openreferral/specification/tree/3.0/schema",
        "Aanbod tegen eenzaamheid in Nederland: HSDS 3.0, met capacities en label van 3.1 en eigen velden die met x_ beginnen. Ieder kenmerk is een taxonomie.",
        [.. Files.Keys.Where(f => f != Document).Order(StringComparer.Ordinal).Select(f => $"{HsdsRoot.AddressOf(options, http.Request)}/profile/profile/{f}")]), HsdsJson.Options);

    private static Results<FileContentHttpResult, ProblemHttpResult> GetFile(string file) =>
        file != Document && Files.TryGetValue(file, out var patch) ? Json(patch) : Problem.NotFound();

    private static FileContentHttpResult Json(byte[] file) => TypedResults.Bytes(file, "application/json");

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
