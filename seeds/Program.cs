using Nabij.Seeder;

// Loads the national and the demo content through the public API. It may be run again: what is there already stays as it is.
try
{
    var gateway = await GatewayClient.SignInAsync(new Uri(Setting("Gateway")), new Uri(Setting("Identity")), Setting("ClientSecret"));
    await Organisations.LoadAsync(gateway);
    await Services.LoadAsync(gateway);
    await Coalition.LoadAsync(gateway);
    return 0;
}
catch (Exception e) when (e is SeedingException or HttpRequestException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static string Setting(string name) => Environment.GetEnvironmentVariable($"Seeder__{name}")
    ?? throw new SeedingException($"The environment variable Seeder__{name} is not set; ./nabij up sets it.");
