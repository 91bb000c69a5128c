"""Rows of 项目建设清单: the projects, who sees to them, what is left out, money, each estate.

Like :mod:`checkup.report.lists`: rows keyed by the columns of ``templates/tables/workbook.yaml``.
"""

from __future__ import annotations

from checkup.model import Project
from checkup.report import figures, follow, plan_charts, plan_view, plan_words
from checkup.report.lists import Anchors, item_name, joined
from checkup.report.tables import Blank, Link, Row
from checkup.report.wording import Wording
from checkup.result import Result


def _money(yuan: int | None) -> float | None:
    """元 as 万元, unrounded: the cell's format rounds what is shown."""
    return None if yuan is None else yuan / figures.YUAN_PER_WAN


def projects(result: Result, say: Wording, shortfalls: Anchors) -> list[Row]:
    """Projects in the order of the plan; money in 万元, None where no price is known.

    ``shortfalls`` maps a shortfall's id to its row.
    """
    names = {each.id: item_name(result, each.item, say) for each in result.shortfalls}
    names |= {each.id: each.name for each in result.other_shortfalls}
    named = {each.id: each.name for each in result.plan.projects}
    return [
        {
            "no": no,
            "name": each.name,
            "closes": joined(dict.fromkeys(names[one] for one in each.closes if one in names), say)
            or None,
            "rank": _rank(result, each, say, shortfalls),
            "task": say(f"task.{each.task}") if each.task else None,
            "nature": each.nature or None,
            "place": each.place,
            "quantity": each.quantity,
            "unit": each.unit,
            "low": _cost(each, each.cost.low, say),
            "typical": _cost(each, each.cost.typical, say),
            "high": _cost(each, each.cost.high, say),
            "basis": _basis(each, say),
            "operating": _money(each.operating),
            "funding": _funding(each, say),
            "lead": joined((*each.lead, *each.with_), say) or None,
            "operator": _operator(each, say),
            "term": _term(each, say),
            "people": each.beneficiaries,
            "gain": each.gain,
            "mark": follow.mark(each, say),
            "note": "\n".join(plan_words.notes(each, named, say)) or None,
        }
        for no, each in enumerate(result.plan.projects, 1)
    ]


def _cost(each: Project, yuan: int | None, say: Wording) -> float | str | None:
    return say("figure.no_works") if figures.needs_no_works(each.cost) else _money(yuan)


def _rank(result: Result, each: Project, say: Wording, shortfalls: Anchors) -> Link | None:
    """The rank of the first shortfall it closes, leading to its row."""
    first = next((one for one in result.shortfalls if one.id in each.closes), None)
    if first is None:
        return None
    return Link(
        say("workbook.rank", no=first.rank), say("workbook.sheet.shortfalls"), shortfalls[first.id]
    )


def _basis(each: Project, say: Wording) -> str | None:
    cost = each.cost
    if cost.typical is None or cost.mark is None:
        return cost.basis
    return say(
        "workbook.projects.basis" if cost.year else "workbook.projects.basis_undated",
        basis=cost.basis or say("workbook.projects.basis_unnamed"),
        year=cost.year,
        mark=say(f"mark.{cost.mark}"),
    )


def _funding(each: Project, say: Wording) -> str | None:
    lines = [
        say("workbook.projects.channel", channel=one.channel, level=one.level)
        if one.amount is None
        else say(
            "workbook.projects.channel_amount",
            channel=one.channel, level=one.level, amount=figures.wan_number(one.amount),
        )
        for one in each.funding
    ]  # fmt: skip
    return "\n".join(lines) or None


def _operator(each: Project, say: Wording) -> str | None:
    if each.operator and each.model:
        return say("workbook.projects.model", operator=each.operator, model=each.model)
    return each.operator or each.model


def _term(each: Project, say: Wording) -> str | None:
    return figures.term(each.start, each.finish, say) if each.start and each.finish else None


def follow_up(result: Result, say: Wording) -> list[Row]:
    """Who sees to each project and what residents agreed: told where known, else cells to fill."""
    return [
        {
            "no": no,
            "name": each.name,
            "status": say(f"store.status.{each.status}"),
            "lead": joined(each.lead, say) or Blank(fill=True),
            "supervisor": each.supervisor or Blank(fill=True),
            "agreed": _to_fill(each.agreement.agreed),
            "asked": _to_fill(each.agreement.asked),
            "date": each.agreement.date or Blank(fill=True),
            "note": Blank(fill=True),
        }
        for no, each in enumerate(result.plan.projects, 1)
    ]


def _to_fill(value: int | None) -> float | Blank:
    return Blank(fill=True) if value is None else value


def departments(result: Result) -> list[str]:
    """Every lead unit the items and projects name, each once."""
    named = [*(each.lead for each in result.plan.projects), *(each.lead for each in result.items)]
    return list(dict.fromkeys(unit for units in named for unit in units))


def left_out(rows: list[tuple[str, str, str]]) -> list[Row]:
    """Shortfalls without a project, the option nearest to being chosen, and why."""
    return [
        {"no": no, "shortfall": name, "option": option or None, "reason": why}
        for no, (name, option, why) in enumerate(rows, 1)
    ]


def levels(result: Result, say: Wording) -> list[Row]:
    """Money by level in 万元, and what nobody has promised; an open amount is a word."""
    return [
        {
            "level": row.level or say("plan.unfunded"),
            "projects": row.projects if row.level else say("workbook.absent.na"),
            "open": row.open if row.level else say("workbook.absent.na"),
            "amount": say("plan.unsettled") if row.level and not row.amount else _money(row.amount),
        }
        for row in plan_charts.levels(result.plan)
    ]


def curve(result: Result, say: Wording) -> list[Row]:
    """The budgets tried, in 万元, and the most that each brings."""
    return [
        {
            "budget": _money(each.budget),
            "benefit": each.benefit,
            "note": say("workbook.projects.chosen") if each.budget == result.plan.budget else None,
        }
        for each in result.plan.curve
    ]


def estates(result: Result, say: Wording) -> list[Row]:
    """一小区一方案: one row per estate."""
    return [
        {
            "estate": part.estate,
            "shortfalls": joined(part.shortfalls, say) or None,
            "others": joined(part.others, say) or None,
            "projects": "\n".join(each.name for each in part.projects) or None,
        }
        for part in plan_view.estates(result)
    ]
