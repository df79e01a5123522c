using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Signals.Effect;

internal static class GetQuestionnaire
{
    public static void Map(IEndpointRouteBuilder effects) => effects.MapGet("/questionnaire", Handle)
        .WithName("GetEffectQuestionnaire").WithSummary("The six statements of the loneliness scale, with their source").WithPublicCaching();

    private static Ok<EffectQuestionnaire> Handle() => TypedResults.Ok(new EffectQuestionnaire(
        LonelinessScale.Intro.ToString(), [.. LonelinessScale.Items.Select(i => new EffectStatement(i.Code, i.Text.ToString()))],
        [LonelinessScale.Yes, LonelinessScale.MoreOrLess, LonelinessScale.No], LonelinessScale.Source, LonelinessScale.Terms.ToString()));
}

/// <param name="Answers">What can be answered to each; an answer may be left out.</param>
internal sealed record EffectQuestionnaire(string Intro, IReadOnlyList<EffectStatement> Statements, IReadOnlyList<string> Answers, string Source, string Terms);

internal sealed record EffectStatement(string Code, string Text);
