using Platform.Tests.Support;

namespace Platform.Tests.Authorisation;

/// <summary>Every operation of the documents with every role: who is named in its policy comes in, and nobody else does.</summary>
public sealed class RoleTests
{
    [Fact]
    public async Task Each_operation_lets_in_the_roles_of_its_policy_and_nobody_else()
    {
        var operations = await Operation.AllAsync();
        Assert.True(operations.Count > 50, $"{operations.Count} operations");
        var session = await SessionAsync();
        var wrong = new List<string>();
        foreach (var (role, account) in Accounts.ByRole.Select(r => (r.Key, (string?)r.Value)).Prepend(("no token", null)))
        {
            using var http = await RunningPlatform.ClientAsync(account);
            foreach (var operation in operations)
            {
                using var request = Request(operation, session);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var status = (int)answer.StatusCode;
                var right = operation.LetsIn(role) ? status is not (401 or 403) && status < 500 : status == (account is null ? 401 : 403);
                if (!right) wrong.Add($"{operation.Id} ({operation.Policy}) with {role}: {status}");
            }
        }

        Found.None(wrong);
    }

    /// <summary>Well formed, for something that is not there; so nothing is changed by who comes in.</summary>
    private static HttpRequestMessage Request(Operation operation, string session)
    {
        var request = new HttpRequestMessage(operation.Method, operation.PathWith(what => what == "municipalities" ? Town.Here : Guid.NewGuid().ToString()));
        if (operation.HasBody) request.Content = new StringContent("{}", null, "application/json");
        if (operation.HeaderNames.Contains("If-Match")) request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        if (operation.HeaderNames.Contains("Receipt-Session")) request.Headers.Add("Receipt-Session", session);
        return request;
    }

    /// <summary>A reporter has no role: the receipt is the right.</summary>
    private static async Task<string> SessionAsync()
    {
        using var anyone = new Api();
        var report = await Report.MakeAsync(new Worry("Zij eet bijna niet meer."));
        return (await anyone.PostAsync("/signals/v1/receipts/session", new { receipt = report.Receipt })).Success().Body.GetProperty("session").GetString()!;
    }
}
