using System.Text.Json;
using System.Xml.Linq;
using System.Xml.XPath;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>Who may know whom: the first and the third rule of the house.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Shared = ["contracts", "reference", "messaging", "defaults"];

    /// <summary>No object mapper between us and SQL, no mediator, no mapping library: a slice is read from top to bottom.</summary>
    private static readonly string[] Unwanted = ["Microsoft.EntityFrameworkCore", "MediatR", "AutoMapper", "Mapster", "NHibernate", "Wolverine"];

    public static TheoryData<string> Services => House.EachService;

    public static TheoryData<string> Projects => [.. House.Files(".", "*.csproj").Select(f => Path.GetRelativePath(House.Root, f))];

    [Theory, MemberData(nameof(Services))]
    public void A_service_references_the_shared_projects_and_no_other_service(string service)
    {
        var referenced = References($"services/{service}/Nabij.{House.Capital(service)}.csproj", "ProjectReference").Select(r => Path.GetFileName(Path.GetDirectoryName(r)!));
        Assert.Subset(Shared.ToHashSet(), referenced.ToHashSet());

        var others = House.Services.Except([service]).Select(s => $"Nabij.{House.Capital(s)}");
        Assert.Empty(House.Assembly(service).GetReferencedAssemblies().Select(a => a.Name!).Intersect(others));
    }

    [Theory, MemberData(nameof(Services))]
    public void A_service_knows_neither_the_bus_nor_the_broker(string service)
    {
        Assert.DoesNotContain(References($"services/{service}/Nabij.{House.Capital(service)}.csproj", "PackageReference"), IsBus);
        Assert.DoesNotContain(House.Assembly(service).GetReferencedAssemblies(), a => IsBus(a.Name!));

        static bool IsBus(string name) => name.StartsWith("MassTransit", StringComparison.Ordinal) || name.StartsWith("RabbitMQ", StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_published_outside_the_messaging_library()
    {
        var users = House.Assemblies.Where(a => a.GetName().Name is not ("Nabij.Messaging" or "Nabij.Contracts"))
            .SelectMany(a => House.TypesUsed(a, "MassTransit"), (a, type) => $"{a.GetName().Name} uses {type}");
        Found.None(users);
        Assert.NotEmpty(House.TypesUsed(House.Assembly("messaging"), "MassTransit"));
    }

    [Fact]
    public void The_contracts_take_two_attributes_of_the_bus_and_nothing_else()
    {
        var contracts = House.Assembly("contracts");
        Assert.Equal(["MassTransit.EntityNameAttribute", "MassTransit.MessageUrnAttribute"], House.TypesUsed(contracts, "MassTransit").Order());
        Assert.All(contracts.GetReferencedAssemblies(), a => Assert.Matches(@"^(System\..*|MassTransit\.Abstractions)$", a.Name));
        Assert.Equal(["MassTransit.Abstractions"], References("services/contracts/Nabij.Contracts.csproj", "PackageReference"));
        Assert.Empty(References("services/contracts/Nabij.Contracts.csproj", "ProjectReference"));
    }

    [Theory, MemberData(nameof(Projects))]
    public void No_project_brings_in_what_the_house_does_without(string project)
    {
        var file = Path.Combine(House.Root, Path.GetDirectoryName(project)!, "packages.lock.json");
        using var locked = JsonDocument.Parse(File.ReadAllText(file));
        var packages = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(f => f.Value.EnumerateObject()).ToList();
        Assert.DoesNotContain(packages, p => Unwanted.Any(u => p.Name.StartsWith(u, StringComparison.OrdinalIgnoreCase)) && !IsBaseline(project, p.Name));
        // From 9 on it has a commercial licence.
        Assert.All(packages.Where(p => p.Name.StartsWith("MassTransit", StringComparison.Ordinal)), p => Assert.StartsWith("8.", p.Value.GetProperty("resolved").GetString()));
    }

    /// <summary>The benchmarks measure us against it.</summary>
    private static bool IsBaseline(string project, string package) => project.Contains("Benchmarks", StringComparison.Ordinal) && package.StartsWith("Wolverine", StringComparison.Ordinal);

    private static string[] References(string project, string kind) =>
        [.. XDocument.Load(Path.Combine(House.Root, project)).XPathSelectElements($"//{kind}").Select(e => e.Attribute("Include")!.Value)];
}
