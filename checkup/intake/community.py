"""Tables → the Community: every figure a fact with its cell, every word a code of ours.

Nothing is guessed. Each sheet has its reader; what several of them tell together (totals, the
name, the number of units) is settled here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

from msgspec.structs import replace

from checkup.datafiles import nearest
from checkup.intake import (
    answers,
    catalogued,
    estate_sheets,
    estates,
    facilities,
    figures,
    meetings,
    places,
    projects,
    similar,
    values,
)
from checkup.intake.cells import Cell
from checkup.intake.draft import Draft
from checkup.intake.ledger import Table
from checkup.model import Build, Community, Estate, Facility, Fact, Problem, Ref, State
from checkup.policy import Policy
from checkup.problems import problem
from checkup.vocabulary import ProfileField, Vocabulary, fold

_PLACES: dict[str, frozenset[str]] = {
    "estates": frozenset({"name", "population", *places.AXES, "crs"}),
    "facilities": frozenset({"number", "name", "kind", "estate", *places.AXES, "crs"}),
}
"""Sheet → columns of a table that tells where things are and little else."""


def read_tables(draft: Draft, tables: Iterable[Table]) -> None:
    """Take everything these tables tell into the draft, problems included.

    Points of a map add to what a ledger tells, whatever the files are called.
    """
    ordered = sorted(
        tables, key=lambda table: table.columns.keys() <= _PLACES.get(table.sheet.id, frozenset())
    )
    for table in ordered:
        for row in table.rows:
            draft.check(table, row)
    draft.sheet_estates = estate_sheets.names(ordered, draft.vocabulary)
    for sheet_id, reader in _READERS.items():
        for table in ordered:
            if table.sheet.id == sheet_id:
                reader(draft, table)
    places.settle(draft)
    similar.check(draft)


def _profile(draft: Draft, table: Table) -> None:
    vocabulary = draft.vocabulary
    for row in table.rows:
        label = row.text("field")
        if label is None or "value" not in row.at:
            continue
        field_id = vocabulary.field_by_word.get(fold(label))
        at = row.at["value"]
        if field_id is None:
            likely = nearest(label, [each.name for each in vocabulary.profile.values()])
            draft.problems.append(
                problem("profile_field_unknown", row.at["field"], found=label,
                        suggestion=likely or "—")
            )  # fmt: skip
            continue
        keep_profile(draft, field_id, row.cells.get("value"), at, row.text("unit"))


def keep_profile(draft: Draft, field_id: str, cell: Cell | None, at: Ref, unit: str | None) -> None:
    """Keep one figure of the profile, whatever form it came in."""
    each = draft.vocabulary.profile[field_id]
    fact, found = read_field(draft.vocabulary, each, cell, at, unit)
    draft.problems += found
    draft.keep(f"profile.{field_id}", fact)


def read_field(
    vocabulary: Vocabulary, each: ProfileField, cell: Cell | None, at: Ref, unit: str | None
) -> tuple[Fact, list[Problem]]:
    """One profile cell as a fact of the field's type."""
    if each.type == "choice" and each.words:
        return values.choice(cell, at, each.words, vocabulary)
    if each.type == "text":
        text = values.text_of(cell)
        return Fact(value=text, refs=(at,), gap=None if text else "blank"), []
    return figures.number(cell, at, each, unit, vocabulary, own_unit=True)


_READERS: dict[str, Callable[[Draft, Table], None]] = {
    "profile": _profile,
    "estates": estates.estates,
    "buildings": estates.buildings,
    "facilities": facilities.facilities,
    "spaces": estates.spaces,
    "answers": answers.answers,
    "scope": answers.scope,
    "verdicts": answers.verdicts,
    "others": answers.others,
    "prices": answers.prices,
    "meetings": meetings.meetings,
    "services": catalogued.services,
    projects.SHEET: projects.projects,
}
"""Sheet → reader, in the order in which one builds on the other (estates before facilities)."""


def _add_up(draft: Draft) -> None:
    """Profile figures that the estates add up to: taken when not told, checked when told."""
    for each in draft.vocabulary.profile.values():
        if each.sum_of is None or not draft.estates:
            continue
        parts = [draft.facts.get(f"estate.{own.id}.{each.sum_of}") for own in draft.estates]
        if any(part is None or part.value is None for part in parts):
            continue
        known = [part for part in parts if part is not None]
        total = sum(part.value for part in known if isinstance(part.value, (int, float)))
        told = draft.facts.get(f"profile.{each.id}")
        if told is None or told.value is None:
            refs = tuple(ref for part in known for ref in part.refs)
            draft.facts[f"profile.{each.id}"] = Fact(
                value=total, unit=each.unit, refs=refs, note="sum_of_estates"
            )
        elif told.value != total:
            draft.problems.append(
                problem("total_differs", told.refs[0], found=told.value, total=total)
            )


def assembled(
    draft: Draft, folder_name: str, policy: Policy, units_set: int | None = None
) -> Community:
    """The community of the draft: totals taken from the estates, the name from the profile.

    ``units_set`` is the number of basic units that checkup.yaml sets; it stands against the
    profile's.
    """
    _add_up(draft)

    def told(name: str) -> object:
        fact = draft.facts.get(f"profile.{name}")
        return fact.value if fact else None

    name = str(told("name") or folder_name)
    population, build = told("population"), told("build")
    units = _units(draft, units_set)
    if isinstance(population, (int, float)) and not (
        policy.population_low <= population / (units or 1) <= policy.population_high
    ):
        at = draft.facts["profile.population"].refs[0]
        draft.problems.append(
            problem("population_outside", at, found=population,
                    low=policy.population_low, high=policy.population_high)
        )  # fmt: skip
    street = told("street")
    return Community(
        id=name,
        name=name,
        street=str(street) if street else None,
        build=build if build in get_args(Build) else None,  # type: ignore[arg-type]
        units=units,
        facts=draft.facts,
        estates=tuple(_with_told_columns(draft, estate) for estate in draft.estates),
        buildings=tuple(draft.buildings),
        facilities=tuple(_with_told_cells(draft, facility) for facility in draft.facilities),
        spaces=tuple(draft.spaces),
        verdicts=tuple(draft.verdicts),
        other_shortfalls=tuple(draft.others),
        local_prices=tuple(draft.prices),
        services=tuple(draft.services),
        stored_projects=tuple(draft.stored),
    )


def _units(draft: Draft, units_set: int | None) -> int | None:
    """The number of basic units chosen; checkup.yaml wins over the profile, 0 is no number."""
    fact = draft.facts.get("profile.units")
    told = fact.value if fact else None
    if fact is None or not isinstance(told, int):
        return units_set
    if told < 1:
        draft.problems.append(problem("number_unreadable", fact.refs[0], found=told))
        return units_set
    if units_set is not None and told != units_set:
        where = Ref(draft.settings or "", "units", "units")
        draft.differ("profile.units", told, fact.refs[0], units_set, where)
    return units_set or told


def _with_told_columns(draft: Draft, estate: Estate) -> Estate:
    """The estate with what other files and a returned page told of its cells."""
    columns = draft.vocabulary.sheets["estates"].columns
    facts = dict(estate.facts)
    for column in columns:
        fact_id = f"estate.{estate.id}.{column.id}"
        if fact_id in draft.facts:
            facts[column.id] = fact_id
    return replace(estate, build=estates.estate_build(draft, facts), facts=facts)


def _with_told_cells(draft: Draft, facility: Facility) -> Facility:
    """The facility with what a returned page told of its cells."""
    facts = dict(facility.facts)
    for each in draft.vocabulary.sheets["facilities"].columns:
        fact_id = f"facility.{facility.id}.{each.id}"
        if fact_id in draft.facts:
            facts[each.id] = fact_id

    def told(column: str) -> object:
        fact = draft.facts.get(facts.get(column, ""))
        return fact.value if fact else None

    kind, state, functions = told("kind"), told("state"), told("functions")
    # several facilities in one cell stay a doubt; a kind that was blank and is told now is none
    known = isinstance(kind, str) and facility.kind is None
    return replace(
        facility,
        kind=str(kind) if known else facility.kind,
        maybe=() if known else facility.maybe,
        kind_blank=False if known else facility.kind_blank,
        state=state if state in get_args(State) else facility.state,
        functions=values.several(functions) if isinstance(functions, str) else facility.functions,
        facts=facts,
    )
