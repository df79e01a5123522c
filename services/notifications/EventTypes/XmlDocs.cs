using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Nabij.Notifications.EventTypes;

/// <summary>The docstrings of an assembly, from the XML file that the compiler puts beside it.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, string> _summaries;

    private XmlDocs(XDocument document) => _summaries = document.Descendants("member")
        .Where(m => m.Element("summary") is not null)
        .ToDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")!));

    public static XmlDocs Of(Assembly assembly) => new(XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")));

    public string SummaryOf(Type type) => _summaries.GetValueOrDefault($"T:{type.FullName}", "");

    public string SummaryOf(PropertyInfo property) => _summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static string Plain(XElement summary) => Blanks().Replace(string.Concat(summary.Nodes().Select(n => n switch
    {
        XElement reference when reference.Attribute("cref") is { Value: var member } => member[(member.LastIndexOf('.') + 1)..],
        XElement element => element.Value,
        _ => n.ToString(),
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
