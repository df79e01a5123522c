using System.Text.Json;
using Nabij.Benchmarks.Search;
using Nabij.Catalog.Search;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Search.Index;
using Nabij.Catalog.Services;

namespace Catalog.Tests.Search;

public sealed class IndexWriterTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>However the changes fall over the segments, each service is in the snapshot once, as it was last.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_snapshot_holds_each_service_once_and_as_it_was_last(int seed)
    {
        var random = new Random(seed);
        IndexedService[] services = [.. Random(seed).Take(60)];
        var stored = new Dictionary<Guid, string>();
        var writer = new IndexWriter(DutchAnalyzer.Default, Day, mostFresh: 5, mostRecent: 12);
        for (var round = 0; round < 80; round++)
        {
            IndexedService[] published = [.. services.Where(_ => random.Next(15) == 0).Select(s => s with { Content = s.Content with { Name = $"{s.Id} {round}" } })];
            Guid[] gone = [.. services.Select(s => s.Id).Except(published.Select(s => s.Id)).Where(_ => random.Next(20) == 0)];
            writer.Apply(published, gone);
            foreach (var id in gone) stored.Remove(id);
            foreach (var service in published) stored[service.Id] = service.Content.Name;

            Assert.Equal(stored.Count, writer.Current.Count);
            var found = writer.Current.Search(new SearchQuery { Take = 100 });
            Assert.Equal(stored.Count, found.Total);
            Assert.Equal(stored.OrderBy(s => s.Key), found.Hits.ToDictionary(h => h.Id, h => FoundServices.Read(h, []).Name).OrderBy(s => s.Key));
            Assert.All(services, s => Assert.Equal(stored.ContainsKey(s.Id), writer.Current.Find(s.Id) is not null));
        }

        Assert.True(writer.IsWorn);
    }

    private static IEnumerable<IndexedService> Random(int seed)
    {
        for (var services = new RandomServices(seed, Day.UtcDateTime); ;)
        {
            var service = services.Next();
            yield return new IndexedService(service.Id, service.Organisation, "Stichting", JsonSerializer.Deserialize<ServiceContent>(service.Content, JsonSerializerOptions.Web)!,
                service.PublishedAt, service.VerifiedAt, []);
        }
    }
}
