using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition;

/// <summary>Why a domain type does not do what was asked.</summary>
internal abstract record Refusal
{
    public abstract ProblemHttpResult ToProblem();
}

/// <summary>409: the state does not allow it; <paramref name="Allowed"/> names the steps that it does allow.</summary>
internal sealed record WrongState(IReadOnlyList<string> Allowed) : Refusal
{
    public override ProblemHttpResult ToProblem() => Problem.Conflict(
        ("Dit kan niet in de toestand van nu.", "This is not possible in the present state."), Allowed);
}

/// <summary>409: a rule of another kind forbids it.</summary>
internal sealed record BrokenRule(Text Why) : Refusal
{
    public override ProblemHttpResult ToProblem() => Problem.Conflict(Why);
}

/// <summary>400: something must be there first. All that is missing is named at once, by field.</summary>
internal sealed record Incomplete(IReadOnlyDictionary<string, Text> Missing) : Refusal
{
    public override ProblemHttpResult ToProblem() =>
        Problem.Invalid(Missing.ToDictionary(m => m.Key, m => new[] { m.Value.ToString() }));

    /// <summary>Null when nothing is missing.</summary>
    public static Refusal? Of(IReadOnlyDictionary<string, Text> missing) => missing.Count == 0 ? null : new Incomplete(missing);
}
