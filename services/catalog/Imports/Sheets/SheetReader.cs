using System.Runtime.CompilerServices;
using System.Text;
using Nabij.ServiceDefaults.Problems;
using Sylvan.Data.Csv;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>Reads a sheet from a stream, row by row. A row is never larger than <see cref="LargestRow"/>, and neither is the memory that it takes.</summary>
internal static class SheetReader
{
    /// <summary>In characters.</summary>
    private const int LargestRow = 256 * 1024;

    // No text holds it, so that no row is taken for a comment.
    private const char NoComment = '\uFFFF';

    private static readonly Text
        TooLarge = ("Deze regel is te groot. De regels erna zijn niet gelezen.", "This line is too large. The lines after it have not been read."),
        CloseQuote = ("Kijk of er een dubbel aanhalingsteken te veel of te weinig staat.", "See whether there is a double quote too many or too few."),
        Quotes = ("De aanhalingstekens op deze regel kloppen niet. De regels erna zijn niet gelezen.", "The quotes on this line are not right. The lines after it have not been read."),
        DoubleQuotes = ("Zet een aanhalingsteken in een tekst dubbel: \"\".", "Double a quote within a text: \"\".");

    /// <summary>Invalid UTF-8 is read as U+FFFD, so that it can be blamed on its cell.</summary>
    /// <exception cref="UnreadableFileException">It cannot be read any further.</exception>
    public static async IAsyncEnumerable<ImportRow> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken ct)
    {
        using var text = new PeekingReader(new StreamReader(body, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024));
        var delimiter = DelimiterOf(await text.PeekLineAsync(ct));
        var options = new CsvDataReaderOptions { HasHeaders = false, Delimiter = delimiter, BufferSize = LargestRow, MaxBufferSize = LargestRow, Comment = NoComment, OwnsReader = false };
        SheetHead? head = null;
        var line = 1;
        CsvDataReader? reader = null;
        try
        {
            while (true)
            {
                string[] values;
                int lines;
                try
                {
                    if (reader is null) reader = await CsvDataReader.CreateAsync(text, options, ct);
                    if (!await reader.ReadAsync(ct)) yield break;
                    lines = Math.Max(1, reader.GetRawRecordSpan().Count('\n'));
                    values = new string[reader.RowFieldCount];
                    for (var i = 0; i < values.Length; i++) values[i] = reader.GetString(i);
                }
                catch (CsvRecordTooLargeException)
                {
                    throw new UnreadableFileException(line, new RowFault(null, TooLarge, CloseQuote));
                }
                catch (CsvFormatException)
                {
                    throw new UnreadableFileException(line, new RowFault(null, Quotes, DoubleQuotes));
                }

                if (head is null) head = SheetHead.Read(values).Head;
                else if (Array.Exists(values, v => v.Length > 0)) yield return SheetRow.Of(head, line, values);
                line += lines;
            }
        }
        finally
        {
            if (reader is not null) await reader.DisposeAsync();
        }
    }

    /// <summary>What is wrong with the beginning of a file: with its head, or that nothing comes after it.</summary>
    public static async Task<IReadOnlyList<Text>> FaultsOfAsync(ReadOnlyMemory<byte> beginning, CancellationToken ct)
    {
        using var text = new PeekingReader(new StreamReader(new MemoryStream(beginning.ToArray()), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false));
        var line = await text.PeekLineAsync(ct);
        if (line.AsSpan().IndexOfAny('\0', '\uFFFD') >= 0) return [NotUtf8];
        try
        {
            await using var reader = await CsvDataReader.CreateAsync(text,
                new CsvDataReaderOptions { HasHeaders = false, Delimiter = DelimiterOf(line), BufferSize = LargestRow, MaxBufferSize = LargestRow, Comment = NoComment, OwnsReader = false }, ct);
            if (!await reader.ReadAsync(ct)) return [Empty];
            var faults = SheetHead.Read([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]).Faults;
            return faults.Count > 0 || await reader.ReadAsync(ct) ? faults : [Empty];
        }
        catch (CsvRecordTooLargeException)
        {
            return [TooLarge];
        }
        catch (CsvFormatException)
        {
            return [Quotes];
        }
    }

    public static readonly Text
        Empty = ("Het bestand heeft geen regels met aanbod. De eerste regel bevat de koppen.", "The file has no lines with services. The first line holds the headings."),
        NotUtf8 = ("Het bestand is geen CSV in UTF-8. Kies bij bewaren voor CSV UTF-8.", "The file is not CSV in UTF-8. Choose CSV UTF-8 when you save it.");

    private static char DelimiterOf(string head) => head.AsSpan().Count(';') >= head.AsSpan().Count(',') ? ';' : ',';

    /// <summary>Shows the first line before it is read.</summary>
    private sealed class PeekingReader(StreamReader inner) : TextReader
    {
        private const int Longest = 16 * 1024;

        private readonly char[] _peeked = new char[Longest];
        private int _at, _count;

        public async Task<string> PeekLineAsync(CancellationToken ct)
        {
            _count = await inner.ReadBlockAsync(_peeked, ct);
            var end = _peeked.AsSpan(0, _count).IndexOf('\n');
            return new string(_peeked, 0, end < 0 ? _count : end);
        }

        public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == _count) return await inner.ReadAsync(buffer, cancellationToken);
            var some = _peeked.AsMemory(_at, Math.Min(_count - _at, buffer.Length));
            some.CopyTo(buffer);
            _at += some.Length;
            return some.Length;
        }

        public override Task<int> ReadAsync(char[] buffer, int index, int count) => ReadAsync(buffer.AsMemory(index, count)).AsTask();

        public override int Read(char[] buffer, int index, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
