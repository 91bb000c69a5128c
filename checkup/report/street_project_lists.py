"""Rows of 街道汇总.xlsx on projects: of communities, what was decided, what money, what is planned.

Rows are keyed by the columns of ``templates/tables/street.yaml``; money is in 万元.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checkup.report import figures, plan_words, street_words
from checkup.report.tables import Cell, Number, Row
from checkup.report.wording import Wording
from checkup.street_result import CommunityRow, Money, ProjectRow, StreetPlan, StreetResult

_WAN = figures.YUAN_PER_WAN


def projects(row: CommunityRow, say: Wording) -> Iterator[Row]:
    """The projects of a community's plan."""
    for each in row.projects:
        levels = dict.fromkeys(share.level for share in each.funding)
        state = f"street.project_status.{each.status}"
        yield {
            "community": row.name,
            "path": row.path,
            "name": each.name,
            "task": say(f"task.{each.task}") if f"task.{each.task}" in say else each.task,
            "year": each.year,
            **_cost(each, say),
            "levels": say("figure.join").join(levels) or None,
            "state": say(state) if state in say else each.status,
        }


def _cost(each: ProjectRow, say: Wording) -> Row:
    if each.free:
        return dict.fromkeys(("typical", "low", "high"), say("figure.no_works"))
    return {"typical": _wan(each.typical), "low": _wan(each.low), "high": _wan(each.high)}


def decided(row: CommunityRow, say: Wording) -> Iterator[Row]:
    """督办: a community's projects that somebody has decided on."""
    for each in street_words.decided(row):
        state = f"street.project_status.{each.status}"
        yield {
            "community": row.name,
            "path": row.path,
            "name": each.name,
            "state": say(state) if state in say else each.status,
            "year": each.year,
            "typical": _cost(each, say)["typical"],
            "spent": _wan(each.spent),
        }


def _wan(yuan: int | None) -> float | None:
    return None if yuan is None else yuan / _WAN


def money(head: StreetResult, say: Wording) -> Iterator[Row]:
    """Sums of the street: all, and by level, year, channel and task."""
    yield _sum(say("street.total"), say("street.total"), head.total, True, say)
    for key, rows in (
        ("level", head.by_level), ("year", head.by_year), ("channel", head.by_channel),
        ("task", head.by_task),
    ):  # fmt: skip
        for each in rows:
            name = each.key or say("street.page.undecided")
            if key == "task" and f"task.{each.key}" in say:
                name = say(f"task.{each.key}")
            yield _sum(say(f"street.page.by.{key}"), name, each, key in ("year", "task"), say)


def _sum(group: str, name: str, told: Money, priced: bool, say: Wording) -> Row:
    instead = street_words.no_money(told, not priced, say)
    money: Cell = Number(told.typical / _WAN, "two") if instead is None else instead
    return {"group": group, "key": name, "projects": told.projects, "money": money}


def planned(plan: StreetPlan, names: Mapping[str, str], say: Wording) -> Iterator[Row]:
    """What each community gets of the one plan for all."""
    for each in plan.communities:
        yield {
            "community": names.get(each.community, each.community),
            "projects": each.projects,
            "money": each.cost / _WAN,
            "name": say("figure.join").join(each.names),
            "floor": say("workbook.absent.na") if each.floor is None else each.floor / _WAN,
        }


def left(plan: StreetPlan, names: Mapping[str, str], say: Wording) -> Iterator[Row]:
    """Shortfalls without a project in that plan, and why."""
    for each in plan.left:
        yield {
            "community": names.get(each.community, each.community),
            "name": each.name,
            "option": each.option or None,
            "reason": plan_words.reason(each.reason, say),
        }
