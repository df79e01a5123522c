using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Receipts;
using Nabij.Signals.Vault;
using Municipalities = Nabij.Reference.Municipalities;

namespace Nabij.Signals.Reporter;

/// <summary>A text that proves that something was reported, when and where: nothing of what, of whom or by whom.</summary>
internal static class ProveReport
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");

    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapGet("/proof", HandleAsync)
        .WithName(nameof(ProveReport)).WithSummary("A proof of the report, without its content")
        .Produces(StatusCodes.Status200OK, contentType: "text/plain").ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> HandleAsync(ReceiptSession session, UnitOfWork work, ServiceKeys keys, TimeProvider time,
        CancellationToken ct)
    {
        if (await work.LoadForReporterAsync(session, time.GetUtcNow(), ct) is not { } signal)
            return Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession);
        var place = Municipalities.TryGet(signal.Municipality, out var municipality) ? municipality.Name : signal.Municipality;
        var text = $"""
            Bewijs van melding

            Op {DutchDay.Of(signal.ReceivedAt).ToString("d MMMM yyyy", Dutch)} is via Nabij een zorg gemeld in de gemeente {place}.
            Kenmerk: {Mark(await keys.GetAsync(ServiceKeys.Proofs, ct), signal.Id)}

            In dit bewijs staat niet wat er is gemeld, over wie, of door wie.

            """;
        return TypedResults.File(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", "bewijs-van-melding.txt");
    }

    /// <summary>The same each time, and no way back to the signal without the vault.</summary>
    private static string Mark(byte[] key, Guid signal) => Convert.ToHexString(HMACSHA256.HashData(key, signal.ToByteArray()).AsSpan(0, 6));
}
