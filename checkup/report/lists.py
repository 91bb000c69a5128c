"""Rows of the workbook's lists: what a result says, one fact per row, ready for a table.

Each function gives rows keyed by the columns of ``templates/tables/workbook.yaml``. A value
nobody knows is None; the column says what is printed for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checkup.model import Item, LeftOut, Missing, Project, ToCollect
from checkup.report import figures, follow
from checkup.report.tables import Link, Row
from checkup.report.wording import Wording
from checkup.result import Result

Anchors = Mapping[str, int]
"""Rule number, shortfall id or item id → the row (from 1) where its list tells of it."""


def item_name(result: Result, item: str, say: Wording) -> str:
    """An item as readers know it: 05 社区卫生服务站."""
    found = next((each for each in result.items if each.id == item), None)
    return say("workbook.item", no=f"{found.no:02}", name=found.name) if found else item


def joined(words: Iterable[str], say: Wording) -> str:
    """Words in a row, as Chinese lists them."""
    return say("figure.join").join(words)


def _money(yuan: int | None) -> float | None:
    """元 as 万元, unrounded: the cell's format rounds what is shown."""
    return None if yuan is None else yuan / 10_000


# --- 项目建设清单 --------------------------------------------------------------------------


def projects(result: Result, say: Wording, shortfalls: Anchors) -> list[Row]:
    """Projects in the order of the plan; money in 万元, None where no price is known.

    ``shortfalls`` maps a shortfall's id to its row.
    """
    names = {each.id: item_name(result, each.item, say) for each in result.shortfalls}
    names |= {each.id: each.name for each in result.other_shortfalls}
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
    if not each.start or not each.finish:
        return None
    return say(
        "workbook.projects.term",
        start=figures.quarter(each.start, say),
        finish=figures.quarter(each.finish, say),
    )


def reason(each: LeftOut, say: Wording) -> str:
    """Why something is not in the plan, in words; a reason told as a sentence stays."""
    key = f"left_out.{each.reason}"
    return say(key) if key in say else each.reason


def left_out(result: Result, say: Wording) -> list[Row]:
    """Shortfalls without a project, and why."""
    names = {each.id: item_name(result, each.item, say) for each in result.shortfalls}
    names |= {each.id: each.name for each in result.other_shortfalls}
    return [
        {
            "no": no,
            "shortfall": names.get(each.shortfall, each.shortfall),
            "reason": reason(each, say),
        }
        for no, each in enumerate(result.plan.left_out, 1)
    ]


# --- 待补资料 ------------------------------------------------------------------------------


def collect(result: Result, say: Wording) -> list[Row]:
    """One row per missing thing, most telling first, with the cell that should hold it."""
    pairs = [(each, missing) for each in result.to_collect for missing in each.missing]
    return [
        {"no": no, **missing_row(result, each, missing, say)}
        for no, (each, missing) in enumerate(pairs, 1)
    ]


def missing_row(result: Result, each: ToCollect, missing: Missing, say: Wording) -> Row:
    """One missing thing: for which rule, whose figure, where it belongs, who may know."""
    return {
        "rule": each.rule,
        "item": item_name(result, each.item, say) if each.item else None,
        "subject": missing.subject or None,
        "number": missing.number or None,
        "missing": missing.label,
        "ask": each.ask or None,
        "place": figures.place(missing.ref, result.sources, say) if missing.ref else None,
        "could_add": each.could_add,
        "scored": say("figure.yes") if each.scored else say("figure.no"),
        "who": each.who or None,
    }


# --- 二十项评分 ----------------------------------------------------------------------------


def items(result: Result, say: Wording) -> list[Row]:
    """The 20 items; 不适用 stands where an exempt item has no figure."""
    goals = {goal.id: goal.name for goal in result.goals}
    return [_item(each, goals[each.goal], say) for each in result.items]


def _item(each: Item, goal: str, say: Wording) -> Row:
    exempt = say("workbook.absent.exempt") if each.status == "exempt" else None
    known = exempt is None
    satisfied, demand = each.satisfaction, each.demand
    return {
        "no": f"{each.no:02}",
        "goal": goal,
        "name": each.name,
        "status": say(f"status.{each.status}"),
        "score": each.score if known else exempt,
        "low": each.low if known else exempt,
        "high": each.high if known else exempt,
        "open": each.high - each.low if known else exempt,
        "coverage": each.coverage if known else exempt,
        "weight": each.weight if known else exempt,
        "contribution": each.contribution if each.score is not None else exempt,
        "could_add": each.could_add if known else exempt,
        "satisfied": satisfied.top2 if satisfied else None,
        "mean": satisfied.mean if satisfied else None,
        "n": satisfied.n if satisfied else None,
        "demand": demand.rate if demand else None,
        "demand_low": demand.low if demand else None,
        "demand_high": demand.high if demand else None,
        "demand_n": demand.n if demand else None,
        "lead": joined(each.lead, say) or None,
    }
