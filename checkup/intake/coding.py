"""The columns of one question → codes: each distinct cell is understood once and looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from checkup.intake import choices
from checkup.intake.choices import Options
from checkup.intake.dialects import Dialect
from checkup.intake.mapping import Asked, plain_label, text
from checkup.intake.matching import Match
from checkup.model import BLANK, SKIPPED, Question

Column = Sequence[object]
"""One raw cell per respondent."""
Table = Sequence[Column] | Mapping[int, Column]
"""Position in the sheet → column."""
_CHOSEN, _NOT, _EMPTY, _HIDDEN, _RANK, _UNKNOWN = range(6)
"""What an option's own column says of a row."""


class Seen(Struct, frozen=True):
    """A cell that could not be used: its words, its column, the first row (from 0), how many."""

    value: str
    column: int
    row: int
    count: int


class Coded(Struct, frozen=True, kw_only=True):
    """``question`` is None when its columns hold nothing but numbers without a meaning."""

    question: Question | None
    unknown: tuple[Seen, ...] = ()
    numbers: Seen | None = None
    by_place: bool = False
    """Options were given as numbers and read by their order in our bank."""
    ranked: bool = False
    """Options were put in order; only which ones were chosen is kept."""
    repeats: tuple[int, ...] = ()
    """Later columns with the same question, joined to the first."""
    apart: tuple[int, ...] = ()
    """Later columns with the same title whose answers contradict the first: another question."""


def coded(table: Table, match: Match, dialect: Dialect, source: str) -> Coded:
    """One code per respondent. ``table`` has a column per column of the sheet.

    Typed text is gone from the codes, and an open question keeps only whether there was an
    answer.
    """
    if match.options:
        return _ticked(table, match, dialect, source)
    first, *later = match.wholes
    options = choices.options_of(match.asked, table[first], dialect)
    by_place = dialect.content == "codes" or match.by in ("name", "order")
    codes, seen = _whole(table, first, match.asked, options, dialect, by_place)
    placed = by_place and any(
        code >= 0 and choices.is_place(text(cell), options)
        for cell, code in set(zip(table[first], codes, strict=True))
    )
    repeats, apart = [], []
    for at in later:
        again, more = _whole(table, at, match.asked, options, dialect, by_place)
        if any(a >= 0 and b >= 0 and a != b for a, b in zip(codes, again, strict=True)):
            apart.append(at)
            continue
        codes = [b if a < 0 and b != SKIPPED else a for a, b in zip(codes, again, strict=True)]
        seen += more
        repeats.append(at)
    return _coded(match, options, codes, seen, source, placed, repeats, apart)


def _whole(
    table: Table, at: int, asked: Asked, options: Options, dialect: Dialect,
    by_place: bool,
) -> tuple[list[int], list[Seen]]:  # fmt: skip
    """Codes of a column that holds the answer itself, and its cells that say nothing known."""
    silent = choices.silent(dialect)
    unknown: list[object] = []

    def code(cell: object) -> int:
        words = text(cell)
        if words in silent:
            return silent[words]
        words = choices.unwritten(words, dialect)
        key = plain_label(words)
        if key in silent:
            return silent[key]
        if asked.kind == "open":
            return 0
        known = True
        if asked.multiple:
            place, known = choices.several(words, options, dialect, by_place)
            place = place or BLANK
        else:
            found = choices.one(words, options, dialect, by_place and not asked.open_options)
            place, known = (BLANK, False) if found is None else (found, True)
        if not known:
            unknown.append(cell)
        return place

    column = table[at]
    return list(map(_Once(code).__getitem__, column)), _placed(unknown, column, at)


class _Once(dict[object, int]):
    """Cell → code, each distinct cell understood when it is first met."""

    def __init__(self, code: Callable[[object], int]) -> None:
        self.code = code
        super().__init__()

    def __missing__(self, cell: object) -> int:
        found = self[cell] = self.code(cell)
        return found


def _placed(cells: Sequence[object], column: Column, at: int) -> list[Seen]:
    found = [Seen(text(cell), at, column.index(cell), column.count(cell)) for cell in cells]
    return sorted(found, key=lambda seen: (seen.row, seen.value))


def _coded(
    match: Match, options: Options, codes: list[int], seen: Sequence[Seen], source: str,
    placed: bool, repeats: Sequence[int] = (), apart: Sequence[int] = (), ranked: bool = False,
) -> Coded:  # fmt: skip
    asked = match.asked
    numbers = [each for each in seen if choices.is_number(each.value)] if not placed else []
    count = sum(each.count for each in numbers)
    told = min(numbers, key=lambda each: each.row) if numbers else None
    understood = any(code >= 0 for code in codes)
    question = Question(
        id=asked.id,
        kind=asked.kind,
        number=match.number,
        title=asked.title,
        item=asked.item,
        options=options.labels,
        multiple=asked.multiple,
        codes=codes,
        sources=(source,),
        means=tuple(option.means for option in asked.options) or (None,) * len(options.labels),
        scores=tuple(option.score for option in asked.options) or (None,) * len(options.labels),
        matrix=asked.matrix,
        reverse=asked.reverse,
        sensitive=asked.sensitive,
        limit=asked.limit,
    )
    return Coded(
        question=question if understood or not numbers else None,
        unknown=tuple(each for each in seen if each not in numbers),
        numbers=Seen(told.value, told.column, told.row, count) if told else None,
        by_place=placed and asked.kind != "open" and not asked.open_options,
        ranked=ranked,
        repeats=tuple(repeats),
        apart=tuple(apart),
    )


# --- a column per option -----------------------------------------------------------------------


def _ticked(table: Table, match: Match, dialect: Dialect, source: str) -> Coded:
    """Codes of a question with one column per option: ticks, words, or places in an order."""
    options = choices.options_of(match.asked, (), dialect)
    columns = [table[at] for at, _ in match.options]
    states: list[dict[object, int]] = []
    seen: list[Seen] = []
    for (at, place), column in zip(match.options, columns, strict=True):
        label = plain_label(options.labels[place])
        states.append({cell: _state(text(cell), label, dialect) for cell in set(column)})
        cells = [cell for cell, state in states[-1].items() if state == _UNKNOWN]
        seen += _placed(cells, column, at)
    ranked = any(_RANK in state.values() for state in states)
    bits = [1 << place for _, place in match.options]
    none_told = SKIPPED if dialect.none_told == "skipped" else BLANK
    known: dict[tuple[object, ...], int] = {}
    codes = []
    for row in zip(*columns, strict=True):
        code = known.get(row)
        if code is None:
            told = [state[cell] for state, cell in zip(states, row, strict=True)]
            code = known[row] = _row(told, bits, none_told)
        codes.append(code)
    if ranked and not all(_is_order(row, states) for row in known):
        at, place = next(
            (at, column.index(cell))
            for (at, _), column, state in zip(match.options, columns, states, strict=True)
            for cell in column
            if state[cell] == _RANK
        )
        rated = Seen(text(table[at][place]), at, place, len(codes))
        return Coded(question=None, numbers=rated)
    return _coded(match, options, codes, seen, source, False, ranked=ranked)


def _state(cell: str, label: str, dialect: Dialect) -> int:
    if cell == "":
        return _EMPTY
    if cell in dialect.skipped:
        return _HIDDEN
    if cell in dialect.blank or cell in dialect.not_chosen:
        return _NOT
    if cell in dialect.chosen or "*" in dialect.chosen:
        return _CHOSEN
    if plain_label(choices.unwritten(cell, dialect)) == label:
        return _CHOSEN
    return _RANK if cell.isdigit() else _UNKNOWN


def _row(told: list[int], bits: list[int], none_told: int) -> int:
    """Which options a row chose; hidden when nothing else is told."""
    chosen = sum(
        bit for state, bit in zip(told, bits, strict=True) if state in (_CHOSEN, _RANK)
    )  # fmt: skip
    if chosen:
        return chosen
    if _HIDDEN in told:
        return SKIPPED
    return BLANK if any(state != _EMPTY for state in told) else none_told


def _is_order(row: tuple[object, ...], states: list[dict[object, int]]) -> bool:
    """Whether the numbers of a row are places: each at most once, none beyond the options."""
    places = [
        int(text(cell))
        for cell, state in zip(row, states, strict=True)
        if text(cell).isdigit() and state[cell] in (_CHOSEN, _RANK)
    ]
    return len(places) == len(set(places)) and all(place <= len(row) for place in places)
