"""Tables → the Community: every figure a fact with its cell, every word a code of ours.

Nothing is guessed. A blank cell is an unknown fact that keeps its address, so that the list of
what to collect can name the cell. Where two places tell different figures, the first stands
and a problem names both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import get_args

from msgspec import Struct, field
from msgspec.structs import replace

from checkup.datafiles import nearest
from checkup.intake import values
from checkup.intake.cells import Cell
from checkup.intake.ledger import Row, Table
from checkup.model import (
    Build,
    Community,
    Estate,
    Facility,
    Fact,
    Grade,
    OtherShortfall,
    Problem,
    Ref,
    Signature,
    Space,
    State,
    Verdict,
)
from checkup.policy import Policy
from checkup.problems import problem
from checkup.vocabulary import Column, ProfileField, Vocabulary, fold

_WANTED = frozenset({"kind", "state", "building_area", "land_area", "usable_area", "quantity",
                     "size", "walk_minutes", "functions"})  # fmt: skip
"""Columns of 设施台账 that rules read: their blank cells are kept as unknown facts."""
_UNKEPT = frozenset({"remark", "name", "estate"})
"""Columns that go into the row itself or stay in the office."""


class Draft(Struct, kw_only=True):
    """A community being read. The one mutable thing of intake; nothing outside sees it."""

    vocabulary: Vocabulary
    clauses: Mapping[str, tuple[str, ...]]
    """Rule number → the parts a yes/no answer may name."""
    facts: dict[str, Fact] = field(default_factory=dict)
    estates: list[Estate] = field(default_factory=list)
    facilities: list[Facility] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    others: list[OtherShortfall] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def keep(self, fact_id: str, fact: Fact) -> None:
        """Keep a fact; an unknown gives way to a known one, two known ones that differ are said."""
        old = self.facts.get(fact_id)
        if old is None or old.value is None:
            if old is None or fact.value is not None:
                self.facts[fact_id] = fact
        elif fact.value is not None and fact.value != old.value:
            first, second = old.refs[0], fact.refs[0]
            self.problems.append(
                problem(
                    "contradiction", second, found=fact.value,
                    other=old.value, other_sheet=first.sheet, other_cell=first.cell,
                )
            )  # fmt: skip

    def number(self, row: Row, column: Column, units: Mapping[str, str | None]) -> Fact | None:
        """The row's figure in that column; None when the table has no such column."""
        if column.id not in row.at:
            return None
        fact, found = values.number(
            row.cells.get(column.id),
            row.at[column.id],
            column,
            units.get(column.id),
            self.vocabulary,
        )
        self.problems += found
        return fact

    def word(self, row: Row, column: str, words: str) -> Fact | None:
        """The row's choice in that column as a code; None when the table has no such column."""
        if column not in row.at:
            return None
        fact, found = values.choice(row.cells.get(column), row.at[column], words, self.vocabulary)
        self.problems += found
        return fact


def read_tables(draft: Draft, tables: Iterable[Table]) -> None:
    """Take everything these tables tell into the draft, problems included."""
    ordered = list(tables)
    for sheet_id, reader in _READERS.items():
        for table in ordered:
            if table.sheet.id == sheet_id:
                reader(draft, table)


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
    return values.number(cell, at, each, unit, vocabulary)


def _estates(draft: Draft, table: Table) -> None:
    taken: set[str] = {estate.id for estate in draft.estates}
    for row in table.rows:
        name = row.text("name")
        if name is None:
            draft.problems.append(problem("row_without_name", row.at["name"]))
        estate_id = _unique(name or f"r{row.number}", taken)
        facts: dict[str, str] = {}
        for column in table.columns.values():
            if column.id == "name":
                continue
            fact = _column_fact(draft, table, row, column)
            if fact is not None:
                fact_id = f"estate.{estate_id}.{column.id}"
                draft.facts[fact_id] = fact
                facts[column.id] = fact_id
        draft.estates.append(
            Estate(id=estate_id, name=name or "", build=_estate_build(draft, facts), facts=facts)
        )


def _estate_build(draft: Draft, facts: Mapping[str, str]) -> Build | None:
    told = draft.facts[facts["build"]].value if "build" in facts else None
    return told if told in get_args(Build) else None  # type: ignore[return-value]


def _column_fact(draft: Draft, table: Table, row: Row, column: Column) -> Fact | None:
    """The row's cell in any column, as a fact of the column's type."""
    if column.type in ("number", "count"):
        return draft.number(row, column, table.units)
    if column.type == "choice" and column.words:
        return draft.word(row, column.id, column.words)
    if column.type == "year":
        return _year(row, column)
    text = row.text(column.id)
    return values.plain(text, row.at[column.id]) if text else None


def _year(row: Row, column: Column) -> Fact | None:
    """A year as a whole number from 1984, 1984年 or a date; anything else stays unknown."""
    text = row.text(column.id)
    if text is None:
        return Fact(value=None, refs=(row.at[column.id],), gap="blank")
    digits = values.flat(text)[:4]
    if digits.isdigit() and 1000 <= int(digits) <= 2999:
        return values.plain(int(digits), row.at[column.id])
    return Fact(value=None, refs=(row.at[column.id],), gap="unreadable")


def _facilities(draft: Draft, table: Table) -> None:
    taken: set[str] = {each.id for each in draft.facilities}
    estates = {fold(estate.name): estate.name for estate in draft.estates if estate.name}
    if "kind" not in table.columns and table.rows:
        draft.problems.append(
            problem("kind_from_name", next(iter(table.rows[0].at.values())), found="")
        )
    if "state" not in table.columns and table.rows:
        draft.problems.append(
            problem("state_not_asked", next(iter(table.rows[0].at.values())), found="")
        )
    for row in table.rows:
        draft.facilities.append(_facility(draft, table, row, taken, estates))


def _facility(
    draft: Draft, table: Table, row: Row, taken: set[str], estates: Mapping[str, str]
) -> Facility:
    name = row.text("name")
    if name is None:
        draft.problems.append(problem("row_without_name", row.at["name"]))
    told_number = row.text("number")
    if told_number in taken:
        draft.problems.append(problem("id_repeated", row.at["number"], found=told_number))
    facility_id = _unique(told_number or f"r{row.number}", taken)
    facts: dict[str, str] = {}
    for column in table.columns.values():
        if column.id in _UNKEPT or column.id == "kind":
            continue
        fact = _column_fact(draft, table, row, column)
        if fact is None and column.id in _WANTED:
            fact = Fact(value=None, refs=(row.at[column.id],), gap="blank")
        if fact is not None and (fact.value is not None or column.id in _WANTED):
            fact_id = f"facility.{facility_id}.{column.id}"
            draft.facts[fact_id] = fact
            facts[column.id] = fact_id
    _with_size_unit(draft, facts)
    kind, maybe, blank = _kind(draft, row, facility_id, facts)
    if "state" in table.columns:
        told = draft.facts[facts["state"]].value
        state: State | None = told if told in get_args(State) else None  # type: ignore[assignment]
    else:
        state = "in_use"
    functions = row.text("functions")
    estate = row.text("estate")
    return Facility(
        id=facility_id,
        name=name or "",
        kind=kind,
        maybe=maybe,
        kind_blank=blank,
        functions=values.several(functions) if functions else None,
        estate=estate,
        inside=bool(estate and fold(estate) in estates),
        state=state,
        facts=facts,
    )


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


def _kind(
    draft: Draft, row: Row, facility_id: str, facts: dict[str, str]
) -> tuple[str | None, tuple[str, ...], bool]:
    """(kind, kinds it may be, whether the cell is blank) of a row of 设施台账."""
    by_word = draft.vocabulary.kind_by_word
    if "kind" not in row.at:
        name = fold(row.text("name") or "")
        named = {kind for word, kind in by_word.items() if len(word) > 2 and word in name}
        if len(named) == 1:
            kind = named.pop()
            draft.facts[f"facility.{facility_id}.kind"] = values.plain(kind, row.at["name"])
            facts["kind"] = f"facility.{facility_id}.kind"
            return kind, (), False
        return None, tuple(sorted(named)), False
    at = row.at["kind"]
    text = row.text("kind")
    facts["kind"] = f"facility.{facility_id}.kind"
    if text is None or values.flat(text) in draft.vocabulary.figures.unclear:
        draft.facts[facts["kind"]] = Fact(value=None, refs=(at,), gap="blank")
        draft.problems.append(problem("kind_blank", at, name=row.text("name") or "—"))
        return None, (), True
    matched = by_word.get(fold(text))
    if matched:
        draft.facts[facts["kind"]] = values.plain(matched, at)
        return matched, (), False
    likely = _similar_kinds(draft.vocabulary, text)
    draft.facts[facts["kind"]] = Fact(value=None, refs=(at,), gap="unreadable")
    names = "、".join(draft.vocabulary.name(kind) for kind in likely)
    draft.problems.append(problem("kind_unknown", at, found=text, suggestion=names or "—"))
    return None, likely, False


def _similar_kinds(vocabulary: Vocabulary, text: str) -> tuple[str, ...]:
    """Up to three kinds whose words are most like this one; a suggestion, never a merge."""
    from rapidfuzz import fuzz, process

    close = process.extract(
        fold(text), list(vocabulary.kind_by_word), scorer=fuzz.WRatio, limit=6, score_cutoff=75
    )
    kinds = dict.fromkeys(vocabulary.kind_by_word[word] for word, _, _ in close)
    return tuple(kinds)[:3]


def _spaces(draft: Draft, table: Table) -> None:
    taken: set[str] = set()
    for row in table.rows:
        space_id = _unique(row.text("number") or f"r{row.number}", taken)
        facts: dict[str, str] = {}
        for column in table.columns.values():
            if column.id in ("remark", "number"):
                continue
            fact = _column_fact(draft, table, row, column)
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


def _answers(draft: Draft, table: Table) -> None:
    rows_of = Counter(row.text("rule") for row in table.rows)
    for row in table.rows:
        if "answer" not in row.at:
            continue
        parts = draft.clauses.get(row.text("rule") or "", ())
        if parts and row.text("part") is None and rows_of[row.text("rule")] > 1:
            # one of several rows about a clause speaks of a part, not of the whole
            at = row.at.get("part", row.at["rule"])
            draft.problems.append(problem("part_unknown", at, allowed="、".join(parts)))
            continue
        fact = draft.word(row, "answer", "answer")
        grade = draft.word(row, "grade", "grade")
        if fact is None:
            continue
        told_grade = grade.value if grade else None
        keep_answer(
            draft, row.text("rule"), row.text("part"), row.at["rule"],
            values.graded(fact, told_grade if told_grade in get_args(Grade) else None),  # type: ignore[arg-type]
        )  # fmt: skip


def keep_answer(draft: Draft, rule: str | None, part: str | None, at: Ref, fact: Fact) -> None:
    """Keep one yes/no answer if its rule and part exist; else a problem with a suggestion."""
    parts = draft.clauses.get(rule or "")
    if rule is None or parts is None:
        likely = nearest(rule or "", list(draft.clauses))
        draft.problems.append(
            problem("rule_unknown", at, found=rule or "", suggestion=likely or "—")
        )
        return
    if part is not None:
        named = {fold(each): each for each in parts}
        match = named.get(fold(part))
        if parts and match is None:
            draft.problems.append(problem("part_unknown", at, found=part, allowed="、".join(parts)))
            return
        part = match
    if fact.value == "unclear":
        fact = replace(fact, value=None, gap="unclear")
    targets = (
        [f"answer.{rule}.{part}"]
        if part
        else ([f"answer.{rule}.{each}" for each in parts] or [f"answer.{rule}"])
    )
    for fact_id in targets:
        draft.keep(fact_id, fact)


def _scope(draft: Draft, table: Table) -> None:
    for row in table.rows:
        label = row.text("kind")
        kind = draft.vocabulary.kind_by_word.get(fold(label or ""))
        if kind is None:
            likely = _similar_kinds(draft.vocabulary, label or "")
            names = "、".join(draft.vocabulary.name(each) for each in likely)
            draft.problems.append(
                problem("kind_unknown", row.at["kind"], found=label or "", suggestion=names or "—")
            )
            continue
        surveyed = draft.word(row, "surveyed", "yes_no")
        if surveyed is not None:
            draft.keep(f"surveyed.{kind}", surveyed)
        stated = draft.number(row, table.sheet_column("stated"), table.units)
        if stated is not None and stated.gap != "blank":
            draft.keep(f"stated.{kind}", stated)


def _verdicts(draft: Draft, table: Table) -> None:
    for row in table.rows:
        at = row.at["rule"]
        rule = row.text("rule")
        if rule is None or rule not in draft.clauses:
            likely = nearest(rule or "", list(draft.clauses))
            draft.problems.append(
                problem("rule_unknown", at, found=rule or "", suggestion=likely or "—")
            )
            continue
        outcome = draft.word(row, "outcome", "outcome")
        surveyor, signed = row.text("surveyor"), values.day(row.cells.get("date"))
        reason, evidence = row.text("reason"), row.text("evidence")
        valid_until = values.day(row.cells.get("valid_until"))
        told = outcome.value if outcome else None
        complete = told and surveyor and signed and reason and evidence and valid_until
        if not complete:
            draft.problems.append(problem("verdict_incomplete", at, found=rule))
            if not told or not surveyor:
                continue
        draft.verdicts.append(
            Verdict(
                rule=rule,
                outcome=told,  # type: ignore[arg-type]
                by=Signature(
                    surveyor=surveyor or "",
                    reviewer=row.text("reviewer") if complete else None,
                    post=row.text("post"),
                    signed=signed,
                    reason=reason,
                    evidence=evidence,
                    valid_until=valid_until,
                ),
                ref=at,
            )
        )


def _others(draft: Draft, table: Table) -> None:
    for row in table.rows:
        quantity = draft.number(row, table.sheet_column("quantity"), table.units)
        told = quantity.value if quantity else None
        draft.others.append(
            OtherShortfall(
                id=f"Q{len(draft.others) + 1:02d}",
                name=row.text("name") or "",
                quantity=float(told) if isinstance(told, (int, float)) else None,
                unit=row.text("unit"),
                estate=row.text("estate"),
                basis=row.text("basis"),
                checked_by=row.text("checker"),
                ref=row.at["name"],
            )
        )


_READERS: dict[str, Callable[[Draft, Table], None]] = {
    "profile": _profile,
    "estates": _estates,
    "facilities": _facilities,
    "spaces": _spaces,
    "answers": _answers,
    "scope": _scope,
    "verdicts": _verdicts,
    "others": _others,
}
"""Sheet → reader, in the order in which one builds on the other (estates before facilities)."""


def _add_up(draft: Draft) -> None:
    """Profile figures that the estates add up to: taken when not told, checked when told."""
    for each in draft.vocabulary.profile.values():
        if each.sum_of is None or not draft.estates:
            continue
        parts = [draft.facts.get(estate.facts.get(each.sum_of, "")) for estate in draft.estates]
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
                problem("contradiction", told.refs[0], found=told.value, other=total,
                        other_sheet=known[0].refs[0].sheet, other_cell=known[0].refs[0].cell)
            )  # fmt: skip


def assembled(draft: Draft, folder_name: str, policy: Policy) -> Community:
    """The community of the draft: totals taken from the estates, the name from the profile."""
    _add_up(draft)

    def told(name: str) -> object:
        fact = draft.facts.get(f"profile.{name}")
        return fact.value if fact else None

    name = str(told("name") or folder_name)
    population, units, build = told("population"), told("units"), told("build")
    if isinstance(population, (int, float)) and not (
        policy.population_low <= population <= policy.population_high
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
        units=int(units) if isinstance(units, (int, float)) and units >= 1 else None,
        facts=draft.facts,
        estates=tuple(_with_told_build(draft, estate) for estate in draft.estates),
        facilities=tuple(_with_told_cells(draft, facility) for facility in draft.facilities),
        spaces=tuple(draft.spaces),
        verdicts=tuple(draft.verdicts),
        other_shortfalls=tuple(draft.others),
    )


def _with_told_build(draft: Draft, estate: Estate) -> Estate:
    """The estate with what a returned page told of its build type."""
    fact = draft.facts.get(f"estate.{estate.id}.build")
    if fact is None or fact.value not in get_args(Build):
        return estate
    facts = {**estate.facts, "build": f"estate.{estate.id}.build"}
    return replace(estate, build=fact.value, facts=facts)


def _with_told_cells(draft: Draft, facility: Facility) -> Facility:
    """The facility with what a returned page told of its cells."""
    facts = dict(facility.facts)
    for column in _WANTED:
        fact_id = f"facility.{facility.id}.{column}"
        if fact_id in draft.facts:
            facts[column] = fact_id

    def told(column: str) -> object:
        fact = draft.facts.get(facts.get(column, ""))
        return fact.value if fact else None

    kind, state, functions = told("kind"), told("state"), told("functions")
    known = isinstance(kind, str)
    return replace(
        facility,
        kind=kind if known else facility.kind,
        maybe=() if known else facility.maybe,
        kind_blank=False if known else facility.kind_blank,
        state=state if state in get_args(State) else facility.state,
        functions=values.several(functions) if isinstance(functions, str) else facility.functions,
        facts=facts,
    )


def _unique(wanted: str, taken: set[str]) -> str:
    """The wanted id, or with a counter when it is taken; reserved in ``taken``."""
    unique, count = wanted, 2
    while unique in taken:
        unique, count = f"{wanted}-{count}", count + 1
    taken.add(unique)
    return unique
