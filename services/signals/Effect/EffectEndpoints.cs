using Nabij.Signals.Receipts;

namespace Nabij.Signals.Effect;

internal static class EffectEndpoints
{
    public static void MapEffect(this IEndpointRouteBuilder api)
    {
        GetEffect.Map(api);
        var effects = api.MapGroup("/effects").WithTags("Effect").AllowAnonymous();
        GetQuestionnaire.Map(effects);
        MeasureEffect.Map(effects);
    }

    public static WebApplicationBuilder AddEffect(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PairKeys>().AddKeyedSingleton<ReceiptLimit>(PairKeys.Limit);
        return builder;
    }
}
