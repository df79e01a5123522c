using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.ServiceDefaults.Validation;

/// <summary>The rules on a record that did not come as the body of a request: the same ones, run by the same code.</summary>
public static class RecordRules
{
    /// <summary>What is wrong, by camelCase path (<c>costs[0].label</c>), in the current UI culture; empty when nothing is.</summary>
    public static async ValueTask<IDictionary<string, string[]>> FaultsAsync(object record, IServiceProvider services, CancellationToken ct)
    {
        var options = services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        if (!options.TryGetValidatableTypeInfo(record.GetType(), out var rules)) return new Dictionary<string, string[]>();
        var context = new ValidateContext { ValidationOptions = options, ValidationContext = new ValidationContext(record, services, null) };
        await rules.ValidateAsync(record, context, ct);
        return FieldPath.CamelCase(context.ValidationErrors ?? []);
    }
}
