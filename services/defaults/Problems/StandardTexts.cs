namespace Nabij.ServiceDefaults.Problems;

/// <summary>What each status says when the handler has nothing better to say.</summary>
internal static class StandardTexts
{
    public static (Text Title, Text Detail) For(int status) => status switch
    {
        400 => (("Het verzoek klopt niet", "The request is not valid"), ("Verbeter wat bij errors staat en stuur het opnieuw.", "Correct what errors names and send it again.")),
        401 => (("Niet aangemeld", "Not signed in"), ("Stuur een geldig toegangstoken mee.", "Send a valid access token.")),
        403 => (("Geen toegang", "No access"), ("Uw rol mag dit niet.", "Your role may not do this.")),
        404 => (("Niet gevonden", "Not found"), ("Dit bestaat niet, of u mag het niet zien.", "This does not exist, or you may not see it.")),
        405 => (("Methode niet mogelijk", "Method not allowed"), ("Deze methode kan hier niet. Zie de header Allow.", "This method is not possible here. See the Allow header.")),
        406 => (("Vorm niet mogelijk", "Not acceptable"), ("Wij kunnen niet antwoorden in de gevraagde vorm.", "We cannot answer in the form that you ask for.")),
        409 => (("Kan nu niet", "Conflict"), ("Dit kan niet in de toestand van nu.", "This is not possible in the present state.")),
        412 => (("Intussen veranderd", "Precondition failed"), ("Iemand heeft dit intussen veranderd. Haal het opnieuw op.", "Somebody has changed this meanwhile. Get it again.")),
        413 => (("Te groot", "Too large"), ("Het verzoek is te groot.", "The request is too large.")),
        415 => (("Soort bericht niet mogelijk", "Unsupported media type"), ("Stuur het bericht als application/json.", "Send the message as application/json.")),
        428 => (("If-Match ontbreekt", "If-Match is missing"), ("Stuur de ETag die u las mee in de header If-Match.", "Send the ETag that you read in the If-Match header.")),
        429 => (("Te veel verzoeken", "Too many requests"), ("Wacht even, zo lang als Retry-After zegt.", "Wait for as long as Retry-After says.")),
        431 => (("Headers te groot", "Headers too large"), ("De headers van het verzoek zijn te groot.", "The headers of the request are too large.")),
        502 or 503 => (("Even niet bereikbaar", "Unavailable for now"), ("Probeer het over een paar seconden nog eens.", "Try again in a few seconds.")),
        504 => (("Het duurde te lang", "It took too long"), ("Probeer het over een paar seconden nog eens.", "Try again in a few seconds.")),
        _ when status < 500 => (("Het verzoek kan niet", "The request cannot be served"), ("Dit verzoek kunnen wij niet verwerken.", "We cannot process this request.")),
        _ => (("Er ging iets mis", "Something went wrong"), ("Het lag aan ons. Noem traceId als u dit meldt.", "It was our fault. Name traceId when you report this.")),
    };
}
