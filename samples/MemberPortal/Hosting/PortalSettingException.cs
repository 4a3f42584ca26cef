namespace MemberPortal.Hosting;

/// <summary>A setting is missing or malformed; the message names it, says what it was, and what is allowed.</summary>
public sealed class PortalSettingException(string message) : Exception(message);
