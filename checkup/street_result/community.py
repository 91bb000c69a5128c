"""What a street holds of one community's result."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from checkup.model import Build, GapKind, Score, Status, SurveyArea
from checkup.result import ProblemRow, StandardUsed
from checkup.street_result.sharing import Reach, Shared
from checkup.street_result.standing import Cell, Rate


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
