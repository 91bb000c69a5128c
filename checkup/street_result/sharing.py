"""What neighbours open to each other, and how a community stands with it (method §6.1)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checkup.model import Score
from checkup.street_result.standing import Standing

Distance = Literal["table", "walked", "navigated", "straight", "told"]
"""距离表 · 实走 · 导航 · 直线估算 · minutes of which nobody told how they were found."""


class Credit(Struct, frozen=True, kw_only=True):
    """A neighbour's facility that counts for an item of a community (method §6.1).

    ``host`` is the community's path, ``circle`` minutes; ``metres`` is the distance within which
    policy ``shared_cover`` of the people live, where nobody measured minutes.
    """

    item: str
    facility: str
    name: str
    kind: str
    host: str
    circle: int
    minutes: float | None = None
    metres: float | None = None
    method: Distance
    rough: bool = False
    """Only estates' centres are known, or nobody told how many people live there."""


class SharedCell(Standing, frozen=True, kw_only=True):
    """One item of one community 计共享. ``shared``: met only because neighbours share."""

    shared: bool


class Shared(Struct, frozen=True, kw_only=True):
    """计共享: how a community stands with what its neighbours open to it; beside, never in, its
    own result. ``cells`` are the items that look at shared facilities."""

    score: Score
    cells: tuple[SharedCell, ...]
    credits: tuple[Credit, ...]
    shared: int
    """Items that are met only so: 达标(共享)."""


class Reach(Struct, frozen=True, kw_only=True):
    """The nearest facility of one kind: its circle in minutes (None: beyond all), and the shares
    of the people within the circles of 5, 10 and 15 minutes (None: not known)."""

    kind: str
    circle: int | None
    minutes: float | None = None
    metres: float | None = None
    method: Distance
    rough: bool = False
    """As of a :class:`Credit`."""
    within: tuple[float | None, float | None, float | None] | None = None
    aged: bool = False
    """By the radius for people of 60 and over."""


class SharedFacility(Struct, frozen=True, kw_only=True):
    """A facility that is open to outsiders, once in the whole street.

    ``parts``: community path → what it gets of ``capacity`` by its people (2SFCA); the host takes
    part. Empty where the capacity or somebody's number of people is not known.
    """

    id: str
    name: str
    kind: str
    host: str
    capacity: float | None
    unit: str | None
    reached: tuple[str, ...]
    parts: dict[str, float] = {}
