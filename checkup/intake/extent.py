"""How large a workbook really is, read from its packed parts before any reader opens it.

A 5 KB file with one cell at XFD1048576, or one merge over a whole sheet, makes a reader allocate
until the process dies. Extents are taken from the cells themselves: some writers get
``<dimension>`` wrong.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import IO

MOST_CELLS = 5_000_000
"""Rows × columns of a sheet's extent beyond which it is refused."""
MOST_BYTES = 300_000_000
"""Unpacked size of a workbook beyond which it is refused."""
_BLOCK = 1 << 18
_LONGEST_TAG = 1 << 20

# plain letters first: the search for them is what makes a large sheet quick to scan
_TALL = (
    re.compile(rb'<c(?! r="(?:A[A-X]|[A-Z])\d{1,5}")[\s/>]'),
    re.compile(rb'<row(?! r="\d{1,5}")[\s/>]'),
)
"""What lies outside 50 columns × 99,999 rows: (a cell, a row)."""
_WIDE = (
    re.compile(rb'<c(?! r="[A-F]?[A-Z]1?\d{1,4}")[\s/>]'),
    re.compile(rb'<row(?! r="1?\d{1,4}")[\s/>]'),
)
"""What lies outside 182 columns × 19,999 rows."""
_PREFIXED = re.compile(rb":(?=(?:c|row)[\s/>])")
_PLACED = re.compile(
    rb"""<(?:\w+:)?(?:(c)|row)(?=[\s/>])"""
    rb"""(?:(?:[^>"']|"[^"]*"|'[^']*')*?\sr=["']([A-Za-z]{0,9})(\d{1,9}))?"""
)
"""A row or cell, and where it says it is: (``c`` for a cell, letters, digits)."""
_MERGE = re.compile(
    rb"""mergeCell\s[^>]*?\bref=["']\$?([A-Za-z]+)\$?(\d{1,9}):\$?([A-Za-z]+)\$?(\d{1,9})["']"""
)
_ODS = re.compile(rb"<table:((?:covered-)?table-cell|table-row|table)\b([^>]*)>")
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')


class TooLargeError(Exception):
    """The workbook is larger than a machine should be asked to hold; ``found`` says by what."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(found)


def guard(archive: zipfile.ZipFile) -> None:
    """Refuse an xlsx or ods whose unpacked size or sheet extent would exhaust the machine.

    Parts are unpacked one block at a time. Raises :class:`TooLargeError`; what the archive
    itself raises for damaged parts passes through.
    """
    left = MOST_BYTES
    parts = archive.namelist()
    document = None if "[Content_Types].xml" in parts else "content.xml"
    for part in parts:
        if part == document:
            with archive.open(part) as stream:
                left = _open_document(stream, left)
            continue
        # a sheet that is too wide to be tall shows it in its first rows
        for outside in (_TALL, _WIDE):
            with archive.open(part) as stream:
                rest = _near(stream, left, outside)
            if rest is not None:
                break
        else:
            with archive.open(part) as stream:
                rest = _spreadsheet(stream, left, measured=part != "xl/calcChain.xml")
        left = rest


def _blocks(stream: IO[bytes], left: int) -> Iterator[tuple[bytes, int]]:
    """Whole tags of one part, block by block, with the bytes still allowed."""
    tail = b""
    while block := stream.read(_BLOCK):
        left -= len(block)
        if left < 0:
            raise TooLargeError(f"> {MOST_BYTES // 1_000_000} MB")
        whole = tail + block
        cut = whole.rfind(b">") + 1
        begun = whole.find(b"<", cut)
        tail = whole[begun:] if begun >= 0 else b""
        if len(tail) > _LONGEST_TAG:
            raise TooLargeError(f"> {_LONGEST_TAG // 1_000_000} MB")
        yield whole[:cut], left


def _near(
    stream: IO[bytes], left: int, outside: tuple[re.Pattern[bytes], re.Pattern[bytes]]
) -> int | None:
    """Bytes still allowed after one part of an xlsx whose cells are written as most programs do,
    with none of them ``outside``; None when they have to be measured one by one.

    Most exports are that small, and this takes a fifth of the time.
    """
    far_cell, far_row = outside
    for block, rest in _blocks(stream, left):
        left = rest
        if far_cell.search(block) or far_row.search(block):
            return None
        if _PREFIXED.search(block) or b"mergeCell" in block:
            return None
    return left


def _spreadsheet(stream: IO[bytes], left: int, measured: bool) -> int:
    """Bytes still allowed after one part of an xlsx; its cells and merges are measured.

    A row or cell that does not say where it is follows the one before. A row without cells,
    which keeps only a height, takes no place.
    """
    rows = columns = row = column = merged = 0
    for block, rest in _blocks(stream, left):
        left = rest
        if not measured:
            continue
        for is_cell, letters, digits in _PLACED.findall(block):
            if is_cell:
                row, column = int(digits or row), _number(letters) if letters else column + 1
                rows, columns = max(rows, row), max(columns, column)
            else:
                row, column = int(digits or row + 1), 0
        for first, top, last, bottom in _MERGE.findall(block):
            wide, high = _number(last) - _number(first) + 1, int(bottom) - int(top) + 1
            merged += wide * high
        _check(rows, columns)
        _check(merged, 1)
    return left


def _open_document(stream: IO[bytes], left: int) -> int:
    """The same for the one part of an ods, where empty cells and rows are merely repeated."""
    rows = columns = row = column = times = 0
    for block, rest in _blocks(stream, left):
        left = rest
        for kind, attributes in _ODS.findall(block):
            found = _REPEATED.search(attributes)
            repeated = int(found.group(1)) if found else 1
            if kind == b"table":
                rows = columns = row = column = times = 0
            elif kind == b"table-row":
                row, column, times = row + times, 0, repeated
            else:
                column += repeated
                if b"value-type=" in attributes:
                    rows, columns = max(rows, row + times), max(columns, column)
        _check(rows, columns)
    return left


def _check(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise TooLargeError(f"{rows} × {columns}")


@cache
def _number(name: bytes) -> int:
    """Column number of a letter: AB → 28."""
    number = 0
    for sign in name.upper():
        number = number * 26 + sign - 64
    return number
