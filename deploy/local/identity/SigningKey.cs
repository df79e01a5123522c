using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Nabij.Identity;

/// <summary>The key that signs the tokens. It is kept, so that tokens outlive a restart.</summary>
internal static class SigningKey
{
    public static RsaSecurityKey LoadOrCreate(string file)
    {
        if (string.IsNullOrEmpty(file)) throw new InvalidOperationException("Identity:KeyFile is not set.");
        if (!File.Exists(file)) Create(file);
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(file));
        return new RsaSecurityKey(rsa);
    }

    private static void Create(string file)
    {
        using var rsa = RSA.Create(2048);
        var half = file + ".new";
        File.Delete(half);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(half, options)) writer.Write(rsa.ExportPkcs8PrivateKeyPem());
        File.Move(half, file);
    }
}
