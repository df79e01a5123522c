namespace Nabij.Reference;

/// <summary>A place on earth (WGS84), in degrees.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    private const double EarthRadiusKm = 6371.0088;

    /// <summary>As the crow flies, in kilometres.</summary>
    public double KilometresTo(GeoPoint other)
    {
        var (north, east) = (double.DegreesToRadians(other.Latitude - Latitude), double.DegreesToRadians(other.Longitude - Longitude));
        var haversine = Square(Math.Sin(north / 2))
            + Math.Cos(double.DegreesToRadians(Latitude)) * Math.Cos(double.DegreesToRadians(other.Latitude)) * Square(Math.Sin(east / 2));
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }

    private static double Square(double value) => value * value;
}
