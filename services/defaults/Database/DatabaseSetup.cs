using System.Reflection;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Nabij.ServiceDefaults.Database;

/// <summary>A database of this service, and the folder of its migrations in the service's assembly.</summary>
internal sealed record OwnDatabase(string Name, Assembly Assembly, string MigrationsFolder, bool HasMessaging);

/// <summary>
/// Databases by name: <c>ConnectionStrings:{name}</c> is the app role, <c>ConnectionStrings:{name}_owner</c> the role that migrates.
/// </summary>
public static class DatabaseSetup
{
    /// <summary>Connections per replica and database; they fit PostgreSQL's limit, see <c>docs/operations.md</c>.</summary>
    private const int LargestPool = 20;

    /// <summary>The main database: an <see cref="NpgsqlDataSource"/>, with outbox, inbox and kept answers.</summary>
    internal static void AddMainDatabase(this WebApplicationBuilder builder, string name, Assembly service)
    {
        DapperRules.Apply();
        builder.Services.AddSingleton(new OwnDatabase(name, service, "Migrations", HasMessaging: true));
        builder.Services.AddSingleton(_ => Open(builder.Configuration, name));
    }

    /// <summary>Another database of this service, as a keyed <see cref="NpgsqlDataSource"/>; its migrations stand in <paramref name="migrationsFolder"/>.</summary>
    public static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder, string name, Assembly service, string migrationsFolder)
    {
        builder.Services.AddSingleton(new OwnDatabase(name, service, migrationsFolder, HasMessaging: false));
        builder.Services.AddKeyedSingleton(name, (_, _) => Open(builder.Configuration, name));
        return builder;
    }

    private static NpgsqlDataSource Open(IConfiguration configuration, string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString(configuration, name))
        {
            ApplicationName = name,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            // Nothing of ours outlives a transaction on a connection, and the reset costs seven statements each time one is opened.
            NoResetOnClose = true,
            Enlist = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = LargestPool;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.Build();
    }

    internal static string ConnectionString(IConfiguration configuration, string name) => configuration.GetConnectionString(name)
        ?? throw new InvalidOperationException($"ConnectionStrings:{name} is not configured.");
}

internal static class DapperRules
{
    public static void Apply()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcTime());
        SqlMapper.AddTypeHandler(new Array<string>());
        SqlMapper.AddTypeHandler(new Array<Guid>());
    }

    /// <summary>Npgsql stores an instant only in UTC.</summary>
    private sealed class UtcTime : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(System.Data.IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) => value is DateTimeOffset instant ? instant : new DateTimeOffset((DateTime)value, TimeSpan.Zero);
    }

    /// <summary>Dapper does not map an array to a positional record by itself.</summary>
    private sealed class Array<T> : SqlMapper.TypeHandler<T[]>
    {
        public override void SetValue(System.Data.IDbDataParameter parameter, T[]? value) => parameter.Value = (object?)value ?? DBNull.Value;

        public override T[] Parse(object value) => (T[])value;
    }
}
