"""Files → grids of cells with addresses. Nothing is interpreted here.

Two readers, by need: calamine for everything that is only rows (fast, but reads an error or an
uncached formula as empty), openpyxl for ledgers in xlsx (sees formulas, ``#REF!``, hidden
sheets). What a file is, its first bytes say, not its name (exports §6). Before either reader the
archive is scanned: a 5 KB file with one cell at XFD1048576 would make it allocate until the
process dies.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from checkup.intake import compound, extent, formulas, merges, texts
from checkup.model import Problem
from checkup.problems import problem

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from checkup.intake import markup

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})


class Cell(Struct, frozen=True):
    """A raw cell: ``value`` as read; ``fault`` is ``error`` (#REF!) or ``uncached`` (formula)."""

    value: Any
    fault: str | None = None


class Grid(Struct, frozen=True, kw_only=True):
    """One sheet: its cells by (row, column) from 1, empty cells left out."""

    sheet: str
    cells: dict[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """(first row, first column, last row, last column)"""

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Row number and its cells by column, top to bottom, empty rows left out."""
        by_row: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            by_row.setdefault(row, {})[column] = cell
        yield from by_row.items()


class Book(Struct, frozen=True, kw_only=True):
    """One file: visible sheets as grids; hidden ones are only named."""

    grids: tuple[Grid, ...]
    hidden: tuple[str, ...] = ()


class UnusableError(Exception):
    """The file cannot be read. ``problem`` says why."""

    def __init__(self, found: Problem) -> None:
        self.problem = found
        super().__init__(found.code)


def letter(column: int) -> str:
    """Column letter of a number from 1: 28 → AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, column: int) -> str:
    """A1 address."""
    return f"{letter(column)}{row}"


def sha256(file: Path) -> str:
    """The file's hash, so that a report can name exactly what it was made from; blank for one
    that may not be read, which its reader says."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except PermissionError:
        return ""


def rows_of(file: Path, source: str) -> list[tuple[str, list[list[Any]]]]:
    """(sheet name, rows × columns of raw values) of every visible sheet; empty cells are ``""``.

    Raises :class:`UnusableError` for a file that is not what it says, is broken or too large.
    """
    content = _content(file, source)
    form = _form(content)
    if form == "text":
        text = _text(file, content, source)
        if texts.is_markup(text):
            return [(each.name, rows) for each, rows in _markup(file, text, source)]
        return [("", _text_rows(file, text, source))]
    if form == "archive":
        _guard(file, content, source)
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    sheets = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for each in book.sheets_metadata:
                if each.visible != SheetVisibleEnum.Visible:
                    continue
                sheet = book.get_sheet_by_name(each.name)
                if sheet.total_height * sheet.total_width > extent.MOST_CELLS:
                    raise _too_large(source, address(sheet.total_height, sheet.total_width))
                sheets.append((each.name, _rows(sheet)))
    except (CalamineError, OSError, ValueError):
        raise _unreadable(file, source) from None
    return sheets


def _rows(sheet: CalamineSheet) -> list[list[Any]]:
    """The sheet from A1. Equal words are one object: 11,000 answers to a question are then five
    strings, which every later look at the column finds near at hand."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    once = dict[str, str]().setdefault
    return [
        left + [once(cell, cell) if type(cell) is str else cell for cell in row]
        for row in sheet.iter_rows()
    ]


def hidden_of(file: Path) -> list[str]:
    """Names of a workbook's hidden sheets; nothing for text. The file has been read before."""
    content = file.read_bytes()
    if _form(content) == "text":
        return []
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return [
            each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible
        ]


def names_sheet(file: Path, name: str) -> bool:
    """Whether a workbook has a sheet of that name, found without reading any sheet; a text file
    has its own name for its only one."""
    if file.suffix.lower() in TEXTS:
        return file.stem.startswith(name)
    try:
        with zipfile.ZipFile(file) as archive, archive.open("xl/workbook.xml") as part:
            return name.encode() in part.read(_CONTENTS)
    except (zipfile.BadZipFile, KeyError, OSError, zlib.error, RuntimeError, ValueError):
        # whatever it is, the reader that comes to it says so
        return False


_CONTENTS = 1 << 20
"""Bytes of a workbook's list of sheets; nobody has so many."""


def book_of(file: Path, source: str) -> Book:
    """Every visible sheet as a grid of cells, with faults kept. Raises :class:`UnusableError`."""
    content = _content(file, source)
    if _form(content) == "text" and texts.is_markup(text := _text(file, content, source)):
        return Book(
            grids=tuple(
                _grid(each.name, rows, tuple(each.merged))
                for each, rows in _markup(file, text, source)
            )
        )
    if _form(content) != "archive" or b"[Content_Types].xml" not in content:
        read = rows_of(file, source)
        areas = merges.areas(content)
        return Book(
            grids=tuple(_grid(name, rows, areas.get(name, ())) for name, rows in read),
            hidden=tuple(hidden_of(file)),
        )
    _guard(file, content, source)
    return _stored_book(file, content, source)


def _content(file: Path, source: str) -> bytes:
    """The file's bytes; UnusableError when it cannot be opened or is too large to hold."""
    try:
        if (size := file.stat().st_size) > extent.MOST_BYTES:
            raise _too_large(source, f"{size // 1_000_000} MB")
        content = file.read_bytes()
    except OSError:
        raise _unreadable(file, source) from None
    if compound.is_protected(content):
        raise UnusableError(problem("file_protected", source=source, found=file.suffix))
    return content


def _form(content: bytes) -> Literal["archive", "binary", "text"]:
    """What the first bytes say: xlsx or ods, the old xls, or text (exports §6)."""
    if content.startswith(b"PK\x03\x04"):
        return "archive"
    return "binary" if content.startswith(compound.START) else "text"


def _unreadable(file: Path, source: str) -> UnusableError:
    return UnusableError(problem("file_unreadable", source=source, found=file.suffix))


def _too_large(source: str, found: str) -> UnusableError:
    return UnusableError(problem("file_too_large", source=source, found=found))


def _grid(
    name: str, rows: list[list[Any]], merged: tuple[tuple[int, int, int, int], ...] = ()
) -> Grid:
    return Grid(
        sheet=name,
        merged=merged,
        cells={
            (row, column): Cell(value, _fault(value))
            for row, values in enumerate(rows, 1)
            for column, value in enumerate(values, 1)
            if value not in ("", None)
        },
    )


def _stored_book(file: Path, content: bytes, source: str) -> Book:
    try:
        found = formulas.sheets(content)
    except formulas.NotAWorkbookError:
        raise _unreadable(file, source) from None
    grids = tuple(
        Grid(
            sheet=each.name,
            cells={
                at: Cell(value, "uncached" if value is None else _fault(value))
                for at, value in each.values.items()
            },
            merged=each.merged,
        )
        for each in found
        if each.visible
    )
    return Book(grids=grids, hidden=tuple(each.name for each in found if not each.visible))


def _fault(value: Any) -> str | None:
    return "error" if isinstance(value, str) and _ERROR.match(value) else None


_ERROR = re.compile(r"#(REF!|VALUE!|DIV/0!|NAME\?|N/A|NUM!|NULL!)$")


def _guard(file: Path, content: bytes, source: str) -> None:
    """Refuse a workbook that is damaged or would exhaust the machine, before a reader opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            extent.guard(archive)
    except extent.TooLargeError as error:
        raise _too_large(source, error.found) from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise _unreadable(file, source) from None


def is_workbook(file: Path) -> bool:
    """Whether the first bytes are those of a workbook, whatever the name says."""
    try:
        with file.open("rb") as stream:
            return _form(stream.read(8)) != "text"
    except PermissionError:
        # the reader that comes to it says so
        return True


def _text(file: Path, content: bytes, source: str) -> str:
    try:
        return texts.decoded(content)
    except texts.NotTextError:
        raise _unreadable(file, source) from None


def _text_rows(file: Path, text: str, source: str) -> list[list[Any]]:
    try:
        return texts.rows(text)
    except texts.NotTextError:
        raise _unreadable(file, source) from None


def _markup(file: Path, text: str, source: str) -> list[tuple[markup.Sheet, list[list[Any]]]]:
    """The tables of XML or a web page that calls itself .xls."""
    from checkup.intake import markup

    try:
        return [(each, each.rows()) for each in markup.sheets(text)]
    except markup.NotATableError:
        raise _unreadable(file, source) from None
    except extent.TooLargeError as error:
        raise _too_large(source, error.found) from None
