"""Coordinates: usable for distances only in one stated system.

GCJ-02 and BD-09 are shifted by hundreds of metres against WGS-84, so figures of an unstated or
mixed system are kept, marked, and never measured with.
"""

from __future__ import annotations

from msgspec.structs import replace

from checkup.intake import values
from checkup.intake.draft import Draft
from checkup.intake.ledger import Row, Table
from checkup.problems import problem

UNSTATED = "crs_unstated"
MIXED = "crs_mixed"
AXES = ("longitude", "latitude")


def check(draft: Draft, table: Table, row: Row, prefix: str, facts: dict[str, str]) -> None:
    """Give the row's coordinates their system, from its cell or the header; else mark them.

    One problem a table where it has no such column, one a row where the cell is blank.
    """
    if not all(_known(draft, facts, axis) for axis in AXES):
        return
    if _known(draft, facts, "crs"):
        return
    header = draft.vocabulary.choice("crs", table.units.get("longitude") or "")
    if header is not None:
        draft.facts[f"{prefix}.crs"] = values.plain(header, row.at["longitude"])
        facts["crs"] = f"{prefix}.crs"
        return
    for axis in AXES:
        draft.facts[facts[axis]] = replace(draft.facts[facts[axis]], note=UNSTATED)
    first = next(each for each in table.rows if each.text("longitude"))
    if "crs" in table.columns or row is first:
        at = row.at["crs"] if "crs" in table.columns else row.at["longitude"]
        draft.problems.append(problem(UNSTATED, at, found=row.text("longitude") or ""))


def added(draft: Draft, table: Table, row: Row, prefix: str) -> None:
    """:func:`check` for a row that adds to what another file told, where its coordinates are the
    ones that were taken."""
    facts = _told(draft, prefix)
    taken = draft.facts[facts["longitude"]].refs if "longitude" in facts else ()
    if row.text("longitude") and row.at["longitude"] in taken:
        check(draft, table, row, prefix, facts)


def settle(draft: Draft) -> None:
    """Refuse coordinates for distances where the community's are in more than one system."""
    rows = [
        *(_told(draft, f"estate.{each.id}") for each in draft.estates),
        *(_told(draft, f"building.{each.id}") for each in draft.buildings),
        *(_told(draft, f"facility.{each.id}") for each in draft.facilities),
    ]
    told = [
        (facts, draft.facts[facts["crs"]])
        for facts in rows
        if _known(draft, facts, "crs") and _known(draft, facts, "longitude")
    ]
    if len({fact.value for _, fact in told}) < 2:
        return
    first = told[0][1].value
    words = draft.vocabulary.words["crs"]
    odd = next(fact for _, fact in told if fact.value != first)
    draft.problems.append(
        problem(MIXED, odd.refs[0], found=words[str(odd.value)][0], other=words[str(first)][0])
    )
    for facts, _ in told:
        for axis in AXES:
            if axis in facts:
                draft.facts[facts[axis]] = replace(draft.facts[facts[axis]], note=MIXED)


def _told(draft: Draft, prefix: str) -> dict[str, str]:
    """Axes and system of one row, whichever file told them."""
    ids = {column: f"{prefix}.{column}" for column in (*AXES, "crs")}
    return {column: fact_id for column, fact_id in ids.items() if fact_id in draft.facts}


def _known(draft: Draft, facts: dict[str, str], column: str) -> bool:
    fact = draft.facts.get(facts.get(column, ""))
    return fact is not None and fact.value is not None
