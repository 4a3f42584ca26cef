using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using QRCoder;

namespace MemberPortal.Security;

/// <summary>What an authenticator app scans: the key's address, and a picture of it as one SVG path.</summary>
internal static class AuthenticatorQr
{
    /// <summary>Source: the Key Uri Format of the authenticator apps.</summary>
    public static string AddressOf(string email, string key) => string.Create(
        CultureInfo.InvariantCulture, $"otpauth://totp/Longtable:{UrlEncoder.Default.Encode(email)}?secret={key}&issuer=Longtable&digits=6");

    /// <returns>The path of the dark modules, and how many modules a side has.</returns>
    public static (string Path, int Side) Draw(string address)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var row = 0; row < code.ModuleMatrix.Count; row++)
        {
            for (var column = 0; column < code.ModuleMatrix.Count; column++)
            {
                if (code.ModuleMatrix[row][column])
                    path.Append(CultureInfo.InvariantCulture, $"M{column} {row}h1v1h-1z");
            }
        }

        return (path.ToString(), code.ModuleMatrix.Count);
    }
}
