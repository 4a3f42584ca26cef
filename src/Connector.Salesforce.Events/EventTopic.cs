namespace Connector.Salesforce.Events;

/// <summary>Names of topics.</summary>
public static class EventTopic
{
    /// <summary>The changes of every object that is selected for Change Data Capture.</summary>
    public const string AllChanges = "/data/ChangeEvents";

    /// <summary>The changes of one object: <c>/data/ContactChangeEvent</c>, <c>/data/Foo__ChangeEvent</c>.</summary>
    /// <param name="type">The object: <c>Contact</c>, <c>Foo__c</c>.</param>
    public static string Changes(string type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        return type.EndsWith("__c", StringComparison.Ordinal) ? $"/data/{type[..^1]}ChangeEvent" : $"/data/{type}ChangeEvent";
    }

    /// <summary>A platform event: <c>/event/Foo__e</c>.</summary>
    public static string PlatformEvent(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return $"/event/{name}";
    }
}
