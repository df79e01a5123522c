using System.Text.Json;
using Nabij.Catalog.Verification;
using Nabij.Messaging;

namespace Nabij.Catalog.Services;

/// <summary>How a service is read and written; what is searched stands in columns beside its content.</summary>
internal static class ServiceRows
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public static async Task<Service?> FindForChangeAsync(UnitOfWork work, Guid id, CancellationToken ct) =>
        (await work.QuerySingleOrDefaultAsync<Row>($"{SelectSql} for update", new { id }, ct))?.ToService();

    public static Task InsertAsync(UnitOfWork work, Service service, Source? source, CancellationToken ct) =>
        work.ExecuteAsync(InsertSql, Row.Of(service, source), ct);

    public static Task UpdateAsync(UnitOfWork work, Service service, CancellationToken ct) => work.ExecuteAsync(UpdateSql, Row.Of(service, null), ct);

    public static ServiceState StateOf(string column) => Enum.Parse<ServiceState>(column.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>The names of the fields in which two contents differ, as the API calls them.</summary>
    public static IReadOnlyList<string> Differences(ServiceContent before, ServiceContent after)
    {
        var (old, now) = (JsonSerializer.SerializeToElement(before, Json), JsonSerializer.SerializeToElement(after, Json));
        return [.. now.EnumerateObject().Where(p => !JsonElement.DeepEquals(p.Value, old.GetProperty(p.Name))).Select(p => p.Name)];
    }

    internal record Row
    {
        public Guid Id { get; init; }
        public Guid OrganisationId { get; init; }
        public string State { get; init; } = "";
        public int Version { get; init; }
        public string Content { get; init; } = "";
        public string? Reason { get; init; }
        public Guid? SuccessorId { get; init; }
        public DateTimeOffset? PublishedAt { get; init; }
        public DateTimeOffset ChangedAt { get; init; }
        public DateTimeOffset? VerifiedAt { get; init; }
        public string? VerifiedHow { get; init; }
        public string? VerifiedByRole { get; init; }
        public DateTimeOffset? SourceSeenAt { get; init; }
        public bool Flagged { get; init; }

        public static object Of(Service s, Source? source) => new
        {
            s.Id,
            s.OrganisationId,
            state = JsonNamingPolicy.KebabCaseLower.ConvertName(s.State.ToString()),
            s.Version,
            content = JsonSerializer.Serialize(s.Content, Json),
            s.Content.Name,
            supportTypes = s.Content.SupportTypes.ToArray(),
            s.Content.Scope.National,
            s.Content.Municipalities,
            sourceName = source?.Name,
            sourceId = source?.Id,
            s.Reason,
            s.SuccessorId,
            s.PublishedAt,
            s.ChangedAt,
            s.VerifiedAt,
            s.VerifiedHow,
            s.VerifiedByRole,
            s.SourceSeenAt,
            s.Flagged,
            cadence = Cadence.Of(s.Content).Kind,
            endsOn = Cadence.EndsOn(s.Content),
        };

        public Service ToService() => new()
        {
            Id = Id,
            OrganisationId = OrganisationId,
            State = StateOf(State),
            Version = Version,
            Content = JsonSerializer.Deserialize<ServiceContent>(Content, Json)!,
            Reason = Reason,
            SuccessorId = SuccessorId,
            PublishedAt = PublishedAt,
            ChangedAt = ChangedAt,
            VerifiedAt = VerifiedAt,
            VerifiedHow = VerifiedHow,
            VerifiedByRole = VerifiedByRole,
            SourceSeenAt = SourceSeenAt,
            Flagged = Flagged,
        };
    }

    public const string Columns = "id, organisation_id, state, version, content, reason, successor_id, published_at, changed_at, verified_at, verified_how, verified_by_role, source_seen_at, flagged";

    public const string SelectSql = $"select {Columns} from service where id = @id";

    private const string InsertSql = """
        insert into service (id, organisation_id, state, version, content, name, support_types, national, municipalities, source_name, source_id,
                             reason, successor_id, published_at, changed_at, verified_at, verified_how, verified_by_role, source_seen_at, flagged, cadence, ends_on)
        values (@Id, @OrganisationId, @state, @Version, @content::jsonb, @Name, @supportTypes, @National, @Municipalities, @sourceName, @sourceId,
                @Reason, @SuccessorId, @PublishedAt, @ChangedAt, @VerifiedAt, @VerifiedHow, @VerifiedByRole, @SourceSeenAt, @Flagged, @cadence, @endsOn)
        """;

    private const string UpdateSql = """
        update service
        set state = @state, version = @Version, content = @content::jsonb, name = @Name, support_types = @supportTypes, national = @National,
            municipalities = @Municipalities, reason = @Reason, successor_id = @SuccessorId,
            published_at = @PublishedAt, changed_at = @ChangedAt, verified_at = @VerifiedAt, verified_how = @VerifiedHow, verified_by_role = @VerifiedByRole, source_seen_at = @SourceSeenAt,
            flagged = @Flagged, cadence = @cadence, ends_on = @endsOn
        where id = @Id
        """;
}
