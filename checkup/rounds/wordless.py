"""Inputs as an archive may hold them: without what people said, and without who they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checkup import vocabulary
from checkup.intake import cells, geojson, ledger
from checkup.intake.cells import Grid, UnusableError
from checkup.intake.ledger import Table
from checkup.report import foreign
from checkup.vocabulary import Vocabulary

_SHEET = "meetings"
_COUNTED = frozenset({"date", "form", "attended", "item", "times"})
"""Columns of 访谈与议事 that are no one's words."""


def copied(file: Path, kind: str, content: bytes) -> bytes | None:
    """The bytes to keep of an input; None where what is private cannot be taken out.

    A workbook loses the words of 访谈与议事 and the columns of names and numbers that are not
    read either, and keeps everything else that openpyxl keeps; of another table that has any,
    and of settings that hold rows of 访谈与议事, there is no copy.
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
    private = {grid.sheet: found for grid in book.grids if (found := _private(grid, words))}
    return _without(content, private) if private else content


def _private(grid: Grid, words: Vocabulary) -> set[tuple[int, int]]:
    """Cells of a sheet that no archive holds."""
    tables, _ = ledger.tables(grid, grid.sheet, words)
    named = {
        (row.number, column) for table in tables for row in table.rows
        for column in table.private_at
    }  # fmt: skip
    return (named | _spoken(grid, tables)) & grid.cells.keys()


def _spoken(grid: Grid, tables: Sequence[Table]) -> set[tuple[int, int]]:
    """Cells, from the first row of 访谈与议事 on, that are neither counts nor of other tables."""
    rows = [row.number for table in tables if table.sheet.id == _SHEET for row in table.rows]
    if not rows:
        return set()
    kept = {
        place.cell
        for table in tables
        for row in table.rows
        for column, place in row.at.items()
        if table.sheet.id != _SHEET or column in _COUNTED
    }
    first = min(rows)
    return {at for at in grid.cells if at[0] >= first and cells.address(*at) not in kept}


def _without(content: bytes, private: dict[str, set[tuple[int, int]]]) -> bytes | None:
    try:
        book = foreign.opened(content)
        for sheet, places in private.items():
            for place in places:
                cell = book[sheet].cell(*place)
                cell.value, cell.comment = None, None
        return foreign.saved(book, content, book.properties.modified)
    except foreign.broken():
        return None
