namespace Benchmarks;

/// <summary>One benchmark: every comparison it prints is made within its own run.</summary>
internal interface IBenchmark
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>One line for <c>list</c>.</summary>
    string Description { get; }

    /// <summary>Runs it and writes its rows.</summary>
    /// <param name="report">Takes the rows.</param>
    /// <param name="quick">Under a minute instead of thorough.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task RunAsync(Report report, bool quick, CancellationToken cancellationToken);
}
