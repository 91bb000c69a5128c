"""Rows of 短板清单: the shortfalls in rank order, and what is listed apart from them.

Like :mod:`checkup.report.lists`: rows keyed by the columns of ``templates/tables/workbook.yaml``.
"""

from __future__ import annotations

from checkup.model import Shortfall
from checkup.report import clauses, facts, figures, plan_view, plan_words
from checkup.report.lists import Anchors, item_name, joined
from checkup.report.tables import Link, Row
from checkup.report.wording import Wording
from checkup.result import Result


def _estate(result: Result, estate: str) -> str:
    return next((each.name for each in result.estates if each.id == estate), estate)


def shortfalls(result: Result, say: Wording, basis: Anchors, projects: Anchors) -> list[Row]:
    """短板, in rank order; ``projects`` maps a shortfall's id to the row of its project."""
    items = {item.id: item for item in result.items}
    rows: list[Row] = []
    for each in result.shortfalls:
        item = items[each.item]
        name = item_name(result, each.item, say)
        closing = [
            no for no, project in enumerate(result.plan.projects, 1) if each.id in project.closes
        ]
        first = next((basis[rule] for rule in each.rules if rule in basis), None)
        rows.append(
            {
                "rank": each.rank,
                "ranks": figures.ranks(each.rank_best, each.rank_worst, say),
                "item": name,
                "status": say(f"status.{each.status}"),
                "tier": say(f"tier.{each.tier}"),
                "kind": say(f"gap_kind.{each.gap_kind or 'none'}"),
                "clauses": _clauses(result, each, say),
                "score": item.score,
                "demand": item.demand.rate if item.demand else None,
                "satisfied": item.satisfaction.top2 if item.satisfaction else None,
                "people": people(each),
                "people_how": _people_how(each, say),
                "index": each.index,
                "index_low": each.index_low,
                "index_high": each.index_high,
                "estates": joined((_estate(result, one) for one in each.estates), say) or None,
                "treatment": say(f"treatment.{each.treatment}") if each.treatment else None,
                "why": each.treatment_why or None,
                "both": say(f"both.{each.both}") if each.both else None,
                "confidence": say(f"confidence.{each.confidence}"),
                "basis": Link(say("workbook.see"), say("workbook.sheet.basis"), first)
                if first
                else None,
                "project": "\n".join(one.name for one in result.plan.closing(each.id))
                or plan_words.without_project(result, each.id, say),
                "project_row": Link(
                    say("workbook.project", no=closing[0]),
                    say("workbook.sheet.projects"),
                    projects[each.id],
                )
                if closing
                else None,
            }
        )  # fmt: skip
    return rows


def people(each: Shortfall) -> float | None:
    """The size of the target group; an estimate is kept to tens (method §0)."""
    if each.people is None or not each.people_estimated:
        return each.people
    return float(figures.half_up(each.people / 10, 0) * 10)


def _people_how(each: Shortfall, say: Wording) -> str | None:
    if each.people is None:
        return None
    return say(f"workbook.people.{'estimated' if each.people_estimated else 'counted'}")


def _clauses(result: Result, each: Shortfall, say: Wording) -> str | None:
    """The unmet rules of a shortfall with what is there, what is asked and what lacks."""
    lines = []
    for finding in result.findings:
        if finding.rule not in each.rules or finding.item != each.item:
            continue
        if finding.follows in each.rules:
            continue
        gap = finding.gap
        known = gap is not None and gap.value is not None
        lines.append(
            say(
                "workbook.shortfalls.clause_gap" if known else "workbook.shortfalls.clause",
                rule=finding.rule,
                clause=finding.clause,
                measured=clauses.found_or_verdict(result, finding, say),
                needed=figures.needed(finding.needed, say),
                gap=figures.amount(gap.value, gap.unit, say) if gap else "",
            )
        )
    return "\n".join(lines) or None


def to_verify(result: Result, say: Wording) -> list[Row]:
    """待核实清单: items that are not ranked because too little is known."""
    return [
        {
            "no": no,
            "item": item_name(result, each.item, say),
            "status": say(f"status.{each.status}"),
            "low": each.low,
            "high": each.high,
            "move": each.could_move,
            "both": say(f"both.{each.both}") if each.both else None,
            "asks": "\n".join(_asks(result, each.item)) or None,
        }
        for no, each in enumerate(plan_view.to_verify(result), 1)
    ]


def _asks(result: Result, item: str) -> list[str]:
    """What to find out about an item, each question once."""
    asked = (each.ask for each in result.to_collect if each.item == item and each.ask)
    return list(dict.fromkeys(asked))


def advisory(result: Result, say: Wording) -> list[Row]:
    """建议性差距 and 提升建议: rules that are not scored and not met."""
    unmet = [each for each in result.findings if not each.scored and each.status == "short"]
    return [
        {
            "no": no,
            "rule": each.rule,
            "force": say(f"workbook.advice.{each.force}"),
            "status": say(f"status.{each.status}"),
            "clause": each.clause,
            "measured": clauses.found_or_verdict(result, each, say),
            "needed": figures.needed(each.needed, say),
            "item": item_name(result, each.item, say),
        }
        for no, each in enumerate(unmet, 1)
        if each.force != "must"
    ]


def likely(result: Result, say: Wording) -> list[Row]:
    """疑似短板: many miss it and no row tells of it."""
    return [
        {
            "no": no,
            "kind": facts.kind(each.kind),
            "item": item_name(result, each.item, say),
            "why": say(
                "workbook.shortfalls.likely_why", rate=figures.share(each.rate, say)
            ),
            "rate": each.rate,
            "n": each.n,
        }
        for no, each in enumerate(result.likely_shortfalls, 1)
    ]  # fmt: skip


def others(result: Result, say: Wording) -> list[Row]:
    """其他短板: matters outside the 20 items."""
    return [
        {
            "no": no,
            "name": each.name,
            "estate": each.estate,
            "basis": each.basis,
            "quantity": each.quantity,
            "unit": each.unit,
            "checker": each.checked_by,
            "projects": joined(
                (one.name for one in result.plan.projects if each.id in one.closes), say
            )
            or None,
            "place": figures.place(each.ref, result.sources, say),
        }
        for no, each in enumerate(result.other_shortfalls, 1)
    ]
