using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Support;

namespace Platform.Tests.Hostile;

/// <param name="MustBeRefused">No service may take this for valid input.</param>
/// <param name="Status">The one that it must be refused with.</param>
internal sealed record Attack(string Name, Func<HttpRequestMessage> Request, bool MustBeRefused = false, int? Status = null);

/// <summary>The requests that nobody should send, made for one operation, on a thing that is there: so that they come as far as they can.</summary>
internal static class Attacks
{
    private static readonly string[] Texts =
    [
        "", " ", "\u0000", "a\u0000b", "\ud83d\ude00", "\u202e\u200f\ufeff", "e\u0301\u200b\u200d\u2028", "\ufffe\uffff", "\r\nSet-Cookie: a=b", "a@b.nl\r\nBcc: c@d.nl", "%00", "%s%n%x", "' or 1=1; drop table service; --",
        "<script>alert(1)</script>", "${jndi:ldap://127.0.0.1/a}", "../../../../etc/passwd", "..\\..\\windows", "{{7*7}}", "=cmd()", "\\", "\"", "true", "null", "-1", "9999999999999999999999", "NaN", "Infinity", "1e309", "0x10", "1,5",
        new string('a', 100_000), string.Concat(Enumerable.Repeat("é", 5_000)), "0001-01-01", "9999-12-31", "2031-02-29", "2026-13-45", "-0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "GM9999", "gm0363", "0",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "file:///etc/passwd", "javascript:alert(1)", "https://[::1]/", "https://169.254.169.254/latest", "http://a:b@c.nl/", "http://" + new string('a', 300) + ".nl/", "\ud83d\ude00@\ud83d\ude00.nl",
    ];

    /// <summary>In JSON, for some of it no reader of JSON would give.</summary>
    private static readonly string[] Values =
    [
        "null", "0", "-1", "9223372036854775807", "1.5", "true", "[]", "[null,null]", "{}", Deep(10), "\"\\ud800\"", "\"\\udc00a\"", "1e400", "-1e400", "1e-400", "-0", "2147483648", "-2147483648", "1e2", "99999999999999999999999999999999",
        "79228162514264337593543950336", "0.1000000000000000000000000000000001", "01", "+1", "NaN", "[[[]]]", "[{},[],1,\"a\",null]", $"[{string.Join(',', Enumerable.Range(0, 2000))}]",
        .. Texts.Select(t => JsonSerializer.Serialize(t)),
    ];

    private static readonly string[] Twice = ["1", "2"];

    /// <summary>The headers that the services read.</summary>
    private static readonly string[] Read = ["If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", "Receipt-Session", "Accept-Language", "traceparent"];

    private static readonly byte[] Large = [.. "{\"name\":\""u8, .. Enumerable.Repeat((byte)'a', 300_000), .. "\"}"u8];

    private static readonly (string Name, byte[] Body)[] Broken =
    [
        ("nothing", []), ("half an object", "{\"name\": \"a"u8.ToArray()), ("null", "null"u8.ToArray()), ("a number", "7"u8.ToArray()), ("a text", "\"a\""u8.ToArray()), ("an array", "[]"u8.ToArray()),
        ("an array of objects", "[{}]"u8.ToArray()), ("deep nesting", Encoding.UTF8.GetBytes(Deep(5_000))), ("no utf-8", [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
        ("a lone surrogate", "{\"name\":\"\\ud800\"}"u8.ToArray()), ("the same member twice", "{\"name\":\"a\",\"name\":\"b\"}"u8.ToArray()), ("a comment", "{/* */}"u8.ToArray()), ("xml", "<a/>"u8.ToArray()),
        ("prototype", "{\"__proto__\":{\"a\":1}}"u8.ToArray()), ("a type", "{\"$type\":\"System.IO.FileInfo\"}"u8.ToArray()), ("300 kB", Large),
        ("two objects", "{}{}"u8.ToArray()), ("utf-16", Encoding.Unicode.GetBytes("{}")),
    ];

    public static IEnumerable<Attack> On(Operation operation, Func<string, string> target, Random random)
    {
        var path = operation.PathWith(target);
        return OnBody(operation, path, random).Concat(OnQuery(operation, path, random)).Concat(OnPath(operation, random)).Concat(OnHeaders(operation, path));
    }

    private static IEnumerable<Attack> OnBody(Operation operation, string path, Random random)
    {
        if (!operation.HasBody)
        {
            if (operation.Method != HttpMethod.Get) yield return new Attack("a body where none belongs", () => Json(operation, path, "{\"a\":1}"u8.ToArray()));
            yield break;
        }

        foreach (var (name, body) in Broken) yield return new Attack($"body: {name}", () => Json(operation, path, body), MustBeRefused: true, Status: body.Length > 256 * 1024 ? 413 : 400);
        yield return new Attack("body: 300 kB in chunks", () =>
        {
            var request = Json(operation, path, Large);
            request.Headers.TransferEncodingChunked = true;
            return request;
        }, Status: 413);
        foreach (var type in new[] { "text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded", "application/json; charset=nonsense", "nonsense" })
            yield return new Attack($"content type {type}", () => Json(operation, path, "{}"u8.ToArray(), type), MustBeRefused: true);

        var example = JsonNode.Parse(Town.InAmsterdam(JsonSerializer.Serialize(Examples.For(operation), JsonSerializerOptions.Web)))!.AsObject();
        foreach (var member in operation.BodyMembers)
        {
            // Of all that could stand in each place, some.
            foreach (var value in random.GetItems(Values, 4).Distinct())
                yield return new Attack($"body: {member} = {Short(value)}", () => Json(operation, path, With(example, member, value), ifMatch: "*"));
        }

        foreach (var member in example.Select(m => m.Key))
        {
            var twice = Encoding.UTF8.GetBytes($"{{{JsonSerializer.Serialize(member)}:null,{example.ToJsonString()[1..]}");
            yield return new Attack($"body: {member} twice", () => Json(operation, path, twice, ifMatch: "*"), Status: 400);
        }
    }

    private static IEnumerable<Attack> OnQuery(Operation operation, string path, Random random)
    {
        foreach (var name in operation.QueryNames)
            foreach (var text in random.GetItems(Texts, 8))
                yield return new Attack($"?{name}={Short(text)}", () => new HttpRequestMessage(operation.Method, $"{path}?{name}={Escape(text.Length > 800 ? text[..800] : text)}"));
        if (operation.Method != HttpMethod.Get) yield break;
        if (operation.QueryNames.Count > 0)
        {
            yield return new Attack("each parameter twice", () => new HttpRequestMessage(HttpMethod.Get, $"{path}?{string.Join('&', operation.QueryNames.SelectMany(n => new[] { $"{n}=1", $"{n}=2" }))}"));
            yield return new Attack("five hundred values", () => new HttpRequestMessage(HttpMethod.Get, $"{path}?{string.Join('&', Enumerable.Repeat(operation.QueryNames[0] + "=a", 500))}"));
        }

        yield return new Attack("a query of 7 kB", () => new HttpRequestMessage(HttpMethod.Get, $"{path}?q={new string('a', 7_000)}"));
        yield return new Attack("a query of 20 kB", () => new HttpRequestMessage(HttpMethod.Get, $"{path}?q={new string('a', 20_000)}"), Status: 414);
        yield return new Attack("a query of percents", () => new HttpRequestMessage(HttpMethod.Get, $"{path}?%=%&%zz=%ff&&&=&a[]=1"));
    }

    private static IEnumerable<Attack> OnPath(Operation operation, Random random)
    {
        if (!operation.Path.Contains('{', StringComparison.Ordinal)) yield break;
        foreach (var text in random.GetItems(Texts, 5).Append(new string('a', 2_000)).Append("..").Append("."))
        {
            var part = Escape(text.Length > 600 ? text[..600] : text);
            var path = operation.PathWith(_ => part);
            yield return new Attack($"path with {Short(text)}", () => Json(operation, path, "{}"u8.ToArray()));
        }

        var slash = operation.PathWith(_ => Guid.NewGuid().ToString()) + "/";
        yield return new Attack("a trailing slash", () => Json(operation, slash, "{}"u8.ToArray()), MustBeRefused: true);
    }

    private static IEnumerable<Attack> OnHeaders(Operation operation, string path)
    {
        foreach (var (name, value) in new[]
        {
            ("Accept", "nonsense"), ("Accept", "text/html"), ("Accept-Language", "xx;q=9"), ("Accept-Language", new string('e', 3_000)), ("If-Match", "nonsense"), ("If-Match", "\"9999999999999999999\""),
            ("If-None-Match", "*"), ("Idempotency-Key", "x"), ("Idempotency-Key", new string('k', 5_000)), ("traceparent", "00-zz-zz-zz"), ("Receipt-Session", new string('s', 4_000)), ("Last-Event-ID", "minus one"),
            ("X-Forwarded-For", "' or 1=1"), ("X-HTTP-Method-Override", "DELETE"), ("X-Original-URL", "/signals/internal/recipients"), ("Range", "bytes=0-,5-1,-"), ("Accept", "*/*;q=nonsense, ,;"), ("Accept-Encoding", "gzip;q=2, ;"),
            ("tracestate", new string('t', 4_000)), ("traceparent", "ff-00000000000000000000000000000000-0000000000000000-ff"), ("baggage", new string('b', 4_000)), ("Cookie", "a=\"; b"), ("If-None-Match", "W/\"" + new string('v', 3_000)),
            ("If-Match", "W/\"1\", *, \"\","), ("Idempotency-Key", "00000000-0000-0000-0000-00000000000g"), ("Forwarded", "for=\"[::1\""), ("Content-Encoding", "gzip"), ("Expect", "nonsense"), ("Upgrade", "h2c"), ("Origin", "null"),
        })
        {
            yield return new Attack($"{name}: {Short(value)}", () =>
            {
                var request = Json(operation, path, "{}"u8.ToArray());
                if (name.StartsWith("Content-", StringComparison.Ordinal))
                {
                    request.Content?.Headers.TryAddWithoutValidation(name, value);
                    return request;
                }

                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
                return request;
            });
        }

        yield return new Attack("each header twice", () =>
        {
            var request = Json(operation, path, "{}"u8.ToArray());
            foreach (var name in Read) request.Headers.TryAddWithoutValidation(name, Twice);
            return request;
        });

        yield return new Attack("headers of 40 kB", () =>
        {
            var request = Json(operation, path, "{}"u8.ToArray());
            request.Headers.TryAddWithoutValidation("Accept-Language", new string('e', 40_000));
            return request;
        }, MustBeRefused: true);
        foreach (var method in new[] { "PATCH", "TRACE", "PROPFIND" })
            yield return new Attack(method, () => new HttpRequestMessage(new HttpMethod(method), path), MustBeRefused: true);
    }

    private static HttpRequestMessage Json(Operation operation, string path, byte[] body, string type = "application/json", string ifMatch = "\"0\"")
    {
        var request = new HttpRequestMessage(operation.Method, path);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (operation.Method == HttpMethod.Get) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return request;
    }

    /// <summary>The example with this value in this place, as text, for no tree of JSON could hold some of the values.</summary>
    private static byte[] With(JsonObject example, string place, string value)
    {
        const string mark = "the value goes here";
        var body = example.DeepClone().AsObject();
        var (at, parts) = (body, place.Split('.'));
        foreach (var part in parts[..^1]) at = Step(at, part);
        var last = parts[^1].TrimEnd('[', ']');
        at[last] = parts[^1].EndsWith(']') ? new JsonArray(mark) : mark;
        return Encoding.UTF8.GetBytes(body.ToJsonString().Replace($"\"{mark}\"", value, StringComparison.Ordinal));
    }

    private static JsonObject Step(JsonObject at, string part)
    {
        var name = part.TrimEnd('[', ']');
        if (!part.EndsWith(']')) return (JsonObject)(at[name] is JsonObject there ? there : at[name] = new JsonObject());
        if (at[name] is not JsonArray { Count: > 0 } list || list[0] is not JsonObject) at[name] = list = new JsonArray(new JsonObject());
        return list[0]!.AsObject();
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string Short(string text) => JsonSerializer.Serialize(text.Length > 40 ? text[..40] + "…" : text);

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
