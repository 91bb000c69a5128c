"""待补资料.xlsx, filled in and dropped back: answers to the page, figures for missing cells.

Rows are recognised by the words a person sees. An answer fills what was unknown; where the
ledger tells something else, the ledger stands and a problem names both cells. A kind declared
not fully surveyed (已查清 否) is unknown too.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from checkup.intake import answers, community, figures, ledger, values
from checkup.intake.cells import Book, Grid
from checkup.intake.draft import Draft
from checkup.intake.ledger import Row, Table
from checkup.model import Fact, Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Column, Vocabulary, fold


class Page(Struct, frozen=True, kw_only=True):
    """The sheets of one 待补资料.xlsx."""

    tables: tuple[Table, ...]

    @property
    def answers(self) -> int:
        """Rows in which a person wrote something."""
        return sum(1 for table in self.tables for row in table.rows if _is_filled(row))

    @property
    def filled(self) -> bool:
        """Whether a person has answered anything at all."""
        return self.answers > 0


def read(book: Book, source: str, vocabulary: Vocabulary) -> tuple[Page | None, list[Problem]]:
    """The book as a page to answer, None when it is something else; and sheets without a header."""
    sheets = {fold(sheet.name): sheet for sheet in vocabulary.returned}
    tables: list[Table] = []
    problems: list[Problem] = []
    ours = False
    for grid in book.grids:
        sheet = sheets.get(fold(grid.sheet))
        if sheet is None:
            continue
        ours = True
        table, found = ledger.read_as(grid, source, sheet, vocabulary)
        if table is not None:
            tables.append(table)
        elif _has_table(grid):
            problems += found
    return (Page(tables=tuple(tables)) if ours else None), problems


def _has_table(grid: Grid) -> bool:
    """Whether there is more than our own notes: with nothing to ask, a sheet has one column."""
    return any(column > 1 for _, column in grid.cells)


def fill(draft: Draft, page: Page) -> None:
    """Take the page's answers into the draft, after the ledger."""
    for table in page.tables:
        take = _take_answer if table.sheet.id == "page" else _take_figure
        for row in table.rows:
            if _is_filled(row):
                draft.check(table, row)
                take(draft, table, row)


def _is_filled(row: Row) -> bool:
    cells = (row.cells.get(column) for column in ("answer", "count", "value"))
    return any(cell is not None and (cell.fault or values.text_of(cell)) for cell in cells)


def _take_answer(draft: Draft, table: Table, row: Row) -> None:
    vocabulary = draft.vocabulary
    asked = vocabulary.choice("asked", row.text("asked") or "")
    at = row.at["answer"]
    if asked == "scope":
        kind = vocabulary.kind_by_word.get(fold(row.text("name") or ""))
        if kind is None:
            draft.problems.append(
                problem("kind_unknown", row.at["name"], found=row.text("name") or "",
                        suggestion="—")
            )  # fmt: skip
            return
        _take_scope(draft, table, row, kind)
    elif asked == "profile":
        field_id = vocabulary.field_by_word.get(fold(row.text("name") or ""))
        if field_id is None:
            draft.problems.append(
                problem("profile_field_unknown", row.at["name"], found=row.text("name") or "",
                        suggestion="—")
            )  # fmt: skip
            return
        community.keep_profile(draft, field_id, row.cells.get("answer"), at, None)
    else:
        part = row.text("part")
        if part and vocabulary.choice("asked", part) == "whole":
            part = None
        fact = draft.word(row, "answer", "answer")
        if fact is not None:
            answers.keep_answer(draft, row.text("rule"), part, at, fact)


def _take_scope(draft: Draft, table: Table, row: Row, kind: str) -> None:
    """Whether a kind is fully surveyed, and how many there are.

    否 in 填报范围 says only that its list was not complete yet, so it and the number beside it
    give way to somebody who has looked since; 否 of checkup.yaml stands against any sheet.
    """
    surveyed = draft.word(row, "answer", "yes_no")
    stated = draft.number(row, table.sheet_column("count"), table.units)
    before = draft.facts.get(f"surveyed.{kind}")
    unfinished = (
        before is not None and before.value == "no" and before.refs[0].source != draft.settings
    )
    for name, told in (("surveyed", surveyed), ("stated", stated)):
        if told is None or told.gap == "blank":
            continue
        if unfinished and told.value is not None and told.value != "no":
            draft.facts.pop(f"{name}.{kind}", None)
        draft.keep(f"{name}.{kind}", told)


def _take_figure(draft: Draft, table: Table, row: Row) -> None:
    """A figure for a missing cell: of the profile, of an estate, or of a facility."""
    label, subject = row.text("missing") or "", row.text("subject") or ""
    at = row.at["value"]
    for fact_id, column in _places(draft, subject, row.text("number"), label):
        if column is None:
            field_id = fact_id.removeprefix("profile.")
            community.keep_profile(draft, field_id, row.cells.get("value"), at, row.text("unit"))
        else:
            fact = _figure(draft, row, column, at)
            if fact is not None:
                draft.keep(fact_id, fact)
        return
    draft.problems.append(
        problem("figure_homeless", at, found=row.text("value") or "", subject=subject, label=label)
    )


def _places(
    draft: Draft, subject: str, number: str | None, label: str
) -> Iterator[tuple[str, Column | None]]:
    """(fact id, column) that subject and label name; column None for a field of the profile."""
    vocabulary = draft.vocabulary
    if subject == vocabulary.sheets["profile"].name:
        field_id = vocabulary.field_by_word.get(fold(label))
        if field_id is not None:
            yield f"profile.{field_id}", None
        return
    records = (("facility", "facilities", draft.facilities), ("estate", "estates", draft.estates))
    for prefix, sheet_id, rows in records:
        column = next(
            (each for each in vocabulary.sheets[sheet_id].columns if each.name == label), None
        )
        for each in rows:
            same = each.id == number if number else each.name == subject
            if column is not None and same:
                yield f"{prefix}.{each.id}.{column.id}", column


def _figure(draft: Draft, row: Row, column: Column, at: Ref) -> Fact | None:
    if column.type in ("number", "count"):
        fact, found = figures.number(
            row.cells.get("value"), at, column, row.text("unit"), draft.vocabulary, own_unit=True
        )
        draft.problems += found
        return fact
    if column.type == "choice" and column.words:
        fact, found = values.choice(row.cells.get("value"), at, column.words, draft.vocabulary)
        draft.problems += found
        return fact
    text = row.text("value")
    if column.id == "kind":
        kind = draft.vocabulary.kind_by_word.get(fold(text or ""))
        if kind is None:
            draft.problems.append(problem("kind_unknown", at, found=text or "", suggestion="—"))
            return None
        return values.plain(kind, at)
    return values.plain(text, at) if text else None
