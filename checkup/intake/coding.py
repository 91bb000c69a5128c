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
    """A cell that could not be used: its words, its column, the rows (from 0) that have it."""

    value: str
    column: int
    rows: tuple[int, ...]


class Coded(Struct, frozen=True, kw_only=True):
    """``question`` is None when its columns hold more numbers without a meaning than answers."""

    question: Question | None
    unknown: tuple[Seen, ...] = ()
    numbers: tuple[Seen, ...] = ()
    """What these numbers are, the first one first."""
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
    rows: dict[object, list[int]] = {cell: [] for cell in cells}
    for row, cell in enumerate(column) if rows else ():
        if cell in rows:
            rows[cell].append(row)
    return sorted((Seen(text(cell), at, tuple(rows[cell])) for cell in rows), key=_order)


def _order(seen: Seen) -> tuple[int, str]:
    return seen.rows[0], seen.value


def _coded(
    match: Match, options: Options, codes: list[int], seen: Sequence[Seen], source: str,
    placed: bool, repeats: Sequence[int] = (), apart: Sequence[int] = (), ranked: bool = False,
) -> Coded:  # fmt: skip
    asked = match.asked
    numbers = [each for each in seen if choices.is_number(each.value)] if not placed else []
    if _dominate(numbers, codes):
        return Coded(question=None, numbers=tuple(sorted(numbers, key=_order)))
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
        question=question,
        unknown=tuple(seen),
        by_place=placed and asked.kind != "open" and not asked.open_options,
        ranked=ranked,
        repeats=tuple(repeats),
        apart=tuple(apart),
    )


def _dominate(numbers: Sequence[Seen], codes: Sequence[int]) -> bool:
    """Whether more people gave numbers than answers: fewer are somebody's slip."""
    people = {row for each in numbers for row in each.rows}
    return len(people) > sum(code >= 0 and row not in people for row, code in enumerate(codes))


# --- a column per option -----------------------------------------------------------------------


def _ticked(table: Table, match: Match, dialect: Dialect, source: str) -> Coded:
    """Codes of a question with one column per option: ticks, words, or places in an order."""
    options = choices.options_of(match.asked, (), dialect)
    columns = [table[at] for at, _ in match.options]
    states: list[dict[object, int]] = []
    seen: list[Seen] = []
    for (at, place), column in zip(match.options, columns, strict=True):
        label = plain_label(options.labels[place])
        told = {cell: _state(text(cell), label, dialect) for cell in set(column)}
        for cell, state in told.items():
            if state == _RANK and int(text(cell)) > len(columns):
                # beyond the last place: somebody's slip, or points
                told[cell] = _UNKNOWN
        states.append(told)
        cells = [cell for cell, state in told.items() if state == _UNKNOWN]
        seen += _placed(cells, column, at)
    ranked = any(_RANK in state.values() for state in states)
    bits = [1 << place for _, place in match.options]
    none_told = SKIPPED if dialect.none_told == "skipped" else BLANK
    known: dict[tuple[object, ...], int] = {}
    wrong: set[tuple[object, ...]] = set()
    codes = []
    for row in zip(*columns, strict=True):
        code = known.get(row)
        if code is None:
            told_row = [state[cell] for state, cell in zip(states, row, strict=True)]
            if _RANK in told_row and not _is_order(row, states):
                wrong.add(row)
                told_row = [_UNKNOWN if state == _RANK else state for state in told_row]
            code = known[row] = _row(told_row, bits, none_told)
        codes.append(code)
    if wrong:
        seen += _disordered(match, columns, states, wrong)
    return _coded(match, options, codes, seen, source, False, ranked=ranked)


def _disordered(
    match: Match, columns: Sequence[Column], states: list[dict[object, int]],
    wrong: set[tuple[object, ...]],
) -> list[Seen]:  # fmt: skip
    """Places in rows that are no order."""
    rows = [at for at, row in enumerate(zip(*columns, strict=True)) if row in wrong]
    found: list[Seen] = []
    for (at, _), column, state in zip(match.options, columns, states, strict=True):
        places: dict[str, list[int]] = {}
        for row in rows:
            if state[column[row]] == _RANK:
                places.setdefault(text(column[row]), []).append(row)
        found += [Seen(words, at, tuple(each)) for words, each in places.items()]
    return found


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
