using System.Globalization;
using System.Text.Json;

namespace Nabij.Signals.Logs;

/// <summary>Lines of the processing log as spans of OTLP in its JSON form: ids in hexadecimal, times in nanoseconds as text.</summary>
internal static class OtlpJson
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    public static byte[] Write(IReadOnlyList<StoredLine> lines)
    {
        var resources = lines.GroupBy(l => l.Resource).Select(group => new
        {
            resource = new { attributes = Attributes(group.First().ResourceOf.Attributes) },
            scopeSpans = new[] { new { scope = new { name = "nabij.signals.processing-log" }, spans = group.Select(Span).ToArray() } },
        });
        return JsonSerializer.SerializeToUtf8Bytes(new { resourceSpans = resources.ToArray() });
    }

    /// <summary>An answer of success may say that some were rejected.</summary>
    public static bool SaysRejected(byte[] answer)
    {
        if (answer.Length == 0) return false;
        try
        {
            using var read = JsonDocument.Parse(answer);
            return read.RootElement.ValueKind == JsonValueKind.Object && read.RootElement.TryGetProperty("partialSuccess", out var partial)
                && partial.ValueKind == JsonValueKind.Object && partial.TryGetProperty("rejectedSpans", out var rejected) && rejected.ToString() is not ("" or "0");
        }
        catch (JsonException)
        {
            // It is no answer of a logbook.
            return true;
        }
    }

    private static object Span(StoredLine line) => new
    {
        traceId = line.TraceId,
        spanId = line.SpanId,
        parentSpanId = line.ParentSpanId ?? "",
        name = line.Name,
        kind = 1,
        startTimeUnixNano = Nanoseconds(line.StartTime),
        endTimeUnixNano = Nanoseconds(line.EndTime),
        attributes = Attributes(line.AttributeMap),
        status = new { code = line.Status switch { "Ok" => 1, "Error" => 2, _ => 0 } },
    };

    private static object[] Attributes(Dictionary<string, string> attributes) =>
        [.. attributes.Select(a => new { key = a.Key, value = new { stringValue = a.Value } })];

    private static string Nanoseconds(long milliseconds) => (milliseconds * NanosecondsPerMillisecond).ToString(CultureInfo.InvariantCulture);
}
