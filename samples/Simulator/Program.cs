using System.Runtime.InteropServices;
using Simulator;

var options = new SimulatorOptions { DataDirectory = "App_Data" };
new ConfigurationBuilder().AddEnvironmentVariables("SIMULATOR_").AddCommandLine(args).Build().Bind(options);
var key = DevelopmentKey.LoadOrCreate(options.DataDirectory ?? "App_Data");
options.Salesforce.Certificates.Add(key.CertificatePem);

await using var simulator = await SimulatorHost.StartAsync(options);
Console.WriteLine($"""
    The simulator's front page:  {simulator.Address}
    Salesforce, token host:      {simulator.Address}
      consumer key               {options.Salesforce.ConsumerKey}
      username                   {options.Salesforce.Username}
      private key                {key.PrivateKeyPath}
    Stripe, API base:            {simulator.Address}
      secret key                 {options.Stripe.SecretKeys.FirstOrDefault() ?? "sk_test_simulator (any sk_test_ key)"}
      webhooks                   {options.Stripe.WebhookUrl ?? "to endpoints made through the API"}, signed with {(options.Stripe.WebhookUrl is null ? "their secrets" : "the configured secret")}
      the account                {new Uri(simulator.Address, "simulator/stripe")}
    Pub/Sub (gRPC, plaintext):   {simulator.GrpcAddress?.ToString() ?? "off"}
    Ctrl-C stops it; its state stays in {Path.GetFullPath(options.DataDirectory!)}.
    """);

var stopped = new TaskCompletionSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
await stopped.Task;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopped.TrySetResult();
}
