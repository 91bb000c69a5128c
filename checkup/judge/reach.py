"""How far it is to a facility, and who lives within reach (method §2.2 Distance, §6.1).

Service radii are distances, not minutes × speed: minutes are compared with minutes, metres with
the radius a circle is converted to. Points of different coordinate systems are never compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from checkup.policy import Policy

EARTH_RADIUS = 6_371_008.8
"""Mean radius in metres."""
CIRCLES = (5, 10, 15)
"""Minutes on foot."""


class Point(NamedTuple):
    """Degrees, in the coordinate system ``crs``."""

    longitude: float
    latitude: float
    crs: str


class Spot(NamedTuple):
    """Where people live: a building or, where only those are known, an estate's centre.

    ``people`` is None when nobody told.
    """

    point: Point
    people: float | None


def straight(one: Point, other: Point) -> float | None:
    """Metres along the great circle (T-2.4); None for points of two coordinate systems."""
    if one.crs != other.crs:
        return None
    low, high = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    half = sin((high - low) / 2) ** 2 + cos(low) * cos(high) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))


def walk(one: Point, other: Point, policy: Policy) -> float | None:
    """Estimated walking metres: straight line × detour (直线估算); None as in :func:`straight`."""
    metres = straight(one, other)
    return None if metres is None else metres * policy.detour


def radii(policy: Policy, aged: bool) -> tuple[float, float, float]:
    """Metres of the circles of 5, 10 and 15 minutes; ``aged``: for people of 60 and over."""
    five, ten, fifteen = policy.circle_metres
    return five, ten, (policy.circle_metres_60 if aged else fifteen)


def circle_of_metres(metres: float, policy: Policy, aged: bool) -> int | None:
    """The smallest circle (5, 10, 15 minutes) that holds the distance; None beyond all."""
    pairs = zip(CIRCLES, radii(policy, aged), strict=True)
    return next((minutes for minutes, radius in pairs if metres <= radius), None)


def circle_of_minutes(minutes: float) -> int | None:
    """The smallest circle that holds measured walking minutes; None beyond all."""
    return next((each for each in CIRCLES if minutes <= each), None)


def coverage(people: Iterable[tuple[float | None, float]], radius: float) -> float | None:
    """Share of the people within the radius, over (people, metres) of each spot (T-2.3).

    Where somebody's number is unknown the share is known only if all or none are within.
    """
    told = list(people)
    within = [metres <= radius for _, metres in told]
    if not told:
        return None
    if all(within) or not any(within):
        return float(all(within))
    counts = [count for count, _ in told if count is not None]
    total = sum(counts)
    if len(counts) < len(told) or not total:
        return None
    return sum(count or 0.0 for (count, _), near in zip(told, within, strict=True) if near) / total


def metres_for(people: Sequence[tuple[float | None, float]], share: float) -> float | None:
    """The smallest distance within which at least that share of the people live.

    Where somebody's number is unknown it is the distance of all of them. None without spots.
    """
    for _, metres in sorted(people, key=lambda each: each[1]):
        covered = coverage(people, metres)
        if covered is not None and covered >= share:
            return metres
    return None


def apportioned(capacity: float, populations: Mapping[str, float]) -> dict[str, float]:
    """K·P_c/ΣP over the communities of the catchment (2SFCA, T-6.1); what they get adds up to
    K and never to more (P-6.1). Nobody to serve: nobody gets anything."""
    total = sum(populations.values())
    if total <= 0:
        return dict.fromkeys(populations, 0.0)
    return {name: capacity * people / total for name, people in populations.items()}
