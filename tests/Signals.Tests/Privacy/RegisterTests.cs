using Nabij.Signals.Privacy;

namespace Signals.Tests;

/// <summary>No personal field without a reason, and a document that says what the code does.</summary>
public sealed class RegisterTests
{
    [Fact]
    public void Every_field_that_can_be_personal_says_what_it_is_needed_for()
    {
        var unjustified = string.Join(", ", PrivacyDocument.Unjustified());
        Assert.True(unjustified.Length == 0, $"Without a reason: {unjustified}");
    }

    [Fact]
    public void The_fields_that_must_be_there_are_seen()
    {
        var requests = PrivacyDocument.RequestTypes.Select(t => t.Name).ToList();
        foreach (var name in new[] { "ReportWorryRequest", "ReporterContact", "SubjectDetails", "CardAnswers", "OpenReceiptSessionRequest", "FindSignalsRequest" }) Assert.Contains(name, requests);
        var records = PrivacyDocument.SealedTypes.Select(t => t.Name).ToList();
        foreach (var name in new[] { "SubjectRecord", "ReporterRecord", "WorryRecord", "TickedCard" }) Assert.Contains(name, records);
    }

    [Fact]
    public void Every_activity_of_the_log_stands_in_the_register_once() =>
        Assert.Equal(RegisteredActivity.InCode.Select(a => a.Code).Order(), RegisteredActivity.All.Select(a => a.Activity.Code).Order());

    [Fact]
    public void The_document_is_what_the_code_says()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) folder = folder.Parent!;
        var path = Path.Combine(folder.FullName, "docs", "privacy", "register.md");
        Assert.True(File.Exists(path) && File.ReadAllText(path) == PrivacyDocument.Write(),
            "docs/privacy/register.md is not what the code says. Make it again: ./nabij privacy-document");
    }
}
