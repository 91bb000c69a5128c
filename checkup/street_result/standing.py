"""How one community stands at one item: as it is, and 计共享."""

from __future__ import annotations

from msgspec import Struct

from checkup.model import Status, Withheld


class Rate(Struct, frozen=True):
    """A share (0–1) among ``n`` answers; never of fewer than may be printed."""

    value: float
    n: int


class Standing(Struct, frozen=True, kw_only=True):
    """An item's status, and its score with bounds (0–100) and coverage (0–1)."""

    item: str
    status: Status
    score: float | None
    low: float
    high: float
    coverage: float


class Cell(Standing, frozen=True, kw_only=True):
    """One item of one community. ``group`` is the size of the item's target group. ``withheld``:
    what was asked, but would tell of a few people."""

    weight: float
    satisfied: Rate | None = None
    lacking: Rate | None = None
    group: float | None = None
    withheld: tuple[Withheld, ...] = ()
