using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Privacy;

namespace Nabij.Signals.Rights;

/// <summary>
/// Looks for the signals of the one who asks. What is looked for travels in the body and is nowhere kept; each signal that is found counts as a data
/// subject in the processing log.
/// </summary>
internal static class FindSignals
{
    private static readonly Text Something = ("Geef postcode en huisnummer, een telefoonnummer of een e-mailadres.", "Give postcode and house number, a phone number or an e-mail address.");

    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("/{id:guid}/search", HandleAsync)
        .WithName(nameof(FindSignals)).WithSummary("Find signals by an address, a phone number or an e-mail address")
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<FoundSignals>, ProblemHttpResult>> HandleAsync(Guid id, FindSignalsRequest sought, Caller caller, RightsStore store, SubjectIndex index,
        TimeProvider time, CancellationToken ct)
    {
        var start = time.GetUtcNow();
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (!request.IsOpen) return Problem.Conflict(RightsRequest.Ended);
        var details = await index.HashAsync(request.Municipality, sought.Details(request.About), ct);
        if (details.Count == 0) return Problem.Invalid("postcode", Something);

        var found = await store.Work.QueryAsync<FoundSignal>(FindSql, new { request.Municipality, request.About, hashes = details.Select(d => d.Hash).ToArray(), request.Id }, ct);
        await store.LogAsync(request, caller, "find-signals", found.Select(f => f.Id), start, ct);
        await store.Work.CommitAsync(ct);
        return TypedResults.Ok(new FoundSignals(found));
    }

    private const string FindSql = """
        select s.id, s.state, s.received_at, exists (select from rights_request_signal l where l.request_id = @Id and l.signal_id = s.id) as is_linked
        from signal s where s.municipality = @Municipality
          and s.id in (select i.signal_id from subject_index i where i.hash = any(@hashes) and i.owner = @About)
        order by s.received_at desc, s.id limit 50
        """;
}

/// <param name="Postcode">With <paramref name="HouseNumber"/>.</param>
internal sealed record FindSignalsRequest(
    [property: PostcodeValue, PersonalData("Finds the signals of the one who asks; nowhere kept", Whose.DataSubject)] string? Postcode,
    [property: Between(1, 99999), PersonalData("Finds the signals of the one who asks; nowhere kept", Whose.DataSubject)] int? HouseNumber,
    [property: LengthBetween(3, 30), PersonalData("Finds the signals of the one who asks; nowhere kept", Whose.DataSubject)] string? Phone,
    [property: MailAddress, PersonalData("Finds the signals of the one who asks; nowhere kept", Whose.DataSubject)] string? Email)
{
    public IEnumerable<(string Owner, string Kind, string? Value)> Details(string owner) =>
    [
        (owner, SubjectIndex.Address, HouseNumber is null ? null : SubjectIndex.NormalAddress(HouseNumber.Value.ToString(CultureInfo.InvariantCulture), Postcode)),
        (owner, SubjectIndex.Phone, SubjectIndex.NormalPhone(Phone)),
        (owner, SubjectIndex.Email, SubjectIndex.NormalEmail(Email)),
    ];
}

internal sealed record FoundSignals(IReadOnlyList<FoundSignal> Items);

/// <param name="IsLinked">The request is about it already.</param>
internal sealed record FoundSignal(Guid Id, string State, DateTimeOffset ReceivedAt, bool IsLinked);
