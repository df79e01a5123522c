using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Signals.Vault;

namespace Signals.Tests;

public sealed class VaultTests(SignalsFixture signals)
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly SealedPlace Place = new("GM0344", Guid.NewGuid(), "worry");

    [Fact]
    public void What_is_sealed_opens_in_its_own_place()
    {
        var text = "Zij zegt: ‘ik ben alleen’."u8.ToArray();
        var first = Sealed.Close(Key, Place, text);
        var second = Sealed.Close(Key, Place, text);
        Assert.Equal(text, first.Open(Key, Place));
        Assert.NotEqual(first.Bytes, second.Bytes);
    }

    public static TheoryData<string> OtherPlaces => ["municipality", "signal", "field"];

    [Theory, MemberData(nameof(OtherPlaces))]
    public void What_is_sealed_opens_nowhere_else(string what)
    {
        var value = Sealed.Close(Key, Place, "tekst"u8);
        var elsewhere = what switch
        {
            "municipality" => Place with { Municipality = "GM0363" },
            "signal" => Place with { Signal = Guid.NewGuid() },
            _ => Place with { Field = "subject" },
        };
        Assert.ThrowsAny<CryptographicException>(() => value.Open(Key, elsewhere));
    }

    [Fact]
    public void A_changed_byte_anywhere_is_noticed()
    {
        var value = Sealed.Close(Key, Place, "tekst"u8);
        for (var i = 0; i < value.Bytes.Length; i++)
        {
            var changed = (byte[])value.Bytes.Clone();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => new Sealed(changed).Open(Key, Place));
        }
    }

    [Fact]
    public void Another_key_does_not_open_it() =>
        Assert.ThrowsAny<CryptographicException>(() => Sealed.Close(Key, Place, "tekst"u8).Open(RandomNumberGenerator.GetBytes(32), Place));

    [Theory]
    [InlineData(0, 256)]
    [InlineData(252, 256)]
    [InlineData(253, 512)]
    [InlineData(2000, 2048)]
    [InlineData(4092, 4096)]
    [InlineData(4093, 8192)]
    [InlineData(16000, 16384)]
    public void The_length_of_a_text_is_hidden_in_a_bucket(int length, int bucket)
    {
        var text = RandomNumberGenerator.GetBytes(length);
        Assert.Equal(bucket, Padding.Pad(text).Length);
        Assert.Equal(text, Padding.Strip(Padding.Pad(text)));
    }

    [Fact]
    public void A_key_wrapped_before_a_rotation_still_opens_and_only_for_its_owner()
    {
        var (older, newer, data) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var before = new KeyEncryptionKeys([older]).Wrap(data, "a");
        var rotated = new KeyEncryptionKeys([newer, older]);
        Assert.Equal(data, rotated.Unwrap(before, "a"));
        Assert.Throws<CryptographicException>(() => new KeyEncryptionKeys([newer]).Unwrap(before, "a"));
        Assert.ThrowsAny<CryptographicException>(() => rotated.Unwrap(before, "b"));
        Assert.Equal(data, new KeyEncryptionKeys([newer]).Unwrap(rotated.Wrap(data, "a"), "a"));
    }

    [Fact]
    public void A_key_file_that_others_may_read_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Convert.ToBase64String(Key) + "\n" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Equal(2, KeyEncryptionKeys.FromFile(path).Count);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Throws<InvalidOperationException>(() => KeyEncryptionKeys.FromFile(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_crash_between_key_and_signal_leaves_a_key_that_the_sweep_destroys()
    {
        var vault = signals.Services.GetRequiredService<KeyVault>();
        var kept = await new Desk(signals, signals.Handler()).ReceiveAsync();
        var (orphan, fresh) = (Guid.NewGuid(), Guid.NewGuid());
        using var a = await vault.CreateAsync(orphan, "GM0344", CancellationToken.None);
        using var b = await vault.CreateAsync(fresh, "GM0344", CancellationToken.None);
        await using (var connection = await signals.KeysDb.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("update signal_keys set created_at = created_at - @grace where signal_id = any(@old)",
                new { grace = KeySweep.Grace + TimeSpan.FromSeconds(1), old = new[] { orphan, kept } });
        }

        var sweep = ActivatorUtilities.CreateInstance<KeySweep>(signals.Services);
        Assert.True(await sweep.RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None) >= 1);
        using var ofOrphan = await vault.FindAsync(orphan, "GM0344", CancellationToken.None);
        using var ofFresh = await vault.FindAsync(fresh, "GM0344", CancellationToken.None);
        using var ofKept = await vault.FindAsync(kept, "GM0344", CancellationToken.None);
        Assert.False(ofOrphan.Has(KeyOwner.Subject));
        Assert.True(ofFresh.Has(KeyOwner.Subject));
        Assert.True(ofKept.Has(KeyOwner.Case));
    }

    [Fact]
    public void What_is_sealed_shows_nothing_of_itself_as_text() =>
        Assert.DoesNotContain("geheim", Sealed.Close(Key, Place, Encoding.UTF8.GetBytes("geheim")).ToString(), StringComparison.Ordinal);
}
