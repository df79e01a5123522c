using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Services;

/// <summary>What the rules of a service say when they refuse.</summary>
internal static class ServiceTexts
{
    public static readonly Text Scope = ("Kies landelijk, of noem een of meer gemeenten.", "Choose national, or name one or more municipalities.");
    public static readonly Text Ages = ("De hoogste leeftijd is lager dan de laagste.", "The highest age is below the lowest.");
    public static readonly Text Location = ("Vul deze plaats in, of laat hem weg.", "Fill in this location, or leave it out.");
    public static readonly Text Point = ("Geef breedte en lengte samen, of geen van beide.", "Give latitude and longitude together, or neither.");
    public static readonly Text Times = ("Vul deze tijden in, of laat ze weg.", "Fill in these times, or leave them out.");
    public static readonly Text EndsAt = ("Het einde is niet later dan het begin.", "The end is not after the start.");
    public static readonly Text Until = ("De laatste dag is eerder dan de eerste.", "The last day is before the first.");
    public static readonly Text TwoEnds = ("Geef een laatste dag, of een aantal keren (COUNT); niet allebei.", "Give a last day, or a number of times (COUNT); not both.");
    public static readonly Text Neighbourhoods = ("Een wijk of buurt ligt in geen van deze gemeenten.", "A district or neighbourhood lies in none of these municipalities.");
    public static readonly Text Cost = ("Vul deze prijs in, of laat hem weg.", "Fill in this price, or leave it out.");
    public static readonly Text Amount = ("Geef een bedrag van 0 tot 100.000 euro, met ten hoogste twee decimalen.", "Give an amount from 0 to 100,000 euro, with two decimals at most.");
    public static readonly Text NotFree = ("Gratis aanbod heeft geen kosten boven 0.", "A free service has no costs above 0.");
    public static readonly Text UnknownOrganisation = ("Deze organisatie staat niet in de sociale kaart.", "This organisation is not in the catalogue.");
    public static readonly Text UnknownSuccessor = ("Dit aanbod bestaat niet, of is hetzelfde.", "This service does not exist, or is the same one.");
    public static readonly Text NotYours = ("U mag dit niet voor deze organisatie of gemeente.", "You may not do this for this organisation or municipality.");
    public static readonly Text SourceTaken = ("Aanbod met deze bron en dit nummer bestaat al.", "A service with this source and id exists already.");
}
