"""A community being read: what the tables have told so far, and how a cell becomes a fact.

A blank cell is an unknown fact that keeps its address, so that the list of what to collect can
name the cell. Where two places tell different figures, the first stands and a problem names both.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from checkup.intake import figures, values
from checkup.intake.ledger import Row, Table
from checkup.intake.sorting import Sorting
from checkup.model import (
    Building,
    Estate,
    Facility,
    Fact,
    Gap,
    LocalPrice,
    Mention,
    OtherShortfall,
    Problem,
    Ref,
    Service,
    Space,
    StoredProject,
    Verdict,
)
from checkup.problems import problem
from checkup.vocabulary import Column, Vocabulary


class Draft(Struct, kw_only=True):
    """A community being read. The one mutable thing of intake; nothing outside sees it."""

    vocabulary: Vocabulary
    clauses: Mapping[str, tuple[str, ...]]
    """Rule number → the parts a yes/no answer may name."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Source id → file name, for problems that name a second place."""
    settings: str | None = None
    """The source id of checkup.yaml: what it tells stands against any sheet."""
    facts: dict[str, Fact] = field(default_factory=dict)
    estates: list[Estate] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    facilities: list[Facility] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    others: list[OtherShortfall] = field(default_factory=list)
    prices: list[LocalPrice] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    sorting: Sorting = field(default_factory=Sorting)
    stored: list[StoredProject] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sheet_estates: Mapping[str, str] = field(default_factory=dict)
    """Folded name → name of the estates that sheets are named after, where no list tells them."""
    rows: dict[str, Ref] = field(default_factory=dict)
    """Facility id → the cell of its name."""

    def keep(self, fact_id: str, fact: Fact) -> None:
        """Keep a fact; an unknown gives way to a known one, two known ones that differ are said."""
        old = self.facts.get(fact_id)
        if old is None or old.value is None:
            if old is None or fact.value is not None:
                self.facts[fact_id] = fact
        elif fact.value is not None and fact.value != old.value:
            self.differ(fact_id, fact.value, fact.refs[0], old.value, old.refs[0])

    def differ(self, fact_id: str, second: object, at: Ref, first: object, where: Ref) -> None:
        """Say that two places tell different things; the first stands."""
        overruled = where.source == self.settings != at.source
        self.problems.append(
            problem(
                "setting_overridden" if overruled else "contradiction", at,
                found=self.vocabulary.spoken(fact_id, second),
                other=self.vocabulary.spoken(fact_id, first),
                other_file=self.names.get(where.source, where.source),
                other_sheet=where.sheet, other_cell=where.cell,
            )
        )  # fmt: skip

    def check(self, table: Table, row: Row) -> None:
        """Say what is wrong with the row's cells, whether or not anything reads them."""
        for column in table.columns.values():
            cell = row.cells.get(column.id)
            if cell is not None:
                found = values.checked(cell, row.at[column.id], column, self.vocabulary)
                self.problems += found

    def number(self, row: Row, column: Column, units: Mapping[str, str | None]) -> Fact | None:
        """The row's figure in that column; None when the table has no such column."""
        if column.id not in row.at:
            return None
        fact, found = figures.number(
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


def column_fact(draft: Draft, table: Table, row: Row, column: Column) -> Fact | None:
    """The row's cell in any column, as a fact of the column's type; None for a blank word."""
    if column.type in ("number", "count"):
        return draft.number(row, column, table.units)
    if column.type == "choice" and column.words:
        return draft.word(row, column.id, column.words)
    if column.type == "year":
        told = values.year(row.cells.get(column.id))
        gap: Gap = "unreadable" if row.text(column.id) else values.gap_of(row.cells.get(column.id))
        return Fact(value=told, refs=(row.at[column.id],), gap=None if told else gap)
    text = row.text(column.id)
    return values.plain(text, row.at[column.id]) if text else None


def unique(wanted: str, taken: set[str]) -> str:
    """The wanted id, or with a counter when it is taken; reserved in ``taken``."""
    unique, count = wanted, 2
    while unique in taken:
        unique, count = f"{wanted}-{count}", count + 1
    taken.add(unique)
    return unique
