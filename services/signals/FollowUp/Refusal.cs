using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.FollowUp;

/// <summary>Why a step was not taken: 409.</summary>
/// <param name="Allowed">Names of the steps that the state allows.</param>
internal sealed record Refusal(Text Detail, IReadOnlyList<string> Allowed)
{
    public static readonly Text Erased = ("Van deze melding is niets meer over.", "Nothing is left of this signal.");

    /// <param name="by">Role of who asked.</param>
    public static Refusal Illegal(string state, string by) =>
        new(("Deze stap kan niet in de toestand van nu.", "This step is not possible in the present state."), [.. Transition.AllowedIn(state, by)]);

    public static Refusal Unmet(string state, string by, IReadOnlyList<Need> needs) =>
        new((string.Join(' ', needs.Select(n => n.Text.Nl)), string.Join(' ', needs.Select(n => n.Text.En))), [.. Transition.AllowedIn(state, by)]);
}
