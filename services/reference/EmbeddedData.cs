using System.Reflection;

namespace Nabij.Reference;

/// <summary>The files of <c>Data/</c>, which travel inside the assembly.</summary>
internal static class EmbeddedData
{
    private static readonly Assembly Assembly = typeof(EmbeddedData).Assembly;

    public static IEnumerable<string> Names(string extension) => Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(extension, StringComparison.Ordinal))
        .Select(name => name[..^extension.Length]);

    public static Stream Open(string file) => Assembly.GetManifestResourceStream(file)
        ?? throw new FileNotFoundException("Not in the assembly.", file);

    /// <summary>The fields of every row below the header. No field holds a semicolon or a quote, so none is escaped.</summary>
    public static IEnumerable<string[]> Rows(string file)
    {
        using var reader = new StreamReader(Open(file));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line.Split(';');
    }
}
