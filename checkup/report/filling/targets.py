"""绩效指标: what a project promises, and whether it could be shown (method §5.1, §6.3)."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from checkup.model import Project
from checkup.report import figures
from checkup.report.filling.money import Paid
from checkup.report.filling.placeholders import Value
from checkup.report.wording import Wording
from checkup.result import Result

_FULL = 100.0

OLD: tuple[tuple[str, str, str], ...] = (
    ("output", "amount", "amount_target"),
    ("output", "quality", "quality_target"),
    ("output", "time", "time_target"),
    ("output", "cost", "cost_target"),
    ("benefit", "economic", ""),
    ("benefit", "social", "social_target"),
    ("benefit", "social", "met_target"),
    ("benefit", "ecological", ""),
    ("benefit", "lasting", "lasting_target"),
    ("satisfaction", "served", "satisfaction_target"),
)
"""(一级, 二级, which target) as before 2021: 成本 is one of 产出."""
NEW: tuple[tuple[str, str, str], ...] = (
    ("cost", "economic_cost", "cost_target"),
    ("cost", "social_cost", ""),
    ("cost", "ecological_cost", ""),
    ("output", "amount", "amount_target"),
    ("output", "quality", "quality_target"),
    ("output", "time", "time_target"),
    ("benefit", "economic", ""),
    ("benefit", "social", "social_target"),
    ("benefit", "social", "met_target"),
    ("benefit", "ecological", ""),
    ("benefit", "lasting", "lasting_target"),
    ("satisfaction", "served", "satisfaction_target"),
)
"""As since 财预〔2021〕101号 [memory]: 成本 stands on its own level."""


class Targets(Struct, frozen=True):
    """Values by field id, as a form says them; None where nothing is known to promise.

    ``names``: the indicator's own words by the same id.
    """

    values: dict[str, Value]
    names: dict[str, str]
    met: str | None


def people(result: Result, project: Project) -> Value:
    """受益人数 from a register. An extrapolated figure goes into no form (method §0)."""
    estimated = any(
        each.people_estimated for each in result.shortfalls if each.id in project.closes
    )
    if estimated or project.beneficiaries is None:
        return None
    return float(figures.half_up(project.beneficiaries, 0))


def of(result: Result, project: Project, paid: Paid, say: Wording) -> Targets:
    """What the project promises."""
    served = people(result, project)
    size = None
    if project.quantity is not None:
        size = figures.plain(project.quantity, 4)
    line = figures.plain(_percent(result.policy.target_satisfied), 2)
    values: dict[str, Value] = {
        "amount_target": say("fill.at_least", value=size, unit=project.unit or "")
        if size is not None
        else None,
        "quality_target": say("fill.accepted"),
        "time_target": say("fill.on_time"),
        "cost_target": _unit_cost(project, paid, say),
        "social_target": say("fill.at_least_people", value=figures.plain(served, 0))
        if isinstance(served, int | float)
        else None,
        "lasting_target": project.model and say("fill.lasting", model=project.model),
        "satisfaction_target": say("fill.at_least", value=line, unit="%"),
    }
    unit = project.unit or ""
    names = {
        "amount_target": say("fill.indicator.amount_target", name=project.name),
        "quality_target": say("fill.indicator.quality_target"),
        "time_target": say("fill.indicator.time_target"),
        "cost_target": say("fill.indicator.cost_target", unit=unit),
        "social_target": say("fill.indicator.social_target"),
        "met_target": say("fill.indicator.met_target"),
        "lasting_target": say("fill.indicator.lasting_target"),
        "satisfaction_target": say("fill.indicator.satisfaction_target"),
    }
    count = newly_met(result, project)
    return Targets(values, names, say("fill.more_met", count=count) if count else None)


def newly_met(result: Result, project: Project) -> int:
    """How many items come to their full score by this project, as the engine found."""
    return sum(
        each.score is not None
        and each.score < _FULL
        and each.score + project.effects.get(each.id, 0.0) >= _FULL - 1e-9
        for each in result.items
    )


def rows(
    name: str, promised: Targets, say: Wording, *, old: bool
) -> tuple[dict[str, Value], ...]:  # fmt: skip
    """The rows of 绩效指标 in the chosen layout; one nobody can fill for them stays blank."""
    return tuple(
        {
            "first": say(f"fill.level.{first}"),
            "second": say(f"fill.level.{second}"),
            "third": promised.names.get(target),
            "value": promised.met if target == "met_target" else promised.values.get(target),
            "note": say("fill.assumed_target") if target == "satisfaction_target" else None,
            "project": name,
        }
        for first, second, target in (OLD if old else NEW)
        if target != "met_target" or promised.met is not None
    )


def _unit_cost(project: Project, paid: Paid, say: Wording) -> str | None:
    if paid.total is None or not project.quantity:
        return None
    each = Decimal(paid.total) / Decimal(repr(project.quantity))
    value = figures.plain(float(each), 2)
    return say("fill.at_most", value=value, unit=project.unit or "")


def _percent(share: float) -> float:
    return float(Decimal(repr(share)) * 100)
