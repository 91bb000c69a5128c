"""Tables one below another on one sheet: told apart where a further header stands.

A further header is a row of our sheets' column names, the key column among them. It ends the
table above it, together with the blank rows and the title over it. Where it cannot be told
whose header it is, or a table beside it runs on, a person is asked at the cell.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake.cells import Cell, Grid, address
from checkup.intake.headings import Words, words_of
from checkup.intake.layout import layouts, segments
from checkup.intake.values import text_of
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Sheet, Vocabulary, fold, split_header

_LEAST = 2
"""Column names that make a row a header when nothing else stands in it; beside other words it
takes one more, and half of the row."""

_LONGEST = 40
"""Signs of a header cell, its unit and note included; longer ones are sentences."""


class Part(Struct, frozen=True):
    """Rows of a grid with one table, or several side by side, and which sheet of ours they are
    (None: still to be found out)."""

    grid: Grid
    sheet: Sheet | None


class _Header(Struct, frozen=True):
    """A row of column names: the sheets it may belong to, its named columns, its words."""

    row: int
    sheets: tuple[Sheet, ...]
    places: frozenset[int]
    words: frozenset[str]


def parts(
    grid: Grid, source: str, vocabulary: Vocabulary, sheet: Sheet | None
) -> tuple[list[Part], list[Problem]]:
    """The grid cut where a further table begins, top to bottom; the whole grid where none does.

    ``sheet`` is what the grid's own name says. Rows of a table nobody can name are in no part.
    """
    rows = dict(grid.rows())
    headers = _headers(grid, vocabulary)
    found: list[Problem] = []
    starts: list[tuple[int, _Header]] = []
    above: _Header | None = None
    for each in headers:
        start, titles = _start(rows, each.row)
        before = _rows_of(grid, 1, start - 1)
        first = above is None and not layouts(before, vocabulary, sheet)
        same = above is not None and each.words == above.words
        if first or (same and not titles) or (above is not None and each.row == above.row + 1):
            above = each
            continue
        above = each
        if _runs_on(grid, rows[each.row], each):
            found.append(_unclear(grid, source, each, rows))
            continue
        starts.append((start, each))
    if not starts:
        return [Part(grid, sheet)], found
    last = max(rows)
    opening = next((each for each in headers if each.row < starts[0][0]), None)
    cut = [Part(_rows_of(grid, 1, starts[0][0] - 1), _sheet(opening, (), sheet) or sheet)]
    for (start, header), end in zip(starts, [*(s for s, _ in starts[1:]), last + 1], strict=True):
        _, titles = _start(rows, header.row)
        meant = _sheet(header, titles, None)
        if meant is None:
            found.append(_unclear(grid, source, header, rows))
        else:
            cut.append(Part(_rows_of(grid, start, end - 1), meant))
    return cut, found


def _headers(grid: Grid, vocabulary: Vocabulary) -> list[_Header]:
    """Rows of column names, over the whole row or between two empty columns."""
    words = [(each, words_of(each)) for each in vocabulary.sheets.values()]
    every = frozenset(word for _, known in words for word in known)
    runs = list(segments(grid))
    found = []
    names = {
        cell.value: split_header(cell.value)[0]
        for cell in grid.cells.values()
        if isinstance(cell.value, str) and len(cell.value) <= _LONGEST
    }
    titles = {written: name for written, name in names.items() if name in every}
    for row, cells in grid.rows():
        told = {at: titles[cell.value] for at, cell in cells.items() if cell.value in titles}
        if len(told) < _LEAST:
            continue
        for columns in (cells, *runs):
            sheets = _fitting({at: name for at, name in told.items() if at in columns}, words,
                              sum(at in columns for at in cells))  # fmt: skip
            if sheets:
                texts = frozenset(fold(str(cells[at].value)) for at in cells if at in columns)
                places = frozenset(at for at in told if at in columns)
                found.append(_Header(row, sheets, places, texts))
                break
    return found


def _fitting(
    told: dict[int, str], words: list[tuple[Sheet, Words]], filled: int
) -> tuple[Sheet, ...]:
    """The sheets of which these column names of ``filled`` cells may be the header."""
    counts = {}
    for sheet, known in words:
        columns = [known[name][0] for name in told.values() if name in known]
        if any(column.key for column in columns):
            counts[sheet.id] = len({column.id for column in columns})
    most = max(counts.values(), default=0)
    if most < _LEAST or (most < filled and (most == _LEAST or 2 * most < filled)):
        return ()
    return tuple(sheet for sheet, _ in words if counts.get(sheet.id) == most)


def _start(rows: dict[int, dict[int, Cell]], header: int) -> tuple[int, tuple[str, ...]]:
    """First row of what belongs to a header from above, and the titles there."""
    start = header
    titles: list[str] = []
    while start > 1:
        texts = {text for cell in rows.get(start - 1, {}).values() if (text := text_of(cell))}
        if len(texts) > 1:
            break
        titles += texts
        start -= 1
    return start, tuple(titles)


def _sheet(header: _Header | None, titles: Iterable[str], named: Sheet | None) -> Sheet | None:
    """Whose header it is: the only sheet it fits, the one the grid or a title names, or None."""
    if header is None:
        return None
    if len(header.sheets) == 1:
        return header.sheets[0]
    if named in header.sheets:
        return named
    told = [
        sheet
        for sheet in header.sheets
        if any(
            fold(word) in fold(title) for word in (sheet.name, *sheet.aliases) for title in titles
        )
    ]
    return told[0] if len(told) == 1 else None


def _runs_on(grid: Grid, cells: dict[int, Cell], header: _Header) -> bool:
    """Whether beside the header, behind an empty column, another table has a row of its own."""
    return any(
        any(place in columns for place in cells)
        and not any(place in columns for place in header.places)
        for columns in segments(grid)
    )


def _rows_of(grid: Grid, first: int, last: int) -> Grid:
    """The grid with these rows only; every cell keeps its address."""
    return replace(
        grid,
        cells={at: cell for at, cell in grid.cells.items() if first <= at[0] <= last},
        merged=tuple(area for area in grid.merged if first <= area[0] <= last),
    )


def _unclear(grid: Grid, source: str, header: _Header, rows: dict[int, dict[int, Cell]]) -> Problem:
    place = min(rows[header.row])
    at = Ref(source, grid.sheet, address(header.row, place))
    return problem("table_unclear", at, found=text_of(rows[header.row][place]) or "")
