using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Nabij.Reference;
using Nabij.Signals.RolePolicies;
using Nabij.Testing;

namespace Signals.Tests;

public sealed class RolePolicyTests(SignalsFixture signals)
{
    private const string Police = "community-police-officers", Secrecy = "patient-informed|conflict-of-duties";

    private static readonly DateOnly Today = new(2026, 11, 24);

    /// <summary>Of every role: one of these must be met before contact, and whether the municipality must have entered a basis.</summary>
    public static TheoryData<string, string, bool> Roles => new()
    {
        { "pharmacists", Secrecy, false }, { "transport-drivers-escorts", "", false }, { "veterinarians", "", false }, { "dietitians", Secrecy, false },
        { "physiotherapists", Secrecy, false }, { "municipal-enforcement-officers", "", false }, { "general-practitioners", Secrecy, false },
        { "caretakers-housing", "", false }, { "refuse-collectors", "", false }, { "hairdressers", "", false }, { "school-mentors", "", false },
        { "neighbourhood-team-members", "", false }, { "neighbourhood-restaurant-staff", "", false }, { "other-paramedical-staff", Secrecy, false },
        { "pastoral-workers-elders", Secrecy, false }, { "pedicurists", "", false }, { "gp-practice-nurses", Secrecy, false },
        { "psychologists-psychiatrists-psychosocial", Secrecy, false }, { "social-workers", "", false }, { "sports-teachers-coaches", "", false },
        { "study-counsellors", "", false }, { "supermarket-staff", "", false }, { "home-care-workers", Secrecy, false }, { "visiting-service-volunteers", "", false },
        { Police, "police-data-decree", true },
    };

    [Theory, MemberData(nameof(Roles))]
    public void A_role_reports_on_its_own_conditions(string role, string bases, bool isEntered)
    {
        var policy = RolePolicy.For(role);
        var asked = bases.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((role, isEntered), (policy.Role, policy.Basis.IsEntered));
        Assert.NotEmpty(policy.Basis.Law);
        Assert.NotEqual(policy.Notice.Nl, policy.Notice.En);
        foreach (var basis in new[] { null, "patient-informed", "conflict-of-duties", "police-data-decree", "something-else" })
            Assert.Equal(asked.Length == 0 || asked.Contains(basis), policy.Allows(basis, entered: true));
        Assert.Equal(!isEntered, policy.Allows(asked.FirstOrDefault(), entered: false));
        Assert.Equal(isEntered, PolicyHere.Of(policy, null, Today).Closed is not null);
    }

    [Fact]
    public void Every_role_of_the_seed_has_a_policy_and_a_resident_asks_for_nothing()
    {
        Assert.Equal(ReferenceLists.SignallerRoles.Items.Select(r => r.Code), RolePolicy.All.Select(p => p.Role));
        Assert.Equal(25, Roles.Count);
        Assert.True(RolePolicy.For("resident").Allows(null, entered: false));
        Assert.True(RolePolicy.For(null).Allows(null, entered: false));
    }

    [Theory]
    [InlineData("2026-11-24", true)]
    [InlineData("2026-11-23", false)]
    [InlineData("2030-01-01", true)]
    public void What_a_municipality_entered_holds_until_its_last_day(string validUntil, bool isOpen)
    {
        var here = PolicyHere.Of(RolePolicy.For(Police), new EnteredPolicy { LegalReference = "Stcrt. 2021, 48897", ValidUntil = DateOnly.Parse(validUntil, null) }, Today);
        Assert.Equal(isOpen, here.Closed is null);
        Assert.Equal("Stcrt. 2021, 48897", here.LegalReference);
    }

    [Fact]
    public async Task The_police_report_only_where_the_municipality_entered_a_basis_that_still_holds()
    {
        const string municipality = "GM0599";
        var worry = new { municipality, worry = "Hij doet niet open.", reporterRole = Police };
        using var anyone = signals.Caller();
        using (var early = await anyone.ReportAsync(worry)) await RefusedAsync(early, "nog geen wettelijke grondslag");
        Assert.False((await RoleAsync(municipality)).GetProperty("isOpen").GetBoolean());

        using var coordinator = signals.Caller("coordinator", municipality);
        var path = $"{Desk.Base}/municipalities/{municipality}/role-policies/{Police}";
        using (var none = await coordinator.GetAsync(path)) Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using (var entered = await coordinator.PutAsJsonAsync(path, Basis("2029-12-31"))) Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        using (var now = await anyone.ReportAsync(worry)) Assert.Equal(HttpStatusCode.Created, now.StatusCode);
        var role = await RoleAsync(municipality);
        Assert.True(role.GetProperty("isOpen").GetBoolean());
        Assert.Equal(("Stcrt. 2021, 48897", "2029-12-31"), (role.GetProperty("legalReference").GetString(), role.GetProperty("validUntilDate").GetString()));

        await using (var connection = await signals.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("update role_policy set valid_until = '2024-12-31' where municipality = @municipality", new { municipality });
        using (var late = await anyone.ReportAsync(worry)) await RefusedAsync(late, "31-12-2024");
        Assert.False((await RoleAsync(municipality)).GetProperty("isOpen").GetBoolean());
    }

    [Fact]
    public async Task Contact_is_not_sought_on_a_basis_that_has_ended_since()
    {
        using var coordinator = signals.Caller("coordinator");
        using (var entered = await coordinator.PutAsJsonAsync($"{Desk.Base}/municipalities/GM0344/role-policies/{Police}", Basis("2029-12-31"))) Assert.True(entered.IsSuccessStatusCode);
        var desk = new Desk(signals, signals.Handler());
        var id = await desk.ReceiveAsync(Desk.Worry(role: Police));
        await desk.StepAsync(id, "start-triage");
        var basis = new { legalBasis = "public-task", sourceBasis = "police-data-decree" };
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync("update role_policy set valid_until = '2024-12-31' where municipality = 'GM0344'");
        using (var refused = await desk.TryStepAsync(id, "plan-contact", basis)) Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        await connection.ExecuteAsync("update role_policy set valid_until = '2029-12-31' where municipality = 'GM0344'");
        await desk.StepAsync(id, "plan-contact", basis);
    }

    [Fact]
    public async Task A_basis_is_entered_by_a_coordinator_of_the_municipality_with_an_end_and_a_version()
    {
        const string path = $"{Desk.Base}/municipalities/GM0518/role-policies/";
        using var coordinator = signals.Caller("coordinator", "GM0518");
        using var elsewhere = signals.Caller("coordinator", "GM0363");
        using var handler = signals.Handler("GM0518");
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(elsewhere, Police, Basis("2029-12-31")));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(handler, Police, Basis("2029-12-31")));
        Assert.Equal(HttpStatusCode.NotFound, await PutAsync(coordinator, "wizards", Basis("2029-12-31")));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(coordinator, "hairdressers", Basis("2029-12-31")));
        foreach (var day in new[] { "2020-01-01", "2049-01-01" }) Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(coordinator, Police, Basis(day)));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(coordinator, Police, new { legalReference = "Stcrt. 2021, 48897" }));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(coordinator, Police, Basis("2029-12-31")));
        Assert.Equal(HttpStatusCode.PreconditionRequired, await PutAsync(coordinator, Police, Basis("2029-12-30")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync(coordinator, Police, Basis("2029-12-30"), "\"7\""));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(coordinator, Police, Basis("2029-12-30"), "\"1\""));
        using var read = await coordinator.GetAsync(path + Police);
        Assert.Equal("\"2\"", read.Headers.ETag?.Tag);
        Assert.Equal(2, await signals.ScalarAsync<long>("select count(*) from audit_log where action = 'enter-role-policy' and municipality = 'GM0518'"));

        static async Task<HttpStatusCode> PutAsync(HttpClient caller, string role, object body, string? tag = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, path + role) { Content = JsonContent.Create(body) };
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
            using var answer = await caller.SendAsync(request);
            return answer.StatusCode;
        }
    }

    private static object Basis(string validUntil) => new { legalReference = "Stcrt. 2021, 48897", validUntilDate = validUntil };

    private static async Task RefusedAsync(HttpResponseMessage answer, string because)
    {
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(because, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> RoleAsync(string municipality)
    {
        using var anyone = signals.Caller();
        var roles = (await anyone.GetFromJsonAsync<JsonElement>($"{Desk.Base}/reporter-roles?municipality={municipality}")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(26, roles.Count);
        Assert.All(roles, role => Assert.NotEmpty(role.GetProperty("notice").GetString()!));
        return roles.Single(role => role.GetProperty("code").GetString() == Police);
    }
}
