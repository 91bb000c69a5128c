"""What the page's part about the plan looks up: charts, sentences, one list per estate."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from checkup.model import Project, ToVerify
from checkup.report import charts, plan_charts, plan_words
from checkup.report.wording import Wording
from checkup.result import Result


class EstatePart(Struct, frozen=True):
    """一小区一方案: names of what concerns one estate, and its projects."""

    estate: str
    shortfalls: tuple[str, ...]
    others: tuple[str, ...]
    shared: tuple[str, ...]
    projects: tuple[Project, ...]


def view(result: Result, say: Wording) -> dict[str, Any]:
    """Names that ``report/plan*.html.j2`` use, beside the result itself."""
    plan = result.plan
    return {
        "schedule": charts.schedule(plan.projects),
        "levels": plan_charts.levels(plan),
        "curve": plan_charts.curve(plan),
        "refused": plan_words.refused(plan, say),
        "prospect": plan_words.prospect(result, say),
        "mix": plan_words.mix(result, say),
        "search": plan_words.search(result, say),
        "comparison": plan_words.comparison(result, say),
        "reach": plan_words.reach(result, say),
        "purse": plan_words.purse(plan, say),
        "fairness": plan_words.fairness(plan, say),
        "left_out": plan_words.not_planned(result, say),
        "impossible": plan_words.left_out(plan.impossible, result, say),
        "notes_of": notes_of(result, say),
        "by_estate": estates(result),
        "to_verify": to_verify(result),
    }


def notes_of(result: Result, say: Wording) -> dict[str, list[str]]:
    """Project id → what must be known of it."""
    names = {each.id: each.name for each in result.plan.projects}
    return {each.id: plan_words.notes(each, names, say) for each in result.plan.projects}


def estates(result: Result) -> tuple[EstatePart, ...]:
    """One part per estate, in the order of the estates."""
    names = plan_words.names_of(result)
    projects = {each.id: each for each in result.plan.projects}
    return tuple(
        EstatePart(
            estate=each.estate,
            shortfalls=tuple(names[one] for one in each.shortfalls if one in names),
            others=tuple(names[one] for one in each.others if one in names),
            shared=tuple(names[one] for one in each.shared if one in names),
            projects=tuple(projects[one] for one in each.projects if one in projects),
        )
        for each in result.estate_lists
    )


def to_verify(result: Result) -> tuple[ToVerify, ...]:
    """待核实清单: what could move the score most comes first."""
    known = {each.id for each in result.items}
    return tuple(each for each in result.to_verify if each.item in known)
