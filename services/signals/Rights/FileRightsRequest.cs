using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Privacy;

namespace Nabij.Signals.Rights;

internal static class FileRightsRequest
{
    private static readonly Text NotThen = ("Kies een dag van het afgelopen jaar.", "Choose a day of the past year.");

    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("", HandleAsync)
        .WithName(nameof(FileRightsRequest)).WithSummary("Set down that somebody asks about their own data; the clock of a month begins").WithIdempotency()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<RightsRequestView>, ProblemHttpResult>> HandleAsync(FileRightsRequestRequest asked, Caller caller, RightsStore store,
        TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = DutchDay.Of(now);
        if (!caller.ActsIn(asked.Municipality)) return Problem.NotYourMunicipality();
        var received = asked.ReceivedDate ?? today;
        if (received > today || received < today.AddYears(-1)) return Problem.Invalid("receivedDate", NotThen);

        var request = RightsRequest.File(asked.Municipality, asked.Kind, asked.About, asked.Reference, asked.IdentityCheck, received);
        await store.Work.ExecuteAsync(InsertSql, new
        {
            request.Id,
            request.Municipality,
            request.Kind,
            request.About,
            request.Reference,
            request.IdentityCheck,
            request.ReceivedDate,
            request.DueDate,
            request.State,
            request.Version,
            caller = caller.Subject,
            now,
        }, ct);
        await store.LogAsync(request, caller, "file-rights-request", [], now, ct);
        await store.Work.CommitAsync(ct);
        ETag.Set(http, request.Version);
        return TypedResults.Created($"{http.Request.Path}/{request.Id}", RightsRequestView.Of(request));
    }

    private const string InsertSql = """
        insert into rights_request (id, municipality, kind, about, reference, identity_check, received_date, due_date, state, created_by, created_at, version)
        values (@Id, @Municipality, @Kind, @About, @Reference, @IdentityCheck, @ReceivedDate, @DueDate, @State, @caller, @now, @Version)
        """;
}

/// <param name="About">Whether the one who asks is the person of concern (<c>subject</c>) or the <c>reporter</c>.</param>
/// <param name="Reference">Number of the case in the municipality's own records: letters, digits, dashes. No name.</param>
/// <param name="IdentityCheck">How the municipality made sure who asks.</param>
/// <param name="ReceivedDate">Day on which the municipality received it; today without it.</param>
internal sealed record FileRightsRequestRequest(
    [property: Needed, MunicipalityCode] string Municipality,
    [property: Needed, OneOf(RightsRequest.Access, RightsRequest.Rectification, RightsRequest.Erasure, RightsRequest.Restriction, RightsRequest.Objection)] string Kind,
    [property: Needed, OneOf(RightsRequest.AboutSubject, RightsRequest.AboutReporter)] string About,
    [property: Needed, CaseReference, PersonalData("Leads the municipality to who asks; no name", Whose.DataSubject)] string Reference,
    [property: Needed, OneOf("in-person", "digid", "document", "representative", "receipt")] string IdentityCheck,
    DateOnly? ReceivedDate);

/// <summary>1 to 40 letters, digits and dashes: too little for a name with a space, and nothing to read.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CaseReferenceAttribute() : System.ComponentModel.DataAnnotations.StringLengthAttribute(40)
{
    public override bool IsValid(object? value) => value is null || (value is string { Length: >= 1 and <= 40 } text && text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    public override string FormatErrorMessage(string name) =>
        new Text("Geef het zaaknummer: letters, cijfers en streepjes, ten hoogste 40.", "Give the number of the case: letters, digits and dashes, 40 at most.").ToString();
}
