namespace Nabij.Signals.FollowUp.DueDates;

/// <summary>How long a step may take. A municipality may say otherwise; what runs already keeps its date.</summary>
/// <param name="TriageDays">Working days until it is decided what happens, from the report.</param>
/// <param name="UrgentContactDays">Working days until the first attempt at contact, where the card said <c>not-right</c> or <c>urgent</c>.</param>
/// <param name="LightContactDays">The same for every other signal.</param>
internal sealed record Terms(int TriageDays, int UrgentContactDays, int LightContactDays)
{
    public const int Shortest = 1, Longest = 20;

    /// <summary>A reporter who was asked something has so many days; then it is judged without the answer.</summary>
    public const int AnswerDays = 7;

    public static readonly Terms Default = new(1, 2, 5);

    public int ContactDays(string route) => route is "not-right" or "urgent" ? UrgentContactDays : LightContactDays;
}
