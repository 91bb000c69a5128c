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

from checkup.model import Build, GapKind, Score, Status
from checkup.policy import Policy
from checkup.result import MadeWith, ProblemRow, SourceFile, StandardUsed

SCHEMA: Literal["checkup-street/1"] = "checkup-street/1"
Measure = Literal["overall", "satisfied", "lacking"]
"""总体满意率 · 满意率 of an item · 未满足需求率 of an item."""
Distance = Literal["table", "walked", "navigated", "straight", "told"]
"""距离表 · 实走 · 导航 · 直线估算 · minutes of which nobody told how they were found."""


class Rate(Struct, frozen=True):
    """A share (0–1) among ``n`` answers; never of fewer than may be printed."""

    value: float
    n: int


class Cell(Struct, frozen=True, kw_only=True):
    """One item of one community. ``group`` is the size of the item's target group."""

    item: str
    status: Status
    score: float | None
    low: float
    high: float
    coverage: float
    weight: float
    satisfied: Rate | None = None
    lacking: Rate | None = None
    group: float | None = None


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


class SharedCell(Struct, frozen=True, kw_only=True):
    """One item of one community 计共享. ``shared``: met only because neighbours share."""

    item: str
    status: Status
    score: float | None
    low: float
    high: float
    coverage: float
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
    None where there are fewer people than may be printed. ``near``: a name like it.
    """

    file: str
    sheet: str
    label: str | None
    people: bool
    """Respondents; else lines of a ledger."""
    rows: int | None
    near: str | None = None
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
    goal: str
    counts: dict[Status, int]
    counts_shared: dict[Status, int] = {}
    """The same 计共享; empty where nothing is shared."""
    shared: int = 0
    """Communities that meet the item only by what neighbours share."""
    satisfied: Pooled | None = None
    lacking: Pooled | None = None


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
    have too few answers to be compared.
    """

    measure: Measure
    item: str | None
    mean: float
    outliers: tuple[Outlier, ...]
    same: int
    few: int


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
    """Projects under one heading, in 元. ``unpriced`` have no price and are in no sum.

    By level or channel ``typical`` is what is settled to come from there, and ``open`` counts
    projects whose part is not settled.
    """

    key: str
    projects: int
    low: int
    typical: int
    high: int
    unpriced: int
    open: int = 0


class Progress(Struct, frozen=True, kw_only=True):
    """督办: the projects of the communities' plans by where they stand.

    ``total`` adds up typical costs, ``spent`` what is told of; both in 元, over the projects of
    which they are known; None where of none.
    """

    status: str
    projects: int
    total: int | None
    spent: int | None


class PlanShare(Struct, frozen=True, kw_only=True):
    """What one community gets of the street's plan; ``cost`` in 元."""

    community: str
    projects: int
    cost: int
    names: tuple[str, ...]


class StreetPlan(Struct, frozen=True, kw_only=True):
    """One plan for all communities out of one purse (method §4.5, §6.2), in 元.

    ``least``: the smallest budget that pays what must be done, set when the budget is below it;
    nothing is chosen then.
    """

    budget: int
    cost: int
    projects: int
    left_out: int
    least: int | None = None
    communities: tuple[PlanShare, ...] = ()


class StreetResult(Struct, frozen=True, kw_only=True):
    """All of a street. See ``checkup schema street``."""

    schema: Literal["checkup-street/1"] = SCHEMA
    made_with: MadeWith
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
    groups: tuple[Group, ...] = ()
    """Ranks inside build types; empty unless asked for (method §0)."""
    funnels: tuple[Funnel, ...] = ()
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
    text = to_bytes(head).removesuffix(b"\n").removesuffix(_LAST)
    yield text + b'"communities": ['
    empty = True
    for row in rows:
        yield b"\n" if empty else b",\n"
        indented = msgspec.json.format(msgspec.json.encode(row), indent=1).replace(b"\n", b"\n  ")
        yield b"  " + indented
        empty = False
    yield b"]\n}\n" if empty else b"\n ]\n}\n"


def to_bytes(result: StreetResult) -> bytes:
    """The result as indented UTF-8 JSON, keys in the order of the schema."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def load(file: Path) -> StreetResult:
    """A street's result, read strictly. Raises msgspec.ValidationError or OSError."""
    return msgspec.json.decode(file.read_bytes(), type=StreetResult)


def schema() -> dict[str, Any]:
    """JSON Schema of the street's result."""
    return msgspec.json.schema(StreetResult)
