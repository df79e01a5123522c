namespace Nabij.Catalog.Imports.Sheets;

/// <summary>
/// A cell that a spreadsheet would run as a formula gets an apostrophe before it, and loses it again when it is read. A text that has apostrophes before
/// such a character by itself gets one more, so that each text comes back as it was.
/// </summary>
internal static class SafeCell
{
    // The wide forms count too: a spreadsheet set to Chinese or Japanese reads them as the narrow ones.
    private const string Starts = "=+-@\t\r\n＝＋－＠";

    public static string Of(string text) => IsGuarded(text, 0) ? "'" + text : text;

    public static string Undo(string cell) => cell.StartsWith('\'') && IsGuarded(cell, 1) ? cell[1..] : cell;

    private static bool IsGuarded(string text, int from)
    {
        while (from < text.Length && text[from] == '\'') from++;
        return from < text.Length && Starts.Contains(text[from], StringComparison.Ordinal);
    }
}
