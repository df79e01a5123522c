namespace Nabij.Testing;

/// <summary>The private PostgreSQL and RabbitMQ that <c>./nabij test</c> started, with the administrator's rights.</summary>
public static class TestServers
{
    public static string Postgres => Setting("NABIJ_TEST_POSTGRES");

    public static string RabbitMq => Setting("NABIJ_TEST_RABBITMQ");

    public static string Setting(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set; run the tests with ./nabij test.");
}
