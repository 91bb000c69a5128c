"""One community's folder → everything it tells. Files are recognised by what is inside.

A file that cannot be used is a problem; everything else is still read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from msgspec import Struct

from checkup import datafiles
from checkup import vocabulary as words_of_ledger
from checkup.intake import (
    answer_sheets,
    cells,
    community,
    dialects,
    doubles,
    joining,
    ledger,
    mapping,
    own_answers,
    own_bank,
    own_questions,
    pages,
    projects,
    settings,
    sorting,
    tickets,
    values,
)  # fmt: skip
from checkup.intake.cells import Book, UnusableError
from checkup.intake.draft import Draft
from checkup.intake.ledger import Table
from checkup.intake.own_questions import SHEET, Decided
from checkup.intake.sorting import Sorting
from checkup.model import Answers, Community, Mention, Problem
from checkup.needs import Waiting
from checkup.policy import Policy
from checkup.problems import problem
from checkup.result import Columns, SourceFile
from checkup.vocabulary import Vocabulary, fold

OUTPUT_FOLDER = "体检结果"
ANSWER_FILE = "待补资料"
STORE_FILE = "项目库"
_READ = cells.SPREADSHEETS | cells.TEXTS
_OLD = frozenset({".doc", ".docx", ".wps", ".et", ".xlsb", ".pdf", ".zip", ".rar"})
_WPS = ".et"
"""WPS tables: often an old workbook inside, which a library reads."""
_HEADERS = 10
"""Rows of a sheet in which the header of an export may stand (exports §2)."""
_SETTINGS = "S1"
"""checkup.yaml is read first."""
Kind = Literal[
    "ledger", "export", "answers", "mapping", "sorting", "tickets", "store", "unknown"
]  # fmt: skip


DISTANCES = "距离表"
"""Stem of a street's file of its own, which no community reads."""


class Told(Struct, frozen=True, kw_only=True):
    """All a folder tells: the community, the answers, and an account of every file."""

    community: Community
    answers: Answers | None
    sources: dict[str, SourceFile]
    problems: tuple[Problem, ...]
    as_of: date | None
    """Newest submission, survey or verdict date in the inputs."""
    mentions: tuple[Mention, ...] = ()
    """What was said at meetings, by experts and in tickets, without its words."""
    waiting: tuple[Waiting, ...] = ()
    """Masked words that no rule sorts, for 待归类.xlsx; never part of a result."""


class _Draft(Struct, kw_only=True):
    """What has been read so far."""

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


Gathered = _Draft
"""The same for who routes a street's files to its communities."""


def input_files(folder: Path) -> list[Path]:
    """The folder's input files in the order of their names; what we wrote is left out.

    ``体检结果/`` is ours, but 待补资料.xlsx, 待归类.xlsx and 项目库.xlsx in it come back once a
    person has written into them. None for a community that has no
    folder yet.
    """
    if not folder.is_dir():
        return []
    own = sorted(
        (file for file in folder.iterdir() if file.is_file() and _is_input(file)),
        key=lambda file: unicodedata.normalize("NFC", file.name),
    )
    returned = [
        file
        for name in (ANSWER_FILE, sorting.FILE, STORE_FILE)
        for file in sorted(
            (folder / OUTPUT_FOLDER).glob(f"{name}*.xlsx"),
            # 项目库(2) was made after 项目库
            key=lambda file: (len(file.name), file.name),
        )
    ]
    return own + [file for file in returned if not file.name.startswith("~$")]


def _is_input(file: Path) -> bool:
    name = file.name
    if name.startswith((".", "~$", ".~")) or name in settings.FILE_NAMES:
        return False
    if file.stem == DISTANCES:
        return False
    return file.suffix.lower() in _READ | _OLD


def read(
    folder: Path,
    loaded: settings.Loaded,
    clauses: Mapping[str, tuple[str, ...]],
    policy: Policy,
    given: Gathered | None = None,
) -> Told:
    """Everything the folder tells. ``clauses``: rule number → parts, from the standard.

    ``given`` is this community's part of its street's files: the folder's own stand before it.
    """
    vocabulary = words_of_ledger.load()
    draft = gather(folder, loaded, vocabulary, policy.proposal_line)
    if given is not None:
        _add(draft, given)
    if not draft.sources:
        draft.problems.append(problem("folder_empty", found=folder.name))
    building = Draft(
        vocabulary=vocabulary,
        clauses=clauses,
        names={source: account.name for source, account in draft.sources.items()},
        settings=_SETTINGS if loaded.source is not None else None,
        sorting=draft.sorting,
    )
    community.read_tables(building, draft.tables)
    for page in draft.pages:
        pages.fill(building, page)
    answers, found = _answers(draft)
    draft.problems += found
    built = community.assembled(building, folder.resolve().name, policy, loaded.settings.units)
    mentions, found = _heard(draft, building, built)
    return Told(
        community=built,
        answers=answers,
        sources=draft.sources,
        problems=(*draft.problems, *building.problems, *found),
        as_of=_newest(draft),
        mentions=tuple(mentions),
        waiting=tuple(sorted(draft.sorting.waiting)) if loaded.settings.open_text else (),
    )


def _heard(draft: _Draft, building: Draft, built: Community) -> tuple[list[Mention], list[Problem]]:
    """What meetings, experts and tickets brought up, each ticket once."""
    told, found = tickets.settled(
        draft.tickets,
        built.name,
        [estate.name for estate in built.estates],
        draft.sorting,
    )
    return [*building.mentions, *told], found


def gather(
    folder: Path,
    loaded: settings.Loaded,
    vocabulary: Vocabulary,
    line: float,
    *,
    prefix: str = "S",
    asked: Sequence[Decided] = (),
    but_for: Container[str] = (),
) -> Gathered:
    """Every file of the folder, read as what it is; nothing is put together yet.

    ``line`` is the confidence from which a proposal of 题目对照 counts, ``prefix`` how ids of
    sources begin, ``asked`` questions to look for besides the bank's and the folder's own,
    ``but_for`` names of files to leave out.
    """
    draft = nothing()
    if loaded.source is not None:
        _settings(draft, loaded, vocabulary, f"{prefix}1")
    files = [file for file in input_files(folder) if file.name not in but_for]
    _known_files(loaded, [file.relative_to(folder).as_posix() for file in files])
    early = [vocabulary.sheets[each].name for each in (SHEET, sorting.SHEET, "services")]
    first = [file for file in files if any(cells.names_sheet(file, name) for name in early)]
    for file in first:
        _file(draft, folder, file, f"{prefix}{len(draft.sources) + 1}", loaded, vocabulary)
    # what a question is about has to be known before its answers are read
    draft.own, found = own_questions.read(
        [table for table in draft.tables if table.sheet.id == SHEET],
        vocabulary, line, f"{prefix}1" if loaded.source is not None else None,
        {source: account.name for source, account in draft.sources.items()},
        [name for table in draft.tables if table.sheet.id == "services"
         for row in table.rows if (name := row.text("name"))],
    )  # fmt: skip
    draft.problems += found
    draft.problems += sorting.take(
        draft.sorting, [table for table in draft.tables if table.sheet.id == sorting.SHEET]
    )
    draft.own += asked
    for file in files:
        if file not in first:
            _file(draft, folder, file, f"{prefix}{len(draft.sources) + 1}", loaded, vocabulary)
    return draft


def nothing() -> Gathered:
    """What a folder without any file tells."""
    return _Draft(
        tables=[], pages=[], questionnaires=[], own=[], sorting=Sorting(), tickets=[], sources={},
        problems=[],
    )  # fmt: skip


def _add(draft: _Draft, given: Gathered) -> None:
    draft.tables += given.tables
    draft.questionnaires += given.questionnaires
    draft.own += given.own
    draft.sources |= given.sources
    draft.problems += given.problems


def _answers(draft: _Draft) -> tuple[Answers | None, list[Problem]]:
    """All questionnaires as one, the community's own questions understood."""
    if not draft.questionnaires:
        return None, list(own_answers.gone(draft.own, set()))
    names = {source: account.name for source, account in draft.sources.items()}
    answers, found = own_answers.settled(joining.merge(draft.questionnaires), draft.own)
    return answers, [*found, *doubles.found(draft.questionnaires, names)]


def _known_files(loaded: settings.Loaded, names: list[str]) -> None:
    """Every file that checkup.yaml names is there; DataFileError with the nearest name."""
    for name in loaded.settings.files:
        if name not in names and loaded.source is not None:
            raise loaded.source.fault(
                "reference", f"files.{name}", found=name,
                suggestion=datafiles.nearest(name, names),
            )  # fmt: skip


def _settings(draft: _Draft, loaded: settings.Loaded, vocabulary: Vocabulary, source: str) -> None:
    assert loaded.source is not None
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
    mark = cells.sha256(file)
    same = next((known for known, each in draft.sources.items() if each.sha256 == mark), None)
    if same is not None:
        # said of the file that was read: this one has no account of its own
        draft.problems.append(problem("file_repeated", source=same, found=name))
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
    """Read one file as what it is; None for a page or questionnaire of ours nobody has filled."""
    suffix = file.suffix.lower()
    if suffix in _OLD and not (suffix == _WPS and cells.is_workbook(file)):
        raise UnusableError(problem("file_unknown", source=source, found=file.suffix))
    sheets = cells.rows_of(file, source)
    if sheets and sheets[0][1] and sheets[0][1][0] == [mapping.load().name]:
        return None
    if set(vocabulary.reports) <= {name for name, _ in sheets}:
        draft.problems.append(problem("report_skipped", source=source))
        return _account(file, name, "unknown")
    ours = any(fold(sheet) in vocabulary.sheet_by_word for sheet, _ in sheets)
    called = tickets.read(sheets, draft.sorting) if told is None and not ours else None
    if called is not None:
        draft.tickets += [(source, ticket) for ticket in called.tickets]
        count = len(called.tickets)
        return _account(file, name, "tickets", called.name, count, called.columns)
    if told != "ledger":
        head = [row for _, rows in sheets for row in rows[:_HEADERS]]
        own = own_bank.asked_in(draft.own, (cell for row in head for cell in row))
        bank = own_bank.extended(mapping.load(), own)
        dialect = settings.told_dialect(told)
        read_ = answer_sheets.read(sheets, dialect, bank, file.name, source, draft.sorting)
        if read_ is None and own_bank.is_listed(own, head):
            read_ = answer_sheets.read(
                sheets, dialects.plain_table(), bank, file.name, source, draft.sorting
            )
        if read_ is not None:
            return _export(draft, file, name, source, own_bank.set_aside(read_, own))
    book = cells.book_of(file, source)
    page, found = pages.read(book, source, vocabulary)
    if page is not None and not page.filled and not found:
        return None
    draft.problems += found
    draft.problems += [problem("hidden_sheet", source=source, sheet=sheet) for sheet in book.hidden]
    if page is not None:
        draft.pages.append(page)
        return _account(file, name, "answers", rows=page.answers)
    return _ledger(draft, file, name, source, book, vocabulary)


def _export(
    draft: _Draft, file: Path, name: str, source: str, read_: answer_sheets.Read
) -> SourceFile:
    draft.questionnaires += read_.questionnaires
    draft.problems += read_.problems
    draft.problems += [
        problem("hidden_sheet", source=source, sheet=sheet) for sheet in cells.hidden_of(file)
    ]
    return _account(file, name, "export", read_.dialect, read_.rows, read_.columns)


def _ledger(
    draft: _Draft, file: Path, name: str, source: str, book: Book, vocabulary: Vocabulary
) -> SourceFile | None:
    """Tables of a ledger or of a form of ours; None for one that nobody has filled."""
    found: list[Table] = []
    unknown: list[Problem] = []
    for grid in book.grids:
        tables, problems = ledger.tables(grid, source, vocabulary)
        draft.problems += problems
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
    draft.tables += found
    if not found:
        draft.problems.append(problem("file_unknown", source=source, found=file.suffix))
        return _account(file, name, "unknown")
    draft.problems += unknown
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


def _newest(draft: _Draft) -> date | None:
    """Newest date of a submission, a survey or a verdict; validity and plan dates do not count."""
    days = [each.latest for each in draft.questionnaires]
    days += [ticket.mention.day for _, ticket in draft.tickets]
    for table in (each for each in draft.tables if each.sheet.id != projects.SHEET):
        dated = [column.id for column in table.columns.values() if column.type == "date"]
        days += [
            values.day(row.cells.get(column))
            for row in table.rows
            for column in dated
            if column != "valid_until"
        ]
    return max((day for day in days if day is not None), default=None)
