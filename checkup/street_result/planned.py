"""One plan for all communities of a street: what each gets of it, and what a floor costs."""

from __future__ import annotations

from msgspec import Struct


class PlanShare(Struct, frozen=True, kw_only=True):
    """What one community gets of the street's plan; ``cost`` in 元."""

    community: str
    projects: int
    cost: int
    names: tuple[str, ...]
    floor: int | None = None
    """The floor it was held to; None without one."""


class LeftHere(Struct, frozen=True, kw_only=True):
    """A community's shortfall without a project in the street's plan: its name, the option that
    the reason speaks of (empty for none), and the reason, a word of ``left_out`` or a sentence."""

    community: str
    name: str
    option: str
    reason: str


class FloorLowered(Struct, frozen=True, kw_only=True):
    """A community that cannot use the whole floor: all that helps it costs ``least`` (元)."""

    community: str
    name: str
    least: int


class StreetFloor(Struct, frozen=True, kw_only=True):
    """保底 of the street's plan (method §6.2): each community gets at least ``asked`` 元, those of
    ``lowered`` what they can use. ``benefit`` and ``without`` (people): with it and without it;
    ``price`` is the difference."""

    asked: int
    lowered: tuple[FloorLowered, ...]
    benefit: float
    without: float
    price: float


class StreetPlan(Struct, frozen=True, kw_only=True):
    """One plan for all communities out of one purse (method §4.5, §6.2), in 元.

    ``least``: the smallest budget that pays what must be done, and the floor where one was
    ``asked``, set when the budget is below it; nothing is chosen then, nor where limits ``clash``.
    """

    budget: int
    cost: int
    projects: int
    left_out: int
    """Shortfalls of which nothing or not all is planned."""
    least: int | None = None
    gap: float | None = 0.0
    """What the search did not prove, as a share of the benefit: 0 nothing, None not known."""
    communities: tuple[PlanShare, ...] = ()
    left: tuple[LeftHere, ...] = ()
    clash: tuple[str, ...] = ()
    asked: int | None = None
    """The floor that was asked for; None without one."""
    floor: StreetFloor | None = None
