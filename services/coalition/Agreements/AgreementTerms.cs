using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Agreements;

/// <summary>Who does what, by when and with what. While it is proposed, only "what" is needed; before it is agreed, all up to the checks.</summary>
/// <param name="OwnerPersonId">Who does it: a contact of a partner.</param>
/// <param name="DueDate">The day by which it is done, in Europe/Amsterdam.</param>
/// <param name="Means">With what: money, hours, rooms.</param>
/// <param name="GapId">The gap that it answers.</param>
/// <param name="Component">Code of the component that it belongs to.</param>
internal sealed record AgreementTerms(
    [property: Needed, LengthBetween(3, 500)] string What,
    Guid? OwnerPersonId = null,
    DateOnly? DueDate = null,
    [property: LengthBetween(1, 500)] string? Means = null,
    AgreementChecks? Checks = null,
    Guid? GapId = null,
    Guid? WorkgroupId = null,
    [property: CodeOf("components")] string? Component = null);

/// <summary>The four reality checks. "No" is an answer too, with a note.</summary>
/// <param name="Realistic">Can it be done by then?</param>
/// <param name="Supported">Do those concerned want it ("draagvlak")?</param>
/// <param name="Staffed">Are there people for it?</param>
/// <param name="Funded">Is there money for it?</param>
internal sealed record AgreementChecks(
    AgreementCheck? Realistic = null, AgreementCheck? Supported = null, AgreementCheck? Staffed = null, AgreementCheck? Funded = null)
{
    /// <summary>Each check with its name in the API.</summary>
    public IEnumerable<(string Name, AgreementCheck? Check)> All() =>
        [("realistic", Realistic), ("supported", Supported), ("staffed", Staffed), ("funded", Funded)];
}

/// <param name="Note">Needed with "no": what is done about it.</param>
internal sealed record AgreementCheck([property: Needed] bool? Answer, [property: LengthBetween(1, 500)] string? Note = null);
