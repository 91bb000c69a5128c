"""How communities compare: ranks inside build types, and the street's funnels (method §6.2)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checkup.model import Build

Measure = Literal["overall", "satisfied", "lacking"]
"""总体满意率 · 满意率 of an item · 未满足需求率 of an item."""


class Unprinted(Struct, frozen=True, kw_only=True):
    """Communities that no figure of the street counts: theirs would tell of a few people.

    ``people`` is the sum of those they stand for, where that is known; None where of none.
    """

    communities: int
    people: float | None = None


class Outlier(Struct, frozen=True, kw_only=True):
    """A community that differs from the street's average: |z| above the line."""

    community: str
    value: float
    n: int
    z: float
    high: bool


class Funnel(Struct, frozen=True, kw_only=True):
    """One survey figure over the communities, compared with the street's (method §6.2).

    ``mean`` is weighted by population; ``same`` communities show no clear difference, ``few``
    have too few answers to be compared. ``withheld``: whose figure may not be printed.
    """

    measure: Measure
    item: str | None
    mean: float
    outliers: tuple[Outlier, ...]
    same: int
    few: int
    withheld: Unprinted | None = None


class Place(Struct, frozen=True, kw_only=True):
    """A community's ranks as far as its bounds allow; ``same_items`` is the total over the items
    known in all communities of its group (同口径)."""

    community: str
    value: float
    low: float
    high: float
    best: int
    worst: int
    same_items: float | None


class Group(Struct, frozen=True, kw_only=True):
    """Communities of one build type. ``listed`` are those whose coverage allows no rank."""

    build: Build | None
    places: tuple[Place, ...]
    listed: tuple[str, ...]
    items: tuple[str, ...]
    """Items known in every community of ``places``."""
