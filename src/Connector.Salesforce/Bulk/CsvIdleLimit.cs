namespace Connector.Salesforce.Bulk;

/// <summary>A stream may take as long as it likes, but must not stand still: each read has its time.</summary>
internal sealed class CsvIdleLimit(TimeSpan longest, TimeProvider time)
{
    public async ValueTask<int> ReadAsync(StreamReader reader, Memory<char> buffer, CancellationToken cancellationToken)
    {
        var reading = reader.ReadAsync(buffer, cancellationToken);
        if (reading.IsCompletedSuccessfully)
            return reading.Result;

        try
        {
            return await reading.AsTask().WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new IOException($"The stream stood still for {longest}.", exception);
        }
    }
}
