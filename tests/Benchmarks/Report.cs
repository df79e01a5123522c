using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nabij.Benchmarks;

/// <summary>What one benchmark measured: a section of <c>docs/benchmarks.md</c>.</summary>
internal sealed partial class Report(string name, string about)
{
    private readonly StringBuilder _tables = new();

    /// <summary>The first row is the head.</summary>
    public void Table(params string[][] rows)
    {
        var widths = rows[0].Select((_, column) => rows.Max(r => r[column].Length)).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            _tables.AppendLine(Line(rows[i], widths));
            if (i == 0) _tables.AppendLine(Line([.. widths.Select(w => new string('-', w))], widths));
        }

        _tables.AppendLine();
    }

    public string ToMarkdown() => $"""
        ## {name}

        {about}

        {Machine.Describe()}. Repeat: `./nabij bench {name}`.

        {_tables.ToString().TrimEnd()}
        """;

    /// <summary>Replaces this benchmark's section and leaves the others.</summary>
    public async Task WriteAsync(string document)
    {
        var old = File.Exists(document) ? await File.ReadAllTextAsync(document) : Preface;
        var sections = SectionStart().Split(old).Select(s => s.TrimEnd()).ToList();
        var at = sections.FindIndex(s => s.StartsWith($"## {name}\n", StringComparison.Ordinal));
        if (at < 0) sections.Add(ToMarkdown());
        else sections[at] = ToMarkdown();
        await File.WriteAllTextAsync(document, string.Join("\n\n", sections) + "\n");
    }

    private static string Line(string[] cells, int[] widths) => $"| {string.Join(" | ", cells.Select((c, i) => c.PadRight(widths[i])))} |";

    private const string Preface = """
        # Benchmarks

        Written by `./nabij bench <name> --write`. Each figure is a median of runs that alternate with the baseline, with the lowest and
        highest in brackets. Compare ratios; an absolute number says as much about the machine as about the code.
        """;

    [GeneratedRegex("^(?=## )", RegexOptions.Multiline)]
    private static partial Regex SectionStart();
}

internal static class Machine
{
    public static string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, commit {Settings.Find("NABIJ_BENCH_COMMIT") ?? "unknown"}, {Environment.ProcessorCount} cores ({Processor()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GB, .NET {Environment.Version}, load before: {Settings.Find("NABIJ_BENCH_LOAD") ?? "unknown"}");

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
