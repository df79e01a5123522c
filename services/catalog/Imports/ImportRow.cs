using Nabij.Catalog.Services;

namespace Nabij.Catalog.Imports;

/// <summary>One service in a file, whatever the form of the file.</summary>
internal abstract class ImportRow
{
    /// <summary>Where people find it: the line of the file, or the number of the item.</summary>
    public required int Line { get; init; }

    /// <summary>The id that the source gives it.</summary>
    public string? SourceId { get; init; }

    /// <summary>The id that we gave it, in a file that came from us; it goes before the source's.</summary>
    public Guid? ServiceId { get; init; }

    public Guid? OrganisationId { get; init; }

    public string? KvkNumber { get; init; }

    /// <summary>What was wrong already while it was read.</summary>
    public List<RowFault> Faults { get; } = [];

    /// <summary>The content that it tells, over what is there already; adds to <see cref="Faults"/> what it cannot read.</summary>
    public abstract ServiceContent Read(ServiceContent? before, DateOnly today);

    /// <summary>The fault, with the name that the column has in the file.</summary>
    public abstract RowFault InItsWords(RowFault fault);

    /// <summary>The heading under which the field at this path stands, and whether there is nothing there.</summary>
    public abstract (string Heading, bool IsEmpty, string Example) Find(string path);
}

/// <summary>The file cannot be read any further.</summary>
internal sealed class UnreadableFileException(int line, RowFault fault) : Exception
{
    public int Line => line;

    public RowFault Fault => fault;
}
