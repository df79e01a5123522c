using Platform.Tests.Support;

namespace Platform.Tests.Authorisation;

/// <summary>
/// Who has the right role, but for another municipality or organisation: each operation stands in the table, with the accounts that own the thing and
/// those that do not, or with the reason why there is nothing to own. An operation that is not in the table fails.
/// </summary>
public sealed class ScopeTests
{
    /// <param name="Own">May act on it.</param>
    /// <param name="Others">Have a right role, and may not.</param>
    private sealed record Scope(string Own, params string[] Others)
    {
        public string? NotScoped { get; private init; }

        public static Scope None(string reason) => new("") { NotScoped = reason };
    }

    private static readonly Scope
        Published = Scope.None("what is published is for everyone"),
        Document = Scope.None("the document is for everyone"),
        OwnList = Scope.None("lists what is the caller's own; see the lists below"),
        Receipt = Scope.None("the receipt is the right"),
        Service = new(Town.Provider, "provider-gm0363", "editor-gm0363"),
        EditedService = new(Town.Editor, "editor-gm0363"),
        Organisation = new(Town.Provider, "provider-gm0363"),
        Signal = new(Town.Handler, "handler-gm0363"),
        Routing = new(Town.Coordinator, "coordinator-gm0363"),
        Steered = new(Town.Coordinator, "coordinator-gm0363"),
        SharedRead = new(Town.Member, "coordinator-gm0363", "member-gm0363"),
        Shared = new(Town.Coordinator, "coordinator-gm0363", "member-gm0363"),
        OwnOfOrganisation = new(Town.Coordinator, "coordinator-gm0363", "member-gm0363", Town.Member),
        Subscription = new(Town.Partner, "partner-gm0363", "client:partner"),
        Event = new(Town.Partner, "partner-gm0363");

    private static readonly Dictionary<string, Scope> Table = new()
    {
        ["CatalogSearchServices"] = Published,
        ["CatalogGetService"] = Published,
        ["CatalogListOrganisations"] = Published,
        ["CatalogGetOrganisation"] = Published,
        ["CatalogGetOpenApiDocument"] = Document,
        ["CatalogRegisterService"] = Service,
        ["CatalogChangeService"] = Service,
        ["CatalogSubmitService"] = Service,
        ["CatalogPublishService"] = EditedService,
        ["CatalogPauseService"] = Service,
        ["CatalogResumeService"] = Service,
        ["CatalogArchiveService"] = Service,
        ["CatalogGetDemand"] = Service,
        ["CatalogPutOrganisation"] = Organisation,

        ["CoalitionIndexReference"] = Published,
        ["CoalitionGetReferenceList"] = Published,
        ["CoalitionListMunicipalities"] = Published,
        ["CoalitionListPostcodes"] = Published,
        ["CoalitionGetOpenApiDocument"] = Document,
        ["CoalitionListCoalitions"] = OwnList,
        ["CoalitionFoundCoalition"] = Steered,
        ["CoalitionGetCoalition"] = SharedRead,
        ["CoalitionChangeCoalition"] = Steered,
        ["CoalitionActivateCoalition"] = Steered,
        ["CoalitionSuspendCoalition"] = Steered,
        ["CoalitionEndCoalition"] = Steered,
        ["CoalitionListPartners"] = SharedRead,
        ["CoalitionAddPartner"] = Steered,
        ["CoalitionGetPartner"] = SharedRead,
        ["CoalitionChangePartner"] = Steered,
        ["CoalitionInvitePartner"] = Steered,
        ["CoalitionJoinCoalition"] = Steered,
        ["CoalitionDeclineInvitation"] = Steered,
        ["CoalitionSuspendPartner"] = Steered,
        ["CoalitionResumePartner"] = Steered,
        ["CoalitionLeaveCoalition"] = Steered,
        ["CoalitionListPeople"] = SharedRead,
        ["CoalitionAddPerson"] = OwnOfOrganisation,
        ["CoalitionGetPerson"] = SharedRead,
        ["CoalitionChangePerson"] = OwnOfOrganisation,
        ["CoalitionErasePerson"] = OwnOfOrganisation,
        ["CoalitionListWorkgroups"] = SharedRead,
        ["CoalitionCreateWorkgroup"] = Steered,
        ["CoalitionGetWorkgroup"] = SharedRead,
        ["CoalitionChangeWorkgroup"] = Shared,
        ["CoalitionAddMember"] = Shared,
        ["CoalitionEndMembership"] = Shared,
        ["CoalitionActivateWorkgroup"] = Shared,
        ["CoalitionPauseWorkgroup"] = Shared,
        ["CoalitionResumeWorkgroup"] = Shared,
        ["CoalitionCloseWorkgroup"] = Shared,
        ["CoalitionListGaps"] = SharedRead,
        ["CoalitionGetGap"] = SharedRead,
        ["CoalitionCloseGap"] = Steered,
        ["CoalitionProposeAgreement"] = Shared,
        ["CoalitionListAgreements"] = SharedRead,
        ["CoalitionGetAgreement"] = SharedRead,
        ["CoalitionGetAgreementHistory"] = SharedRead,
        ["CoalitionChangeAgreement"] = Shared,
        ["CoalitionStartAgreement"] = Shared,
        ["CoalitionBlockAgreement"] = Shared,
        ["CoalitionUnblockAgreement"] = Shared,
        ["CoalitionPostponeAgreement"] = Shared,
        ["CoalitionCompleteAgreement"] = Shared,
        ["CoalitionAgreeAgreement"] = Steered,
        ["CoalitionCancelAgreement"] = Steered,

        ["NotificationsListEventTypes"] = Published,
        ["NotificationsGetOpenApiDocument"] = Document,
        ["NotificationsReadEvents"] = OwnList,
        ["NotificationsStreamEvents"] = OwnList,
        ["NotificationsShowTrail"] = Event,
        ["NotificationsSubscribe"] = Scope.None("a new subscription is the caller's own"),
        ["NotificationsListSubscriptions"] = OwnList,
        ["NotificationsGetSubscription"] = Subscription,
        ["NotificationsChangeSubscription"] = Subscription,
        ["NotificationsUnsubscribe"] = Subscription,
        ["NotificationsRotateSecret"] = Subscription,
        ["NotificationsListDeliveries"] = Subscription,

        ["SignalsListCards"] = Published,
        ["SignalsGetCard"] = Published,
        ["SignalsGetOpenApiDocument"] = Document,
        ["SignalsReportWorry"] = Scope.None("anyone reports in any municipality"),
        ["SignalsOpenReceiptSession"] = Receipt,
        ["SignalsFollowSignal"] = Receipt,
        ["SignalsGetRouting"] = Routing,
        ["SignalsSetRouting"] = Routing,
        ["SignalsListSignals"] = OwnList,
        ["SignalsGetSignal"] = Signal,
        ["SignalsOpenSignal"] = Signal,
        ["SignalsRecordContactAttempt"] = Signal,
        ["SignalsGiveConsent"] = Signal,
        ["SignalsWithdrawConsent"] = Signal,
        ["SignalsNextTransitions"] = Signal,
        ["SignalsStartTriage"] = Signal,
        ["SignalsRecordAdvice"] = Signal,
        ["SignalsRecordNotReached"] = Signal,
        ["SignalsRecordDecline"] = Signal,
        ["SignalsRecordNoNeed"] = Signal,
        ["SignalsAccompany"] = Signal,
        ["SignalsRecordServiceStart"] = Signal,
        ["SignalsTakeNotTaken"] = Signal,
        ["SignalsHandOver"] = Signal,
        ["SignalsPlanContact"] = Signal,
        ["SignalsRecordContact"] = Signal,
        ["SignalsReferToService"] = Signal,
        ["SignalsReturnReferral"] = Signal,
        ["SignalsCloseSignal"] = Signal,
    };

    [Fact]
    public async Task Every_operation_stands_in_the_table()
    {
        var operations = (await Operation.AllAsync()).Select(o => o.Id).ToHashSet();
        Found.None(operations.Except(Table.Keys));
        Found.None(Table.Keys.Except(operations));
    }

    [Fact]
    public async Task The_right_role_for_another_municipality_or_organisation_is_kept_out()
    {
        var things = await Things.MakeAsync();
        var wrong = new List<string>();
        // What deletes the thing comes last.
        foreach (var operation in (await Operation.AllAsync()).OrderBy(o => o.Method == HttpMethod.Delete))
        {
            if (Table.GetValueOrDefault(operation.Id) is not { NotScoped: null } scope) continue;
            foreach (var other in scope.Others) await ExpectAsync(operation, other, things, mayAct: false, wrong);
            await ExpectAsync(operation, scope.Own, things, mayAct: true, wrong);
        }

        await things.ForgetAsync();
        Found.None(wrong);
    }

    [Fact]
    public async Task A_handler_sees_nothing_of_a_signal_that_another_organisation_follows_up()
    {
        var things = await Things.MakeAsync();
        var wrong = new List<string>();
        foreach (var operation in await Operation.AllAsync())
        {
            if (Table.GetValueOrDefault(operation.Id) != Signal) continue;
            var path = operation.PathWith(what => what == "signals" ? things.SignalOfOther.ToString() : things[what]);
            if (await SendAsync(operation, path, Town.Handler, things) is var status && status != 404) wrong.Add($"{operation.Id}: {status}");
        }

        await things.ForgetAsync();
        Found.None(wrong);
    }

    [Theory]
    [InlineData("handler-gm0363", "/signals/v1/signals?pageSize=100", "municipality")]
    [InlineData("coordinator-gm0363", "/coalition/v1/coalitions?pageSize=100", "municipalities")]
    [InlineData("member-gm0363", "/coalition/v1/coalitions?pageSize=100", "municipalities")]
    [InlineData("partner-gm0363", "/notifications/v1/subscriptions?pageSize=100", "sink")]
    public async Task A_list_holds_nothing_of_another_municipality(string account, string path, string member)
    {
        var things = await Things.MakeAsync();
        using var other = new Api(account);
        Assert.DoesNotContain(Town.Items(await other.GetAsync(path)), i => i.GetProperty(member).GetRawText().Contains(Town.Here, StringComparison.Ordinal) || i.GetProperty("id").GetString() == things["subscriptions"]);
        await things.ForgetAsync();
    }

    [Fact]
    public async Task The_feed_holds_nothing_that_is_for_partners_of_another_municipality()
    {
        using var other = new Api("partner-gm0363");
        var events = (await other.GetAsync("/notifications/v1/events?limit=500&types=nl.nabij.signals.signal-received.v1,nl.nabij.signals.need-unmet.v1")).Success().Body.EnumerateArray();
        Assert.DoesNotContain(events, e => e.GetProperty("data").GetProperty("municipality").GetString() != Town.Elsewhere);
    }

    private static async Task ExpectAsync(Operation operation, string account, Things things, bool mayAct, List<string> wrong)
    {
        var status = await SendAsync(operation, operation.PathWith(what => things[what]), account, things);
        var right = mayAct ? status is not (400 or 401 or 403 or 404) && status < 500 : status is 403 or 404;
        if (!right) wrong.Add($"{operation.Id} as {account}: {status}");
    }

    /// <summary>A right body, and a version that is never the present one: who may act gets 412 and changes nothing.</summary>
    private static async Task<int> SendAsync(Operation operation, string path, string account, Things things)
    {
        using var api = new Api(account);
        var body = operation.Id == "CoalitionAddMember" ? new { personId = things["people"], role = "member" } : Examples.For(operation);
        return (await api.SendAsync(operation.Method, path, body, operation.HeaderNames.Contains("If-Match") ? "\"0\"" : null)).Status;
    }
}
