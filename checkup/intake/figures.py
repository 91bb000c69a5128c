"""One cell → one figure, as people write figures: 约350平米, 0.12公顷, 200+150, 300-400.

What cannot be read is unknown and a problem; it is never 0. A sum is added up and said. A range
or a bound is no figure: either end could decide a clause, so it counts as unknown and the cell
is asked for (method §2: missing is unknown; exports §7).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from msgspec import Struct

from checkup.intake.cells import Cell
from checkup.intake.values import flat, gap_of, text_of
from checkup.model import Fact, Gap, Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Column, Figures, ProfileField, Vocabulary, fold

_LARGEST = 1e12
"""No figure of a community is larger; beyond it a cell is a typing slip, not a figure."""
_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?"
_UNIT = r"万?(?:k?m2|[^\d\s.,+\-~()]*?)"


class _Patterns(Struct, frozen=True):
    single: re.Pattern[str]
    range: re.Pattern[str]
    bound: re.Pattern[str]
    joint: re.Pattern[str]
    aside: re.Pattern[str]


class _Read(Struct, frozen=True):
    """A number with its unit as written, and the code of what has to be said about it."""

    number: float
    unit: str
    said: str | None = None


@cache
def _patterns(words: Figures) -> _Patterns:
    def any_of(told: Iterable[str]) -> str:
        return "|".join(re.escape(flat(each)) for each in sorted(told, key=len, reverse=True))

    def built(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    about, after = any_of(words.about), any_of(words.after)
    bounds, ends = any_of(words.bounds), any_of(words.bound_ends)
    return _Patterns(
        single=built(
            rf"^(?P<about>{about})?(?P<number>[+-]?{_AMOUNT})(?P<mid>{after})?"
            rf"(?P<unit>{_UNIT})(?P<after>{after})?$"
        ),
        range=built(
            rf"^(?:{about})?(?P<low>{_AMOUNT}){_UNIT}(?:{any_of(words.to)})(?P<high>{_AMOUNT})"
            rf"{_UNIT}(?:{after})?$"
        ),
        bound=built(rf"^(?:(?:{bounds}){_AMOUNT}{_UNIT}|{_AMOUNT}{_UNIT}(?:{ends}))$"),
        joint=built(rf"^\d+[^\d]{{0,2}}(?:{any_of(words.joint)})(?P<rest>.+)$"),
        aside=built(r"^(?P<rest>[^()]*\d[^()]*)\((?P<aside>[^()]+)\)$"),
    )


def number(
    cell: Cell | None,
    at: Ref,
    column: Column | ProfileField,
    beside: str | None,
    vocabulary: Vocabulary,
    own_unit: bool = False,
) -> tuple[Fact, list[Problem]]:
    """A figure in the column's unit. Blank → gap ``blank``; 不详 → ``unclear``; 无 → 0.

    ``beside`` is the unit written beside the number: in the header's brackets, where other words
    may stand too, or (``own_unit``) in a cell of its own, where an unknown one is a problem.
    ``note`` is ``approximate`` where words beside the number leave it open, ``sum`` where parts
    were added up. A faulty cell is unknown here; ``values.checked`` says what is wrong with it.
    """
    unit = column.unit

    def unknown(gap: Gap, *found: Problem) -> tuple[Fact, list[Problem]]:
        return Fact(value=None, unit=unit, refs=(at,), gap=gap), list(found)

    text = text_of(cell)
    if cell is None or text is None:
        return unknown(gap_of(cell))
    unreadable = problem("number_unreadable", at, found=text)
    if isinstance(cell.value, bool | date):
        return unknown("unreadable", unreadable)
    written = re.sub(r"\s", "", flat(text))
    if written in vocabulary.figures.unclear:
        return unknown("unclear")
    if written in vocabulary.figures.none:
        return Fact(value=0, unit=unit, refs=(at,)), []
    if _is_range(written, vocabulary):
        return unknown("unreadable", problem("number_range", at, found=text))
    read = _read(written, vocabulary, column.type == "count")
    around = _factor(flat(beside or ""), unit, vocabulary)
    if read is not None and not read.unit and around is None and own_unit:
        return unknown("unreadable", problem("unit_unknown", at, found=beside, unit=unit or ""))
    factor = _factor(read.unit, unit, vocabulary) if read and read.unit else around or 1.0
    if read is None or factor is None:
        return unknown("unreadable", unreadable)
    value = read.number * factor
    if not math.isfinite(value) or abs(value) > _LARGEST:
        return unknown("unreadable", unreadable)
    if value < 0:
        return unknown("unreadable", problem("number_negative", at, found=text))
    if column.type == "count" and not value.is_integer():
        return unknown("unreadable", unreadable)
    figure = int(value) if value.is_integer() else value
    fact = Fact(value=figure, unit=unit, refs=(at,), note=_NOTES.get(read.said or ""))
    return fact, [problem(read.said, at, found=text, value=figure)] if read.said else []


_NOTES = {
    "number_approximate": "approximate",
    "number_with_words": "approximate",
    "number_sum": "sum",
}


def _is_range(written: str, vocabulary: Vocabulary) -> bool:
    patterns = _patterns(vocabulary.figures)
    found = patterns.range.match(written)
    if found is None:
        return patterns.bound.match(written) is not None
    return _amount(found["low"]) < _amount(found["high"])


def _read(written: str, vocabulary: Vocabulary, counted: bool) -> _Read | None:
    patterns = _patterns(vocabulary.figures)
    found = patterns.single.match(written)
    if found is not None:
        about = found["about"] or found["mid"] or found["after"]
        said = "number_approximate" if about else None
        return _Read(_amount(found["number"]), found["unit"], said)
    parts = [patterns.single.match(part) for part in written.split("+")]
    told = [part for part in parts if part is not None]
    units = {part["unit"] for part in told if part["unit"]}
    if len(told) == len(parts) > 1 and len(units) <= 1:
        total = sum(_amount(part["number"]) for part in told)
        return _Read(total, next(iter(units), ""), "number_sum")
    for pattern in (patterns.aside, patterns.joint):
        found = pattern.match(written)
        inner = _read(found["rest"], vocabulary, counted) if found else None
        if inner is not None:
            return _Read(inner.number, inner.unit, "number_with_words")
    if counted and written[:1] in vocabulary.numerals:
        return _Read(vocabulary.numerals[written[0]], written[1:])
    return None


def _amount(written: str) -> float:
    return float(written.replace(",", ""))


def _factor(written: str, unit: str | None, vocabulary: Vocabulary) -> float | None:
    """From a written unit into the column's; 1 when none is written, None when they differ."""
    word, times = _thousands(written)
    others = vocabulary.units.get(unit or "")
    if others is None:
        known = {"", fold(unit or ""), *map(fold, vocabulary.counters)}
        return times if fold(word) in known else None
    return times * others[word] if word in others else None if word else times


def _thousands(unit: str) -> tuple[str, float]:
    """A unit without its 万, and the factor that stands for."""
    word = unit.lower()
    return (word[1:], 1e4) if word.startswith("万") else (word, 1.0)
