using Simulator;

namespace MemberPortal.Demo;

/// <summary>What a run in Development has and Production never sees.</summary>
internal static class DemoBuilderExtensions
{
    public static WebApplicationBuilder AddDemo(this WebApplicationBuilder builder, SimulatorHost? simulator)
    {
        builder.Services.AddSingleton(new DemoOrg(simulator?.Address));
        if (!builder.Environment.IsDevelopment())
            return builder;

        builder.Services.AddHostedService<DemoSeed>();
        builder.Services.AddHostedService<WhereToClick>();
        return builder;
    }
}
