"""Rows of the workbook's lists: what a result says, one fact per row, ready for a table.

Each function gives rows keyed by the columns of ``templates/tables/workbook.yaml``. A value
nobody knows is None; the column says what is printed for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checkup.model import Item, Missing, ToCollect, Withheld
from checkup.report import figures
from checkup.report.tables import Cell, Row
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
        "satisfied": _shown(each, "satisfaction", satisfied.top2 if satisfied else None, say),
        "mean": satisfied.mean if satisfied else None,
        "lowest": say("figure.yes") if each.lowest_third else None,
        "n": satisfied.n if satisfied else None,
        "demand": _shown(each, "demand", demand.rate if demand else None, say),
        "demand_low": demand.low if demand else None,
        "demand_high": demand.high if demand else None,
        "demand_n": demand.n if demand else None,
        "both": say(f"both.{each.both}") if each.both else None,
        "quadrant": _quadrant(each, say),
        "lead": joined(each.lead, say) or None,
    }


def _shown(each: Item, voice: Withheld, value: float | None, say: Wording) -> Cell:
    """A figure; — where it would tell of a few people."""
    return say("figure.suppressed") if voice in each.withheld else value


def _quadrant(each: Item, say: Wording) -> str | None:
    if each.quadrant is None:
        return None
    word = say(f"quadrant.{each.quadrant}")
    return say("workbook.items.on_edge", word=word) if each.quadrant_edge else word
