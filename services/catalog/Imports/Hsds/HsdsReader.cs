using System.Runtime.CompilerServices;
using System.Text.Json;
using Nabij.Catalog.Imports.Sheets;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Imports.Hsds;

/// <summary>Reads services of HSDS from a stream: a list of them, pages as <c>/services</c> answers them, or one JSON object after the other.</summary>
internal static class HsdsReader
{
    /// <summary>Of one object, or one page, in bytes: so much memory it takes.</summary>
    private const int Largest = 16 * 1024 * 1024;

    private static readonly Text
        TooLarge = ("Dit deel van het bestand is te groot. Wat erna komt is niet gelezen.", "This part of the file is too large. What comes after it has not been read."),
        Smaller = ("Stuur een lijst van services, of kleinere pagina's.", "Send a list of services, or smaller pages."),
        Broken = ("Dit is geen goede JSON. Wat erna komt is niet gelezen.", "This is not well-formed JSON. What comes after it has not been read."),
        Correct = ("Controleer het bestand met een JSON-hulpmiddel.", "Check the file with a tool for JSON."),
        Inactive = ("Dit aanbod is niet actief.", "This service is not active."),
        LeaveOut = ("Laat het weg, of geef het de status active.", "Leave it out, or give it the status active."),
        BadText = ("Dit aanbod bevat tekst die niet te lezen is.", "This service has text that cannot be read.");

    public static readonly Text Empty = ("Het bestand heeft geen services van HSDS 3: een lijst, of een pagina met contents.", "The file has no services of HSDS 3: a list, or a page with contents.");

    /// <summary>The line of a row is its number among the services of the file.</summary>
    /// <exception cref="UnreadableFileException">It cannot be read any further.</exception>
    public static async IAsyncEnumerable<ImportRow> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var metered = new MeteredStream(body);
        var isList = await metered.PeekAsync(ct) == '[';
        await using var values = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(metered, topLevelValues: !isList, cancellationToken: ct).GetAsyncEnumerator(ct);
        var number = 0;
        while (true)
        {
            JsonElement value;
            try
            {
                if (!await values.MoveNextAsync()) yield break;
                value = values.Current;
            }
            catch (JsonException)
            {
                throw new UnreadableFileException(number + 1, new RowFault(null, Broken, Correct));
            }
            catch (TooLargeException)
            {
                throw new UnreadableFileException(number + 1, new RowFault(null, TooLarge, Smaller));
            }

            metered.Restart();
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("contents", out var contents) && contents.ValueKind == JsonValueKind.Array)
                foreach (var service in contents.EnumerateArray()) yield return RowOf(service, ++number);
            else yield return RowOf(value, ++number);
        }
    }

    /// <summary>What is wrong with the beginning of a file; all of it when <paramref name="isWhole"/>.</summary>
    public static async Task<IReadOnlyList<Text>> FaultsOfAsync(ReadOnlyMemory<byte> beginning, bool isWhole, CancellationToken ct)
    {
        try
        {
            await foreach (var _ in ReadAsync(new MemoryStream(beginning.ToArray()), ct)) return [];
            return [Empty];
        }
        catch (UnreadableFileException e)
        {
            return isWhole ? [e.Fault.Problem] : [];
        }
    }

    private static SheetRow RowOf(JsonElement service, int number)
    {
        string[] cells;
        var faults = new List<RowFault>();
        try
        {
            cells = HsdsFields.CellsOf(service);
            if (service.ValueKind == JsonValueKind.Object && service.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String && status.GetString() != "active")
                faults.Add(new RowFault("status", Inactive, LeaveOut));
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, which is valid in JSON and in no text.
            cells = new string[HsdsFields.Head.Count];
            Array.Fill(cells, "");
            faults.Add(new RowFault(null, BadText, Correct));
        }

        var row = SheetRow.Of(HsdsFields.Head, number, Array.ConvertAll(cells, SafeCell.Of), HsdsFields.NameOf);
        row.Faults.AddRange(faults);
        return row;
    }

    private sealed class TooLargeException : Exception;

    /// <summary>Counts what is read for one value, and shows the first character.</summary>
    private sealed class MeteredStream(Stream inner) : ForwardStream
    {
        private readonly byte[] _peeked = new byte[4096];
        private int _at, _count;
        private long _read;

        public async Task<char> PeekAsync(CancellationToken ct)
        {
            _count = await inner.ReadAtLeastAsync(_peeked, _peeked.Length, throwOnEndOfStream: false, ct);
            if (_peeked.AsSpan(0, _count).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) _at = 3;
            var text = _peeked.AsSpan(_at, _count - _at).TrimStart(" \t\r\n"u8);
            return text.Length > 0 ? (char)text[0] : '\0';
        }

        public void Restart() => _read = 0;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read > Largest) throw new TooLargeException();
            int some;
            if (_at < _count)
            {
                some = Math.Min(_count - _at, buffer.Length);
                _peeked.AsMemory(_at, some).CopyTo(buffer);
                _at += some;
            }
            else
            {
                some = await inner.ReadAsync(buffer, cancellationToken);
            }

            _read += some;
            return some;
        }
    }
}
