using System.Text.Json;

namespace Nabij.Identity;

/// <summary>The organisations, people and clients of demo.json.</summary>
internal sealed record Demo(IReadOnlyList<Organisation> Organisations, IReadOnlyList<Person> People, IReadOnlyList<Client> Clients)
{
    public static Demo Load()
    {
        using var file = typeof(Demo).Assembly.GetManifestResourceStream("demo.json")!;
        return JsonSerializer.Deserialize<Demo>(file, JsonSerializerOptions.Web)!;
    }
}

/// <param name="Id">The one of the catalogue: the seeds register the organisation with it.</param>
internal sealed record Organisation(Guid Id, string Name, string Domain, string Municipality);

/// <param name="Sub">Says nothing about the person, and stays.</param>
/// <param name="Label">What the person does, in Dutch; demo users have no names.</param>
/// <param name="Municipality">CBS codes, or <c>*</c> for every municipality.</param>
internal sealed record Person(string Login, string Sub, string Label, string Role, IReadOnlyList<string> Municipality, Guid? Organisation);

/// <param name="Grant">The one grant type that this client may use.</param>
internal sealed record Client(string Id, string Grant, bool Public, string? RedirectUri, IReadOnlyList<string>? Roles, IReadOnlyList<string>? Municipality, Guid? Organisation);
