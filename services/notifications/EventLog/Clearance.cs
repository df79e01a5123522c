using Nabij.Contracts;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Notifications.EventLog;

/// <summary>
/// What a partner may see, by its token: events for everyone; those of its municipalities; and, where an event is for one organisation, only as that
/// organisation in that municipality. An event that does not name what its audience needs is seen by nobody.
/// </summary>
/// <param name="Municipalities">CBS codes; <c>*</c> for everywhere.</param>
internal sealed record Clearance(string[] Municipalities, Guid? Organisation)
{
    public const string Everywhere = "*";

    public static Clearance Of(Caller caller) => new([.. caller.Municipalities], caller.Organisation);

    public bool Allows(LoggedEvent e) => e.Audience switch
    {
        Audience.Public => true,
        Audience.Municipality => Covers(e.Municipality),
        Audience.Organisation => Covers(e.Municipality) && e.Organisation is not null && e.Organisation == Organisation,
        _ => false,
    };

    private bool Covers(string? municipality) =>
        municipality is not null && (Municipalities.Contains(municipality) || Municipalities.Contains(Everywhere));

    /// <summary>The same rule for a page of the log, as <c>@Municipalities</c> and <c>@Organisation</c>. A test holds the two together.</summary>
    public const string Sql = """
        (audience = 'public'
         or (municipality is not null and (municipality = any(@Municipalities) or '*' = any(@Municipalities))
             and (audience = 'municipality' or (audience = 'organisation' and organisation = @Organisation))))
        """;
}
