"""Distance between two points of the globe."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG), in kilometres."""


def haversine_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance between two points, in kilometres.

    Angles are in decimal degrees (WGS84): latitudes in [-90, 90], longitudes in [-180, 180].
    The globe is taken as a sphere: the error against the ellipsoid stays under 0.6 %.

    Source: R. W. Sinnott, « Virtues of the Haversine », Sky and Telescope 68 (1984), p. 159.

    >>> round(haversine_km(43.6461, 0.5865, 44.2033, 0.6163))
    62
    """
    north, other_north = radians(latitude), radians(other_latitude)
    half_chord = (
        sin((other_north - north) / 2) ** 2
        + cos(north) * cos(other_north) * sin(radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))
