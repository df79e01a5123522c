using Dapper;
using Npgsql;

namespace Nabij.Benchmarks;

/// <summary>The catalogue as a process of its own, on a database of its own.</summary>
internal static class CatalogProcess
{
    public static Dictionary<string, string> EnvironmentFor(string database) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Settings.Get("NABIJ_BENCH_PORT")}",
        ["ConnectionStrings__catalog"] = database,
        ["ConnectionStrings__catalog_owner"] = database,
        ["RabbitMq__Uri"] = Settings.Get("NABIJ_BENCH_RABBITMQ"),
        ["Authentication__Authority"] = "https://127.0.0.1:9",
        ["Verification__KeyFile"] = KeyFile.Value,
        ["OTEL_SDK_DISABLED"] = "true",
        ["Logging__LogLevel__Default"] = "Warning",
    };

    /// <summary>Returns when it is ready.</summary>
    public static Task<ServerProcess> StartAsync(Dictionary<string, string> environment) => ServerProcess.StartAsync(
        new Uri(new Uri(environment["ASPNETCORE_URLS"]), "/health/ready"), Settings.Get("NABIJ_BENCH_CATALOG"), [], environment, TimeSpan.FromMinutes(10));

    public static Task RunAsync(string[] arguments, Dictionary<string, string> environment) =>
        ServerProcess.RunToEndAsync("dotnet", [Settings.Get("NABIJ_BENCH_CATALOG"), .. arguments], environment);

    public static async Task OnServerAsync(params string[] statements)
    {
        await using var server = NpgsqlDataSource.Create(Settings.Get("NABIJ_BENCH_POSTGRES"));
        await using var connection = await server.OpenConnectionAsync();
        foreach (var statement in statements) await connection.ExecuteAsync(statement, commandTimeout: 0);
    }

    private static readonly Lazy<string> KeyFile = new(() =>
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Convert.ToBase64String(new byte[32]));
        return file;
    });
}
