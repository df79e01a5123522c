using System.Text.Json;

namespace Nabij.Coalition;

internal static class Codes
{
    /// <summary>The code of a state, as the API and the database know it: <c>InProgress</c> is <c>in-progress</c>.</summary>
    public static string Code<T>(this T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
