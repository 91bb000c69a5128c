"""Distances, circles, coverage and capacity shares: the worked figures of method §2.2 and §6.1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkup.judge import reach
from checkup.judge.reach import Point
from checkup.policy import Policy

POLICY = Policy()
HERE, THERE = Point(104.1, 30.6, "wgs84"), Point(104.105, 30.605, "wgs84")


def test_a_distance_is_that_of_the_sphere_and_the_walk_a_detour_longer() -> None:
    """T-2.4."""
    assert reach.straight(HERE, THERE) == pytest.approx(733.559, abs=5e-4)
    assert reach.walk(HERE, THERE, POLICY) == pytest.approx(953.626, abs=6e-4)


def test_points_of_two_coordinate_systems_have_no_distance() -> None:
    assert reach.straight(HERE, THERE._replace(crs="gcj02")) is None
    assert reach.walk(HERE, THERE._replace(crs="gcj02"), POLICY) is None


BUILDINGS = [(800.0, 350.0), (600.0, 480.0), (400.0, 720.0)]


def test_coverage_counts_people_and_not_buildings() -> None:
    """T-2.3."""
    assert reach.coverage(BUILDINGS, 500) == pytest.approx(0.777778, abs=5e-7)


def test_coverage_with_an_unknown_building_is_known_only_if_it_makes_no_difference() -> None:
    unknown = [*BUILDINGS, (None, 300.0)]
    assert reach.coverage(unknown, 500) is None
    assert reach.coverage(unknown, 720) == 1.0
    assert reach.coverage(unknown, 200) == 0.0
    assert reach.coverage([], 500) is None


def test_the_distance_of_a_community_is_that_of_the_wanted_share_of_its_people() -> None:
    assert reach.metres_for(BUILDINGS, 0.5) == 480
    assert reach.metres_for(BUILDINGS, 0.4) == 350
    assert reach.metres_for([*BUILDINGS, (None, 900.0)], 0.5) == 900
    assert reach.metres_for([], 0.5) is None


@pytest.mark.parametrize(
    ("metres", "aged", "minutes"),
    [(300, False, 5), (301, False, 10), (500, False, 10), (900, False, 15), (900, True, None),
     (800, True, 15), (1001, False, None)],
)  # fmt: skip
def test_a_circle_is_converted_to_metres(metres: float, aged: bool, minutes: int | None) -> None:
    assert reach.circle_of_metres(metres, POLICY, aged) == minutes


def test_measured_minutes_are_compared_with_minutes() -> None:
    assert [reach.circle_of_minutes(each) for each in (5, 5.5, 15, 15.1)] == [5, 10, 15, None]


def test_places_are_shared_by_the_people_in_reach() -> None:
    """T-6.1: C, 1300 m away, is in no catchment of 1000 m and gets nothing."""
    people = {"A": 150.0, "B": 100.0, "C": 300.0}
    metres = {"A": 800.0, "B": 900.0, "C": 1300.0}
    reached = {
        name: count for name, count in people.items()
        if reach.circle_of_metres(metres[name], POLICY, aged=False) is not None
    }  # fmt: skip
    assert reach.apportioned(60, reached) == {"A": 36, "B": 24}


@given(
    st.floats(0, 1e6),
    st.dictionaries(st.text(max_size=3), st.floats(0, 1e6), max_size=8),
)
def test_no_more_is_shared_out_than_there_is(capacity: float, people: dict[str, float]) -> None:
    """P-6.1."""
    parts = reach.apportioned(capacity, people)
    assert set(parts) == set(people)
    assert all(part >= 0 for part in parts.values())
    assert sum(parts.values()) <= capacity * (1 + 1e-9)
    if sum(people.values()) > 0 and min(people.values()) >= 1e-300:
        assert sum(parts.values()) == pytest.approx(capacity, rel=1e-9, abs=1e-9)
