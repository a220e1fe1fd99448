"""Distances between points of the globe."""

from math import asin, cos, radians, sin, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

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


def haversine_matrix_km(points: Floats, others: Floats) -> Floats:
    """Return the great-circle distances between every point and every other, in kilometres: (n, m).

    ``points``: (n, 2) and ``others``: (m, 2), latitude and longitude in decimal degrees (WGS84); NaN where unknown, which
    gives NaN. The same sphere as ``haversine_km``, and the same numbers to a micrometre: half the chord between two
    points of the unit sphere is the square root of the haversine. Raises ValueError on another shape or a latitude
    beyond 90.

    >>> haversine_matrix_km(np.array([[43.6461, 0.5865]]), np.array([[44.2033, 0.6163], [43.6461, 0.5865]])).round(1).tolist()
    [[62.0, 0.0]]
    """
    squares = np.zeros((len(points), len(others)))
    for axis, other_axis in zip(_on_sphere("points", points), _on_sphere("others", others), strict=True):
        squares += (axis[:, None] - other_axis[None, :]) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(np.sqrt(squares) / 2, 1.0))


def _on_sphere(field: str, points: Floats) -> tuple[Floats, Floats, Floats]:
    if points.ndim != 2 or points.shape[1] != 2:  # noqa: PLR2004 - a latitude and a longitude
        raise ValueError(f"{field} has the shape {points.shape}: one latitude and one longitude per line are expected")
    for line in np.flatnonzero(np.abs(points[:, 0]) > 90):  # noqa: PLR2004 - the pole
        raise ValueError(
            f"{field}, line {line}: the latitude is {points[line, 0]}: degrees from -90 to 90 are expected"
        )
    latitudes, longitudes = np.radians(points).T
    return np.cos(latitudes) * np.cos(longitudes), np.cos(latitudes) * np.sin(longitudes), np.sin(latitudes)
