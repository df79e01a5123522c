using System.Text.Json;
using Dapper;
using Nabij.Catalog.Organisations;
using Nabij.Catalog.Services;
using Nabij.Catalog.Taxonomies;
using Npgsql;

namespace Nabij.Catalog.Hsds;

/// <summary>What a list is ordered by, and continued after.</summary>
internal interface IListed
{
    Guid ListedId { get; }

    DateTimeOffset LastModified { get; }
}

/// <summary>A service with its organisation and the ids of its places; for a list of places, one of them.</summary>
internal sealed record ServiceRow : IListed
{
    public Guid Id { get; init; }
    public Guid ListedId { get; init; }
    public string State { get; init; } = "";
    public string Content { get; init; } = "";
    public string? Reason { get; init; }
    public Guid? SuccessorId { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public DateTimeOffset? VerifiedAt { get; init; }
    public DateTimeOffset LastModified { get; init; }
    public Guid[] PlaceIds { get; init; } = [];
    public short[] PlaceNumbers { get; init; } = [];
    public string? Labels { get; init; }

    /// <summary>Of the listed place.</summary>
    public short Number { get; init; }

    public Organisation Organisation { get; init; } = null!;

    public ServiceContent Facts => field ??= JsonSerializer.Deserialize<ServiceContent>(Content, JsonSerializerOptions.Web)!;

    public static async Task<IReadOnlyList<ServiceRow>> ReadAsync(NpgsqlConnection connection, string sql, object args, CancellationToken ct) =>
        [.. await connection.QueryAsync<ServiceRow, Organisation, ServiceRow>(new CommandDefinition(sql, args, cancellationToken: ct),
            (service, organisation) => service with { Organisation = organisation }, splitOn: "id")];

    /// <summary>Of <c>s</c>.</summary>
    public const string Columns = "s.id, s.state, s.content, s.reason, s.successor_id, s.changed_at, s.verified_at, s.last_modified";

    /// <summary>Of <c>s</c>, with the places that the full form nests.</summary>
    public const string FullColumns = $"""
        {Columns},
        array(select p.id from service_location p where p.service_id = s.id order by p.number) as place_ids,
        array(select p.number from service_location p where p.service_id = s.id order by p.number) as place_numbers,
        {ServiceLabels.OfServiceSql} as labels
        """;

    /// <summary>Of <c>o</c>. They stand last: a second <c>id</c> begins them.</summary>
    public const string OrganisationColumns = "o.id, o.name, o.domain, o.kvk_number, o.website, o.phone, o.email, o.version, o.changed_at";
}

internal sealed record OrganisationRow(Organisation Organisation) : IListed
{
    public Guid ListedId => Organisation.Id;

    public DateTimeOffset LastModified => Organisation.ChangedAt;
}
