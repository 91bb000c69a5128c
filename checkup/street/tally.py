"""Rows of communities, one at a time → what a street adds up of them: figures, never the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from checkup.model import Status, SurveyArea
from checkup.report.wording import Wording
from checkup.result import StandardUsed
from checkup.street.benchmark import Standing, Told
from checkup.street_result import CommunityRow, Measure, Progress, ProjectRow, Rate, Unusable

UNDECIDED = ""
"""Key of projects that have no year, level or channel yet."""


class Sum(Struct):
    """Projects under one heading while they are added up."""

    projects: int = 0
    low: int = 0
    typical: int = 0
    high: int = 0
    unpriced: int = 0
    free: int = 0
    open: int = 0


class Short(Struct):
    """What falls short of one item while it is counted."""

    communities: list[str] = field(default_factory=list)
    people: float | None = None
    unknown: int = 0


class Tally(Struct):
    """What is kept of the rows that have been seen: figures, never the rows."""

    ranked: bool
    counted: int = 0
    streets: set[str | None] = field(default_factory=set)
    """As the communities name their street."""
    warnings: int = 0
    newest: date | None = None
    population: float | None = None
    population_of: int = 0
    standards: dict[str, StandardUsed] = field(default_factory=dict)
    counts: dict[str, Counter[Status]] = field(default_factory=dict)
    with_shared: dict[str, Counter[Status]] = field(default_factory=dict)
    """The same 计共享."""
    shared: Counter[str] = field(default_factory=Counter)
    """Communities that meet an item only by what neighbours share."""
    sharing: bool = False
    told: dict[tuple[Measure, str | None], list[Told]] = field(default_factory=dict)
    withheld: dict[tuple[Measure, str | None], list[float | None]] = field(default_factory=dict)
    """People of the communities whose figure may not be printed."""
    areas: dict[SurveyArea, None] = field(default_factory=dict)
    standings: dict[str | None, list[Standing]] = field(default_factory=dict)
    unscored: dict[str | None, list[str]] = field(default_factory=dict)
    shortfalls: dict[str, Short] = field(default_factory=dict)
    levels: dict[str, Sum] = field(default_factory=dict)
    years: dict[str, Sum] = field(default_factory=dict)
    channels: dict[str, Sum] = field(default_factory=dict)
    tasks: dict[str, Sum] = field(default_factory=dict)
    total: Sum = field(default_factory=Sum)
    progress: dict[str, Progress] = field(default_factory=dict)
    unusable: list[Unusable] = field(default_factory=list)


def of(rows: Iterable[CommunityRow], ranked: bool, say: Wording) -> Tally:
    """Every row once; ``ranked`` keeps what ranks need."""
    kept = Tally(ranked=ranked)
    for row in rows:
        _count(kept, row)
        _listen(kept, row)
        _spend(kept, row)
        _follow(kept, row)
        for each in row.errors:
            kept.unusable.append(
                Unusable(
                    path=row.path, why="input", file=each.source,
                    sentence=say("street.unusable", expected=each.expected, fix=each.fix,
                                 title=say(f"problems.{each.code}.title")),
                )
            )  # fmt: skip
    return kept


def _count(kept: Tally, row: CommunityRow) -> None:
    kept.counted += 1
    kept.streets.add(row.street)
    kept.warnings += row.warnings
    days = [day for day in (kept.newest, row.as_of) if day is not None]
    kept.newest = max(days, default=None)
    kept.standards.setdefault(row.standard.sha256, row.standard)
    if row.population is not None:
        kept.population = (kept.population or 0.0) + row.population
        kept.population_of += 1
    for cell in row.cells:
        kept.counts.setdefault(cell.item, Counter())[cell.status] += 1
    with_shared = {cell.item: cell.status for cell in row.cells}
    if row.shared is not None:
        kept.sharing = True
        with_shared |= {cell.item: cell.status for cell in row.shared.cells}
        kept.shared.update(cell.item for cell in row.shared.cells if cell.shared)
    for item, status in with_shared.items():
        kept.with_shared.setdefault(item, Counter())[status] += 1
    if kept.ranked:
        score = row.score
        if score.value is None:
            kept.unscored.setdefault(row.build, []).append(row.path)
        else:
            kept.standings.setdefault(row.build, []).append(
                Standing(row.path, score.value, score.low, score.high, score.coverage, row.cells)
            )
    by_item: dict[str, float | None] = {}
    for each in row.shortfalls:
        by_item[each.item] = _larger(by_item.get(each.item), each.people)
    for item, people in by_item.items():
        short = kept.shortfalls.setdefault(item, Short())
        short.communities.append(row.path)
        if people is None:
            short.unknown += 1
        else:
            short.people = (short.people or 0.0) + people


def _larger(one: float | None, other: float | None) -> float | None:
    """Several shortfalls of one item are felt by the same people, who count once."""
    told = [each for each in (one, other) if each is not None]
    return max(told, default=None)


def _listen(kept: Tally, row: CommunityRow) -> None:
    def note(
        measure: Measure, item: str | None, rate: Rate | None, people: float | None, withheld: bool
    ) -> None:
        if rate is not None:
            told = Told(row.path, rate.value, rate.n, people, row.areas)
            kept.told.setdefault((measure, item), []).append(told)
        elif withheld:
            kept.withheld.setdefault((measure, item), []).append(people)

    kept.areas |= dict.fromkeys(row.areas)
    note("overall", None, row.overall, row.population, row.overall_withheld)
    for cell in row.cells:
        few = cell.withheld
        note("satisfied", cell.item, cell.satisfied, row.population, "satisfaction" in few)
        # a demand is of the people an item is for, not of everybody
        note("lacking", cell.item, cell.lacking, cell.group, "demand" in few)


def _spend(kept: Tally, row: CommunityRow) -> None:
    for project in row.projects:
        _price(kept.total, project)
        _price(kept.years.setdefault(project.year or UNDECIDED, Sum()), project)
        _price(kept.tasks.setdefault(project.task, Sum()), project)
        _share(kept.levels, project, {each.channel: each.level for each in project.funding})
        _share(kept.channels, project, {each.channel: each.channel for each in project.funding})


def _follow(kept: Tally, row: CommunityRow) -> None:
    for project in (*row.projects, *row.followed):
        known = kept.progress.get(project.status) or Progress(
            status=project.status, projects=0, total=None, spent=None
        )
        kept.progress[project.status] = replace(
            known,
            projects=known.projects + 1,
            free=known.free + project.free,
            total=_plus(known.total, project.typical),
            spent=_plus(known.spent, project.spent),
        )


def _plus(one: int | None, other: int | None) -> int | None:
    """The sum of what is known; None where nothing is."""
    return None if one is None and other is None else (one or 0) + (other or 0)


def _price(into: Sum, project: ProjectRow) -> None:
    into.projects += 1
    if project.free:
        into.free += 1
        return
    if project.low is None or project.typical is None or project.high is None:
        into.unpriced += 1
        return
    into.low += project.low
    into.typical += project.typical
    into.high += project.high


def _share(into: dict[str, Sum], project: ProjectRow, keys: dict[str, str]) -> None:
    """The project under every level or channel that may pay for it, with what is settled."""
    for key in sorted(set(keys.values())) or [UNDECIDED]:
        total = into.setdefault(key, Sum())
        total.projects += 1
        total.free += project.free
        total.unpriced += project.typical is None and not project.free
        amounts = [each.amount for each in project.funding if keys[each.channel] == key]
        total.open += not amounts or None in amounts
        total.typical += sum(amount for amount in amounts if amount is not None)
