"""The result file ``checkup-result/1``: assemble, save, load, schema.

Everything a report prints is in here, and nothing that identifies a respondent. Keys are
stable: later work may add some, never rename or remove one. The text form is the same bytes
for the same input, edition and ``--as-of``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from checkup import __version__
from checkup.model import (
    Build,
    Building,
    Demand,
    Estate,
    EstateList,
    Facility,
    Fact,
    Finding,
    Goal,
    Item,
    Level,
    LikelyShortfall,
    LocalPrice,
    Need,
    OtherShortfall,
    PageQuestion,
    Plan,
    Score,
    Service,
    Shortfall,
    Space,
    StoredProject,
    Survey,
    ToCollect,
    ToVerify,
    Verdict,
    Voices,
)
from checkup.policy import Policy

SCHEMA: Literal["checkup-result/1"] = "checkup-result/1"


class MadeWith(Struct, frozen=True):
    """Program version and the date the findings hold for: the newest date in the inputs."""

    checkup: str
    as_of: date | None


class StandardUsed(Struct, frozen=True):
    """Edition by which was judged; the hash covers the standard and its overlays."""

    id: str
    version: str
    sha256: str
    overlays: tuple[str, ...]
    name: str = ""
    overlay_names: tuple[str, ...] = ()


class CommunityBlock(Struct, frozen=True, kw_only=True):
    """Who was checked. Figures None when nobody told us."""

    id: str
    name: str
    street: str | None
    build: Build | None
    population: float | None
    households: float | None
    area_ha: float | None = None
    units: int | None = None
    parking_per_household: float | None = None
    """Spaces per household of an existing community: 参考, never scored (standard.md §0)."""


class Columns(Struct, frozen=True, kw_only=True):
    """Header texts of a file, each in exactly one list."""

    used: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    unrecognised: tuple[str, ...] = ()


class SourceFile(Struct, frozen=True, kw_only=True):
    """One input file: its name inside the folder, what it was read as, how many rows."""

    name: str
    sha256: str
    kind: Literal[
        "ledger", "export", "settings", "answers", "mapping", "sorting", "tickets", "store",
        "unknown",
    ]  # fmt: skip
    dialect: str | None
    rows: int
    columns: Columns = Columns()


class ProblemRow(Struct, frozen=True, kw_only=True):
    """A problem with its sentences. ``cell`` is A1; ``source`` the id in ``sources``."""

    code: str
    level: Level
    source: str | None
    sheet: str | None
    cell: str | None
    found: str
    expected: str
    fix: str


class Moved(Struct, frozen=True, kw_only=True):
    """One value of the result that is another one than in the sealed round.

    ``place`` is the way to it with ids (``items/CCS-05/score``); None stands for nothing there.
    """

    place: str
    old: bool | int | float | str | None
    new: bool | int | float | str | None


class Revision(Struct, frozen=True, kw_only=True):
    """修订 n of a sealed round: what it is compared with, and every value that moved."""

    number: int
    of: str
    """The archive it revises."""
    sha256: str
    """Of that archive's result."""
    moved: tuple[Moved, ...]
    withheld: bool = False
    """What residents say is left out: the questionnaires differ by a few people (method §1.11)."""


class Result(Struct, frozen=True, kw_only=True):
    """All of one check-up. See ``checkup schema result``."""

    schema: Literal["checkup-result/1"] = SCHEMA
    made_with: MadeWith
    round: str | None = None
    """轮次, as the user named it."""
    revision: Revision | None = None
    standard: StandardUsed
    policy: Policy
    community: CommunityBlock
    sources: dict[str, SourceFile]
    facts: dict[str, Fact]
    facilities: tuple[Facility, ...]
    spaces: tuple[Space, ...]
    estates: tuple[Estate, ...]
    buildings: tuple[Building, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...]
    items: tuple[Item, ...]
    goals: tuple[Goal, ...]
    score: Score
    score_other_units: Score | None
    survey: Survey | None
    shortfalls: tuple[Shortfall, ...]
    to_collect: tuple[ToCollect, ...]
    page: tuple[PageQuestion, ...] = ()
    likely_shortfalls: tuple[LikelyShortfall, ...] = ()
    other_shortfalls: tuple[OtherShortfall, ...] = ()
    needs: tuple[Need, ...] = ()
    to_verify: tuple[ToVerify, ...] = ()
    estate_lists: tuple[EstateList, ...] = ()
    """一小区一方案, one list per estate."""
    local_prices: tuple[LocalPrice, ...] = ()
    stored_projects: tuple[StoredProject, ...] = ()
    demand_prior: float | None = None
    """d₀ of method §1.9, so that the plan can be made again from here."""
    demand_of_rules: dict[str, Demand] = {}
    """Demand asked of a clause of its own, by rule."""
    voices: Voices | None = None
    services: tuple[Service, ...] = ()
    plan: Plan
    problems: tuple[ProblemRow, ...] = field(default_factory=tuple)


def made_with(as_of: date | None) -> MadeWith:
    """This program, and the date the findings hold for."""
    return MadeWith(checkup=__version__, as_of=as_of)


def to_bytes(result: Result) -> bytes:
    """The result as indented UTF-8 JSON, keys in the order of the schema, newline at the end."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def load(file: Path) -> Result:
    """A result file, read strictly. Raises msgspec.ValidationError or OSError."""
    return msgspec.json.decode(file.read_bytes(), type=Result)


def schema() -> dict[str, Any]:
    """JSON Schema of the result file."""
    return msgspec.json.schema(Result)
