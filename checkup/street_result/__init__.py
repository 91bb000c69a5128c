"""The street's result ``checkup-street/1``: what many communities are together.

Every figure comes from the communities' own results. Keys are stable: later work may add some,
never rename or remove one. Paths are relative: of communities to the street's folder, of their
files to the folder of this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from checkup.model import Status, SurveyArea
from checkup.policy import Policy
from checkup.result import MadeWith, ProblemRow, Revision, SourceFile, StandardUsed
from checkup.street_result.benchmark import Funnel, Group, Measure, Outlier, Place, Unprinted
from checkup.street_result.community import CommunityRow, ProjectRow, Share, ShortfallRow
from checkup.street_result.planned import FloorLowered, LeftHere, PlanShare, StreetFloor, StreetPlan
from checkup.street_result.sharing import (
    Credit,
    Distance,
    Reach,
    Shared,
    SharedCell,
    SharedFacility,
)
from checkup.street_result.standing import Cell, Rate, Standing
from checkup.street_result.unused import Unrouted, Unusable

__all__ = [
    "SCHEMA",
    "Cell",
    "CommunityRow",
    "Credit",
    "Distance",
    "FloorLowered",
    "Funnel",
    "Group",
    "LeftHere",
    "Measure",
    "Money",
    "Outlier",
    "Place",
    "PlanShare",
    "Pooled",
    "Progress",
    "ProjectRow",
    "Rate",
    "Reach",
    "Share",
    "Shared",
    "SharedCell",
    "SharedFacility",
    "ShortfallRow",
    "Standing",
    "StreetFloor",
    "StreetItem",
    "StreetPlan",
    "StreetResult",
    "StreetShortfall",
    "Unprinted",
    "Unrouted",
    "Unusable",
    "load",
    "pieces",
    "schema",
    "to_bytes",
]

SCHEMA: Literal["checkup-street/1"] = "checkup-street/1"


class Pooled(Struct, frozen=True, kw_only=True):
    """Σ N·p / Σ N over ``communities``, with its interval; ``people`` is Σ N (method §6.2)."""

    value: float
    low: float
    high: float
    n: int
    people: float
    communities: int


class StreetItem(Struct, frozen=True, kw_only=True):
    """One of the 20 items over all communities: how many stand where, and what residents say."""

    id: str
    no: int
    name: str
    short_name: str = ""
    goal: str
    counts: dict[Status, int]
    counts_shared: dict[Status, int] = {}
    """The same 计共享; empty where nothing is shared."""
    shared: int = 0
    """Communities that meet the item only by what neighbours share."""
    satisfied: Pooled | None = None
    satisfied_withheld: Unprinted | None = None
    lacking: Pooled | None = None
    lacking_withheld: Unprinted | None = None


class StreetShortfall(Struct, frozen=True, kw_only=True):
    """What falls short of one item: in how many communities, and for how many people there."""

    item: str
    name: str
    communities: tuple[str, ...]
    people: float | None
    """Sum of the target groups where they are known; None where none is."""
    people_unknown: int
    """Communities whose group is not known."""


class Money(Struct, frozen=True, kw_only=True):
    """Projects under one heading, in 元. ``unpriced`` have no price and are in no sum, ``free``
    need no works.

    By level or channel ``typical`` is what is settled to come from there, and ``open`` counts
    projects whose part is not settled.
    """

    key: str
    projects: int
    low: int
    typical: int
    high: int
    unpriced: int
    free: int = 0
    open: int = 0


class Progress(Struct, frozen=True, kw_only=True):
    """督办: the projects of the communities' plans by where they stand.

    ``total`` adds up typical costs, ``spent`` what is told of; both in 元, over the projects of
    which they are known; None where of none. ``free`` need no works.
    """

    status: str
    projects: int
    total: int | None
    spent: int | None
    free: int = 0


class StreetResult(Struct, frozen=True, kw_only=True):
    """All of a street. See ``checkup schema street``."""

    schema: Literal["checkup-street/1"] = SCHEMA
    made_with: MadeWith
    round: str | None = None
    """轮次, as the user named it."""
    revision: Revision | None = None
    name: str
    standards: tuple[StandardUsed, ...]
    policy: Policy
    population: float | None
    population_of: int
    """Communities whose population is known."""
    counted: int
    """Communities with a result."""
    warnings: int
    """Problems of level warning over all communities."""
    items: tuple[StreetItem, ...]
    overall: Pooled | None
    overall_withheld: Unprinted | None = None
    groups: tuple[Group, ...] = ()
    """Ranks inside build types; empty unless asked for (method §0)."""
    funnels: tuple[Funnel, ...] = ()
    areas: tuple[SurveyArea, ...] = ()
    """Questionnaires that several communities hear: in a figure of the street each answer counts
    once, though it is told of each of them."""
    shortfalls: tuple[StreetShortfall, ...] = ()
    by_level: tuple[Money, ...] = ()
    by_year: tuple[Money, ...] = ()
    by_channel: tuple[Money, ...] = ()
    by_task: tuple[Money, ...] = ()
    total: Money
    progress: tuple[Progress, ...] = ()
    plan: StreetPlan | None = None
    """Only where a budget was given."""
    offers: tuple[SharedFacility, ...] = ()
    """Facilities of the street that are open to outsiders, each once."""
    unplaced: int = 0
    """Coordinates that could not be used: no system told, or several in one ledger."""
    sources: dict[str, dict[str, SourceFile]] = {}
    """A street's own files, by its folder."""
    problems: dict[str, tuple[ProblemRow, ...]] = {}
    """What is wrong with a street's own files, by its folder; ``source`` is the file's name."""
    unrouted: tuple[Unrouted, ...] = ()
    without_input: tuple[str, ...] = ()
    """Communities of 街道.xlsx of which there is nothing yet."""
    unusable: tuple[Unusable, ...] = ()
    communities: tuple[CommunityRow, ...] = ()


_LAST = b'"communities": []\n}'


def pieces(head: StreetResult, rows: Iterable[CommunityRow]) -> Iterator[bytes]:
    """The file in pieces, so that no more than one community is held at a time.

    The same bytes as the whole result written at once; ``head`` has no communities.
    """
    yield _before_communities(head)
    yield b'"communities": ['
    empty = True
    for row in rows:
        yield b"\n" if empty else b",\n"
        indented = msgspec.json.format(msgspec.json.encode(row), indent=1).replace(b"\n", b"\n  ")
        yield b"  " + indented
        empty = False
    yield b"]\n}\n" if empty else b"\n ]\n}\n"


def _before_communities(head: StreetResult) -> bytes:
    """What stands before the communities; a large street's is megabytes, never held twice."""
    text = msgspec.json.format(msgspec.json.encode(head), indent=1)
    return text.removesuffix(_LAST)


def to_bytes(result: StreetResult) -> bytes:
    """The result as indented UTF-8 JSON, keys in the order of the schema."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def load(file: Path) -> StreetResult:
    """A street's result, read strictly. Raises msgspec.ValidationError or OSError."""
    return msgspec.json.decode(file.read_bytes(), type=StreetResult)


def schema() -> dict[str, Any]:
    """JSON Schema of the street's result."""
    return msgspec.json.schema(StreetResult)
