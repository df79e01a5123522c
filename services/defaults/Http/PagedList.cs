using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Nabij.ServiceDefaults.Http;

/// <summary>One page of a list.</summary>
/// <param name="Page">From 1.</param>
/// <param name="PageSize">1..100.</param>
/// <param name="Total">Of all pages.</param>
public sealed record PagedList<T>(IReadOnlyList<T> Items, int Page, int PageSize, long Total);

/// <summary>Pages of a list, and the RFC 8288 Link header with <c>next</c> and <c>prev</c>.</summary>
public static class Paging
{
    public const int LargestPage = 100;

    /// <summary>Rows to skip before this page.</summary>
    public static int Offset(int page, int pageSize) => (page - 1) * pageSize;

    public static Ok<PagedList<T>> Ok<T>(HttpContext context, IReadOnlyList<T> items, int page, int pageSize, long total)
    {
        Link(context, page, pageSize, total);
        return TypedResults.Ok(new PagedList<T>(items, page, pageSize, total));
    }

    public static void Link(HttpContext context, int page, int pageSize, long total)
    {
        var links = new List<string>();
        if ((long)page * pageSize < total) links.Add(Link(context.Request, page + 1, "next"));
        if (page > 1) links.Add(Link(context.Request, page - 1, "prev"));
        if (links.Count > 0) context.Response.Headers.Link = string.Join(", ", links);
    }

    private static string Link(HttpRequest request, int page, string relation)
    {
        var query = new QueryBuilder(request.Query.Where(q => q.Key != "page").SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v ?? "")))
        {
            { "page", page.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        };
        return $"<{request.Path}{query}>; rel=\"{relation}\"";
    }
}
