using System.Text.Json.Serialization;
using Nabij.Reference;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Cards;
using Nabij.Signals.Privacy;
using Nabij.Signals.Rights;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Intake;

/// <param name="Municipality">CBS code. This or <paramref name="Postcode"/> is needed.</param>
/// <param name="Postcode">Four digits are enough; letters are not kept.</param>
/// <param name="Neighbourhood">CBS code of a district or neighbourhood (<c>WK034401</c>, <c>BU03440111</c>).</param>
/// <param name="Worry">In the reporter's own words, 1 to 4,000 characters.</param>
/// <param name="ReporterRole">Code of the list <c>reporter-roles</c>.</param>
/// <param name="WantsFeedback">The reporter likes to hear that something was done.</param>
internal sealed record ReportWorryRequest(
    [property: MunicipalityCode] string? Municipality,
    [property: PostcodeValue, PersonalData("Finds the municipality; four digits are kept", Whose.Subject)] string? Postcode,
    [property: NeighbourhoodCode] string? Neighbourhood,
    CardAnswers? Card,
    [property: Needed, LengthBetween(1, 4000), PersonalData("The worry itself", Whose.Both)] string Worry,
    [property: CodeOf("reporter-roles")] string? ReporterRole,
    [property: OneOf("self", "partner", "relative", "friend", "neighbour", "client", "customer", "other")] string? AboutWhom,
    bool? WantsFeedback,
    ReporterContact? Reporter,
    SubjectDetails? Subject)
{
    private static readonly Text NoPlace = ("Geef een gemeente of een postcode.", "Give a municipality or a postcode.");
    private static readonly Text NoSuchPostcode = ("Deze postcode kennen wij niet. Geef de gemeente.", "We do not know this postcode. Give the municipality.");
    private static readonly Text Elsewhere = ("Deze buurt ligt niet in de gemeente.", "This neighbourhood is not in the municipality.");
    private static readonly Text NoSuchCard = ("Deze kaart of versie kennen wij niet.", "We do not know this card or version.");
    private static readonly Text NotOnCard = ("Kies alleen tekens die op de kaart staan.", "Choose only signs that are on the card.");
    private static readonly Text NotForTicking = ("Deze kaart is voor een gesprek. Er is niets om aan te kruisen.", "This card is for a conversation. There is nothing to tick.");

    [JsonIgnore]
    public bool IsReachable => WantsFeedback == true && Reporter?.Email is not null;

    [JsonIgnore]
    public IReadOnlyList<string> Ticked => Card?.Items ?? [];

    /// <summary>What the attributes cannot see, all at once. Empty when the request is right; then the place is complete.</summary>
    public Dictionary<string, string[]> Check(out SignalPlace place, out Card? card)
    {
        var errors = new Dictionary<string, string[]>();
        Postcode? postcode = null;
        if (Postcode is not null && !Postcodes.TryGet(Postcode, out postcode) && Municipality is null) Add("postcode", NoSuchPostcode);
        else if (Municipality is null && postcode is null) Add("municipality", NoPlace);
        // A postcode of elsewhere, as near a border, says nothing of where in the municipality it is.
        var isThere = Municipality is null || postcode?.Municipality == Municipality;
        place = new SignalPlace(Municipality ?? postcode?.Municipality ?? "", Neighbourhood ?? (isThere ? postcode?.Code : null));
        if (errors.Count == 0 && Neighbourhood is not null && Neighbourhood[2..6] != place.Municipality[2..]) Add("neighbourhood", Elsewhere);

        card = Card is null ? null : CardLibrary.Find(Card.Key, Card.Version);
        if (Card is not null && card is null) Add("card.key", NoSuchCard);
        if (card is { Mode: CardMode.ConversationAid } && Ticked.Count > 0) Add("card.items", NotForTicking);
        else if (card is not null && !Ticked.All(card.HasItem)) Add("card.items", NotOnCard);
        return errors;

        void Add(string field, Text text) => errors[field] = [text.ToString()];
    }

    /// <summary>The people whose data this is.</summary>
    public IEnumerable<KeyOwner> People() => Reporter is null ? [KeyOwner.Subject] : [KeyOwner.Subject, KeyOwner.Reporter];

    public SubjectRecord? ToSubject() => Subject is null && Card is null
        ? null
        : (Subject ?? SubjectDetails.None).ToRecord(Card is null ? null : new TickedCard(Card.Key, Card.Version, [.. Ticked]));

    /// <summary>What somebody who asks about their own data can be found by.</summary>
    public IEnumerable<(string Owner, string Kind, string? Value)> ForIndex() =>
        [.. Subject?.ForIndex(Postcode) ?? [], .. Reporter?.ForIndex() ?? []];

    public ReporterRecord? ToReporter() => Reporter is null ? null : new(Reporter.Name, Reporter.Email, Reporter.Phone);
}

/// <summary>Where the worry is. No address: at most a neighbourhood.</summary>
/// <param name="Municipality">CBS code.</param>
/// <param name="Area">CBS code of a district or neighbourhood, or the four digits of a postcode.</param>
internal sealed record SignalPlace(string Municipality, string? Area);

/// <param name="Version">The version that the reporter saw.</param>
/// <param name="Items">Codes of what was ticked.</param>
internal sealed record CardAnswers(
    [property: Needed, LengthBetween(1, 40), NotPersonal("code of a card")] string Key,
    [property: Needed, LengthBetween(1, 20), NotPersonal("version of a card")] string Version,
    [property: AtMost(60), EachOfLength(1, 40), PersonalData("To judge how much haste there is", Whose.Subject)] IReadOnlyList<string>? Items);

internal sealed record ReporterContact(
    [property: LengthBetween(1, 120), PersonalData("To know whom to ask, where the reporter wants that", Whose.Reporter)] string? Name,
    [property: MailAddress, PersonalData("To tell that there is news", Whose.Reporter)] string? Email,
    [property: LengthBetween(3, 30), PersonalData("To ask the reporter something, where the reporter wants that", Whose.Reporter)] string? Phone)
{
    public IEnumerable<(string Owner, string Kind, string? Value)> ForIndex() =>
    [
        (RightsRequest.AboutReporter, SubjectIndex.Phone, SubjectIndex.NormalPhone(Phone)),
        (RightsRequest.AboutReporter, SubjectIndex.Email, SubjectIndex.NormalEmail(Email)),
    ];
}

/// <param name="AgeBand">No date of birth: a band is enough.</param>
internal sealed record SubjectDetails(
    [property: LengthBetween(1, 120), PersonalData("To ask for the right person", Whose.Subject)] string? Name,
    [property: LengthBetween(1, 300), PersonalData("To visit the person", Whose.Subject)] string? Address,
    [property: LengthBetween(3, 30), PersonalData("To call the person", Whose.Subject)] string? Phone,
    [property: OneOf("0-17", "18-34", "35-54", "55-64", "65-74", "75-plus"), PersonalData("To choose a fitting approach; instead of a date of birth", Whose.Subject)] string? AgeBand,
    [property: LengthBetween(1, 1000), PersonalData("To recognise the person where no name is known", Whose.Subject)] string? Description)
{
    public static SubjectDetails None { get; } = new(null, null, null, null, null);

    public SubjectRecord ToRecord(TickedCard? card) => new(Name, Address, Phone, AgeBand, Description, card);

    /// <param name="postcode">Where the address has none.</param>
    public IEnumerable<(string Owner, string Kind, string? Value)> ForIndex(string? postcode) =>
    [
        (RightsRequest.AboutSubject, SubjectIndex.Address, SubjectIndex.NormalAddress(Address, postcode)),
        (RightsRequest.AboutSubject, SubjectIndex.Phone, SubjectIndex.NormalPhone(Phone)),
    ];
}
