namespace MemberPortal.Hosting;

/// <summary>
/// The address that links in mails and payment pages lead to: <c>Portal:PublicUrl</c>. Only in Development, without that setting, it is the
/// one the request came by: anybody can write a Host header.
/// </summary>
internal sealed class PublicAddress(PortalSettings settings, IHttpContextAccessor http)
{
    public string OfficeEmail => settings.Options.OfficeEmail;

    public Uri Of(string path) => new(settings.Options.PublicUrl ?? FromRequest(), path);

    private Uri FromRequest() => http.HttpContext is { } context
        ? new Uri($"{context.Request.Scheme}://{context.Request.Host}")
        : throw new InvalidOperationException("Portal:PublicUrl is missing, and there is no request to take the address from.");
}
