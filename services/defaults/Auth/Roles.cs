namespace Nabij.ServiceDefaults.Auth;

/// <summary>The roles of the claim <c>roles</c>. What each may do stands in <c>docs/security.md</c>.</summary>
public static class Roles
{
    public const string Portal = "portal";
    public const string Provider = "provider";
    public const string Editor = "editor";
    public const string Handler = "handler";
    public const string PrivacyOfficer = "privacy-officer";
    public const string Coordinator = "coordinator";
    public const string Member = "member";
    public const string Partner = "partner";
    public const string Service = "service";
    public const string Operator = "operator";

    public static IReadOnlyList<string> All { get; } =
        [Portal, Provider, Editor, Handler, PrivacyOfficer, Coordinator, Member, Partner, Service, Operator];
}
