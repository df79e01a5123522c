using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nabij.Signals.Vault;

/// <summary>The three data keys of one signal, unwrapped, for as long as a request needs them. A destroyed one is null.</summary>
internal sealed class SignalKeys(Guid signal, string municipality, byte[]? subject, byte[]? reporter, byte[]? @case) : IDisposable
{
    private static readonly byte[] PseudonymPurpose = Encoding.UTF8.GetBytes("nabij signals pseudonym");

    public static SignalKeys New(Guid signal, string municipality) => new(signal, municipality,
        RandomNumberGenerator.GetBytes(KeyEncryptionKeys.KeySize),
        RandomNumberGenerator.GetBytes(KeyEncryptionKeys.KeySize),
        RandomNumberGenerator.GetBytes(KeyEncryptionKeys.KeySize));

    /// <summary>Of nobody: for an action that is about no signal.</summary>
    public static SignalKeys None { get; } = new(Guid.Empty, "", null, null, null);

    public Guid Signal => signal;

    public bool Has(KeyOwner owner) => KeyOf(owner) is not null;

    public byte[]? KeyOf(KeyOwner owner) => owner switch
    {
        KeyOwner.Subject => subject,
        KeyOwner.Reporter => reporter,
        _ => @case,
    };

    public Sealed Seal<T>(KeyOwner owner, string field, T value) =>
        Sealed.Close(Needed(owner), Place(field), JsonSerializer.SerializeToUtf8Bytes(value));

    /// <summary>Plaintext. Only <see cref="SealedRecords"/> calls this, after what it does was logged.</summary>
    internal T Open<T>(KeyOwner owner, string field, Sealed value)
    {
        var plain = value.Open(Needed(owner), Place(field));
        var opened = JsonSerializer.Deserialize<T>(plain)!;
        CryptographicOperations.ZeroMemory(plain);
        return opened;
    }

    /// <summary>
    /// What the processing log calls the person. It comes from the data key: once the key is destroyed, the log's lines remain, and nothing leads
    /// from them to the signal or back.
    /// </summary>
    public string? Pseudonym(KeyOwner owner) =>
        KeyOf(owner) is { } key ? "hmac:" + Convert.ToHexStringLower(HMACSHA256.HashData(key, PseudonymPurpose).AsSpan(0, 16)) : null;

    /// <summary>What the processing log calls one of several people under one case key, such as those of a round of visits.</summary>
    public string? PseudonymOf(Guid person)
    {
        byte[] who = [.. PseudonymPurpose, .. person.ToByteArray()];
        return @case is null ? null : "hmac:" + Convert.ToHexStringLower(HMACSHA256.HashData(@case, who).AsSpan(0, 16));
    }

    public void Dispose()
    {
        foreach (var key in new[] { subject, reporter, @case }) CryptographicOperations.ZeroMemory(key);
    }

    private SealedPlace Place(string field) => new(municipality, signal, field);

    private byte[] Needed(KeyOwner owner) => KeyOf(owner) ?? throw new InvalidOperationException("This key was destroyed.");
}
