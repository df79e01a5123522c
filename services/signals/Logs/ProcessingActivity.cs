namespace Nabij.Signals.Logs;

/// <summary>
/// An entry of the register of processing activities ("verwerkingsactiviteit"). Its address gets a new version when the activity changes.
/// </summary>
/// <param name="Code">Last part of its address in the register.</param>
/// <param name="Action">What a line of the log calls an action of it, in Dutch.</param>
internal sealed record ProcessingActivity(string Code, string Action)
{
    public static readonly ProcessingActivity Receive = new("signaal-ontvangen", "signaal ontvangen");
    public static readonly ProcessingActivity Triage = new("signaal-triage", "signaal bekijken voor triage");
    public static readonly ProcessingActivity Contact = new("contact-leggen", "contact leggen met de betrokkene");
    public static readonly ProcessingActivity Guide = new("begeleiden", "begeleiden van de betrokkene");
    public static readonly ProcessingActivity Refer = new("verwijzen", "verwijzen naar een aanbieder");
    public static readonly ProcessingActivity Feedback = new("melder-terugkoppelen", "terugkoppelen aan de melder");
    public static readonly ProcessingActivity Outreach = new("huisbezoeken", "huisbezoek voorbereiden en vastleggen");
    public static readonly ProcessingActivity Close = new("signaal-afronden", "signaal afronden");

    public static readonly ProcessingActivity Identity = new("melder-kennen", "vragen wie de melder is");
    public static readonly ProcessingActivity Rights = new("verzoek-betrokkene", "verzoek van een betrokkene behandelen");
    public static readonly ProcessingActivity Erase = new("gegevens-vernietigen", "gegevens vernietigen");
    public static readonly ProcessingActivity ReadLogs = new("logboek-inzien", "logboek inzien");

    public const int Version = 1;
}
