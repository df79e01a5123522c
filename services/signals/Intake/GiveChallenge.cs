using Microsoft.AspNetCore.Http.HttpResults;

namespace Nabij.Signals.Intake;

/// <summary>Something to work out before a report is sent. The answer is good for one report, for ten minutes.</summary>
internal static class GiveChallenge
{
    public static void Map(IEndpointRouteBuilder intake) => intake.MapGet("/challenge", Handle)
        .WithName(nameof(GiveChallenge)).WithSummary("A challenge, to be solved before a report is sent");

    private static Ok<ChallengeAnswer> Handle(Challenges challenges)
    {
        var (text, difficulty, expiresAt) = challenges.New();
        return TypedResults.Ok(new ChallengeAnswer(text, difficulty, "SHA-256", expiresAt));
    }
}

/// <param name="Challenge">Send it in the header <c>Proof-Of-Work</c> as <c>challenge:number</c>.</param>
/// <param name="Difficulty">The hash of <c>challenge:number</c> must begin with so many zero bits; 0 while no work is asked for.</param>
internal sealed record ChallengeAnswer(string Challenge, int Difficulty, string Algorithm, DateTimeOffset ExpiresAt);
