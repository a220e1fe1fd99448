"""Lambert-93, the projection of the maps of metropolitan France."""

from math import atan2, cos, exp, log, radians, sin, sqrt, tan

SEMI_MAJOR_AXIS = 6_378_137.0
FLATTENING = 1 / 298.257222101  # GRS80
NORTH, SOUTH, ORIGIN, MERIDIAN = (radians(angle) for angle in (49.0, 44.0, 46.5, 3.0))
FALSE_EASTING, FALSE_NORTHING = 700_000.0, 6_600_000.0
ECCENTRICITY = sqrt(FLATTENING * (2 - FLATTENING))


def _isometric(latitude: float) -> float:
    """Return the isometric latitude of an angle in radians."""
    waves = ECCENTRICITY * sin(latitude)
    return log(tan(latitude / 2 + atan2(1, 1)) * ((1 - waves) / (1 + waves)) ** (ECCENTRICITY / 2))


def _normal(latitude: float) -> float:
    return cos(latitude) / sqrt(1 - (ECCENTRICITY * sin(latitude)) ** 2)


CONE = (log(_normal(NORTH)) - log(_normal(SOUTH))) / (_isometric(SOUTH) - _isometric(NORTH))
RADIUS = SEMI_MAJOR_AXIS * _normal(NORTH) * exp(CONE * _isometric(NORTH)) / CONE


def lambert93(latitude: float, longitude: float) -> tuple[float, float]:
    """Return easting and northing in metres (EPSG:2154) of a point in decimal degrees (RGF93, or WGS84 to a metre).

    Meant for metropolitan France: latitudes 41 to 52, longitudes -6 to 10; far outside, the cone has no sense.

    Source: IGN, « Projection cartographique conique conforme de Lambert », NT/G 71 (1995).

    >>> tuple(round(metres) for metres in lambert93(46.5, 3.0))
    (700000, 6600000)
    """
    turn = CONE * (radians(longitude) - MERIDIAN)
    radius = RADIUS * exp(-CONE * _isometric(radians(latitude)))
    origin = RADIUS * exp(-CONE * _isometric(ORIGIN))
    return FALSE_EASTING + radius * sin(turn), FALSE_NORTHING + origin - radius * cos(turn)
