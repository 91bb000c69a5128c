"""Rows of the workbook's sheets that say where figures come from: ledger, basis.

Like :mod:`checkup.report.lists`: rows keyed by the columns of ``templates/tables/workbook.yaml``.
"""

from __future__ import annotations

import re

from checkup.model import Facility, Fact, Finding, Ref
from checkup.report import clauses, facts, figures
from checkup.report.lists import Anchors, item_name
from checkup.report.tables import Link, Row
from checkup.report.wording import Wording
from checkup.result import ProblemRow, Result

_AREAS = ("building_area", "land_area", "usable_area", "quantity", "size", "walk_minutes")

# --- 设施台账核对 --------------------------------------------------------------------------


def facilities(result: Result, say: Wording) -> list[Row]:
    """Every row of 设施台账 as it was read."""
    return [_facility(result, no, each, say) for no, each in enumerate(result.facilities, 1)]


def _facility(result: Result, no: int, each: Facility, say: Wording) -> Row:
    told = {column: result.facts[fact] for column, fact in each.facts.items()
             if fact in result.facts}  # fmt: skip
    numbers = {column: figure_of(told.get(column), say) for column in _AREAS}
    size = told.get("size")
    return {
        "no": no,
        "name": each.name,
        "kind": _kind(each, say),
        "state": say(f"workbook.state.{each.state}") if each.state else None,
        "estate": each.estate,
        "inside": _inside(each, say),
        **numbers,
        "size_unit": size.unit if size else None,
        "functions": say("figure.join").join(each.functions) if each.functions else None,
        "place": _row_of([ref for fact in told.values() for ref in fact.refs], result, say),
    }


def _inside(each: Facility, say: Wording) -> str | None:
    """Whether it stands in one of the community's estates; unknown when no estate is given."""
    if each.estate is None and not each.inside:
        return None
    return say("figure.yes") if each.inside else say("figure.no")


def _kind(each: Facility, say: Wording) -> str:
    if each.kind is None:
        return say(f"workbook.ledger.{'blank' if each.kind_blank else 'unknown'}_kind")
    return facts.kind(each.kind)


def figure_of(fact: Fact | None, say: Wording) -> float | str | None:
    """A fact's value for a cell: a number, a word, 是/否, or None when unknown."""
    if fact is None or fact.value is None:
        return None
    if isinstance(fact.value, bool):
        return say("figure.yes") if fact.value else say("figure.no")
    return fact.value


def _row_of(refs: list[Ref], result: Result, say: Wording) -> str | None:
    """Where a record stands: file, sheet, row."""
    for ref in refs:
        digits = re.search(r"\d+$", ref.cell)
        if digits and ref.source in result.sources:
            return say(
                "workbook.ledger.row", source=result.sources[ref.source].name, sheet=ref.sheet,
                row=digits.group(),
            )  # fmt: skip
    return None


def problems(result: Result, say: Wording) -> list[Row]:
    """Everything wrong with the inputs, all of it."""
    return [
        {
            "no": no,
            "place": _place(each, result, say),
            "level": say(f"level.{each.level}"),
            "found": each.found or None,
            "expected": each.expected,
            "fix": each.fix,
        }
        for no, each in enumerate(result.problems, 1)
    ]


def _place(each: ProblemRow, result: Result, say: Wording) -> str | None:
    """As near as the problem is known: file, sheet or cell; None is the whole folder."""
    if each.source is None:
        return None
    if each.cell:
        return figures.place(Ref(each.source, each.sheet or "", each.cell), result.sources, say)
    source = result.sources.get(each.source)
    name = source.name if source else each.source
    return say("workbook.ledger.sheet", source=name, sheet=each.sheet) if each.sheet else name


# --- 依据 ----------------------------------------------------------------------------------


def basis(result: Result, say: Wording, shortfalls: Anchors) -> list[Row]:
    """Every rule, judged: clause, verdict, figures, and the cells they came from.

    ``shortfalls`` maps a shortfall's id to its row in 短板清单.
    """
    return [_finding(result, each, say, shortfalls) for each in result.findings]


def _finding(result: Result, each: Finding, say: Wording, shortfalls: Anchors) -> Row:
    exempt = say("workbook.absent.exempt") if each.status == "exempt" else None
    # half a part is no part: what is there only in part is told in words
    measured = None if clauses.names(each, "partly") else each.measured
    gap = each.gap
    return {
        "rule": each.rule,
        "item": item_name(result, each.item, say),
        "force": say(f"force.{each.force}"),
        "clause": each.clause,
        "status": say(f"status.{each.status}"),
        "score": exempt or each.score,
        "low": exempt or each.low,
        "high": exempt or each.high,
        "measured": measured.value if measured else exempt or _told(result, each, say),
        "measured_unit": measured.unit if measured else None,
        "needed": figures.needed(each.needed, say),
        "gap": _gap(each, say),
        "gap_unit": gap.unit if gap and gap.value is not None else None,
        "parts": _parts(each, say),
        "sources": _sources(result, each, say),
        "how": _how(result, each, say),
        "reference": each.reference or None,
        "mark": say(f"mark.{each.mark}"),
        "shortfall": _shortfall(result, each, say, shortfalls),
    }


def _gap(each: Finding, say: Wording) -> float | str | None:
    """The figure that lacks; in words where a part lacks and nobody said how much of it."""
    if each.gap is None or each.gap.value is not None or not clauses.names(each, "partly"):
        return each.gap.value if each.gap else None
    return clauses.gap(each, say)


def _shortfall(result: Result, each: Finding, say: Wording, rows: Anchors) -> Link | None:
    """The shortfall that this clause is behind, leading back to its row."""
    behind = next(
        (one for one in result.shortfalls if one.item == each.item and each.rule in one.rules), None
    )
    if behind is None:
        return None
    rank = say("workbook.rank", no=behind.rank)
    return Link(rank, say("workbook.sheet.shortfalls"), rows[behind.id])


def _told(result: Result, each: Finding, say: Wording) -> str | None:
    """The verdict's own words where nothing was measured; None when nobody told us."""
    return None if each.status == "unknown" else clauses.found_or_verdict(result, each, say)


def _parts(each: Finding, say: Wording) -> str | None:
    lines = []
    for part in each.parts:
        state = (
            "unknown" if part.score is None
            else "met" if part.score >= 100
            else "short" if part.score <= 0
            else "half"
        )  # fmt: skip
        lines.append(say(f"workbook.part_state.{state}", name=part.name))
    return "\n".join(lines) or None


def _sources(result: Result, each: Finding, say: Wording) -> str | None:
    lines = []
    for id_ in each.facts:
        if id_ not in result.facts:
            continue
        fact = result.facts[id_]
        place = say("figure.join").join(
            figures.place(ref, result.sources, say) for ref in fact.refs
        )
        lines.append(
            say(
                "workbook.basis.fact" if place else "workbook.basis.fact_nowhere",
                about=facts.about(id_, result, say),
                value=facts.told(id_, fact, say),
                place=place,
            )
        )
    return "\n".join(lines) or None


def _how(result: Result, each: Finding, say: Wording) -> str:
    """How the verdict was reached: way, signature, notes, and what is still missing."""
    lines = [say(f"via.{each.via}")]
    if each.estate:
        names = {estate.id: estate.name for estate in result.estates}
        lines.append(say("workbook.basis.estate", estate=names.get(each.estate, each.estate)))
    if each.by:
        lines.append(
            say(
                "workbook.basis.signed",
                surveyor=each.by.surveyor,
                reviewer=each.by.reviewer or say("workbook.basis.no_reviewer"),
                date=figures.day(each.by.signed, say)
                if each.by.signed
                else say("workbook.basis.undated"),
                reason=each.by.reason or say("workbook.basis.no_reason"),
            )
        )
    lines += [say(f"finding_notes.{note}") for note in each.notes]
    if each.overlay:
        lines.append(say("workbook.basis.overlay"))
    if each.missing:
        labels = say("figure.join").join(
            facts.wanted(missing, result, say) for missing in each.missing
        )
        lines.append(say("workbook.basis.missing", labels=labels))
    return "\n".join(lines)
