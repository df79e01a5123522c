using Nabij.Reference.Calendar;


namespace Platform.Tests.Support;

/// <summary>A valid body for each operation that takes one. An operation without an example fails the tests that need it.</summary>
public static class Examples
{
    private static readonly object Reason = new { reason = "Dat is zo afgesproken." };

    private static readonly object Service = new
    {
        name = "Koffie in de buurt",
        essence = new { what = "Elke week koffie met buren.", forWhom = "Voor iedereen.", how = "U kunt zo binnenlopen." },
        supportTypes = new[] { "meeting-opportunities" },
        format = "group",
        frequency = "recurring",
        scope = new { national = false, municipalities = new[] { Town.Here } },
    };

    public static readonly DateOnly Today = TimeProvider.System.Today();
    public static readonly object Outreach = new { municipality = Town.Here, kind = "home-visits-75-plus", fromDate = Today, untilDate = Today.AddDays(90) };

    private static readonly object Terms = new { what = "Een wandelgroep beginnen" };

    private static readonly object Person = new { name = "Contactpersoon (demo)" };

    private static readonly object Workgroup = new { name = "Werkgroep van de tests" };

    private static readonly object Intervention = new
    {
        name = "Oefenen met vriendschap",
        description = "Een groep die tien keer oefent.",
        evidence = "theory",
        source = "Voorbeeldbank",
        asOfDate = "2024-05-01",
    };

    private const string ChecklistQuestions = "need-shown need-gap need-involved approach-aim approach-support approach-evidence reach-find reach-access people-enough people-skilled"
        + " collaboration-partners collaboration-onwards results-measured results-costs results-lasting";

    private static readonly Dictionary<string, object> Bodies = new()
    {
        ["CatalogRegisterService"] = With(Service, new { organisationId = Town.CommunityHouse }),
        ["CatalogChangeService"] = Service,
        ["CatalogPauseService"] = Reason,
        ["CatalogArchiveService"] = Reason,
        ["CatalogSearchServicesPrivately"] = new { municipality = Town.Here, q = "koffie" },
        ["CatalogMakeResultCode"] = new { services = new[] { Guid.NewGuid() } },
        ["CatalogPutSynonyms"] = new { groups = new[] { new { words = new[] { "zanggroep", "smartlappenkoor" } } } },
        ["CatalogPutTaxonomy"] = new { terms = new[] { new { code = "u-pas", label = "U-pas geldig" } } },
        ["CatalogPutLabels"] = new { codes = Array.Empty<string>() },
        ["CatalogPutOrganisation"] = new { name = "Buurthuis De Denkbeeldige Linde (demo)", domain = "self-organisations" },
        ["CatalogVerifyService"] = new { how = "provider" },
        ["CatalogReadLink"] = new { token = "AAAA" },
        ["CatalogConfirmLink"] = new { token = "AAAA" },
        ["CatalogMakeCorrection"] = new { kind = "closed", field = "contact", text = "De deur is dicht." },
        ["CatalogDecideProposal"] = new { decisions = new[] { new { field = "name", approve = true } } },
        ["CatalogPutSupplement"] = new { text = "In deze gemeente belt u het buurthuis." },
        ["CatalogAssessService"] = new { questionnaire = "request-checklist", version = 1, answers = ChecklistQuestions.Split(' ').Select(question => new { question, answer = "yes" }) },
        ["CatalogAddIntervention"] = Intervention,
        ["CatalogChangeIntervention"] = Intervention,
        ["CatalogFindDuplicates"] = new { name = "Koffie in de buurt" },
        ["CoalitionFoundCoalition"] = new { name = "Utrecht dichtbij", municipalities = new[] { Town.Here } },
        ["CoalitionChangeCoalition"] = new { name = "Utrecht dichtbij (demo)", gapThreshold = 1, coordinator = "2e829f37-2ae7-4215-b696-0899f08cac3a" },
        ["CoalitionEndCoalition"] = Reason,
        ["CoalitionAddPartner"] = new { organisationId = Town.Welfare, name = "Nog een partner", kind = "organisation", domain = "care-welfare", tier = "network" },
        ["CoalitionChangePartner"] = new { name = "Nog een partner", kind = "organisation", domain = "care-welfare", tier = "network" },
        ["CoalitionAddPerson"] = Person,
        ["CoalitionChangePerson"] = Person,
        ["CoalitionCreateWorkgroup"] = Workgroup,
        ["CoalitionChangeWorkgroup"] = Workgroup,
        ["CoalitionAddMember"] = new { personId = Guid.NewGuid(), role = "member" },
        ["CoalitionCloseWorkgroup"] = Reason,
        ["CoalitionCloseGap"] = new { reason = "need-passed" },
        ["CoalitionProposeAgreement"] = Terms,
        ["CoalitionChangeAgreement"] = Terms,
        ["CoalitionBlockAgreement"] = Reason,
        ["CoalitionPostponeAgreement"] = new { dueDate = Today.AddYears(4), reason = "De zaal is nog dicht." },
        ["CoalitionCompleteAgreement"] = new { result = "De groep wandelt elke week." },
        ["CoalitionCancelAgreement"] = Reason,
        ["NotificationsSubscribe"] = new { sink = "http://127.0.0.1:1/hook", types = new[] { "nl.nabij.signals.signal-closed.v1" } },
        ["NotificationsChangeSubscription"] = new { sink = "http://127.0.0.1:1/hook", types = new[] { "nl.nabij.signals.signal-closed.v1" } },
        ["NotificationsRotateSecret"] = new { overlapHours = 1 },
        ["SignalsReportWorry"] = new { municipality = Town.Here, worry = "Ik zie mijn buurman nooit meer buiten." },
        ["SignalsOpenReceiptSession"] = new { receipt = "AAAA-BBBB-CCCC-DDDD" },
        ["SignalsSendMessage"] = new { text = "Twee weken geleden." },
        ["SignalsChangeContact"] = new { email = "melder@voorbeeld.example" },
        ["SignalsAskReporter"] = new { text = "Wanneer zag u hem voor het laatst?" },
        ["SignalsEnterRolePolicy"] = new { legalReference = "Stcrt. 2021, 48897", validUntilDate = Today.AddYears(1) },
        ["SignalsMeasureBefore"] = new { serviceId = Guid.NewGuid(), answers = new { emptiness = "yes", leanOn = "no", trust = "no", close = "no", missPeople = "yes" } },
        ["SignalsMeasureAfter"] = new { pairCode = "AAAA-BBBB-CCCC-DDDD", answers = new { emptiness = "no", leanOn = "yes", trust = "yes", close = "yes", missPeople = "no" } },
        ["SignalsStartOutreachRound"] = Outreach,
        ["SignalsPlanVisits"] = new { visits = new[] { new { address = "Denkbeeldstraat 1", name = "Bewoner (demo)" } } },
        ["SignalsOpenVisits"] = new { purpose = "visit", visits = new[] { Guid.NewGuid() } },
        ["SignalsRecordVisit"] = new { result = "no-answer" },
        ["SignalsReportVisit"] = new { worry = "Wil graag iemand om mee te wandelen." },
        ["SignalsSetRouting"] = new { organisationId = Town.Welfare },
        ["SignalsOpenSignal"] = new { purpose = "triage" },
        ["SignalsRecordContactAttempt"] = new { medium = "phone", result = "no-answer" },
        ["SignalsGiveConsent"] = new { purpose = "contact", givenBy = "subject", form = "oral" },
        ["SignalsTakeNotTaken"] = new { reason = "duplicate" },
        ["SignalsHandOver"] = new { to = "emergency-services" },
        ["SignalsProposeHandOver"] = new { to = "emergency-services" },
        ["SignalsResumeTriage"] = new { reason = "not-needed" },
        ["SignalsReopenSignal"] = new { reason = "asked-again" },
        ["SignalsWriteNote"] = new { kind = "conversation", text = "Zij wil morgen gebeld worden." },
        ["SignalsAssignSignal"] = new { assignee = "2e829f37-2ae7-4215-b696-0899f08cac3a" },
        ["SignalsNameCover"] = new { coveredBy = "2e829f37-2ae7-4215-b696-0899f08cac3a", fromDate = Today, untilDate = Today },
        ["SignalsSetDueDates"] = new { triageDays = 1, urgentContactDays = 2, lightContactDays = 5 },
        ["SignalsOpenReferral"] = new { purpose = "assess" },
        ["SignalsRejectReferral"] = new { reason = "full" },
        ["SignalsPlanContact"] = new { legalBasis = "public-task" },
        ["SignalsRecordContact"] = new { informed = "phone" },
        ["SignalsReferToService"] = new { serviceId = Guid.NewGuid() },
        ["SignalsReturnReferral"] = new { reason = "full" },
        ["SignalsCloseSignal"] = new { outcome = "no-need" },
        ["SignalsAskIdentity"] = new { reason = "safety" },
        ["SignalsDecideIdentity"] = new { decision = "refused" },
        ["SignalsSetRetention"] = new { rules = new[] { new { outcome = "not-taken", days = 14 } } },
        ["SignalsHoldSignal"] = new { reason = "complaint" },
        ["SignalsLiftHold"] = new { reason = "settled" },
        ["SignalsFileRightsRequest"] = new { municipality = Town.Here, kind = "access", about = "subject", reference = "Z-2026-1", identityCheck = "in-person" },
        ["SignalsFindSignals"] = new { phone = "0612345678" },
        ["SignalsLinkSignal"] = new { signalId = Guid.NewGuid() },
        ["SignalsRectifySubject"] = new { signalId = Guid.NewGuid(), subject = new { name = "Mevrouw Voorbeeld" } },
        ["SignalsExtendRightsRequest"] = new { reason = "complex" },
        ["SignalsDecideRightsRequest"] = new { decision = "withdrawn", reason = "by-person" },
        ["SignalsLiftRestriction"] = new { reason = "by-person", toldDate = Today },
        ["SignalsAskExport"] = new { withWorry = false },
        ["SignalsReadProcessingActivities"] = new { traceId = "4bf92f3577b34da6a3ce929d0e0e4736" },
    };

    /// <summary>Null for an operation without a body.</summary>
    public static object? For(Operation operation) => operation.HasBody
        ? Bodies.TryGetValue(operation.Id, out var body) ? body : throw new InvalidOperationException($"There is no example for {operation.Id}.")
        : null;

    private static Dictionary<string, object?> With(params object[] parts) =>
        parts.SelectMany(p => p.GetType().GetProperties().Select(m => (m.Name, Value: m.GetValue(p)))).ToDictionary(m => m.Name, m => m.Value);
}
