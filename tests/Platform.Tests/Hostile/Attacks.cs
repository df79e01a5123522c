using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Support;

namespace Platform.Tests.Hostile;

/// <param name="MustBeRefused">No service may take this for valid input.</param>
internal sealed record Attack(string Name, Func<HttpRequestMessage> Request, bool MustBeRefused = false);

/// <summary>The requests that nobody should send, made for one operation.</summary>
internal static class Attacks
{
    private static readonly string[] Texts =
    [
        "", " ", "\u0000", "a\u0000b", "\ud83d\ude00", "\u202e\u200f\ufeff", "%00", "' or 1=1; drop table service; --", "<script>alert(1)</script>", "${jndi:ldap://127.0.0.1/a}", "../../../../etc/passwd",
        "{{7*7}}", "\\", "\"", "true", "null", "-1", "9999999999999999999999", "NaN", "1e309", new string('a', 100_000), string.Concat(Enumerable.Repeat("é", 5_000)), "2026-13-45", "GM9999", "0",
    ];

    private static readonly JsonNode?[] Values =
    [
        null, JsonValue.Create(0), JsonValue.Create(-1), JsonValue.Create(long.MaxValue), JsonValue.Create(1.5), JsonValue.Create(true), new JsonArray(), new JsonArray(null, null), new JsonObject(),
        JsonNode.Parse(Deep(10)), new JsonArray([.. Enumerable.Range(0, 2000).Select(i => (JsonNode)i)]), .. Texts.Select(t => (JsonNode?)JsonValue.Create(t)),
    ];

    private static readonly (string Name, byte[] Body)[] Broken =
    [
        ("nothing", []), ("half an object", "{\"name\": \"a"u8.ToArray()), ("null", "null"u8.ToArray()), ("a number", "7"u8.ToArray()), ("a text", "\"a\""u8.ToArray()), ("an array", "[]"u8.ToArray()),
        ("an array of objects", "[{}]"u8.ToArray()), ("deep nesting", Encoding.UTF8.GetBytes(Deep(5_000))), ("no utf-8", [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
        ("a lone surrogate", "{\"name\":\"\\ud800\"}"u8.ToArray()), ("the same member twice", "{\"name\":\"a\",\"name\":\"b\"}"u8.ToArray()), ("a comment", "{/* */}"u8.ToArray()), ("xml", "<a/>"u8.ToArray()),
        ("prototype", "{\"__proto__\":{\"a\":1}}"u8.ToArray()), ("a type", "{\"$type\":\"System.IO.FileInfo\"}"u8.ToArray()), ("300 kB", [.. "{\"name\":\""u8, .. Enumerable.Repeat((byte)'a', 300_000), .. "\"}"u8]),
        ("two objects", "{}{}"u8.ToArray()), ("utf-16", Encoding.Unicode.GetBytes("{}")),
    ];

    public static IEnumerable<Attack> On(Operation operation, Random random)
    {
        var path = operation.PathWith(what => what == "municipalities" ? Town.Here : Guid.NewGuid().ToString());
        return OnBody(operation, path, random).Concat(OnQuery(operation, path, random)).Concat(OnPath(operation, random)).Concat(OnHeaders(operation, path));
    }

    private static IEnumerable<Attack> OnBody(Operation operation, string path, Random random)
    {
        if (!operation.HasBody)
        {
            if (operation.Method != HttpMethod.Get) yield return new Attack("a body where none belongs", () => Json(operation, path, "{\"a\":1}"u8.ToArray()));
            yield break;
        }

        foreach (var (name, body) in Broken) yield return new Attack($"body: {name}", () => Json(operation, path, body), MustBeRefused: true);
        foreach (var type in new[] { "text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded", "application/json; charset=nonsense", "nonsense" })
            yield return new Attack($"content type {type}", () => Json(operation, path, "{}"u8.ToArray(), type), MustBeRefused: true);

        var example = JsonSerializer.SerializeToNode(Examples.For(operation), JsonSerializerOptions.Web)!.AsObject();
        foreach (var member in Places(example))
        {
            // All simple values on each member, and of the rest some.
            foreach (var value in Values.Take(10).Concat(random.GetItems(Values, 6)))
            {
                var changed = example.DeepClone().AsObject();
                Put(changed, member, value?.DeepClone());
                var body = Encoding.UTF8.GetBytes(changed.ToJsonString());
                yield return new Attack($"body: {member} = {Short(value)}", () => Json(operation, path, body));
            }
        }
    }

    private static IEnumerable<Attack> OnQuery(Operation operation, string path, Random random)
    {
        foreach (var name in operation.QueryNames)
            foreach (var text in random.GetItems(Texts, 8))
                yield return new Attack($"?{name}={Short(text)}", () => new HttpRequestMessage(operation.Method, $"{path}?{name}={Escape(text.Length > 4_000 ? text[..4_000] : text)}"));
        if (operation.Method != HttpMethod.Get) yield break;
        if (operation.QueryNames.Count > 0)
        {
            yield return new Attack("each parameter twice", () => new HttpRequestMessage(HttpMethod.Get, $"{path}?{string.Join('&', operation.QueryNames.SelectMany(n => new[] { $"{n}=1", $"{n}=2" }))}"));
            yield return new Attack("a thousand values", () => new HttpRequestMessage(HttpMethod.Get, $"{path}?{string.Join('&', Enumerable.Repeat(operation.QueryNames[0] + "=a", 1_000))}"));
        }

        yield return new Attack("a query of percents", () => new HttpRequestMessage(HttpMethod.Get, $"{path}?%=%&%zz=%ff&&&=&a[]=1"));
    }

    private static IEnumerable<Attack> OnPath(Operation operation, Random random)
    {
        if (!operation.Path.Contains('{', StringComparison.Ordinal)) yield break;
        foreach (var text in random.GetItems(Texts, 5).Append(new string('a', 2_000)))
        {
            var part = Escape(text.Length > 2_000 ? text[..2_000] : text);
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
            ("X-Forwarded-For", "' or 1=1"), ("X-HTTP-Method-Override", "DELETE"),
        })
        {
            yield return new Attack($"{name}: {Short(value)}", () =>
            {
                var request = Json(operation, path, "{}"u8.ToArray());
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
                return request;
            });
        }

        yield return new Attack("headers of 40 kB", () =>
        {
            var request = Json(operation, path, "{}"u8.ToArray());
            request.Headers.TryAddWithoutValidation("Accept-Language", new string('e', 40_000));
            return request;
        }, MustBeRefused: true);
        foreach (var method in new[] { "PATCH", "TRACE", "PROPFIND" })
            yield return new Attack(method, () => new HttpRequestMessage(new HttpMethod(method), path), MustBeRefused: true);
    }

    private static HttpRequestMessage Json(Operation operation, string path, byte[] body, string type = "application/json")
    {
        var request = new HttpRequestMessage(operation.Method, path);
        request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        if (operation.Method == HttpMethod.Get) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return request;
    }

    /// <summary>Each member of the example, and those of objects in it, as a dotted path.</summary>
    private static IEnumerable<string> Places(JsonObject of, string above = "") =>
        of.SelectMany(m => m.Value is JsonObject inner ? Places(inner, $"{above}{m.Key}.").Prepend(above + m.Key) : [above + m.Key]);

    private static void Put(JsonObject body, string place, JsonNode? value)
    {
        var parts = place.Split('.');
        foreach (var part in parts[..^1]) body = body[part]!.AsObject();
        body[parts[^1]] = value;
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string Short(object? value) => value?.ToString() is { } text ? JsonSerializer.Serialize(text.Length > 30 ? text[..30] + "…" : text) : "null";

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
