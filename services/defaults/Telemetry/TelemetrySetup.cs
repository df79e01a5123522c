using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nabij.Messaging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Nabij.ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs. They are exported by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, with the standard <c>OTEL_*</c> variables;
/// logs go to the console as JSON in any case.
/// </summary>
public static class TelemetrySetup
{
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, string name)
    {
        var export = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        AddLogging(builder, export);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(name, "nabij", typeof(TelemetrySetup).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(t => t
                .AddProcessor(new AllowListProcessor())
                .AddSource(MessagingExtensions.TelemetryName, "MassTransit", "Yarp.ReverseProxy", $"Nabij.{name}")
                .AddAspNetCoreInstrumentation(o => o.Filter = context => !context.Request.Path.StartsWithSegments("/health"))
                .AddHttpClientInstrumentation()
                .AddNpgsql())
            .WithMetrics(m => m
                .AddMeter(MessagingExtensions.TelemetryName, "Npgsql", $"Nabij.{name}")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation());
        if (export) telemetry.UseOtlpExporter();
        return builder;
    }

    private static void AddLogging(WebApplicationBuilder builder, bool export)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(o =>
        {
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            o.IncludeScopes = true;
        });
        builder.Logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (export) builder.Logging.AddOpenTelemetry();

        builder.Logging.SetMinimumLevel(LogLevel.Information);
        foreach (var noisy in new[] { "Microsoft", "System", "MassTransit", "Npgsql", "Yarp" }) builder.Logging.AddFilter(noisy, LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        // No service uses Data Protection; it comes with authentication.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // They write addresses with their query, or the text of an exception; what matters of both is logged by us.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.None);
        builder.Logging.AddFilter("Npgsql", LogLevel.None);
    }
}
