using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Nabij.Messaging;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Intake;

/// <param name="Text">To be solved: see <see cref="Proof"/>.</param>
/// <param name="Difficulty">Bits that must be zero.</param>
internal sealed record Challenge(string Text, int Difficulty, DateTimeOffset ExpiresAt);

/// <summary>
/// Work that a reporter's device does before a report is taken, so that a flood of reports costs its sender something. No third party, no
/// account and no address is needed. A challenge carries its own difficulty and end, signed under a key that all replicas derive from the vault's
/// file, so that nothing is stored until it is spent; what was spent is kept in the database until it would have ended.
/// </summary>
internal sealed class Challenges(KeyEncryptionKeys keys, IntakeOptions options, IntakeLoad load, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int IdSize = 16, SignedSize = IdSize + sizeof(long) + 1, SignatureSize = 16;

    private static readonly Text Unsolved = (
        "Haal een opgave op bij GET /signals/v1/challenge, en stuur de oplossing mee.", "Get a challenge from GET /signals/v1/challenge, and send its solution.");

    private static readonly Text Ended = ("Deze opgave is verlopen. Haal een nieuwe op.", "This challenge has ended. Get a new one.");
    private static readonly Text Spent = ("Deze opgave is al gebruikt. Haal een nieuwe op.", "This challenge was used already. Get a new one.");

    /// <summary>The one that signs first; after a rotation the others still check what was signed before.</summary>
    private IReadOnlyList<byte[]> Keys => keys.DeriveAll("challenge");

    public Challenge New()
    {
        var (difficulty, expiresAt) = (options.ProofOfWork ? load.Difficulty : 0, time.GetUtcNow() + Lifetime);
        var bytes = new byte[SignedSize + SignatureSize];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, IdSize));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(IdSize), expiresAt.ToUnixTimeSeconds());
        bytes[SignedSize - 1] = (byte)difficulty;
        Sign(Keys[0], bytes).CopyTo(bytes.AsSpan(SignedSize));
        return new Challenge(Base64Url.EncodeToString(bytes), difficulty, expiresAt);
    }

    /// <summary>Takes a solution, once, in the transaction of what it is for. Null: it is good. Otherwise what is wrong with it.</summary>
    public async Task<Text?> SpendAsync(Proof proof, UnitOfWork work, CancellationToken ct)
    {
        if (!options.ProofOfWork) return null;
        var now = time.GetUtcNow();
        if (Read(proof) is not var (id, expiresAt)) return Unsolved;
        if (expiresAt <= now) return Ended;
        return await work.ExecuteAsync(SpendSql, new { id, expiresAt }, ct) == 0 ? Spent : null;
    }

    /// <summary>Forgets those that have ended: they are refused for that.</summary>
    public Task<int> PurgeAsync(UnitOfWork work, CancellationToken ct) => work.ExecuteAsync(PurgeSql, new { now = time.GetUtcNow() }, ct);

    /// <summary>Null when it is none of ours, or not solved.</summary>
    private (byte[] Id, DateTimeOffset ExpiresAt)? Read(Proof proof)
    {
        var bytes = new byte[SignedSize + SignatureSize];
        if (proof.Challenge.Length != Base64Url.GetEncodedLength(bytes.Length) || proof.Nonce.Length is 0 or > 20) return null;
        if (!Base64Url.IsValid(proof.Challenge) || !Base64Url.TryDecodeFromChars(proof.Challenge, bytes, out var length) || length != bytes.Length) return null;
        if (!Keys.Any(key => CryptographicOperations.FixedTimeEquals(Sign(key, bytes), bytes.AsSpan(SignedSize)))) return null;
        if (proof.ZeroBits < bytes[SignedSize - 1]) return null;
        return (bytes[..IdSize], DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(IdSize))));
    }

    private static byte[] Sign(byte[] key, byte[] bytes) => HMACSHA256.HashData(key, bytes.AsSpan(0, SignedSize))[..SignatureSize];

    // Waits for a transaction that is spending the same one.
    private const string SpendSql = "insert into spent_challenge (id, expires_at) values (@id, @expiresAt) on conflict do nothing";

    private const string PurgeSql = "delete from spent_challenge where expires_at <= @now";
}

/// <summary>
/// A solved challenge, from the header <c>Proof-Of-Work</c>: the challenge, a colon and a number (at most 20 characters) such that the SHA-256 of the
/// whole begins with as many zero bits as the challenge asks for. A handler takes it as a parameter.
/// </summary>
internal readonly record struct Proof(string Value)
{
    public const string Header = "Proof-Of-Work";

    public static readonly DocumentedHeader Documented = new(Header, false, "De oplossing van GET /challenge. / The solution of GET /challenge.");

    public string Challenge => Value.Split(':')[0];

    public string Nonce => Value.Split(':', 2) is [_, var nonce] ? nonce : "";

    /// <summary>That the hash begins with.</summary>
    public int ZeroBits => BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Value))));

    /// <summary>For the framework: binds a handler's parameter.</summary>
    public static ValueTask<Proof> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(new Proof(context.Request.Headers[Header].ToString()));
}
