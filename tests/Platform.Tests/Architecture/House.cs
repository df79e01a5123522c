using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Platform.Tests.Architecture;

/// <summary>The source tree and the built assemblies, for rules about them.</summary>
internal static class House
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Services { get; } = ["catalog", "signals", "coalition", "notifications"];

    public static TheoryData<string> EachService => [.. Services];

    public static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    public static Assembly Assembly(string name) => System.Reflection.Assembly.Load($"Nabij.{Capital(name)}");

    /// <summary>Every assembly of the platform that stands beside the tests, but for the helpers of the tests.</summary>
    public static IEnumerable<Assembly> Assemblies => Directory.GetFiles(AppContext.BaseDirectory, "Nabij.*.dll")
        .Select(Path.GetFileNameWithoutExtension).Where(n => n != "Nabij.Testing").Select(n => System.Reflection.Assembly.Load(n!));

    /// <summary>Files of the source tree below a folder, without what a build makes.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Where(f => !Path.GetRelativePath(Root, f).Split('/').Intersect(["bin", "obj", ".local", ".git"]).Any());

    /// <summary>The types of another assembly that this one names in its metadata: whatever it touches stands there.</summary>
    public static IEnumerable<string> TypesUsed(Assembly assembly, string fromAssembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        foreach (var handle in reader.TypeReferences)
        {
            var type = reader.GetTypeReference(handle);
            if (type.ResolutionScope.Kind != HandleKind.AssemblyReference) continue;
            var scope = reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name);
            if (scope.StartsWith(fromAssembly, StringComparison.Ordinal)) yield return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the source tree.");
        return folder.FullName;
    }
}
