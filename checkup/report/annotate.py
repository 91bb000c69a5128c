"""A copy of a user's workbook with its faulty cells coloured and commented; the rest as it was.

openpyxl is the one library that edits an existing workbook, and it drops what it does not know.
What would be lost is found in the packed file and said, never passed over.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checkup.report.celltext import lines_of, plain
from checkup.report.wording import Wording
from checkup.result import ProblemRow

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_COLOUR = {"error": "FFFFC7CE", "warning": "FFFFEB9C", "notice": "FFDDEBF7"}
_WORST = ("error", "warning", "notice")
_WIDTH = 320
_COLUMNS = 44
_LINE = 19
"""Points of a comment's box, and the columns of text one of its lines holds."""
_UNKNOWN = datetime(2021, 12, 17)
"""For a workbook that does not say when it was made; any fixed day does."""
_CORE = "docProps/core.xml"

_PARTS: Mapping[str, tuple[str, ...]] = {
    "macros": ("xl/vbaProject",),
    "controls": ("xl/ctrlProps/", "xl/activeX/"),
    "pictures": ("xl/media/", "xl/cellimages"),
    "slicers": ("xl/slicers/", "xl/timelines/"),
    "threads": ("xl/threadedComments/",),
    "signature": ("_xmlsignatures/",),
}
"""Parts of a workbook that are gone when openpyxl has written it."""
_MARKS: Mapping[str, tuple[str, re.Pattern[bytes]]] = {
    "validations": ("xl/worksheets/", re.compile(rb"<x14:dataValidation[\s>]")),
    "formats": ("xl/worksheets/", re.compile(rb"<x14:(?:cfRule|sparkline)[\s>]")),
    "shapes": ("xl/drawings/drawing", re.compile(rb"<xdr:(?:sp|grpSp|cxnSp)[\s>]")),
}
"""The same for marks inside parts that stay."""


class Annotated(Struct, frozen=True, kw_only=True):
    """The copy's bytes, and what it lacks: keys of ``check.lost`` in the wording file."""

    content: bytes
    lost: tuple[str, ...]


def render(content: bytes, rows: Iterable[ProblemRow], say: Wording) -> Annotated | None:
    """The copy of a workbook with these problems in it; None for what openpyxl cannot open.

    ``rows`` are the problems of this file. One without a cell stands at A1 of its sheet, one
    without a sheet at A1 of the first. Texts stay texts; formulas stay formulas and are worked
    out anew by whoever opens the copy.
    """
    try:
        book = _opened(content)
    except _broken():
        return None
    modified = book.properties.modified
    for sheet, places in _placed(book, rows).items():
        for place, found in places.items():
            _mark(book[sheet], place, found, say)
    book.calculation.fullCalcOnLoad = True
    try:
        copy = _saved(book, content, modified)
    except _broken():
        return None
    return Annotated(content=copy, lost=tuple(_lost(content, copy)))


def _opened(content: bytes) -> Workbook:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # what it drops is looked up in the packed file
        warnings.simplefilter("ignore")
        return load_workbook(BytesIO(content), rich_text=True)


def _broken() -> tuple[type[Exception], ...]:
    """What openpyxl raises, in reading and in writing what it has read: whatever it trips over."""
    from openpyxl.utils.exceptions import InvalidFileException

    return (
        InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError,
        IndexError, AttributeError, OSError, SyntaxError,
    )  # fmt: skip


def _placed(
    book: Workbook, rows: Iterable[ProblemRow]
) -> dict[str, dict[tuple[int, int], list[ProblemRow]]]:
    """Sheet → (row, column) → its problems. Only an upper left cell of a merge can be marked."""
    from openpyxl.utils.cell import coordinate_to_tuple

    placed: dict[str, dict[tuple[int, int], list[ProblemRow]]] = {}
    tables = [sheet.title for sheet in book.worksheets]
    for row in rows:
        name = row.sheet if row.sheet in tables else tables[0]
        place = coordinate_to_tuple(row.cell) if row.cell and row.sheet in tables else (1, 1)
        place = _shown_at(book[name], place)
        placed.setdefault(name, {}).setdefault(place, []).append(row)
    return placed


def _shown_at(sheet: Worksheet, place: tuple[int, int]) -> tuple[int, int]:
    for area in sheet.merged_cells.ranges:
        if area.min_row <= place[0] <= area.max_row and area.min_col <= place[1] <= area.max_col:
            return area.min_row, area.min_col
    return place


def _mark(
    sheet: Worksheet, place: tuple[int, int], found: Sequence[ProblemRow], say: Wording
) -> None:
    """Colour of the worst problem, and all of them as a comment below what was noted already."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell: Any = sheet.cell(*place)
    worst = min(found, key=lambda row: _WORST.index(row.level)).level
    cell.fill = PatternFill("solid", fgColor=_COLOUR[worst])
    notes = [
        say(
            "check.note",
            level=say(f"level.{row.level}"),
            title=say(f"problems.{row.code}.title"),
            expected=row.expected,
            fix=row.fix,
        )
        for row in found
    ]
    if cell.comment is not None:
        notes.insert(0, str(cell.comment.text))
    text = plain("\n".join(notes), say)
    cell.comment = Comment(
        text, say("workbook.author"), width=_WIDTH, height=_LINE * (1 + lines_of(text, _COLUMNS))
    )


def _saved(book: Workbook, original: bytes, modified: datetime | None) -> bytes:
    """The workbook's bytes, the same on any day: openpyxl would write the time into them."""
    from openpyxl.xml.functions import tostring

    raw, out = BytesIO(), BytesIO()
    book.save(raw)
    with zipfile.ZipFile(BytesIO(original)) as archive:
        dated = _CORE in archive.namelist()
    book.properties.modified = modified if dated and modified else _UNKNOWN
    book.properties.created = book.properties.created if dated else _UNKNOWN
    with zipfile.ZipFile(raw) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            content = tostring(book.properties.to_tree()) if name == _CORE else archive.read(name)
            copy.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _lost(original: bytes, copy: bytes) -> Iterable[str]:
    with (
        zipfile.ZipFile(BytesIO(original)) as before,
        zipfile.ZipFile(BytesIO(copy)) as after,
    ):
        for key, starts in _PARTS.items():
            if _count(before, starts) > _count(after, starts):
                yield key
        for key, (start, mark) in _MARKS.items():
            parts = (name for name in before.namelist() if name.startswith(start))
            if any(mark.search(before.read(name)) for name in parts):
                yield key


def _count(archive: zipfile.ZipFile, starts: tuple[str, ...]) -> int:
    return sum(name.startswith(starts) for name in archive.namelist())
