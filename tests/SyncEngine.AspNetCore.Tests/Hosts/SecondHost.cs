using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace SyncEngine.AspNetCore.Tests.Hosts;

public sealed class Person
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }
}

public sealed class PeopleContext(DbContextOptions<PeopleContext> options) : DbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddSyncEngine();
}

/// <summary>A site that is not ours: a bare minimal API with a context and a mapping of its own. All that it has of sync and the control room stands here.</summary>
public static class SecondHost
{
    public static WebApplication Build(string database, IEnumerable<KeyValuePair<string, string?>> settings, string environment = "Production", Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddDbContext<PeopleContext>(options => options.UseSqlite($"Data Source={database}"));
        builder.Services.AddSyncEngine<PeopleContext>(builder.Configuration)
            .Map<Person>("Contact", map => map.Match(x => x.Email).Field(x => x.Name, "LastName").Field(x => x.Email, "Email"));
        builder.Services.AddHealthChecks().AddSyncEngine();
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
        builder.Services.AddAuthorizationBuilder().AddPolicy("Staff", policy => policy.RequireRole("Staff"));
        more?.Invoke(builder.Services);

        var app = builder.Build();
        using (var scope = app.Services.CreateScope())
            scope.ServiceProvider.GetRequiredService<PeopleContext>().Database.EnsureCreated();
        app.MapSyncEngine();
        app.MapSyncDashboard("/admin/sync").RequireAuthorization("Staff");
        app.MapGet("/sign-in", (string role, HttpContext context) => context.SignInAsync(new ClaimsPrincipal(
            new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "7"), new(ClaimTypes.Role, role)], "Cookies"))));
        app.MapPost("/people", async (Person person, PeopleContext people) =>
        {
            people.Add(person);
            await people.SaveChangesAsync();
            return person.Id;
        });
        return app;
    }
}
