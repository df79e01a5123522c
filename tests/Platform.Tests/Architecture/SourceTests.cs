using System.Text.RegularExpressions;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>Rules that are read from the sources.</summary>
public sealed partial class SourceTests
{
    /// <summary>What belongs to one service. <c>municipality</c>, <c>organisation</c> and the names of roles are the language of all.</summary>
    private static readonly string[] DomainWords =
    [
        "loneliness", "eenzaam", "worry", "worries", "referral", "referred", "receipt", "triage", "consent", "reporter", "neighbourhood", "coalition", "workgroup", "agreement",
        "gap", "pitfall", "catalog", "catalogue", "social map", "support type", "target group", "verification", "webhook", "cloudevent", "vault",
    ];

    public static TheoryData<string> Services => House.EachService;

    [Theory, InlineData("services/messaging"), InlineData("services/defaults")]
    public void Plumbing_knows_no_word_of_the_domain(string folder)
    {
        var found = from file in House.Files(folder, "*.cs")
                    let code = Comment().Replace(File.ReadAllText(file), "")
                    from word in DomainWords
                    where Words(code).Contains(word)
                    select $"{Path.GetRelativePath(House.Root, file)}: {word}";
        Found.None(found);
    }

    [Theory, MemberData(nameof(Services))]
    public void A_program_says_what_its_service_is_made_of_in_forty_lines(string service)
    {
        var lines = File.ReadAllLines(Path.Combine(House.Root, "services", service, "Program.cs"));
        Assert.True(lines.Length <= 40, $"{lines.Length} lines");
    }

    /// <summary>The version that still runs beside the new one reads the same tables.</summary>
    [Fact]
    public void A_migration_only_expands()
    {
        var scripts = House.Files("services", "*.sql").ToList();
        Assert.NotEmpty(scripts);
        var contracting = from file in scripts
                          from Match match in Contracts().Matches(SqlComment().Replace(File.ReadAllText(file), ""))
                          select $"{Path.GetRelativePath(House.Root, file)}: {match.Value}";
        Found.None(contracting);
    }

    [Theory]
    [InlineData("drop table signal;"), InlineData("alter table a rename column b to c"), InlineData("ALTER TABLE a\n  DROP COLUMN b"), InlineData("alter table a alter column b type int")]
    [InlineData("truncate a")]
    public void What_an_older_version_would_miss_is_seen(string sql) => Assert.Matches(Contracts(), sql);

    /// <summary>Lower-case words of identifiers and texts, split at capitals and underscores, and pairs of them.</summary>
    private static HashSet<string> Words(string code)
    {
        var single = Word().Matches(code).Select(m => m.Value.ToLowerInvariant()).ToList();
        return [.. single, .. single.Zip(single.Skip(1), (a, b) => $"{a} {b}"), .. single.Zip(single.Skip(1), (a, b) => a + b)];
    }

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("--.*$", RegexOptions.Multiline)]
    private static partial Regex SqlComment();

    [GeneratedRegex(@"\bdrop\s+(table|column|schema|view|type)\b|\brename\b|\balter\s+column\s+\w+\s+(set\s+data\s+)?type\b|\btruncate\s+(?!on\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Contracts();
}
