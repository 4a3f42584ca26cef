namespace Connector.Salesforce.Mapping;

/// <summary>A mapping is wrong, or an object cannot be mapped. One line for each fault.</summary>
public sealed class SalesforceMappingException(IReadOnlyList<MappingFault> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>What is wrong.</summary>
    public IReadOnlyList<MappingFault> Faults { get; } = faults;
}
