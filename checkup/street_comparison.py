"""What two rounds of a street differ in: ``checkup-street-comparison/1`` (method §6.2, §6.3).

Every figure is that of the communities' own comparisons, by the rules of the new round. Keys are
stable: later work may add some, never rename or remove one. Paths are relative to the folder this
file stands in; nothing in it identifies a respondent.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from checkup.comparison import Arising, Change, Closing, Direction, Ground, Kind, Measure, Totals
from checkup.model import Status
from checkup.result import StandardUsed

SCHEMA: Literal["checkup-street-comparison/1"] = "checkup-street-comparison/1"

Unpaired = Literal["new", "gone", "same_name", "unreadable", "rules", "died"]
"""Only in the new round · only in the old one · several of that name · its result cannot be read ·
judged by an edition this program does not have · the process that compared it died."""


class Side(Struct, frozen=True, kw_only=True):
    """One of the two rounds."""

    name: str
    round: str | None
    revision: int
    checkup: str
    as_of: date | None
    standards: tuple[StandardUsed, ...]
    counted: int
    population: float | None
    sealed: bool


class Move(Struct, frozen=True, kw_only=True):
    """One item of one community, both rounds by the new rules, as its own comparison tells it."""

    item: str
    old: Status
    old_by_new_rules: Status
    new: Status
    kind: Kind
    change: float | None
    by_rules: bool


class Pair(Struct, frozen=True, kw_only=True):
    """A community of both rounds, known by its name (``id``).

    ``population`` is the new round's. ``valid`` are answers of old and new, None without a
    questionnaire and where they are fewer than may be printed. ``grounds`` make all that its
    residents say incomparable; ``overall`` is adjusted over all communities. ``page`` is its own
    comparison. ``overlapping``: the days of the answers of old and new overlap.
    """

    id: str
    name: str
    old_path: str
    new_path: str
    population: float | None
    same_rules: bool
    in_order: bool
    totals: Totals
    moves: tuple[Move, ...]
    closed: dict[Closing, int]
    arisen: dict[Arising, int]
    valid: tuple[int | None, int | None]
    grounds: tuple[Ground, ...]
    overall: tuple[Change, ...]
    page: str = ""
    overlapping: bool = False


class Alone(Struct, frozen=True, kw_only=True):
    """A community that was not compared, and why.

    ``same_folder``: how the other round calls what stands in this folder, which may be a new name
    for the same community; nobody said so, so nothing is compared.
    """

    id: str
    name: str
    path: str
    side: Literal["old", "new"]
    why: Unpaired
    same_folder: str | None = None


class StreetItem(Struct, frozen=True, kw_only=True):
    """One of the 20 items over all pairs: how many stand where, and what became of them."""

    id: str
    no: int
    name: str
    goal: str
    old: dict[Status, int]
    old_by_new_rules: dict[Status, int]
    new: dict[Status, int]
    kinds: dict[Kind, int]
    by_rules: int
    """Pairs in which the old facts have another status under the new rules."""
    closed: dict[Closing, int]
    arisen: dict[Arising, int]


class StreetTotals(Struct, frozen=True, kw_only=True):
    """Σ N·x / Σ N over the pairs whose totals and people are known; N is the new round's in both,
    so that nothing comes of people who moved. Parts add up as in a community's own totals."""

    communities: int
    people: float
    old: float
    old_by_new_rules: float
    new: float
    delta: float
    rules: float
    real: float
    true: float
    completion: float
    unofficial: int = 0
    """Communities among them of which too little is known for a score, in either round."""


class StreetChange(Struct, frozen=True, kw_only=True):
    """One survey figure of the street in both rounds, over the same communities.

    Both rounds are weighted by the new round's people (of the item's target group for
    未满足需求率). ``n_eff`` are the effective answers of old and new (method §1.4).
    ``incomparable`` communities are left out of both, ``uncounted`` are those whose people nobody
    told, whose answers are too few to be printed, or whose figure would tell of a few people.
    """

    change: Change
    communities: int
    people: float
    n_eff: tuple[float, float]
    incomparable: int
    uncounted: int


class Marked(Struct, frozen=True, kw_only=True):
    """A change in one community that counts among all that were tested together."""

    community: str
    change: Change


class Tested(Struct, frozen=True, kw_only=True):
    """How one figure came out over the communities."""

    measure: Measure
    item: str | None
    counts: dict[Direction, int]


class StreetVoices(Struct, frozen=True, kw_only=True):
    """What residents say. The street's own figures of one measure are one family of tests, those
    of all communities and items another (method §6.3, Benjamini–Hochberg).

    ``families``: measure → tests of communities × items that were adjusted together.
    """

    overall: tuple[StreetChange, ...]
    items: tuple[StreetChange, ...]
    marked: tuple[Marked, ...]
    tested: tuple[Tested, ...]
    families: dict[Measure, int]
    detectable: float | None
    line: float


class StreetComparison(Struct, frozen=True, kw_only=True):
    """All of it. ``voices`` is None where no pair has a questionnaire in both rounds."""

    schema: Literal["checkup-street-comparison/1"] = SCHEMA
    old: Side
    new: Side
    same_rules: bool
    """In every pair."""
    in_order: bool
    totals: StreetTotals | None
    closed: dict[Closing, int]
    arisen: dict[Arising, int]
    items: tuple[StreetItem, ...]
    voices: StreetVoices | None
    alone: tuple[Alone, ...]
    pairs: tuple[Pair, ...]


def to_bytes(comparison: StreetComparison) -> bytes:
    """The comparison as indented UTF-8 JSON, keys in the order of the schema."""
    return msgspec.json.format(msgspec.json.encode(comparison), indent=1) + b"\n"


def schema() -> dict[str, Any]:
    """JSON Schema of a street's comparison."""
    return msgspec.json.schema(StreetComparison)
