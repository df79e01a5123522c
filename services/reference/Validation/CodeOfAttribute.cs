namespace Nabij.Reference.Validation;

/// <summary>Codes of the named list of <see cref="ReferenceLists"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CodeOfAttribute(string listName) : ReferenceValidationAttribute("^[a-z0-9-]{1,60}$")
{
    private readonly ReferenceList _list = ReferenceLists.Get(listName);

    public string ListName { get; } = listName;

    protected override string Dutch => _list.Count <= 5
        ? $"Kies uit: {Some}."
        : $"Kies uit de lijst {ListName}, zoals {Some}. De hele lijst staat op {Path}.";

    protected override string English => _list.Count <= 5
        ? $"Choose from: {Some}."
        : $"Choose from the list {ListName}, such as {Some}. The whole list is at {Path}.";

    private string Some => string.Join(", ", _list.Items.Take(5).Select(item => item.Code));

    private string Path => $"/coalition/v1/reference/{ListName}";

    protected override bool Accepts(string text, IServiceProvider services) => _list.Contains(text);
}
