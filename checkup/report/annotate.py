"""A copy of a user's workbook with its faulty cells coloured and commented; the rest as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checkup.report import foreign
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
        book = foreign.opened(content)
    except foreign.broken():
        return None
    modified = book.properties.modified
    for sheet, places in _placed(book, rows).items():
        for place, found in places.items():
            _mark(book[sheet], place, found, say)
    book.calculation.fullCalcOnLoad = True
    try:
        copy = foreign.saved(book, content, modified)
    except foreign.broken():
        return None
    return Annotated(content=copy, lost=tuple(foreign.lost(content, copy)))


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
