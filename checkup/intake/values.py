"""One cell → one fact: numbers, dates and words as people write them.

What cannot be read is unknown and a problem; it is never 0. ``不详`` is unknown, ``无`` is none.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from typing import Any

from checkup.intake.cells import Cell
from checkup.model import Fact, Gap, Grade, Problem, Ref, Value
from checkup.problems import problem
from checkup.vocabulary import Column, ProfileField, Vocabulary, fold

_LARGEST = 1e12
"""No figure of a community is larger; beyond it a cell is a typing slip, not a figure."""

_NUMBER = re.compile(
    r"^(?P<about>约|大约|近)?(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?)"
    r"(?P<unit>万?(?:k?m2|[^\d\s.,+\-~()]*?))(?P<after>左右|余)?$",
    re.IGNORECASE,
)


def flat(value: Any) -> str:
    """A cell's text: NFKC, trimmed, control characters out."""
    text = unicodedata.normalize("NFKC", str(value).replace("㎡", "m2"))
    return "".join(sign for sign in text if sign == "\n" or ord(sign) >= 32).strip()


def text_of(cell: Cell | None) -> str | None:
    """The cell as trimmed text; None when empty. Whole numbers print without ``.0``."""
    if cell is None or cell.value is None:
        return None
    value = cell.value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime):
        value = value.date() if value.time() == datetime.min.time() else value
    text = "".join(
        sign for sign in str(value) if sign in "\n\t" or (ord(sign) >= 32 and ord(sign) != 127)
    ).strip()
    return text or None


def unreadable_fault(cell: Cell, at: Ref) -> tuple[Gap, Problem] | None:
    """Gap and problem of a cell that holds an error value or a formula never calculated."""
    if cell.fault == "error":
        return "error_value", problem("error_value", at, found=cell.value)
    if cell.fault == "uncached":
        return "unreadable", problem("formula_uncached", at)
    return None


def number(
    cell: Cell | None,
    at: Ref,
    column: Column | ProfileField,
    header_unit: str | None,
    vocabulary: Vocabulary,
) -> tuple[Fact, list[Problem]]:
    """A figure in the column's unit. Blank → gap ``blank``; 不详 → ``unclear``; 无 → 0."""
    unit = column.unit

    def unknown(gap: Gap, *found: Problem) -> tuple[Fact, list[Problem]]:
        return Fact(value=None, unit=unit, refs=(at,), gap=gap), list(found)

    text = text_of(cell)
    if cell is None or text is None:
        return unknown("blank")
    if fault := unreadable_fault(cell, at):
        return unknown(fault[0], fault[1])
    if isinstance(cell.value, bool | date):
        return unknown("unreadable", problem("number_unreadable", at, found=text))
    read = flat(text).replace(" ", "")
    if read in vocabulary.figures.unclear:
        return unknown("unclear")
    if read in vocabulary.figures.none:
        return Fact(value=0, unit=unit, refs=(at,)), []
    found = _NUMBER.match(read)
    factor = _factor(found.group("unit") if found else "", unit, header_unit, vocabulary)
    if found is None or factor is None:
        return unknown("unreadable", problem("number_unreadable", at, found=text))
    value = float(found.group("number").replace(",", "")) * factor
    if not math.isfinite(value) or abs(value) > _LARGEST:
        return unknown("unreadable", problem("number_unreadable", at, found=text))
    if value < 0:
        return unknown("unreadable", problem("number_negative", at, found=text))
    if column.type == "count" and not value.is_integer():
        return unknown("unreadable", problem("number_unreadable", at, found=text))
    about = bool(found.group("about") or found.group("after"))
    fact = Fact(
        value=int(value) if value.is_integer() else value,
        unit=unit,
        refs=(at,),
        note="approximate" if about else None,
    )
    return fact, [problem("number_approximate", at, found=text)] if about else []


def _factor(
    written: str, unit: str | None, header_unit: str | None, vocabulary: Vocabulary
) -> float | None:
    """From the unit in the cell (else the header's) into the column's; None when they differ."""
    others = vocabulary.units.get(unit or "")
    word, times = _thousands(written)
    if others is None:
        known = {"", fold(unit or ""), *map(fold, vocabulary.counters)}
        return times if fold(word) in known else None
    if word:
        return times * others[word] if word in others else None
    header, header_times = _thousands(flat(header_unit or ""))
    return times * header_times * others.get(header, 1.0)


def _thousands(unit: str) -> tuple[str, float]:
    """A unit without its 万, and the factor that stands for."""
    word = unit.lower()
    return (word[1:], 1e4) if word.startswith("万") else (word, 1.0)


_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s.*)?$")


def day(cell: Cell | None) -> date | None:
    """A date cell or text such as 2023/9/30, 2023年9月30日; None when it is neither."""
    if cell is None:
        return None
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    found = _DATE.match(flat(cell.value))
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def choice(
    cell: Cell | None, at: Ref, words: str, vocabulary: Vocabulary
) -> tuple[Fact, list[Problem]]:
    """A word of a closed list as its code; blank and 不详 are unknown, others a problem."""
    text = text_of(cell)
    if cell is None or text is None:
        return Fact(value=None, refs=(at,), gap="blank"), []
    if fault := unreadable_fault(cell, at):
        return Fact(value=None, refs=(at,), gap=fault[0]), [fault[1]]
    if isinstance(cell.value, bool):
        text = "是" if cell.value else "否"
    code = vocabulary.choice(words, text)
    if code is not None:
        return Fact(value=code, refs=(at,)), []
    if flat(text) in vocabulary.figures.unclear:
        return Fact(value=None, refs=(at,), gap="unclear"), []
    allowed = "、".join(written[0] for written in vocabulary.words[words].values())
    return (
        Fact(value=None, refs=(at,), gap="unreadable"),
        [problem("choice_unknown", at, found=text, allowed=allowed)],
    )


def several(text: str) -> tuple[str, ...]:
    """Members of a list cell (功能), split at 、，；/ and line breaks."""
    members = re.split(r"[、,，;；/\n]+", text)
    return tuple(member.strip() for member in members if member.strip())


def graded(fact: Fact, grade: Grade | None) -> Fact:
    """The fact with its evidence grade."""
    from msgspec.structs import replace

    return replace(fact, grade=grade) if grade else fact


def plain(value: Value, at: Ref, unit: str | None = None) -> Fact:
    """A known fact of one cell."""
    return Fact(value=value, unit=unit, refs=(at,))
