"""One community's folder → everything it tells. Files are recognised by what is inside.

A file that cannot be used is a problem; everything else is still read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from checkup import vocabulary as words_of_ledger
from checkup.intake import cells, community, exports, ledger, mapping, pages, settings, values
from checkup.intake.cells import Book, UnusableError
from checkup.intake.dialects import Dialect
from checkup.intake.ledger import Table
from checkup.model import Answers, Community, Problem
from checkup.policy import Policy
from checkup.problems import problem
from checkup.result import Columns, SourceFile
from checkup.vocabulary import Vocabulary

OUTPUT_FOLDER = "体检结果"
ANSWER_FILE = "待补资料"
_READ = cells.SPREADSHEETS | cells.TEXTS
_OLD = frozenset({".doc", ".docx", ".wps", ".et", ".pdf"})
Kind = Literal["ledger", "export", "answers", "unknown"]


class Told(Struct, frozen=True, kw_only=True):
    """All a folder tells: the community, the answers, and an account of every file."""

    community: Community
    answers: Answers | None
    sources: dict[str, SourceFile]
    problems: tuple[Problem, ...]
    as_of: date | None
    """Newest submission, survey or verdict date in the inputs."""


class _Draft(Struct, kw_only=True):
    """What has been read so far."""

    tables: list[Table]
    pages: list[pages.Page]
    questionnaires: list[exports.Questionnaire]
    sources: dict[str, SourceFile]
    problems: list[Problem]


def input_files(folder: Path) -> list[Path]:
    """The folder's input files in the order of their names; what we wrote is left out.

    ``体检结果/`` is ours, but 待补资料.xlsx in it comes back once a person has filled it.
    """
    own = sorted(
        (file for file in folder.iterdir() if file.is_file() and _is_input(file)),
        key=lambda file: unicodedata.normalize("NFC", file.name),
    )
    returned = sorted((folder / OUTPUT_FOLDER).glob(f"{ANSWER_FILE}*.xlsx"))
    return own + [file for file in returned if not file.name.startswith("~$")]


def _is_input(file: Path) -> bool:
    name = file.name
    if name.startswith((".", "~$", ".~")) or name in settings.FILE_NAMES:
        return False
    return file.suffix.lower() in _READ | _OLD


def read(
    folder: Path,
    loaded: settings.Loaded,
    clauses: Mapping[str, tuple[str, ...]],
    policy: Policy,
) -> Told:
    """Everything the folder tells. ``clauses``: rule number → parts, from the standard."""
    vocabulary = words_of_ledger.load()
    draft = _Draft(tables=[], pages=[], questionnaires=[], sources={}, problems=[])
    if loaded.source is not None:
        _settings(draft, loaded, vocabulary)
    for file in input_files(folder):
        source = f"S{len(draft.sources) + 1}"
        _file(draft, folder, file, source, loaded, vocabulary)
    if not draft.sources:
        draft.problems.append(problem("folder_empty", found=folder.name))
    building = community.Draft(vocabulary=vocabulary, clauses=clauses)
    community.read_tables(building, draft.tables)
    for page in draft.pages:
        pages.fill(building, page)
    built = community.assembled(building, folder.resolve().name, policy)
    if loaded.settings.units is not None:
        built = replace(built, units=loaded.settings.units)
    return Told(
        community=built,
        answers=exports.merge(draft.questionnaires) if draft.questionnaires else None,
        sources=draft.sources,
        problems=(*draft.problems, *building.problems),
        as_of=_newest(draft),
    )


def _settings(draft: _Draft, loaded: settings.Loaded, vocabulary: Vocabulary) -> None:
    assert loaded.source is not None
    source = "S1"
    found = settings.tables(loaded, source, vocabulary)
    draft.tables += found
    draft.sources[source] = SourceFile(
        name=loaded.source.file.name,
        sha256=cells.sha256(loaded.source.file),
        kind="settings",
        dialect=None,
        rows=sum(len(table.rows) for table in found),
    )


def _file(
    draft: _Draft,
    folder: Path,
    file: Path,
    source: str,
    loaded: settings.Loaded,
    vocabulary: Vocabulary,
) -> None:
    name = file.relative_to(folder).as_posix()
    told = loaded.settings.files.get(name)
    if told == "skip":
        return
    try:
        account = _content(draft, file, name, source, told, vocabulary)
    except UnusableError as error:
        draft.problems.append(error.problem)
        account = _account(file, name, "unknown")
    if account is not None:
        draft.sources[source] = account


def _account(
    file: Path, name: str, kind: Kind, dialect: str | None = None, rows: int = 0,
    columns: Columns | None = None,
) -> SourceFile:  # fmt: skip
    return SourceFile(
        name=name, sha256=cells.sha256(file), kind=kind, dialect=dialect, rows=rows,
        columns=columns or Columns(),
    )  # fmt: skip


def _content(
    draft: _Draft,
    file: Path,
    name: str,
    source: str,
    told: str | None,
    vocabulary: Vocabulary,
) -> SourceFile | None:
    """Read one file as what it is; None for our own page that nobody has filled."""
    if file.suffix.lower() in _OLD:
        raise UnusableError(problem("file_unknown", source=source, found=file.suffix))
    sheets = cells.rows_of(file, source)
    if told != "ledger":
        dialect = _dialect(sheets)
        if dialect is not None:
            return _export(draft, file, name, source, sheets, dialect)
    book = cells.book_of(file, source)
    draft.problems += [problem("hidden_sheet", source=source, sheet=sheet) for sheet in book.hidden]
    page = pages.read(book, source, vocabulary)
    if page is not None:
        if not page.filled:
            return None
        draft.pages.append(page)
        return _account(file, name, "answers", rows=page.answers)
    return _ledger(draft, file, name, source, book, vocabulary)


def _dialect(sheets: Iterable[tuple[str, list[list[Any]]]]) -> Dialect | None:
    return next((found for _, rows in sheets if rows and (found := exports.recognise(rows))), None)


def _export(
    draft: _Draft,
    file: Path,
    name: str,
    source: str,
    sheets: list[tuple[str, list[list[Any]]]],
    dialect: Dialect,
) -> SourceFile:
    bank = mapping.load()
    used: list[Columns] = []
    rows = 0
    for sheet, grid in sheets:
        if not grid or exports.recognise(grid) is None:
            continue
        questionnaire, columns, found = exports.read(grid, dialect, bank, source, sheet)
        draft.questionnaires.append(questionnaire)
        draft.problems += found
        used.append(columns)
        rows += len(questionnaire.seconds)
    return _account(file, name, "export", dialect.name, rows, _together(used))


def _together(accounts: list[Columns]) -> Columns:
    return Columns(
        used=tuple(title for each in accounts for title in each.used),
        private=tuple(title for each in accounts for title in each.private),
        ignored=tuple(title for each in accounts for title in each.ignored),
        unrecognised=tuple(title for each in accounts for title in each.unrecognised),
    )


def _ledger(
    draft: _Draft, file: Path, name: str, source: str, book: Book, vocabulary: Vocabulary
) -> SourceFile:
    found: list[Table] = []
    for grid in book.grids:
        table, problems = ledger.read(grid, source, vocabulary)
        draft.problems += problems
        if table is not None:
            found.append(table)
    draft.tables += found
    if not found:
        draft.problems.append(problem("file_unknown", source=source, found=file.suffix))
        return _account(file, name, "unknown")
    columns = Columns(
        used=tuple(title for table in found for title in table.used),
        private=tuple(title for table in found for title in table.private),
        unrecognised=tuple(title for table in found for title in table.unrecognised),
    )
    return _account(file, name, "ledger", None, sum(len(table.rows) for table in found), columns)


def _newest(draft: _Draft) -> date | None:
    """Newest date of a submission, a survey or a verdict; validity dates do not count."""
    days = [each.latest for each in draft.questionnaires]
    for table in draft.tables:
        dated = [column.id for column in table.columns.values() if column.type == "date"]
        days += [
            values.day(row.cells.get(column))
            for row in table.rows
            for column in dated
            if column != "valid_until"
        ]
    return max((day for day in days if day is not None), default=None)
