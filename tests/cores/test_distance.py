"""Distances and the projection of the maps, against known values."""

import doctest
from math import cos, dist, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.cores import distance, projection
from essaim.cores.distance import EARTH_RADIUS_KM, haversine_km, haversine_matrix_km
from essaim.cores.projection import lambert93

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@pytest.mark.parametrize("module", [distance, projection])
def test_the_examples_of_the_documentation(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def test_paris_to_marseille_and_a_quarter_of_a_meridian():
    assert haversine_km(48.8566, 2.3522, 43.2965, 5.3698) == pytest.approx(660.5, abs=1)
    assert haversine_km(0, 0, 90, 0) == pytest.approx(EARTH_RADIUS_KM * 3.14159265 / 2)


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_symmetric_and_bounded(latitude, longitude, other_latitude, other_longitude):
    there = haversine_km(latitude, longitude, other_latitude, other_longitude)
    back = haversine_km(other_latitude, other_longitude, latitude, longitude)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= EARTH_RADIUS_KM * 3.1416
    assert haversine_km(latitude, longitude, latitude, longitude) == 0


def test_lambert93_keeps_lengths_on_its_two_parallels():
    """The definition of the projection: no distortion along 44° and 49° north, symmetry about 3° east."""
    for latitude in (44.0, 49.0):
        west, east = lambert93(latitude, 2.9995), lambert93(latitude, 3.0005)
        flattening = 1 / 298.257222101
        eccentricity = flattening * (2 - flattening)
        normal = 6_378_137 / (1 - eccentricity * sin(radians(latitude)) ** 2) ** 0.5
        assert dist(west, east) == pytest.approx(radians(0.001) * normal * cos(radians(latitude)), rel=1e-6)
        assert west[0] + east[0] == pytest.approx(1_400_000)


@given(st.floats(42, 51), st.floats(-4.5, 8.5))
def test_lambert93_is_conformal(latitude, longitude):
    """Angles are kept: a step east and a step north stay at right angles."""
    x, y = lambert93(latitude, longitude)
    east_x, east_y = lambert93(latitude, longitude + 1e-4)
    north_x, north_y = lambert93(latitude + 1e-4, longitude)
    product = (east_x - x) * (north_x - x) + (east_y - y) * (north_y - y)
    assert product / dist((x, y), (east_x, east_y)) / dist((x, y), (north_x, north_y)) == pytest.approx(0, abs=1e-4)


@given(st.lists(st.tuples(latitudes, longitudes), max_size=4), st.lists(st.tuples(latitudes, longitudes), max_size=4))
def test_a_matrix_of_distances_says_what_each_pair_says(points, others):
    matrix = haversine_matrix_km(np.array(points).reshape(-1, 2), np.array(others).reshape(-1, 2))
    assert matrix.shape == (len(points), len(others))
    for row, point in enumerate(points):
        for column, other in enumerate(others):
            assert matrix[row, column] == pytest.approx(haversine_km(*point, *other), rel=1e-9, abs=1e-3)


def test_an_unknown_place_is_at_an_unknown_distance():
    matrix = haversine_matrix_km(np.array([[44.2, 0.6], [np.nan, np.nan]]), np.array([[44.2, 0.6]]))
    assert matrix[0, 0] == 0
    assert np.isnan(matrix[1, 0])


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (np.zeros((2, 3)), r"points has the shape \(2, 3\): one latitude and one longitude"),
        (np.array([[0.0, 0.0], [91.0, 0.0]]), r"points, line 1: the latitude is 91\.0: degrees from -90 to 90"),
    ],
)
def test_points_off_the_globe_are_refused(points, message):
    with pytest.raises(ValueError, match=message):
        haversine_matrix_km(points, np.zeros((1, 2)))
