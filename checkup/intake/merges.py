"""Which cells of an old workbook (.xls) or an open document (.ods) are merged.

The fast reader gives rows without them, and for .ods knows of none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CONTENT = "content.xml"


def areas(content: bytes) -> dict[str, tuple[Area, ...]]:
    """Sheet → merged areas of a workbook that has been read before; empty for anything else."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _binary(content)
    if content.startswith(b"PK") and _CONTENT.encode() in content:
        return _open_document(content)
    return {}


def _binary(content: bytes) -> dict[str, tuple[Area, ...]]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return {
            name: tuple(
                (top + 1, left + 1, bottom + 1, right + 1)
                for (top, left), (bottom, right) in (
                    book.get_sheet_by_name(name).merged_cell_ranges or ()
                )
            )
            for name in book.sheet_names
        }


def _open_document(content: bytes) -> dict[str, tuple[Area, ...]]:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    found: dict[str, list[Area]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_CONTENT) as part:
            for name, row, line in _rows(iterparse(part, ("start", "end"))):
                found.setdefault(name, []).extend(_of_row(row, line))
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException):
        # the rows have been read: a part that cannot be followed tells of no merge
        return {}
    return {name: tuple(each) for name, each in found.items()}


def _rows(events: Iterable[tuple[str, Element]]) -> Iterator[tuple[str, int, Element]]:
    """(sheet, row number, row) one after another; what has been seen is let go."""
    table, name, row = None, "", 1
    for event, element in events:
        if event == "start" and element.tag == f"{_TABLE}table":
            table, name, row = element, element.get(f"{_TABLE}name", ""), 1
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            yield name, row, element
            row += _count(element, "rows-repeated")
            if table is not None:
                table.clear()


def _of_row(row: int, line: Element) -> Iterator[Area]:
    column = 1
    for cell in line:
        across, down = _count(cell, "columns-spanned"), _count(cell, "rows-spanned")
        if across > 1 or down > 1:
            yield row, column, row + down - 1, column + across - 1
        column += _count(cell, "columns-repeated")


def _count(element: Element, what: str) -> int:
    told = element.get(f"{_TABLE}number-{what}", "1")
    return int(told) if told.isdigit() else 1
