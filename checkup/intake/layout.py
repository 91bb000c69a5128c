"""Where the tables stand on a sheet: headers of one to three rows, merged or not, side by side.

Offices put titles, notes and units above a header, merge it over two or three rows, and set
several tables beside each other (exports §7). Headings of several rows are joined with ``/``.
Nothing below the header is looked at here but rows that still belong to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from checkup.intake.cells import Grid
from checkup.intake.headings import (
    Heading,
    Texts,
    headings_of,
    is_unit,
    noted_unit,
    unit_over,
    with_unit,
    words_of,
)
from checkup.intake.values import flat, text_of
from checkup.vocabulary import Sheet, Vocabulary

_WITHIN = 15
"""Rows of a sheet, from its first filled one, in which a header may begin."""
_TALLEST = 3
"""Rows a header may have."""


class Layout(Struct, frozen=True, kw_only=True):
    """One table on a sheet: its header rows, its headings by column, and what is above it."""

    sheet: Sheet
    top: int
    bottom: int
    """The last row before the records."""
    headings: dict[int, Heading]
    above: tuple[str, ...] = ()
    """Texts over the header in the table's own columns, the nearest last."""
    header_rows: tuple[dict[int, str], ...] = ()


def layouts(grid: Grid, vocabulary: Vocabulary, sheet: Sheet | None = None) -> list[Layout]:
    """Every table of a grid, left to right; ``sheet`` when it is known which of ours it is."""
    texts = _texts(grid)
    parts = [
        found
        for columns in segments(grid)
        if (found := _found(_within(texts, columns), vocabulary, sheet)) is not None
    ]
    if len(parts) < 2:
        whole = _found(texts, vocabulary, sheet)
        return _built(grid, texts, whole, vocabulary) if whole else []
    starts = [min(each.columns) for each in parts]
    built: list[Layout] = []
    for each, start, end in zip(parts, starts, [*starts[1:], None], strict=True):
        # what has no header of its own belongs to the table on its left
        columns = range(start, end or 1 + max(column for _, column in grid.cells))
        built += _built(grid, _within(texts, columns), each, vocabulary)
    return built


class _Found(Struct, frozen=True):
    sheet: Sheet
    top: int
    bottom: int
    columns: tuple[int, ...]


def _texts(grid: Grid) -> Texts:
    """Texts of the rows in which headers stand; a merged one stands in every cell it covers."""
    last = min((row for row, _ in grid.cells), default=1) - 1 + _WITHIN + _TALLEST
    texts: Texts = {}
    for (row, column), cell in sorted(grid.cells.items()):
        if row > last:
            break
        text = text_of(cell)
        if text:
            texts.setdefault(row, {})[column] = (text, row, column)
    for top, left, bottom, right in grid.merged:
        told = texts.get(top, {}).get(left)
        if told is None or bottom - top >= _TALLEST:
            continue
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, right + 1):
                texts.setdefault(row, {}).setdefault(column, told)
    return texts


def _within(texts: Texts, columns: Iterable[int]) -> Texts:
    wanted = set(columns)
    kept = {
        row: {column: told for column, told in cells.items() if column in wanted}
        for row, cells in texts.items()
    }
    return {row: cells for row, cells in kept.items() if cells}


def segments(grid: Grid) -> Iterator[range]:
    """Runs of columns between columns in which nothing stands."""
    columns = sorted({column for _, column in grid.cells})
    start = previous = None
    for column in columns:
        if previous is None or column > previous + 1:
            if start is not None and previous is not None:
                yield range(start, previous + 1)
            start = column
        previous = column
    if start is not None and previous is not None:
        yield range(start, previous + 1)


def _found(texts: Texts, vocabulary: Vocabulary, sheet: Sheet | None) -> _Found | None:
    """The header that names most columns of a sheet; of equals the flattest, then the topmost."""
    if sheet is not None:
        return _best(texts, vocabulary, sheet, 2)
    found, most = None, 0
    for each in vocabulary.sheets.values():
        best = _best(texts, vocabulary, each, 3)
        if best is not None and len(best.columns) > most:
            found, most = best, len(best.columns)
    return found


def _best(texts: Texts, vocabulary: Vocabulary, sheet: Sheet, least: int) -> _Found | None:
    words = words_of(sheet)
    found, most = None, least - 1
    last = min(texts, default=1) - 1 + _WITHIN
    for height in range(1, _TALLEST + 1):
        for top in sorted(texts):
            bottom = top + height - 1
            if top > last or bottom not in texts:
                continue
            read = headings_of(texts, top, bottom, words, vocabulary)
            named = {
                each.column.id: place
                for place, each in sorted(read.items(), reverse=True)
                if each.column is not None
            }
            keyed = any(each.column and each.column.key for each in read.values())
            if keyed and len(named) > most:
                found = _Found(sheet, top, bottom, tuple(sorted(named.values())))
                most = len(named)
    return found


def _built(grid: Grid, texts: Texts, found: _Found, vocabulary: Vocabulary) -> list[Layout]:
    """The table with that header; several when its key column comes more than once."""
    words = words_of(found.sheet)
    top, bottom, last = _reach(grid, texts, found, vocabulary)
    headings = headings_of(texts, top, bottom, words, vocabulary)
    noted = noted_unit(texts, top, vocabulary)
    tables = []
    for part in _split(headings):
        told = {place: headings[place] for place in part}
        tables.append(
            Layout(
                sheet=found.sheet,
                top=top,
                bottom=last,
                headings={
                    place: with_unit(each, unit_over(texts, top, place, vocabulary) or noted)
                    for place, each in told.items()
                },
                above=tuple(
                    dict.fromkeys(
                        text
                        for row in sorted(texts)
                        if row < top
                        for place, (text, _, _) in texts[row].items()
                        if place in part
                    )
                ),
                header_rows=tuple(
                    {place: text for place, (text, _, _) in texts.get(row, {}).items()}
                    for row in range(top, bottom + 1)
                ),
            )
        )
    return tables


def _split(headings: dict[int, Heading]) -> list[list[int]]:
    """Columns of each table, where one repeats with its key: 名称 户数 · 户数 名称 are two."""
    parts: list[list[int]] = [[]]
    seen: set[str] = set()
    places = sorted(headings)
    for at, place in enumerate(places):
        column = headings[place].column
        rest = [each for after in places[at:] if (each := headings[after].column)]
        keyed = any(each.key for each in rest)
        had_key = any(c.key for p in parts[-1] if (c := headings[p].column))
        if column is not None and column.id in seen and keyed and had_key and len(rest) > 1:
            parts.append([])
            seen = set()
        parts[-1].append(place)
        if column is not None:
            seen.add(column.id)
    return parts


def _reach(grid: Grid, texts: Texts, found: _Found, vocabulary: Vocabulary) -> tuple[int, int, int]:
    """First and last row of the headings, and the last row before the records.

    Cells merged over several rows belong whole, so does a row of units; a row that only numbers
    the columns names nothing.
    """
    top, bottom = found.top, found.bottom
    for first, left, last, _ in grid.merged:
        crosses = first <= found.bottom and last >= found.top and last > first
        if crosses and left in found.columns and last - first < _TALLEST:
            top, bottom = min(top, first), max(bottom, last)

    def below(row: int) -> list[str]:
        return [text for text, _, _ in texts.get(row + 1, {}).values()]

    if below(bottom) and all(is_unit(text, vocabulary) for text in below(bottom)):
        bottom += 1
    numbered = _counts_columns([flat(text) for text in below(bottom)])
    return top, bottom, bottom + 1 if numbered else bottom


_STEMS = "甲乙丙丁戊己庚辛"


def _counts_columns(told: list[str]) -> bool:
    """甲 乙 1 2 3, or 1 2 3 4: the row under a header that numbers its columns."""
    rest = [each for each in told if each not in _STEMS]
    return len(told) > 2 and rest == [str(number) for number in range(1, len(rest) + 1)]
