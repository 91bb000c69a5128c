"""Grids → tables: which of our sheets a grid is, where its header stands, which column is which.

Headers are matched by the aliases of ``surveys/ledger.yaml``; what matches nothing is listed,
what is merely similar is suggested. Cells are handed on untouched.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from checkup.datafiles import nearest
from checkup.intake.cells import Cell, Grid, address
from checkup.intake.values import text_of
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Column, Sheet, Vocabulary, fold, split_header

_HEADER_WITHIN = 15


class Row(Struct, frozen=True, kw_only=True):
    """One record. ``at`` gives the address of any column of our sheet the table has."""

    number: int
    cells: dict[str, Cell]
    at: dict[str, Ref]

    def text(self, column: str) -> str | None:
        """The cell of that column as text, None when empty or not there."""
        return text_of(self.cells.get(column))


class Table(Struct, frozen=True, kw_only=True):
    """A grid read as one of our sheets."""

    sheet: Sheet
    columns: dict[str, Column]
    units: dict[str, str | None]
    """Unit written in the header of each column."""
    rows: tuple[Row, ...]
    used: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    unrecognised: tuple[str, ...] = ()

    def sheet_column(self, column: str) -> Column:
        """The column of our sheet with that id, whether or not the table has it."""
        return next(each for each in self.sheet.columns if each.id == column)


def read(grid: Grid, source: str, vocabulary: Vocabulary) -> tuple[Table | None, list[Problem]]:
    """The grid as a table; None with a problem when no header can be found."""
    sheet = _sheet_of(grid, vocabulary)
    if sheet is None:
        return None, []
    return read_as(grid, source, sheet, vocabulary)


def read_as(
    grid: Grid, source: str, sheet: Sheet, vocabulary: Vocabulary
) -> tuple[Table | None, list[Problem]]:
    """The grid as that sheet of ours; None with a problem when it has no such header."""
    footers = tuple(fold(word) for word in vocabulary.footers)
    head = _head(grid)
    header = _header_of(head, sheet)
    if header is None:
        if not grid.cells:
            return None, []
        return None, [problem("no_header", source=source, sheet=grid.sheet, name=sheet.name)]
    return _table(grid, source, sheet, header, head[header], footers)


def _sheet_of(grid: Grid, vocabulary: Vocabulary) -> Sheet | None:
    named = vocabulary.sheet_by_word.get(fold(grid.sheet))
    if named:
        return vocabulary.sheets[named]
    head = _head(grid)
    best, most = None, 2
    for sheet in vocabulary.sheets.values():
        header = _header_of(head, sheet)
        matches = len(_matched(head[header], sheet)) if header else 0
        if matches > most:
            best, most = sheet, matches
    return best


def _head(grid: Grid) -> dict[int, dict[int, str]]:
    """Texts of the rows a header may stand in, by row and column."""
    head: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(grid.cells.items()):
        if row > _HEADER_WITHIN:
            break
        text = text_of(cell)
        if text:
            head.setdefault(row, {})[column] = text
    return head


def _words(sheet: Sheet) -> dict[str, Column]:
    """Every folded header word of a sheet; the column's own name wins over another's alias."""
    words: dict[str, Column] = {}
    for column in sheet.columns:
        for alias in column.aliases:
            words.setdefault(fold(alias), column)
    for column in sheet.columns:
        words[split_header(column.name)[0]] = column
    return words


def _matched(texts: dict[int, str], sheet: Sheet) -> dict[int, Column]:
    """Place → column for the texts of one row that are header words of the sheet."""
    words = _words(sheet)
    return {
        place: column
        for place, text in texts.items()
        if (column := words.get(split_header(text)[0])) is not None
    }


def _header_of(head: dict[int, dict[int, str]], sheet: Sheet) -> int | None:
    """The row that names most of the sheet's columns, its key column among them."""
    best, most = None, 1
    for row, texts in head.items():
        matched = _matched(texts, sheet)
        if len(matched) > most and any(column.key for column in matched.values()):
            best, most = row, len(matched)
    return best


def _table(
    grid: Grid,
    source: str,
    sheet: Sheet,
    header: int,
    titles: dict[int, str],
    footers: tuple[str, ...],
) -> tuple[Table, list[Problem]]:
    problems: list[Problem] = []
    places: dict[str, int] = {}
    columns: dict[str, Column] = {}
    units: dict[str, str | None] = {}
    used: list[str] = []
    private: list[str] = []
    unrecognised: list[str] = []
    matched = _matched(titles, sheet)
    for place, title in titles.items():
        at = Ref(source, grid.sheet, address(header, place))
        column = matched.get(place)
        if column is None:
            unrecognised.append(title)
            likely = nearest(title, [each.name for each in sheet.columns])
            problems.append(problem("column_unknown", at, found=title, suggestion=likely or "—"))
        elif column.personal:
            private.append(title)
        elif column.id in places:
            problems.append(problem("column_repeated", at, found=title))
            unrecognised.append(title)
        else:
            used.append(title)
            places[column.id] = place
            columns[column.id] = column
            units[column.id] = split_header(title)[1]
    rows = tuple(_rows(grid, source, header, places, footers))
    table = Table(
        sheet=sheet, columns=columns, units=units, rows=rows,
        used=tuple(used), private=tuple(private), unrecognised=tuple(unrecognised),
    )  # fmt: skip
    return table, problems


def _rows(
    grid: Grid, source: str, header: int, places: dict[str, int], footers: tuple[str, ...]
) -> Iterator[Row]:
    """Records below the header: blank rows and totals left out, merged cells filled downwards."""
    spread = _spread(grid, header)
    inside = {place: column for column, place in places.items()}
    last = max((row for row, _ in grid.cells), default=header)
    for number in range(header + 1, last + 1):
        cells: dict[str, Cell] = {}
        for place, column in inside.items():
            cell = grid.cells.get((number, place)) or spread.get((number, place))
            if cell is not None:
                cells[column] = cell
        first = next((text_of(cells[name]) for name in places if name in cells), None)
        if first is None or fold(first).startswith(footers):
            continue
        at = {
            column: Ref(source, grid.sheet, address(number, place))
            for column, place in places.items()
        }
        yield Row(number=number, cells=cells, at=at)


def _spread(grid: Grid, header: int) -> dict[tuple[int, int], Cell]:
    """Cells that a vertical merge below the header covers, with the value of its first cell."""
    spread: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in grid.merged:
        cell = grid.cells.get((top, left))
        if cell is None or top <= header or left != right:
            continue
        for row in range(top + 1, bottom + 1):
            spread[(row, left)] = cell
    return spread
