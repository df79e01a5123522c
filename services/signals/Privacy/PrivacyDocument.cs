using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;
using Nabij.Signals.Retention;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Privacy;

/// <summary>
/// What the DPIA needs of the code, made from the code: <c>dotnet Nabij.Signals.dll privacy-document &gt; docs/privacy/register.md</c>.
/// </summary>
internal static class PrivacyDocument
{
    /// <summary>It needs no configuration: it is made before there is a service.</summary>
    public static bool WasAskedFor(string[] args) => args is ["privacy-document"];

    public static int Print(TextWriter output)
    {
        output.Write(Write());
        return 0;
    }

    /// <summary>Records that are sealed. Every member is personal.</summary>
    public static IEnumerable<Type> SealedTypes => Reachable(OwnTypes.Where(t => t.Namespace == typeof(SubjectRecord).Namespace && t.Name.EndsWith("Record", StringComparison.Ordinal)
        && IsRecord(t) && t != typeof(OpenedRecord) && !t.IsNested));

    /// <summary>What comes in as the body of a request.</summary>
    public static IEnumerable<Type> RequestTypes => Reachable(OwnTypes.Where(t => t.Name.EndsWith("Request", StringComparison.Ordinal) && IsRecord(t)));

    /// <summary>Members that could hold something personal, and neither say why nor that they do not.</summary>
    public static IEnumerable<string> Unjustified() =>
    [
        .. from type in SealedTypes
           from member in Members(type)
           where !IsOwn(ElementOf(member.PropertyType)) && member.GetCustomAttribute<PersonalDataAttribute>() is null
           select $"{type.Name}.{member.Name}",
        .. from type in RequestTypes
           from member in Members(type)
           where IsFreeText(member) && member.GetCustomAttribute<PersonalDataAttribute>() is null && member.GetCustomAttribute<NotPersonalAttribute>() is null
           select $"{type.Name}.{member.Name}",
    ];

    public static string Write()
    {
        var text = new StringBuilder("""
            # Register of personal data

            Made from the code by `dotnet Nabij.Signals.dll privacy-document`; do not edit it by hand. What surrounds it is in [privacy](../privacy.md).

            ## What comes in

            | request | field | of whom | why | basis | who sees it |
            |---|---|---|---|---|---|

            """);
        Fields(text, RequestTypes);
        text.Append("""

            ## What is kept, sealed

            | record | field | of whom | why | basis | who sees it |
            |---|---|---|---|---|---|

            """);
        Fields(text, SealedTypes);
        text.Append("""

            ## Processing activities

            | activity | line in the log | purpose | basis | recipients |
            |---|---|---|---|---|

            """);
        foreach (var a in RegisteredActivity.All) Row(text, $"`{a.Activity.Code}/v{ProcessingActivity.Version}`", a.Activity.Action, a.Purpose, a.Basis, a.Recipients);
        text.Append("""

            ## Recipients

            | recipient | of what |
            |---|---|

            """);
        var recipients = RequestTypes.Concat(SealedTypes).SelectMany(Members).Select(m => m.GetCustomAttribute<PersonalDataAttribute>()).OfType<PersonalDataAttribute>().Select(p => p.Recipients)
            .Concat(RegisteredActivity.All.Select(a => a.Recipients)).Distinct().Order(StringComparer.Ordinal);
        foreach (var recipient in recipients)
            Row(text, recipient, string.Join(", ", RegisteredActivity.All.Where(a => a.Recipients == recipient).Select(a => a.Activity.Action)
                .Concat(SealedTypes.Where(t => Members(t).Any(m => m.GetCustomAttribute<PersonalDataAttribute>()?.Recipients == recipient)).Select(t => $"`{t.Name}`")).DefaultIfEmpty("what is asked")));
        text.Append(CultureInfo.InvariantCulture, $"""

            ## How long it is kept

            After the closing, unless the municipality sets another number of days (1 to {RetentionTerms.Longest}). A legal hold, a restriction or an open request of access stops it; news of the reporter that nobody has read gives {RetentionDue.GraceDays} days more, once.

            | outcome | days |
            |---|---|

            """);
        foreach (var outcome in Outcome.All) Row(text, $"`{outcome.Code}`", $"{outcome.Retention.Days}");
        Row(text, "what leads to the reporter", $"{RetentionDue.DaysAfterFeedback} after the last news to the reporter, once the signal is closed");
        var beside = new RetentionOptions();
        Row(text, "requests about one's own data", $"{beside.RightsRequests.Days} after the decision (`Retention:RightsRequests`)");
        Row(text, "processing log", $"{beside.ProcessingLog.Days}, which is five years (`Retention:ProcessingLog`)");
        Row(text, "audit log", $"{beside.AuditLog.Days}, which is five years (`Retention:AuditLog`)");
        Row(text, "drafts", "none: nothing is stored before a report is sent");
        return text.ToString();
    }

    private static void Fields(StringBuilder text, IEnumerable<Type> types)
    {
        foreach (var type in types)
            foreach (var member in Members(type))
                if (member.GetCustomAttribute<PersonalDataAttribute>() is { } personal)
                    Row(text, $"`{type.Name}`", $"`{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}`", personal.Whose switch
                    {
                        Whose.Subject => "person of concern",
                        Whose.Reporter => "reporter",
                        Whose.Both => "both",
                        _ => "who asks",
                    }, personal.Justification, personal.Basis, personal.Recipients);
    }

    private static void Row(StringBuilder text, params IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static IEnumerable<Type> OwnTypes => typeof(PrivacyDocument).Assembly.GetTypes().OrderBy(t => t.FullName, StringComparer.Ordinal);

    /// <summary>These, and the records that stand in them.</summary>
    private static List<Type> Reachable(IEnumerable<Type> types)
    {
        var found = new List<Type>();
        foreach (var type in types) Add(type);
        return found;

        void Add(Type type)
        {
            if (found.Contains(type) || !IsOwn(type)) return;
            found.Add(type);
            foreach (var member in Members(type)) Add(ElementOf(member.PropertyType));
        }
    }

    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static bool IsFreeText(PropertyInfo member) => ElementOf(member.PropertyType) == typeof(string)
        && !member.GetCustomAttributes<ValidationAttribute>().Any(rule => rule is OneOfAttribute or CodeOfAttribute or MunicipalityCodeAttribute or NeighbourhoodCodeAttribute);

    private static bool IsOwn(Type type) => type.IsClass && type.Assembly == typeof(PrivacyDocument).Assembly;

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static Type ElementOf(Type type) => type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type)
        ? type
        : type.GetInterfaces().Prepend(type).First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GenericTypeArguments[0];
}
