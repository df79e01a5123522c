namespace Nabij.Signals.Reporter;

/// <summary>
/// Who may write when. The reporter answers what was asked, as often as is asked, and may add something unasked once: a reporter with a second
/// thought is heard, and no one is kept busy by a stream of messages.
/// </summary>
internal static class Dialogue
{
    public const string Question = "question", Answer = "answer", Addition = "addition";

    /// <summary>More is a conversation, for which there is a telephone.</summary>
    public const int MostQuestions = 20;

    public static readonly string[] OfReporter = [Answer, Addition], OfHandler = [Question];

    /// <summary>What the reporter's next message is; null when it is not the reporter's turn.</summary>
    /// <param name="kinds">Of the messages until now, in order.</param>
    public static string? NextOfReporter(IReadOnlyList<string> kinds) =>
        IsAsked(kinds) ? Answer : kinds.Contains(Addition) ? null : Addition;

    /// <summary>A question waits for an answer.</summary>
    public static bool IsAsked(IEnumerable<string> kinds) => kinds.LastOrDefault(kind => kind != Addition) == Question;
}
