using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Imports;

/// <summary>What is wrong with a row, and what to do about it. It repeats no value: that may be personal.</summary>
/// <param name="Heading">Of the column, as in the file; null for the whole row.</param>
internal sealed record RowFault(string? Heading, Text Problem, Text Remedy);
