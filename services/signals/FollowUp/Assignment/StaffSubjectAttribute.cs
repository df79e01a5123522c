using System.ComponentModel.DataAnnotations;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.FollowUp.Assignment;

/// <summary>The subject of a colleague's token: opaque. A name or an e-mail address does not pass.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class StaffSubjectAttribute() : RegularExpressionAttribute("^[A-Za-z0-9._:|-]{1,100}$")
{
    public override string FormatErrorMessage(string name) => new Text("Geef de code van een medewerker.", "Give the code of a colleague.").ToString();
}
