using System.ComponentModel.DataAnnotations;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Organisations;

/// <summary>A number of the Chamber of Commerce: eight digits.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KvkNumberAttribute() : RegularExpressionAttribute("^[0-9]{8}$")
{
    public override string FormatErrorMessage(string name) => new Text("Een KvK-nummer heeft acht cijfers.", "A KvK number has eight digits.").ToString();
}
