using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.Logs;

internal static class VerifyAuditLog
{
    private static readonly Text Together = ("Geef seq en hash samen: de hash heeft 64 hexadecimale cijfers.", "Give seq and hash together: the hash has 64 hexadecimal digits.");

    public static void Map(IEndpointRouteBuilder privacy) => privacy.MapGet("/audit-log/verification", HandleAsync)
        .WithName(nameof(VerifyAuditLog)).WithSummary("Prove that nobody changed the audit log of a municipality");

    /// <param name="seq">Number of a row that was the head before; with <paramref name="hash"/>.</param>
    /// <param name="hash">Its hash.</param>
    private static async Task<Results<Ok<AuditProof>, ProblemHttpResult>> HandleAsync([Needed, MunicipalityCode] string municipality, Caller caller, NpgsqlDataSource db,
        CancellationToken ct, [Between(1, 9007199254740991d)] long? seq = null, [LengthBetween(64, 64)] string? hash = null)
    {
        if (!caller.ActsIn(municipality)) return Problem.NotYourMunicipality();
        if (seq is null != hash is null || hash?.All(char.IsAsciiHexDigit) == false) return Problem.Invalid("hash", Together);
        return TypedResults.Ok(await AuditChain.VerifyAsync(db, municipality, seq, hash is null ? null : Convert.FromHexString(hash), ct));
    }
}
