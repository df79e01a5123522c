using System.Net;
using System.Text.Json.Nodes;

namespace Nabij.Seeder;

/// <summary>
/// A person who was referred, so that a demo provider who logs in finds a referral to answer. It comes about as any other, step by step, in the hands of the client
/// <c>seeder-desk</c>: what is assigned to it is this one. A run that was broken off goes on where it stopped, but for one that
/// ended between the report and the first step: its signal waits for a handler as any other. What others did with it since stays.
/// </summary>
internal sealed class Referral(GatewayClient desk, JsonObject content, Guid service)
{
    private const string Signals = "/signals/v1/signals";

    /// <summary>For the signal desk to hear of a service that was published.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public static async Task LoadAsync(GatewayClient gateway, GatewayClient desk)
    {
        var content = Content.Read("referral.json");
        var progress = new Progress("referrals (fictitious)", 1);
        progress.Add(await new Referral(desk, content, await Services.FindAsync(gateway, content.Text("service"))).MakeAsync());
    }

    private async Task<bool> MakeAsync()
    {
        var mine = (await desk.GetAsync($"{Signals}?assignee=me&pageSize=1")).Body.Objects("items");
        var path = $"{Signals}/{(mine.Count > 0 ? mine[0]["id"]!.GetValue<Guid>() : await ReportAsync())}";
        var made = false;
        while (await AdvanceAsync(path, await desk.GetAsync(path))) made = true;
        return made;
    }

    /// <summary>Returns the id, which whoever reports does not get: the desk sees that one more waits in the district.</summary>
    private async Task<Guid> ReportAsync()
    {
        var before = await WaitingAsync();
        await desk.PostWithWorkAsync(Signals, new
        {
            municipality = content.Text("municipality"),
            neighbourhood = content.Text("district"),
            worry = content.Text("worry"),
            aboutWhom = "neighbour",
        });
        return (await WaitingAsync()).Except(before).First();
    }

    private async Task<HashSet<Guid>> WaitingAsync()
    {
        var waiting = new HashSet<Guid>();
        for (var (page, more) = (1, true); more; page++)
        {
            var items = (await desk.GetAsync($"{Signals}?state=received&assignee=nobody&area={content.Text("district")}&pageSize=100&page={page}")).Body.Objects("items");
            waiting.UnionWith(items.Select(item => item["id"]!.GetValue<Guid>()));
            more = items.Count == 100;
        }

        return waiting;
    }

    /// <summary>The step that comes next. False: the person was referred, or somebody else has gone another way.</summary>
    private async Task<bool> AdvanceAsync(string path, Answer signal)
    {
        if (signal.Body.Objects("referrals").Count > 0) return false;
        switch (signal.Body.Text("state"))
        {
            case "received":
                await StepAsync("start-triage", new { });
                return true;
            case "in-triage":
                await StepAsync("plan-contact", new { legalBasis = "public-task" });
                return true;
            case "contact-planned":
                await desk.PostAsync($"{path}/contact-attempts", new { medium = "phone", result = "reached" });
                await StepAsync("record-contact", new { informed = "phone" });
                return true;
            case "contacted":
                await desk.PostAsync($"{path}/consents", new { purpose = "contact", givenBy = "subject", form = "oral" });
                await StepAsync("accompany", new { });
                return true;
            case "accompanied":
                var share = content["share"]!.AsObject();
                var fields = share.Select(field => field.Key);
                await desk.PostAsync($"{path}/consents", new { purpose = "share-with-provider", serviceId = service, fields, givenBy = "subject", form = "oral" });
                await ReferAsync(new { serviceId = service, share });
                return true;
            default:
                return false;
        }

        async Task<HttpStatusCode> StepAsync(string name, object body, params HttpStatusCode[] accepted) =>
            (await desk.PostAsync($"{path}/transitions/{name}", body, signal.ETag, accepted)).Status;

        async Task ReferAsync(object body)
        {
            var until = TimeProvider.System.GetUtcNow() + LongestWait;
            while (await StepAsync("refer", body, TimeProvider.System.GetUtcNow() < until ? [HttpStatusCode.Conflict] : []) == HttpStatusCode.Conflict)
                await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }
}
