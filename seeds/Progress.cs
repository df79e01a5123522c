namespace Nabij.Seeder;

/// <summary>One line per kind of content: what was new and what was there already.</summary>
internal sealed class Progress(string what, int total)
{
    private readonly Lock _one = new();
    private int _done, _created;

    public void Add(bool created)
    {
        lock (_one)
        {
            _done++;
            if (created) _created++;
            if (_done == total || _done % 25 == 0) Tell();
        }
    }

    private void Tell() => Console.WriteLine($"  {what}: {_done} of {total}{(_done == total ? $" ({_created} new)" : "")}");
}
