"""Results as long tables for a district's own BI and maps: one fact per row, a documented schema.

Names of tables and columns are stable; what they mean is ``export.column`` of the wording file
and ``docs/export.md``. Unknown is an empty cell, never 0. No share of fewer answers than may be
printed leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from checkup.model import Building, Estate, Facility, Finding, Project, Shortfall
from checkup.result import Result

Kind = Literal["text", "whole", "number", "flag"]
Columns = dict[str, Kind]
"""Name → type, in their order."""
Row = tuple[Any, ...]

_WHO: Columns = {"community": "text", "path": "text"}
TABLES: dict[str, Columns] = {
    "items": {
        **_WHO, "item": "text", "no": "whole", "goal": "text", "name": "text", "status": "text",
        "score": "number", "low": "number", "high": "number", "coverage": "number",
        "weight": "number",
    },
    "findings": {
        **_WHO, "rule": "text", "item": "text", "estate": "text", "force": "text",
        "status": "text", "score": "number", "low": "number", "high": "number",
        "coverage": "number", "scored": "flag", "via": "text", "measured": "number",
        "measured_unit": "text", "needed": "number", "needed_upper": "number",
        "needed_unit": "text", "compare": "text", "gap_kind": "text", "gap": "number",
        "gap_unit": "text",
    },
    "shortfalls": {
        **_WHO, "shortfall": "text", "item": "text", "name": "text", "status": "text",
        "tier": "whole", "index": "number", "index_low": "number", "index_high": "number",
        "rank": "whole", "rank_best": "whole", "rank_worst": "whole", "gap_kind": "text",
        "people": "number",
    },
    "projects": {
        **_WHO, "project": "text", "name": "text", "closes": "text", "remedy": "text",
        "task": "text", "nature": "text", "place": "text", "quantity": "number", "unit": "text",
        "cost_low": "whole", "cost": "whole", "cost_high": "whole", "operating": "whole",
        "start": "text", "finish": "text", "gain": "number",
    },
    "funding": {
        **_WHO, "project": "text", "channel": "text", "level": "text", "amount": "whole",
    },
    "estimates": {
        **_WHO, "measure": "text", "item": "text", "value": "number", "low": "number",
        "high": "number", "n": "whole",
    },
    "points": {
        **_WHO, "point": "text", "id": "text", "name": "text", "kind": "text", "estate": "text",
        "longitude": "number", "latitude": "number", "crs": "text", "usable": "flag",
        "people": "number",
    },
}  # fmt: skip
"""Every table with its columns."""
_BETWEEN = "|"
"""Between several ids in one cell."""


def rows(found: Result, path: str) -> Iterator[tuple[str, Row]]:
    """(table, row) of everything that is exported of a result; ``path`` is its folder below the
    street, ``.`` for a community alone."""
    who = (found.community.name, path)
    for item in found.items:
        yield "items", (
            *who, item.id, item.no, item.goal, item.name, item.status, item.score, item.low,
            item.high, item.coverage, item.weight,
        )  # fmt: skip
    for finding in found.findings:
        yield "findings", (*who, *_finding(finding))
    for shortfall in found.shortfalls:
        yield "shortfalls", (*who, *_shortfall(shortfall))
    for project in found.plan.projects:
        yield "projects", (*who, *_project(project))
        for share in project.funding:
            yield "funding", (*who, project.id, share.channel, share.level, share.amount)
    for told in _estimates(found):
        yield "estimates", (*who, *told)
    for point in _points(found):
        yield "points", (*who, *point)


def _finding(each: Finding) -> Row:
    measured, needed, gap = each.measured, each.needed, each.gap
    return (
        each.rule, each.item, each.estate, each.force, each.status, each.score, each.low,
        each.high, each.coverage, int(each.scored), each.via,
        measured.value if measured else None, measured.unit if measured else None,
        needed.value if needed else None, needed.upper if needed else None,
        needed.unit if needed else None, needed.compare if needed else None,
        gap.kind if gap else None, gap.value if gap else None, gap.unit if gap else None,
    )  # fmt: skip


def _shortfall(each: Shortfall) -> Row:
    return (
        each.id, each.item, each.name, each.status, each.tier, each.index, each.index_low,
        each.index_high, each.rank, each.rank_best, each.rank_worst, each.gap_kind, each.people,
    )  # fmt: skip


def _project(each: Project) -> Row:
    return (
        each.id, each.name, _BETWEEN.join(each.closes), each.remedy, each.task, each.nature,
        each.place, each.quantity, each.unit, each.cost.low, each.cost.typical, each.cost.high,
        each.operating, each.start, each.finish, each.gain,
    )  # fmt: skip


def _estimates(found: Result) -> Iterator[Row]:
    """Shares that may be printed: satisfaction overall and by item, unmet demand by item."""
    least = max(found.policy.min_base_print, 1)
    overall = found.survey.overall if found.survey else None
    if overall is not None and (overall.n or 0) >= least:
        yield "overall", None, overall.top2, overall.top2_low, overall.top2_high, overall.n
    for item in found.items:
        told, lacking = item.satisfaction, item.demand
        if told is not None and (told.n or 0) >= least:
            yield "satisfied", item.id, told.top2, told.top2_low, told.top2_high, told.n
            yield "mean", item.id, told.mean, told.low, told.high, told.n
        if lacking is not None and (lacking.n or 0) >= least:
            yield "lacking", item.id, lacking.rate, lacking.low, lacking.high, lacking.n


_NOT_MEASURED = ("crs_unstated", "crs_mixed")


def _points(found: Result) -> Iterator[Row]:
    """Estates, buildings and facilities with coordinates; ``usable``: fit for distances."""
    places: list[tuple[str, Estate | Building | Facility, str | None, str | None]] = [
        *(("estate", each, None, None) for each in found.estates),
        *(("building", each, None, each.estate) for each in found.buildings),
        *(("facility", each, each.kind, each.estate) for each in found.facilities),
    ]
    for point, each, kind, estate in places:
        told = {key: found.facts.get(each.facts.get(key, "")) for key in
                ("longitude", "latitude", "crs", "population")}  # fmt: skip
        longitude, latitude, crs = told["longitude"], told["latitude"], told["crs"]
        if longitude is None or latitude is None or None in (longitude.value, latitude.value):
            continue
        people = told["population"]
        yield (
            point, each.id, each.name, kind, estate, longitude.value, latitude.value,
            crs.value if crs else None,
            int(bool(crs and crs.value) and longitude.note not in _NOT_MEASURED),
            people.value if people else None,
        )  # fmt: skip
