using System.Text;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>Several texts in one cell, with bars between them. A bar within a text is written <c>\|</c>, a backslash <c>\\</c>.</summary>
internal static class Bars
{
    public static string Join(IEnumerable<string?> texts)
    {
        var all = texts.Select(t => t ?? "").ToList();
        return all.TrueForAll(t => t.Length == 0) ? "" : string.Join('|', all.Select(Escape));
    }

    public static string Escape(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("|", @"\|", StringComparison.Ordinal);

    /// <summary>An empty text is null.</summary>
    public static List<string?> Split(string cell)
    {
        var (all, one) = (new List<string?>(), new StringBuilder());
        for (var i = 0; i < cell.Length; i++)
        {
            if (cell[i] == '|') End();
            else if (cell[i] == '\\' && i + 1 < cell.Length && cell[i + 1] is '|' or '\\') one.Append(cell[++i]);
            else one.Append(cell[i]);
        }

        End();
        return all;

        void End()
        {
            all.Add(one.Length == 0 ? null : one.ToString());
            one.Clear();
        }
    }
}
