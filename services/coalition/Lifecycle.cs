namespace Nabij.Coalition;

/// <summary>A step of a lifecycle: its name in the API, the states from which it can be taken, and the state that it leads to (null: it stays).</summary>
internal sealed record Step<TState>(string Name, TState[] From, TState? To) where TState : struct, Enum;

/// <summary>The states of an aggregate and the steps between them, as a table.</summary>
internal sealed class Lifecycle<TState>(params Step<TState>[] steps) where TState : struct, Enum
{
    public IReadOnlyList<Step<TState>> Steps => steps;

    /// <summary>The names of the steps that can be taken from this state.</summary>
    public string[] Next(TState state) => [.. steps.Where(s => s.From.Contains(state)).Select(s => s.Name)];

    /// <summary>Null when the step can be taken; <paramref name="to"/> is where it leads.</summary>
    public Refusal? Check(string name, TState from, out TState to)
    {
        var step = steps.Single(s => s.Name == name);
        to = step.To ?? from;
        return step.From.Contains(from) ? null : new WrongState(Next(from));
    }
}
