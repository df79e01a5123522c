namespace Coalition.Tests;

/// <summary>What the document promises.</summary>
public sealed class ContractTests(CoalitionFixture service)
{
    [Fact]
    public async Task Every_operation_has_a_policy_a_summary_and_the_parameters_of_its_path()
    {
        using var anyone = service.Caller();
        var document = await anyone.ReadAsync("/openapi.json");
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var where = $"{operation.Name} {path.Name}";
                Assert.True(operation.Value.TryGetProperty("x-policy", out var policy) && policy.GetString() != "", where);
                Assert.True(operation.Value.TryGetProperty("summary", out _), where);
                var parameters = operation.Value.TryGetProperty("parameters", out var found) ? found.EnumerateArray().ToArray() : [];
                var named = parameters.Where(p => p.Text("in") == "path").Select(p => p.Text("name")).Order();
                Assert.Equal(path.Name.Split('/').Where(s => s.StartsWith('{')).Select(s => s.Trim('{', '}')).Order(), named);
                Assert.All(parameters.Where(p => p.Text("in") == "query"), p => Assert.True(char.IsLower(p.Text("name")[0]), where));
            }
        }
    }

    [Theory]
    [InlineData("AgreementStatus", "proposed agreed in-progress blocked done cancelled")]
    [InlineData("DueStatus", "not-set set due-soon past-due no-longer-applicable")]
    public async Task Codes_are_listed_as_they_are_written(string schema, string codes)
    {
        using var anyone = service.Caller();
        var document = await anyone.ReadAsync("/openapi.json");
        Assert.Equal(codes, string.Join(' ', document.GetProperty("components").GetProperty("schemas").GetProperty(schema).Texts("enum")));
    }
}
