using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.FollowUp;

/// <summary>Why a step was not taken: 409.</summary>
/// <param name="Allowed">Names of the steps that the state allows.</param>
internal sealed record Refusal(Text Detail, IReadOnlyList<string> Allowed)
{
    public static readonly Text Erased = ("Van deze melding is niets meer over.", "Nothing is left of this signal.");

    /// <summary>For a handler and a provider alike.</summary>
    public static readonly Text Restricted = (
        "Op verzoek van de betrokkene wordt dit nu alleen bewaard. Er kan niets mee gebeuren tot de privacyfunctionaris de beperking opheft.",
        "At the person's request this is only kept now. Nothing can be done with it until the privacy officer lifts the restriction.");

    /// <param name="by">Role of who asked.</param>
    public static Refusal Illegal(string state, string by) =>
        new(("Deze stap kan niet in de toestand van nu.", "This step is not possible in the present state."), [.. Transition.AllowedIn(state, by)]);

    public static Refusal Unmet(string state, string by, IReadOnlyList<Need> needs) =>
        new((string.Join(' ', needs.Select(n => n.Text.Nl)), string.Join(' ', needs.Select(n => n.Text.En))), [.. Transition.AllowedIn(state, by)]);
}
