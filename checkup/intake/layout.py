"""Where the tables stand on a sheet: headers of one to three rows, merged or not, side by side.

Offices put titles, notes and units above a header, merge it over two or three rows, and set
several tables beside each other (exports §7). Headings of several rows are joined with ``/``.
Nothing below the header is looked at here but rows that still belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake.cells import Grid
from checkup.intake.values import flat, text_of
from checkup.vocabulary import Column, Sheet, Vocabulary, fold, split_header

_WITHIN = 15
"""Rows of a sheet in which a header may begin."""
_TALLEST = 3
"""Rows a header may have."""


class Heading(Struct, frozen=True, kw_only=True):
    """What stands over one column of a table."""

    text: str
    """Its rows joined with ``/``."""
    row: int
    """The row of the lowest cell."""
    column: Column | None = None
    unsure: bool = False
    """The words leave it open which column is meant."""
    total: bool = False
    """It only adds up other columns."""
    unit: str | None = None


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
        for columns in _segments(grid)
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


_Texts = dict[int, dict[int, tuple[str, int, int]]]
"""Row → column → (text, row and column of the cell it stands in)."""


def _texts(grid: Grid) -> _Texts:
    """Texts of the rows in which headers stand; a merged one stands in every cell it covers."""
    last = _WITHIN + _TALLEST
    texts: _Texts = {}
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


def _within(texts: _Texts, columns: Iterable[int]) -> _Texts:
    wanted = set(columns)
    kept = {
        row: {column: told for column, told in cells.items() if column in wanted}
        for row, cells in texts.items()
    }
    return {row: cells for row, cells in kept.items() if cells}


def _segments(grid: Grid) -> Iterator[range]:
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


def _found(texts: _Texts, vocabulary: Vocabulary, sheet: Sheet | None) -> _Found | None:
    """The header that names most columns of a sheet; of equals the flattest, then the topmost."""
    if sheet is not None:
        return _best(texts, vocabulary, sheet, 2)
    found, most = None, 0
    for each in vocabulary.sheets.values():
        best = _best(texts, vocabulary, each, 3)
        if best is not None and len(best.columns) > most:
            found, most = best, len(best.columns)
    return found


def _best(texts: _Texts, vocabulary: Vocabulary, sheet: Sheet, least: int) -> _Found | None:
    words = _words(sheet)
    found, most = None, least - 1
    for height in range(1, _TALLEST + 1):
        for top in sorted(texts):
            bottom = top + height - 1
            if top > _WITHIN or bottom not in texts:
                continue
            headings = _headings(texts, top, bottom, words, vocabulary)
            named = {
                each.column.id: place
                for place, each in sorted(headings.items(), reverse=True)
                if each.column is not None
            }
            keyed = any(each.column and each.column.key for each in headings.values())
            if keyed and len(named) > most:
                found = _Found(sheet, top, bottom, tuple(sorted(named.values())))
                most = len(named)
    return found


def _words(sheet: Sheet) -> dict[str, tuple[Column, bool]]:
    """Header word → (column, unsure); a column's own name wins over another's alias."""
    words: dict[str, tuple[Column, bool]] = {}
    for column in sheet.columns:
        for alias in column.aliases:
            words.setdefault(fold(alias), (column, False))
        for alias in column.unsure:
            words.setdefault(fold(alias), (column, True))
    for column in sheet.columns:
        words[split_header(column.name)[0]] = (column, False)
    return words


def _headings(
    texts: _Texts,
    top: int,
    bottom: int,
    words: dict[str, tuple[Column, bool]],
    vocabulary: Vocabulary,
) -> dict[int, Heading]:
    """Heading by column, from the header rows ``top`` to ``bottom``."""
    headings = {}
    for place in {column for row in range(top, bottom + 1) for column in texts.get(row, {})}:
        cells = dict.fromkeys(
            told for row in range(top, bottom + 1) if (told := texts.get(row, {}).get(place))
        )
        parts = list(dict.fromkeys(" ".join(text.split()) for text, _, _ in cells))
        headings[place] = _heading(parts, list(cells)[-1][1], words, vocabulary)
    return headings


def _heading(
    parts: list[str], row: int, words: dict[str, tuple[Column, bool]], vocabulary: Vocabulary
) -> Heading:
    named = [_named(part, words, vocabulary) for part in parts]
    unit = next((unit for _, unit in reversed(named) if unit), None)
    names = [name for name, _ in named if name]
    text = "/".join(parts)
    total = bool(names) and names[-1] in map(fold, vocabulary.totals)
    if total:
        names.pop()
    found = _meant(names, words)
    if found is None:
        return Heading(text=text, row=row, unit=unit, total=total)
    return Heading(text=text, row=row, column=found[0], unsure=found[1], unit=unit)


def _meant(names: list[str], words: dict[str, tuple[Column, bool]]) -> tuple[Column, bool] | None:
    """面积/建筑 is 建筑面积, 产权单位/名称 is 产权单位, 位置/小区 is 小区."""
    if not names:
        return None
    last, over = words.get(names[-1]), None
    if len(names) > 1:
        over = words.get(names[-2])
        for joined in (names[-1] + names[-2], names[-2] + names[-1]):
            if joined in words:
                return words[joined]
    if last is not None and over is not None and last[0].key and not over[0].key:
        return over
    return last


_NUMBERING = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}[.、])")


def _named(
    text: str, words: dict[str, tuple[Column, bool]], vocabulary: Vocabulary
) -> tuple[str, str | None]:
    """(folded name, unit) of one header cell; a cell that holds only a unit has no name."""
    name, unit = split_header(text)
    if name in words:
        return name, unit
    if not name or is_unit(text, vocabulary):
        return "", (unit or flat(text)).strip("()[]【】〔〕")
    for written in vocabulary.unit_words:
        rest = name.removesuffix(written)
        if rest != name and rest.rstrip("/") in words:
            return rest.rstrip("/"), written
    bare = split_header(_NUMBERING.sub("", flat(text)))[0]
    return (bare if bare in words else name), unit


def is_unit(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text is a unit and nothing else: ㎡, （平方米）, 万㎡."""
    word = flat(text).strip("()[]【】〔〕 ").lower()
    return word in vocabulary.unit_words or word in map(fold, vocabulary.counters)


def _built(grid: Grid, texts: _Texts, found: _Found, vocabulary: Vocabulary) -> list[Layout]:
    """The table with that header; several when its key column comes more than once."""
    words = _words(found.sheet)
    top, bottom, last = _reach(grid, texts, found, vocabulary)
    headings = _headings(texts, top, bottom, words, vocabulary)
    noted = _noted_unit(texts, top, vocabulary)
    tables = []
    for part in _split(headings):
        told = {place: headings[place] for place in part}
        tables.append(
            Layout(
                sheet=found.sheet,
                top=top,
                bottom=last,
                headings={
                    place: _with_unit(each, _over(texts, top, place, vocabulary) or noted)
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


def _reach(
    grid: Grid, texts: _Texts, found: _Found, vocabulary: Vocabulary
) -> tuple[int, int, int]:
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


_NOTED = re.compile(r"单位[:：](?P<unit>[^()（）\s]+)")


def _noted_unit(texts: _Texts, top: int, vocabulary: Vocabulary) -> str | None:
    """The unit of area that a line above the header gives for the whole table: 单位：亩."""
    for row in sorted(texts, reverse=True):
        if row >= top:
            continue
        for text, _, _ in texts[row].values():
            for found in _NOTED.finditer(text):
                for word in re.split("[、,，/]", found["unit"]):
                    if flat(word).lower() in vocabulary.unit_words:
                        return flat(word)
    return None


def _over(texts: _Texts, top: int, place: int, vocabulary: Vocabulary) -> str | None:
    """The unit of a heading merged over several columns: 面积（亩） above 建筑面积."""
    told = texts.get(top - 1, {}).get(place)
    if told is None:
        return None
    unit = split_header(told[0])[1]
    return unit if unit and is_unit(unit, vocabulary) else None


def _with_unit(heading: Heading, unit: str | None) -> Heading:
    column = heading.column
    wanted = unit and not heading.unit and column is not None and column.unit == "㎡"
    return replace(heading, unit=unit) if wanted else heading
