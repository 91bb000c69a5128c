"""Grids → tables: which of our sheets a grid is, which column is which, which rows are records.

Headers are matched by the aliases of ``surveys/ledger.yaml``; what matches nothing is listed,
what is merely similar is suggested. Cells are handed on untouched.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from checkup.datafiles import nearest
from checkup.intake import stacks
from checkup.intake.cells import Cell, Grid, address
from checkup.intake.layout import Layout, layouts
from checkup.intake.values import flat, text_of
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Column, Sheet, Vocabulary, fold


class Row(Struct, frozen=True, kw_only=True):
    """One record. ``at`` gives the address of any column of our sheet the table has."""

    number: int
    cells: dict[str, Cell]
    at: dict[str, Ref]

    def text(self, column: str) -> str | None:
        """The cell of that column as text, None when empty or not there."""
        return text_of(self.cells.get(column))


class Table(Struct, frozen=True, kw_only=True):
    """A table of a grid, read as one of our sheets."""

    sheet: Sheet
    columns: dict[str, Column]
    units: dict[str, str | None]
    """Unit written in the header of each column."""
    rows: tuple[Row, ...]
    unsure: frozenset[str] = frozenset()
    """Columns whose header leaves it open whether they are meant: 面积, 序号."""
    titles: tuple[str, ...] = ()
    """The sheet's name and what stands above the header: they may name the estate."""
    used: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    private_at: tuple[int, ...] = ()
    """Where the columns of people's names and numbers are: their cells are in no row."""
    ignored: tuple[str, ...] = ()
    """Headings of columns that only add up others."""
    unrecognised: tuple[str, ...] = ()

    def sheet_column(self, column: str) -> Column:
        """The column of our sheet with that id, whether or not the table has it."""
        return next(each for each in self.sheet.columns if each.id == column)


def tables(grid: Grid, source: str, vocabulary: Vocabulary) -> tuple[list[Table], list[Problem]]:
    """The tables of a grid, left to right; a problem when a sheet of ours has no header."""
    named = vocabulary.sheet_by_word.get(fold(grid.sheet))
    sheet = vocabulary.sheets[named] if named else None
    return _read(grid, source, vocabulary, sheet)


def read_as(
    grid: Grid, source: str, sheet: Sheet, vocabulary: Vocabulary
) -> tuple[Table | None, list[Problem]]:
    """The grid as that sheet of ours; None with a problem when it has no such header."""
    found, problems = _read(grid, source, vocabulary, sheet)
    return (found[0] if found else None), problems


def _read(
    grid: Grid, source: str, vocabulary: Vocabulary, sheet: Sheet | None
) -> tuple[list[Table], list[Problem]]:
    found: list[Table] = []
    cut, problems = stacks.parts(grid, source, vocabulary, sheet)
    for part in cut:
        for layout in layouts(part.grid, vocabulary, part.sheet):
            table, more = _table(part.grid, source, layout, vocabulary)
            found.append(table)
            problems += more
    if not found and sheet is not None and grid.cells:
        problems.append(problem("no_header", source=source, sheet=grid.sheet, name=sheet.name))
    return found, problems


def _table(
    grid: Grid, source: str, layout: Layout, vocabulary: Vocabulary
) -> tuple[Table, list[Problem]]:
    sheet = layout.sheet
    problems: list[Problem] = []
    places: dict[str, int] = {}
    columns: dict[str, Column] = {}
    units: dict[str, str | None] = {}
    unsure: set[str] = set()
    used: list[str] = []
    private: list[str] = []
    private_at: list[int] = []
    ignored: list[str] = []
    unrecognised: list[str] = []
    for place, heading in sorted(layout.headings.items()):
        at = Ref(source, grid.sheet, address(heading.row, place))
        column, title = heading.column, heading.text
        if column is None and heading.total:
            ignored.append(title)
        elif column is None:
            unrecognised.append(title)
            likely = nearest(title, [each.name for each in sheet.columns])
            problems.append(problem("column_unknown", at, found=title, suggestion=likely or "—"))
        elif column.personal:
            private.append(title)
            private_at.append(place)
        elif column.id in places:
            problems.append(problem("column_repeated", at, found=title))
            unrecognised.append(title)
        else:
            used.append(title)
            places[column.id] = place
            columns[column.id] = column
            units[column.id] = heading.unit
            if heading.unsure:
                unsure.add(column.id)
    header = layout.bottom
    merged = _spread(grid, header, {places[key] for key in columns if _is_figure(columns[key])})
    for row, place in sorted(merged.figures):
        at = Ref(source, grid.sheet, address(row, place))
        problems.append(problem("figure_merged", at, found=text_of(grid.cells[row, place]) or ""))
    key = next(column for column in sheet.columns if column.key)
    every = list(_rows(grid, source, header, places, merged.origin))
    end = _strange(grid, every, columns, vocabulary)
    if end is not None:
        # what stands below has a header of its own that is none of ours: not read, but said
        first = next(iter(every[end].cells))
        told = every[end].text(first) or ""
        problems.append(problem("table_unclear", every[end].at[first], found=told))
    rows = tuple(row for row in every[:end] if not _is_aside(row, key, layout, places, vocabulary))
    table = Table(
        sheet=sheet, columns=columns, units=units, rows=rows, unsure=frozenset(unsure),
        titles=(*reversed(layout.above), grid.sheet), used=tuple(used), private=tuple(private),
        private_at=tuple(private_at), ignored=tuple(ignored), unrecognised=tuple(unrecognised),
    )  # fmt: skip
    return table, problems


def _strange(
    grid: Grid, rows: list[Row], columns: dict[str, Column], vocabulary: Vocabulary
) -> int | None:
    """Where (position in ``rows``) a table begins whose header is none of ours; None for none.

    It follows an empty row or a title, holds at least three words and no digit, has words where
    this table has figures, none that this table's choices know, and rows below.
    """
    filled: dict[int, int] = {}
    for number, _ in grid.cells:
        filled[number] = filled.get(number, 0) + 1
    silent = {*vocabulary.figures.unclear, *vocabulary.figures.none}
    for at, row in enumerate(rows):
        texts = {column: text for column in row.cells if (text := row.text(column))}
        apart = filled.get(row.number - 1, 0) < 2 and row.number - 1 > 0
        if not apart or len(texts) < _WORDS or any(map(str.isdigit, "".join(texts.values()))):
            continue
        worded = [
            text
            for column, text in texts.items()
            if _is_figure(columns[column]) and flat(text) not in silent
        ]
        known = fold(texts.get("kind", "")) in vocabulary.kind_by_word or any(
            words is not None and vocabulary.choice(words, text) is not None
            for column, text in texts.items()
            if (words := columns[column].words)
        )
        if worded and not known and at + 1 < len(rows):
            titled = at > 0 and rows[at - 1].number == row.number - 1
            return at - 1 if titled else at
    return None


_WORDS = 3


def _is_figure(column: Column) -> bool:
    return column.type in ("number", "count")


def _is_aside(
    row: Row, key: Column, layout: Layout, places: dict[str, int], vocabulary: Vocabulary
) -> bool:
    """Totals, signatures, notes, the header once more, formulas filled down: no records."""
    told = {column: text for column in places if (text := row.text(column))}
    faulty = any(cell.fault for cell in row.cells.values())
    if not told or faulty:
        return False
    footers = tuple(fold(word) for word in vocabulary.footers)
    first = fold(next(iter(told.values())))
    name = fold(told.get(key.id, ""))
    if first.startswith(footers) or name in footers:
        return True
    totals = tuple(fold(word) for word in vocabulary.totals)
    if first.endswith(totals) or name.endswith(totals):
        return True
    if len(told) == 1 and key.id not in told and ":" in flat(next(iter(told.values()))):
        return True
    if key.id not in told and all(_is_empty_figure(column, text) for column, text in told.items()):
        return True
    if len(told) == 1:
        return False
    shown = {places[column]: " ".join(text.split()) for column, text in told.items()}
    return any(
        all(fold(above.get(place, "")) == fold(text) for place, text in shown.items())
        for above in layout.header_rows
    )


def _is_empty_figure(column: str, text: str) -> bool:
    """A serial number or a 0 that a formula filled down."""
    return text.isdigit() if column == "number" else text in ("0", "0.0")


def _rows(
    grid: Grid,
    source: str,
    header: int,
    places: dict[str, int],
    origin: dict[tuple[int, int], tuple[int, int]],
) -> Iterator[Row]:
    """Rows below the header in which something stands; merged cells are filled downwards.

    A cell filled downwards keeps the address of the cell it came from.
    """
    last = max((row for row, _ in grid.cells), default=header)
    for number in range(header + 1, last + 1):
        cells: dict[str, Cell] = {}
        at: dict[str, Ref] = {}
        for column, place in places.items():
            here = (number, place) if (number, place) in grid.cells else origin.get((number, place))
            if here is not None:
                cells[column] = grid.cells[here]
            at[column] = Ref(source, grid.sheet, address(*(here or (number, place))))
        own = (grid.cells.get((number, place)) for place in places.values())
        if any(cell is not None and (cell.fault or text_of(cell)) for cell in own):
            yield Row(number=number, cells=cells, at=at)


class _Merged(Struct, frozen=True):
    """Covered cell → the cell it shows; and where a figure stands for several rows."""

    origin: dict[tuple[int, int], tuple[int, int]]
    figures: set[tuple[int, int]]


def _spread(grid: Grid, header: int, figures: set[int]) -> _Merged:
    """Vertical merges below the header. A figure is not repeated: it counts once, in its row."""
    origin: dict[tuple[int, int], tuple[int, int]] = {}
    once: set[tuple[int, int]] = set()
    for top, left, bottom, right in grid.merged:
        if (top, left) not in grid.cells or top <= header or left != right or top == bottom:
            continue
        if left in figures:
            once.add((top, left))
            continue
        for row in range(top + 1, bottom + 1):
            origin[(row, left)] = (top, left)
    return _Merged(origin, once)
