namespace SyncEngine.Model;

/// <summary>What kind of failure stopped a key, and so what the engine does about it.</summary>
public enum FailureClass
{
    /// <summary>The other side or the network had a bad moment: tried again with back-off.</summary>
    Transient = 0,

    /// <summary>A limit was reached: tried again when it allows.</summary>
    Throttled = 1,

    /// <summary>This record cannot be taken as it is: dead-lettered with its reason, until a person or a new edit changes something.</summary>
    Data = 2,

    /// <summary>Sign-in is broken for everybody: the scope is paused with one alert.</summary>
    Authentication = 3,

    /// <summary>The mapping does not fit the org: the scope is paused with one alert.</summary>
    Schema = 4,
}
