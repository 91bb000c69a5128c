"""One file → what it is and what it tells: an export, a ledger, a page of ours, tickets."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from checkup.intake import (
    answer_sheets,
    cells,
    dialects,
    geojson,
    joining,
    ledger,
    mapping,
    own_bank,
    own_points,
    pages,
    projects,
    settings,
    sorting,
    tickets,
)  # fmt: skip
from checkup.intake.cells import Book, UnusableError
from checkup.intake.inputs import OLD, OUTPUT_FOLDER
from checkup.intake.ledger import Table
from checkup.intake.own_questions import SHEET, Decided
from checkup.intake.sorting import Sorting
from checkup.model import Problem
from checkup.problems import problem
from checkup.result import Columns, SourceFile
from checkup.vocabulary import Vocabulary, fold

_WPS = ".et"
"""WPS tables: often an old workbook inside, which a library reads."""
_HEADERS = 10
"""Rows of a sheet in which the header of an export may stand (exports §2)."""
Kind = Literal[
    "ledger", "export", "answers", "mapping", "sorting", "tickets", "store", "unknown"
]  # fmt: skip


class Gathered(Struct, kw_only=True):
    """What the files read so far have told: those of a folder, or a community's of a street's."""

    tables: list[Table]
    pages: list[pages.Page]
    questionnaires: list[joining.Questionnaire]
    own: list[Decided]
    """Questions of the community's own, as 题目对照 has them."""
    sorting: Sorting
    tickets: list[tuple[str, tickets.Ticket]]
    """(source, ticket)."""
    sources: dict[str, SourceFile]
    problems: list[Problem]


def nothing() -> Gathered:
    """What a folder without any file tells."""
    return Gathered(
        tables=[], pages=[], questionnaires=[], own=[], sorting=Sorting(), tickets=[], sources={},
        problems=[],
    )  # fmt: skip


def read_file(
    gathered: Gathered,
    folder: Path,
    file: Path,
    source: str,
    loaded: settings.Loaded,
    vocabulary: Vocabulary,
) -> None:
    """Add what one file tells, under the id ``source``; what cannot be read is a problem."""
    name = file.relative_to(folder).as_posix()
    told = loaded.settings.files.get(name)
    if told == "skip":
        return
    mark = cells.sha256(file)
    same = next((known for known, each in gathered.sources.items() if each.sha256 == mark), None)
    if same is not None and mark:
        # said of the file that was read: this one has no account of its own
        gathered.problems.append(problem("file_repeated", source=same, found=name))
        return
    try:
        account = _content(gathered, file, name, source, told, vocabulary)
    except UnusableError as error:
        gathered.problems.append(error.problem)
        account = _account(file, name, "unknown")
    if account is not None:
        gathered.sources[source] = account


def _account(
    file: Path, name: str, kind: Kind, dialect: str | None = None, rows: int = 0,
    columns: Columns | None = None,
) -> SourceFile:  # fmt: skip
    return SourceFile(
        name=name, sha256=cells.sha256(file), kind=kind, dialect=dialect, rows=rows,
        columns=columns or Columns(),
    )  # fmt: skip


def _content(
    gathered: Gathered,
    file: Path,
    name: str,
    source: str,
    told: str | None,
    vocabulary: Vocabulary,
) -> SourceFile | None:
    """Read one file as what it is; None for a page or questionnaire of ours nobody has filled."""
    suffix = file.suffix.lower()
    if suffix in OLD and not (suffix == _WPS and cells.is_workbook(file)):
        raise UnusableError(problem("file_unknown", source=source, found=file.suffix))
    if suffix in geojson.SUFFIXES:
        points = geojson.read(file, source, vocabulary)
        gathered.problems += points.problems
        return _points(gathered, file, name, points, vocabulary)
    sheets = cells.rows_of(file, source)
    listed = own_points.listed(sheets, source, vocabulary)
    if listed is not None:
        return _points(gathered, file, name, listed, vocabulary)
    if sheets and sheets[0][1] and sheets[0][1][0] == [mapping.load().name]:
        return None
    if set(vocabulary.reports) <= {name for name, _ in sheets}:
        gathered.problems.append(problem("report_skipped", source=source))
        return _account(file, name, "unknown")
    ours = any(fold(sheet) in vocabulary.sheet_by_word for sheet, _ in sheets)
    called = tickets.read(sheets, gathered.sorting) if told is None and not ours else None
    if called is not None:
        gathered.tickets += [(source, ticket) for ticket in called.tickets]
        count = len(called.tickets)
        return _account(file, name, "tickets", called.name, count, called.columns)
    if told != "ledger":
        head = [row for _, rows in sheets for row in rows[:_HEADERS]]
        own = own_bank.asked_in(gathered.own, (cell for row in head for cell in row))
        bank = own_bank.extended(mapping.load(), own)
        dialect = settings.told_dialect(told)
        read_ = answer_sheets.read(sheets, dialect, bank, file.name, source, gathered.sorting)
        if read_ is None and own_bank.is_listed(own, head):
            read_ = answer_sheets.read(
                sheets, dialects.plain_table(), bank, file.name, source, gathered.sorting
            )
        if read_ is not None:
            return _export(gathered, file, name, source, own_bank.set_aside(read_, own))
    book = cells.book_of(file, source)
    page, found = pages.read(book, source, vocabulary)
    if page is not None and not page.filled and not found:
        return None
    gathered.problems += found
    gathered.problems += [
        problem("hidden_sheet", source=source, sheet=sheet) for sheet in book.hidden
    ]
    if page is not None:
        gathered.pages.append(page)
        return _account(file, name, "answers", rows=page.answers)
    return _ledger(gathered, file, name, source, book, vocabulary)


def _export(
    gathered: Gathered, file: Path, name: str, source: str, read_: answer_sheets.Read
) -> SourceFile:
    gathered.questionnaires += read_.questionnaires
    gathered.problems += read_.problems
    gathered.problems += [
        problem("hidden_sheet", source=source, sheet=sheet) for sheet in cells.hidden_of(file)
    ]
    return _account(file, name, "export", read_.dialect, read_.rows, read_.columns)


def _points(
    gathered: Gathered, file: Path, name: str, found: geojson.Points | own_points.Listed,
    vocabulary: Vocabulary,
) -> SourceFile | None:  # fmt: skip
    """Points of a map, read as the ledger's rows they are."""
    told = nothing()
    account = _ledger(told, file, name, found.source, Book(grids=found.grids), vocabulary)
    gathered.tables += map(found.placed, told.tables)
    gathered.problems += map(found.told, told.problems)
    return account


def _ledger(
    gathered: Gathered, file: Path, name: str, source: str, book: Book, vocabulary: Vocabulary
) -> SourceFile | None:
    """Tables of a ledger or of a form of ours; None for one that nobody has filled."""
    found: list[Table] = []
    unknown: list[Problem] = []
    for grid in book.grids:
        tables, problems = ledger.tables(grid, source, vocabulary)
        gathered.problems += problems
        found += tables
        if (
            not tables
            and grid.cells
            and not problems
            and fold(grid.sheet) not in map(fold, vocabulary.guides)
        ):
            unknown.append(problem("sheet_unknown", source=source, sheet=grid.sheet))
    ours = bool(found) and all(table.sheet.id == sorting.SHEET for table in found)
    if ours and not sorting.is_filled(found):
        return None
    is_store = bool(found) and all(table.sheet.id == projects.SHEET for table in found)
    if is_store and name.startswith(f"{OUTPUT_FOLDER}/"):
        found = [projects.touched(table) for table in found]
        if not any(table.rows for table in found):
            return None
    gathered.tables += found
    if not found:
        if file.suffix.lower() in cells.SPREADSHEETS and not cells.is_workbook(file):
            # text under a workbook's name is read where it is a table, and is broken where not
            raise UnusableError(problem("file_unreadable", source=source, found=file.suffix))
        gathered.problems.append(problem("file_unknown", source=source, found=file.suffix))
        return _account(file, name, "unknown")
    gathered.problems += unknown
    columns = Columns(
        used=tuple(title for table in found for title in table.used),
        private=tuple(title for table in found for title in table.private),
        ignored=tuple(title for table in found for title in table.ignored),
        unrecognised=tuple(title for table in found for title in table.unrecognised),
    )
    kinds = {table.sheet.id for table in found}
    kind: Kind = "mapping" if kinds == {SHEET} else "ledger"
    kind = "sorting" if kinds == {sorting.SHEET} else kind
    kind = "store" if is_store else kind
    return _account(file, name, kind, None, sum(len(table.rows) for table in found), columns)
