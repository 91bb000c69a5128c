"""Files → grids of cells with addresses. Nothing is interpreted here.

Two readers, by need: calamine for everything that is only rows (fast, but reads an error or an
uncached formula as empty), openpyxl for ledgers in xlsx (sees formulas, ``#REF!``, hidden
sheets). Before either, the archive is scanned: a 5 KB file with one cell at XFD1048576 would
make a reader allocate until the process dies.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from checkup.model import Problem
from checkup.problems import problem

MOST_CELLS = 5_000_000
"""Rows × columns of a sheet's extent beyond which it is refused."""
MOST_BYTES = 300_000_000
"""Unpacked size of a workbook beyond which it is refused."""
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
    """The file's hash, so that a report can name exactly what it was made from."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def rows_of(file: Path, source: str) -> list[tuple[str, list[list[Any]]]]:
    """(sheet name, rows × columns of raw values) of every visible sheet; empty cells are ``""``.

    Raises :class:`UnusableError` for a file that is not what it says, is broken or too large.
    """
    if file.suffix.lower() in TEXTS:
        return [("", _text_rows(file, source))]
    guard(file, source)
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_path(str(file)) as book:
            return [
                (sheet.name, book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))
                for sheet in book.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
            ]
    except (CalamineError, OSError, ValueError) as error:
        raise UnusableError(
            problem("file_unreadable", source=source, found=type(error).__name__)
        ) from None


def book_of(file: Path, source: str) -> Book:
    """Every visible sheet as a grid of cells, with faults kept. Raises :class:`UnusableError`."""
    if file.suffix.lower() not in {".xlsx", ".xlsm"}:
        return Book(grids=tuple(_grid(name, rows) for name, rows in rows_of(file, source)))
    guard(file, source)
    return _openpyxl_book(file, source)


def _grid(name: str, rows: list[list[Any]]) -> Grid:
    return Grid(
        sheet=name,
        cells={
            (row, column): Cell(value)
            for row, values in enumerate(rows, 1)
            for column, value in enumerate(values, 1)
            if value not in ("", None)
        },
    )


def _openpyxl_book(file: Path, source: str) -> Book:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (
        InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError,
        AttributeError, OSError, SyntaxError,
    )  # fmt: skip
    try:
        book = load_workbook(file)
        formulas = any(
            cell.data_type == "f" for sheet in book.worksheets for row in sheet for cell in row
        )
        cached = load_workbook(file, data_only=True) if formulas else book
    except broken as error:
        # openpyxl raises whatever its XML happens to trip over; each means: not a workbook
        raise UnusableError(
            problem("file_unreadable", source=source, found=type(error).__name__)
        ) from None
    grids = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        values = cached[sheet.title]
        cells: dict[tuple[int, int], Cell] = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                value: Any = cell.value
                fault = None
                if cell.data_type == "f":
                    value = values.cell(cell.row, cell.column).value
                    fault = "uncached" if value is None else None
                if isinstance(value, str) and _ERROR.match(value):
                    fault = "error"
                cells[(cell.row, cell.column)] = Cell(value, fault)
        merged = tuple(
            (area.min_row, area.min_col, area.max_row, area.max_col)
            for area in sheet.merged_cells.ranges
        )
        grids.append(Grid(sheet=sheet.title, cells=cells, merged=merged))
    hidden = tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible")
    return Book(grids=tuple(grids), hidden=hidden)


_ERROR = re.compile(r"#(REF!|VALUE!|DIV/0!|NAME\?|N/A|NUM!|NULL!)$")
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')


def guard(file: Path, source: str) -> None:
    """Refuse an xlsx or ods whose unpacked size or sheet extent would exhaust the machine.

    Raises :class:`UnusableError`. Extents are read from the cells themselves, not from
    ``<dimension>``, which some writers get wrong.
    """
    try:
        with file.open("rb") as head:
            if head.read(2) != b"PK":
                return
        with zipfile.ZipFile(file) as archive:
            left = MOST_BYTES
            for part in archive.namelist():
                if not part.endswith(".xml"):
                    continue
                with archive.open(part) as stream:
                    left -= _scan(stream, part.startswith("xl/worksheets/"), left, source)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnusableError(
            problem("file_unreadable", source=source, found=type(error).__name__)
        ) from None


def _scan(stream: Any, sheet: bool, left: int, source: str) -> int:
    """Bytes unpacked from one part; UnusableError when too many or the extent too wide."""
    size, rows, columns, tail = 0, 0, 0, b""
    while block := stream.read(1 << 20):
        size += len(block)
        if size > left:
            found = f"{size // 1_000_000} MB"
            raise UnusableError(problem("file_too_large", source=source, found=found))
        if sheet:
            for column, row in _CELL.findall(tail + block):
                number = 0
                for sign in column:
                    number = number * 26 + sign - 64
                columns, rows = max(columns, number), max(rows, int(row))
            if rows * columns > MOST_CELLS:
                raise UnusableError(
                    problem("file_too_large", source=source, found=f"{letter(columns)}{rows}")
                )
            tail = block[-200:]
    return size


def _text_rows(file: Path, source: str) -> list[list[Any]]:
    """Rows of a CSV or TSV: BOM, strict UTF-8, UTF-16 by its mark, strict GB18030."""
    content = file.read_bytes()
    if len(content) > MOST_BYTES:
        raise UnusableError(problem("file_too_large", source=source, found=str(len(content))))
    for encoding in (
        ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    ):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnusableError(problem("file_unreadable", source=source, found="encoding"))
    header = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    delimiter = max(",;\t", key=header.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise UnusableError(problem("file_unreadable", source=source, found=str(error))) from None
