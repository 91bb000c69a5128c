"""Inputs as an archive may hold them: 访谈与议事 with its counts, without what people said."""

from __future__ import annotations

from pathlib import Path

from checkup import vocabulary
from checkup.intake import cells, geojson, ledger
from checkup.intake.cells import Grid, UnusableError
from checkup.report import foreign
from checkup.vocabulary import Vocabulary

_SHEET = "meetings"
_COUNTED = frozenset({"date", "form", "attended", "item", "times"})
"""Columns of 访谈与议事 that are no one's words."""


def copied(file: Path, kind: str, content: bytes) -> bytes | None:
    """The bytes to keep of an input; None where words in it cannot be told from the rest.

    A workbook loses the words and keeps everything else that openpyxl keeps; of another table,
    and of settings that hold such rows, there is no copy.
    """
    words = vocabulary.load()
    if kind == "settings":
        return None if words.sheets[_SHEET].name.encode() in content else content
    if kind != "ledger" or file.suffix.lower() in geojson.SUFFIXES:
        return content
    try:
        book = cells.book_of(file, file.name)
    except UnusableError:
        return None
    spoken = {grid.sheet: found for grid in book.grids if (found := _spoken(grid, words))}
    return _without(content, spoken) if spoken else content


def _spoken(grid: Grid, words: Vocabulary) -> list[tuple[int, int]]:
    """Cells, from the first row of 访谈与议事 on, that are neither counts nor of other tables."""
    tables, _ = ledger.tables(grid, grid.sheet, words)
    rows = [row.number for table in tables if table.sheet.id == _SHEET for row in table.rows]
    if not rows:
        return []
    kept = {
        place.cell
        for table in tables
        for row in table.rows
        for column, place in row.at.items()
        if table.sheet.id != _SHEET or column in _COUNTED
    }
    first = min(rows)
    return [at for at in grid.cells if at[0] >= first and cells.address(*at) not in kept]


def _without(content: bytes, spoken: dict[str, list[tuple[int, int]]]) -> bytes | None:
    try:
        book = foreign.opened(content)
        for sheet, places in spoken.items():
            for place in places:
                cell = book[sheet].cell(*place)
                cell.value, cell.comment = None, None
        return foreign.saved(book, content, book.properties.modified)
    except foreign.broken():
        return None
