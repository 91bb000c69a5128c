"""小区清单, 楼栋点位 and 闲置空间: one row each, one estate however many files tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from checkup.intake import places, values
from checkup.intake.draft import Draft, column_fact, unique
from checkup.intake.ledger import Row, Table
from checkup.model import Build, Building, Estate, Space
from checkup.problems import problem
from checkup.vocabulary import fold


def estates(draft: Draft, table: Table) -> None:
    taken: set[str] = {estate.id for estate in draft.estates}
    elsewhere = {fold(estate.name): estate for estate in draft.estates if estate.name}
    for row in table.rows:
        name = row.text("name")
        if name is None:
            draft.problems.append(problem("row_without_name", row.at["name"]))
        known = elsewhere.get(fold(name or ""))
        if known is not None:
            _add_to_estate(draft, known, table, row)
            continue
        if name in taken:
            draft.problems.append(problem("estate_repeated", row.at["name"], found=name))
        estate_id = unique(name or f"r{row.number}", taken)
        facts: dict[str, str] = {}
        for column in table.columns.values():
            if column.id == "name":
                continue
            fact = column_fact(draft, table, row, column)
            if fact is not None:
                fact_id = f"estate.{estate_id}.{column.id}"
                draft.facts[fact_id] = fact
                facts[column.id] = fact_id
        places.check(draft, table, row, f"estate.{estate_id}", facts)
        draft.estates.append(
            Estate(id=estate_id, name=name or "", build=estate_build(draft, facts), facts=facts)
        )


def _add_to_estate(draft: Draft, estate: Estate, table: Table, row: Row) -> None:
    """What another file tells of an estate we know already: what was unknown, never a second one.

    The estate's own map of facts gets the new columns when the community is assembled.
    """
    for column in table.columns.values():
        if column.id == "name":
            continue
        fact = column_fact(draft, table, row, column)
        if fact is not None:
            draft.keep(f"estate.{estate.id}.{column.id}", fact)
    places.added(draft, table, row, f"estate.{estate.id}")


def buildings(draft: Draft, table: Table) -> None:
    """One spot a row; the same building of the same estate in another file is no second one."""
    taken = {each.id for each in draft.buildings}
    known = {(fold(each.estate or ""), fold(each.name)): each.id for each in draft.buildings}
    for row in table.rows:
        name, estate = row.text("name") or "", row.text("estate")
        own_id = known.get((fold(estate or ""), fold(name)))
        is_new = own_id is None
        own_id = own_id or unique(f"{estate or ''}{name}" or f"r{row.number}", taken)
        facts: dict[str, str] = {}
        for key in ("population", *places.AXES, "crs"):
            column = table.columns.get(key)
            fact = column_fact(draft, table, row, column) if column is not None else None
            if fact is not None:
                draft.keep(f"building.{own_id}.{key}", fact)
                facts[key] = f"building.{own_id}.{key}"
        places.check(draft, table, row, f"building.{own_id}", facts)
        if is_new:
            draft.buildings.append(Building(id=own_id, name=name, estate=estate, facts=facts))


def estate_build(draft: Draft, facts: Mapping[str, str]) -> Build | None:
    told = draft.facts[facts["build"]].value if "build" in facts else None
    return told if told in get_args(Build) else None  # type: ignore[return-value]


def spaces(draft: Draft, table: Table) -> None:
    taken: set[str] = set()
    for row in table.rows:
        space_id = unique(row.text("number") or f"r{row.number}", taken)
        facts: dict[str, str] = {}
        for column in table.columns.values():
            if column.id in ("remark", "number"):
                continue
            fact = column_fact(draft, table, row, column)
            if fact is not None and fact.value is not None:
                fact_id = f"space.{space_id}.{column.id}"
                draft.facts[fact_id] = fact
                facts[column.id] = fact_id
        draft.spaces.append(
            Space(
                id=space_id,
                name=row.text("name") or "",
                estate=row.text("estate"),
                uses=values.several(row.text("uses") or ""),
                facts=facts,
            )
        )
