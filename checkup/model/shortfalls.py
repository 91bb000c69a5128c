"""What falls short, in order, and one list for every estate."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checkup.model.facts import Confidence, GapKind, Status
from checkup.model.voice import Both

Treatment = Literal["deadline", "best_effort"]
"""限时解决 · 尽力解决 (standard.md §4.5)."""


class Shortfall(Struct, frozen=True, kw_only=True):
    """短板, ranked (method §3). ``index`` is 100·R/N; ``people`` the size of the target group."""

    id: str
    item: str
    rules: tuple[str, ...]
    tier: int
    index: float | None
    index_low: float | None
    index_high: float | None
    rank: int
    rank_best: int
    rank_worst: int
    severity: float
    demand: float | None
    people: float | None
    equity: float
    gap_kind: GapKind | None
    estates: tuple[str, ...]
    confidence: Confidence
    people_estimated: bool = False
    status: Status = "short"
    name: str = ""
    goal: str = ""
    task: str = ""
    both: Both | None = None
    """达标 beside 满意 of its item (method §2.5)."""
    treatment: Treatment | None = None
    treatment_why: str = ""
    """Why it is 限时解决 or 尽力解决, a sentence of ``treatment.yaml``."""


class ToVerify(Struct, frozen=True, kw_only=True):
    """待核实清单: an item that is not ranked because too little is known (method §3.2).

    ``could_move``: (U − L)·w in points of the total, by which the list is ordered.
    """

    item: str
    status: Status
    low: float
    high: float
    could_move: float
    both: Both | None = None


class EstateList(Struct, frozen=True, kw_only=True):
    """一小区一方案: what concerns one estate. Ids of shortfalls, other matters and projects.

    ``shortfalls`` are its own rows and those that name it; ``shared`` concern the community as a
    whole and name no estate; ``projects`` close one of its own or lie in it.
    """

    estate: str
    shortfalls: tuple[str, ...]
    shared: tuple[str, ...]
    others: tuple[str, ...]
    projects: tuple[str, ...]
