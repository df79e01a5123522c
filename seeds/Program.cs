using Nabij.Seeder;

// Loads the national and the demo content through the public API. It may be run again: what is there already stays as it is.
try
{
    var gateway = await SignInAsync("seeder", "ClientSecret");
    await Organisations.LoadAsync(gateway);
    await Services.LoadAsync(gateway);
    await Taxonomies.LoadAsync(gateway);
    await Coalition.LoadAsync(gateway);
    await Referral.LoadAsync(gateway, await SignInAsync("seeder-desk", "DeskSecret"));
    return 0;
}
catch (Exception e) when (e is SeedingException or HttpRequestException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static Task<GatewayClient> SignInAsync(string client, string secret) =>
    GatewayClient.SignInAsync(new Uri(Setting("Gateway")), new Uri(Setting("Identity")), client, Setting(secret));

static string Setting(string name) => Environment.GetEnvironmentVariable($"Seeder__{name}")
    ?? throw new SeedingException($"The environment variable Seeder__{name} is not set; ./nabij up sets it.");
