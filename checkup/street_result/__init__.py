"""The street's result ``checkup-street/1``: what many communities are together.

Every figure comes from the communities' own results. Keys are stable: later work may add some,
never rename or remove one. Paths are relative: of communities to the street's folder, of their
files to the folder of this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from checkup.model import Build, GapKind, Score, Status, SurveyArea
from checkup.policy import Policy
from checkup.result import MadeWith, ProblemRow, Revision, SourceFile, StandardUsed
from checkup.street_result.benchmark import Funnel, Group, Measure, Outlier, Place, Unprinted
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


class ShortfallRow(Struct, frozen=True, kw_only=True):
    """One shortfall of one community."""

    id: str
    item: str
    name: str
    status: Status
    gap_kind: GapKind | None
    rank: int
    people: float | None


class Share(Struct, frozen=True):
    """Who pays a part of a project; ``amount`` in 元, None where nobody has settled it."""

    channel: str
    level: str
    amount: int | None


class ProjectRow(Struct, frozen=True, kw_only=True):
    """One project of one community. Costs in 元, None where no price is known."""

    id: str
    name: str
    task: str
    low: int | None
    typical: int | None
    high: int | None
    year: str | None
    funding: tuple[Share, ...] = ()
    status: str = "proposed"
    spent: int | None = None
    free: bool = False
    """Needs no works (不列工程费): no price is missing."""


class CommunityRow(Struct, frozen=True, kw_only=True):
    """One community: what the street needs of its result, and where the rest is."""

    path: str
    """Its folder below the street; ``.`` is the street's own folder."""
    id: str
    name: str
    street: str | None
    build: Build | None
    population: float | None
    households: float | None
    as_of: date | None
    standard: StandardUsed
    score: Score
    received: int | None
    valid: int | None
    """Answers; None without a questionnaire, and where they are fewer than may be printed."""
    overall: Rate | None
    overall_withheld: bool = False
    """总体满意率 was asked, but would tell of a few people."""
    areas: tuple[SurveyArea, ...] = ()
    """Questionnaires that other communities hear as well."""
    cells: tuple[Cell, ...]
    shortfalls: tuple[ShortfallRow, ...]
    projects: tuple[ProjectRow, ...]
    followed: tuple[ProjectRow, ...] = ()
    """督办: projects of its own store that are settled already; in no sum of money."""
    errors: tuple[ProblemRow, ...] = ()
    """Inputs that could not be used, with the file's name as ``source``."""
    warnings: int = 0
    result: str = ""
    page: str = ""
    shared: Shared | None = None
    """None where no neighbour's facility counts."""
    reach: tuple[Reach, ...] = ()


class Unusable(Struct, frozen=True, kw_only=True):
    """An input that could not be used, and what is said of it.

    ``why``: ``input`` (of a community whose rest was done), ``folder`` (nothing was done),
    ``died`` (the process that read it), ``street`` (a file of the street's own).
    """

    path: str
    why: Literal["input", "folder", "died", "street"]
    file: str | None
    sentence: str


class Unrouted(Struct, frozen=True, kw_only=True):
    """未归属: rows of a street's file that belong to no community we know of.

    ``label`` is what they say, None for everything that few say or that is blank; ``rows`` is
    None where there are fewer people than may be printed. ``near``: a name like it. ``clash``:
    the word is known, but what else the rows say means another community.
    """

    file: str
    sheet: str
    label: str | None
    people: bool
    """Respondents; else lines of a ledger."""
    rows: int | None
    near: str | None = None
    clash: bool = False
    street: str = "."


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
