using System.Security.Cryptography;
using System.Text;

namespace Nabij.Signals.Receipts;

/// <summary>
/// The code with which a reporter follows a signal: sixteen symbols of Crockford's base 32 (80 random bits), in four groups of four. It has no I, L, O
/// or U, and reads I and L as 1 and O as 0. Only its keyed hash is stored.
/// </summary>
internal readonly record struct Receipt
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Symbols = 16, Group = 4;

    private readonly string _symbols;

    private Receipt(string symbols) => _symbols = symbols;

    public static Receipt New() => new(RandomNumberGenerator.GetString(Alphabet, Symbols));

    /// <summary>
    /// Reads what a person typed: small letters, spaces and dashes do not matter. What is no code becomes a random one, so that it takes the
    /// same way as an unknown one, and gets the same answer.
    /// </summary>
    public static Receipt Read(string typed)
    {
        var symbols = new StringBuilder(Symbols);
        foreach (var c in typed)
        {
            if (c is '-' or ' ') continue;
            symbols.Append(char.ToUpperInvariant(c) switch { 'I' or 'L' => '1', 'O' => '0', var other => other });
        }

        var read = symbols.ToString();
        var random = New();
        return read.Length == Symbols && read.All(c => Alphabet.Contains(c)) ? new Receipt(read) : random;
    }

    /// <summary>HMAC-SHA-256 under a key of <see cref="ReceiptKeys"/>.</summary>
    public byte[] Hash(byte[] key) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(_symbols));

    /// <summary><c>K7QF-2M9D-XR4T-8WPA</c>: for the reporter's eyes.</summary>
    public string Reveal() => string.Join('-', _symbols.Chunk(Group).Select(group => new string(group)));

    /// <summary>Never shows the code.</summary>
    public override string ToString() => "receipt";
}
