using Nabij.Reference.Calendar;

namespace Nabij.Reference.Validation;

/// <summary>The CBS code of a municipality that exists today, such as <c>GM0344</c>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MunicipalityCodeAttribute() : ReferenceValidationAttribute("^GM[0-9]{4}$")
{
    protected override string Dutch =>
        "Geef de CBS-code van een gemeente, zoals GM0344. Alle codes staan op /coalition/v1/reference/municipalities.";

    protected override string English =>
        "Give the CBS code of a municipality, such as GM0344. All codes are at /coalition/v1/reference/municipalities.";

    protected override bool Accepts(string text, IServiceProvider services)
    {
        var time = services.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System;
        return Municipalities.TryGet(text, out var municipality)
            && municipality.IsValidOn(time.Today());
    }
}
