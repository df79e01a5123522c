using Messaging.Tests;
using Xunit.MicrosoftTestingPlatform;

// The tests, or one replica of a service as a process of its own, which a test can kill.
if (args is not ["replica", var service, var database, var reacts])
    return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);

await Replica.StartAsync(service, TestDatabase.Open(database), reacts: bool.Parse(reacts));
await Console.In.ReadToEndAsync(); // until the test ends, if nobody kills it
return 0;
