using System.ComponentModel.DataAnnotations;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Services;

/// <summary>
/// The part of RFC 5545 §3.3.10 that a calendar of activities needs: <c>FREQ</c> (DAILY, WEEKLY, MONTHLY, YEARLY), <c>INTERVAL</c>, <c>COUNT</c>,
/// <c>BYDAY</c> (with a number for months: <c>1MO</c>, <c>-1FR</c>), <c>BYMONTHDAY</c>, <c>BYMONTH</c>; each once, the frequency first.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RecurrenceRuleAttribute() : RegularExpressionAttribute(
    "^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;INTERVAL=[1-9][0-9]?)?(;COUNT=[1-9][0-9]{0,2})?(;BYMONTH=" + Month + "(," + Month + "){0,11})?"
    + "(;BYMONTHDAY=" + Day + "(," + Day + "){0,30})?(;BYDAY=" + Weekday + "(," + Weekday + "){0,6})?$")
{
    private const string Month = "([1-9]|1[0-2])", Day = "-?([1-9]|[12][0-9]|3[01])", Weekday = "(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)";

    public override string FormatErrorMessage(string name) => new Text(
        "Geef een herhaling zoals FREQ=WEEKLY;BYDAY=TU (RFC 5545).", "Give a recurrence such as FREQ=WEEKLY;BYDAY=TU (RFC 5545).").ToString();
}
