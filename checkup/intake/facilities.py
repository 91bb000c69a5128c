"""设施台账: one row, one facility; a number given in two files is one facility told twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from msgspec.structs import replace

from checkup.intake import kinds, places, values
from checkup.intake.draft import Draft, column_fact, unique
from checkup.intake.kinds import KindRead
from checkup.intake.ledger import Row, Table
from checkup.model import Facility, Fact, State
from checkup.problems import problem
from checkup.vocabulary import fold

_WANTED = frozenset({"kind", "state", "building_area", "land_area", "usable_area", "quantity",
                     "size", "walk_minutes", "functions"})  # fmt: skip
"""Columns that rules read: their blank cells are kept as unknown facts."""
_UNKEPT = frozenset({"remark", "name", "estate"})
"""Columns that go into the row itself or stay in the office."""


def facilities(draft: Draft, table: Table) -> None:
    """Every row of a 设施台账; how the table as a whole was read is said once."""
    if not table.rows:
        return
    taken = {each.id for each in draft.facilities}
    listed = {fold(estate.name): estate.name for estate in draft.estates if estate.name}
    estates = listed or draft.sheet_estates
    first = next(iter(table.rows[0].at.values()))
    if "kind" not in table.columns:
        draft.problems.append(problem("kind_from_name", first, found=""))
    if "state" not in table.columns:
        draft.problems.append(problem("state_not_asked", first, found=""))
    if "building_area" in table.unsure:
        at = table.rows[0].at["building_area"]
        draft.problems.append(problem("area_read_as_building", at))
    estate = _estate_of(draft, table, estates)
    if estate is not None:
        at = table.rows[0].at["name"]
        draft.problems.append(problem("estate_from_title", at, found=estate, estate=estate))
    for row in table.rows:
        known = _told_before(draft, table, row)
        if known is not None:
            _add(draft, known, table, row, estates, estate)
        else:
            draft.facilities.append(_facility(draft, table, row, taken, estates, estate))


def _estate_of(draft: Draft, table: Table, estates: Mapping[str, str]) -> str | None:
    """The estate that the sheet's name or a title over the table names, and nothing else."""
    if "estate" in table.columns:
        return None
    words = "|".join(re.escape(fold(word)) for word in draft.vocabulary.estate_sheet)
    for title in map(fold, table.titles):
        within = [word for word in estates if word in title]
        named = max(within, key=len, default="")
        if named and re.fullmatch(f"(?:{words})*", title.replace(named, "", 1)):
            return estates[named]
    return None


def _told_before(draft: Draft, table: Table, row: Row) -> Facility | None:
    """The facility of the same number and name in another file; a serial number is none."""
    number, name = row.text("number"), row.text("name")
    if number is None or name is None or "number" in table.unsure:
        return None
    for each in draft.facilities:
        elsewhere = draft.rows[each.id].source != row.at["name"].source
        if each.id == number and fold(each.name) == fold(name) and elsewhere:
            return each
    return None


def _add(
    draft: Draft, facility: Facility, table: Table, row: Row, estates: Mapping[str, str],
    titled: str | None,
) -> None:  # fmt: skip
    """What another file tells of a facility we know: what was unknown; what differs is said."""
    for column in table.columns.values():
        if column.id in _UNKEPT | {"number", "kind"}:
            continue
        fact = column_fact(draft, table, row, column)
        if fact is not None:
            draft.keep(f"facility.{facility.id}.{column.id}", fact)
    told = draft.vocabulary.kind_by_word.get(fold(row.text("kind") or ""))
    if told is not None:
        draft.keep(f"facility.{facility.id}.kind", values.plain(told, row.at["kind"]))
    ids = {column: f"facility.{facility.id}.{column}" for column in ("size", "size_unit")}
    if (size := draft.facts.get(ids["size"])) is not None and size.unit is None:
        _with_size_unit(draft, ids)
    places.added(draft, table, row, f"facility.{facility.id}")
    estate = row.text("estate") or titled
    if facility.estate is None and estate:
        at = draft.facilities.index(facility)
        draft.facilities[at] = replace(facility, estate=estate, inside=fold(estate) in estates)


def _facility(
    draft: Draft,
    table: Table,
    row: Row,
    taken: set[str],
    estates: Mapping[str, str],
    titled: str | None,
) -> Facility:
    name = row.text("name")
    if name is None:
        draft.problems.append(problem("row_without_name", row.at["name"]))
    told_number = row.text("number")
    if told_number in taken and "number" not in table.unsure:
        draft.problems.append(problem("id_repeated", row.at["number"], found=told_number))
    facility_id = unique(told_number or f"r{row.number}", taken)
    draft.rows[facility_id] = row.at["name"]
    facts: dict[str, str] = {}
    for column in table.columns.values():
        if column.id in _UNKEPT or column.id == "kind":
            continue
        fact = column_fact(draft, table, row, column)
        if fact is None and column.id in _WANTED:
            fact = Fact(value=None, refs=(row.at[column.id],), gap="blank")
        if fact is not None and (fact.value is not None or column.id in _WANTED):
            fact_id = f"facility.{facility_id}.{column.id}"
            draft.facts[fact_id] = fact
            facts[column.id] = fact_id
    _with_size_unit(draft, facts)
    places.check(draft, table, row, f"facility.{facility_id}", facts)
    read = kinds.read(draft, row, facility_id, facts)
    if "building_area" in table.unsure:
        _area_kind(draft, row, read, facts)
    if "state" in table.columns:
        told = draft.facts[facts["state"]].value
        state: State | None = told if told in get_args(State) else None  # type: ignore[assignment]
    else:
        state = "in_use"
    functions = row.text("functions")
    estate = row.text("estate") or titled
    return Facility(
        id=facility_id,
        name=name or "",
        kind=read.kind,
        maybe=read.maybe,
        kind_blank=read.blank,
        functions=values.several(functions) if functions else None,
        estate=estate,
        inside=bool(estate and fold(estate) in estates),
        state=state,
        facts=facts,
    )


def _area_kind(draft: Draft, row: Row, read: KindRead, facts: dict[str, str]) -> None:
    """A bare 面积 of what is or may be a ground is unknown: floor never stands in for land."""
    all_kinds = draft.vocabulary.kinds
    likely = (read.kind,) if read.kind else read.maybe
    indoor = likely and not any(all_kinds[kind].outdoor for kind in likely)
    fact = draft.facts[facts["building_area"]]
    if indoor or fact.value is None:
        return
    at = row.at["building_area"]
    draft.facts[facts["building_area"]] = replace(fact, value=None, gap="unclear", note=None)
    draft.problems.append(
        problem("area_kind_unstated", at, found=row.text("building_area") or "",
                name=row.text("name") or "—")
    )  # fmt: skip


def _with_size_unit(draft: Draft, facts: dict[str, str]) -> None:
    """规模 gets the unit of 规模单位, as its cells say: 6 · 班."""
    if "size" not in facts:
        return
    unit_fact = draft.facts.get(facts.get("size_unit", ""))
    code = unit_fact.value if unit_fact else None
    words = draft.vocabulary.words["size_unit"]
    size = draft.facts[facts["size"]]
    if isinstance(code, str):
        unit = words[code][0]
        refs = size.refs + (unit_fact.refs if unit_fact else ())
        draft.facts[facts["size"]] = replace(size, unit=unit, refs=refs)
