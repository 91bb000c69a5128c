"""One cell → one fact: dates and words as people write them; figures are in ``figures``.

What cannot be read is unknown and a problem; it is never 0. ``不详`` is unknown, ``无`` is none.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from checkup.intake.cells import Cell
from checkup.model import Fact, Gap, Grade, Problem, Ref, Value
from checkup.problems import problem
from checkup.vocabulary import Column, Vocabulary


def flat(value: Any) -> str:
    """A cell's text: NFKC, trimmed, control characters out."""
    return _flat(str(value))


@lru_cache(maxsize=16384)
def _flat(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("㎡", "m2"))
    return "".join(sign for sign in text if sign == "\n" or ord(sign) >= 32).strip()


def text_of(cell: Cell | None) -> str | None:
    """The cell as trimmed text; None when empty or faulty. Whole numbers print without ``.0``."""
    if cell is None or cell.value is None or cell.fault is not None:
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


def gap_of(cell: Cell | None) -> Gap:
    """Why a cell without text has no value: empty, an error value, a formula never run."""
    if cell is None or cell.fault is None:
        return "blank"
    return "error_value" if cell.fault == "error" else "unreadable"


def checked(cell: Cell, at: Ref, column: Column, vocabulary: Vocabulary) -> list[Problem]:
    """What is wrong with a cell whatever reads it: an error value, a formula, no date or year."""
    if cell.fault is not None:
        code = "error_value" if cell.fault == "error" else "formula_uncached"
        return [problem(code, at, found=cell.value or "")]
    text = text_of(cell)
    if text is None or flat(text) in vocabulary.figures.unclear:
        return []
    if (column.type == "date" and day(cell) is None) or (
        column.type == "year" and year(cell) is None
    ):
        return [problem(f"{column.type}_unreadable", at, found=text)]
    read, assumed = _dated(cell) if column.type == "date" else (_serial(cell), True)
    if column.type in ("date", "year") and read is not None and assumed:
        return [problem("date_assumed", at, found=text, read=read)]
    return []


_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s.*)?$")
_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$")
_YEAR = re.compile(r"^(\d{4})(?!\d)")
_SERIALS = range(20_000, 73_051)
"""Days since 1899-12-30, as a spreadsheet keeps dates: the years 1954 to 2100."""


def day(cell: Cell | None) -> date | None:
    """A date cell or text such as 2023/9/30; of a bare month its first day; None when neither."""
    return _dated(cell)[0]


def _dated(cell: Cell | None) -> tuple[date | None, bool]:
    """(date, whether something of it was assumed)."""
    if cell is None or isinstance(cell.value, bool):
        return None, False
    if isinstance(cell.value, datetime):
        return cell.value.date(), False
    if isinstance(cell.value, date):
        return cell.value, False
    serial = _serial(cell)
    if serial is not None:
        return serial, True
    text = flat(cell.value)
    whole = _DAY.match(text) or _DIGITS.match(text)
    month = _MONTH.match(text) if isinstance(cell.value, str) else None
    try:
        if whole:
            return date(int(whole[1]), int(whole[2]), int(whole[3])), False
        # the first day: a date that is told too early leaves nothing valid for too long
        return (date(int(month[1]), int(month[2]), 1), True) if month else (None, False)
    except ValueError:
        return None, False


def _serial(cell: Cell) -> date | None:
    """The date of a cell that lost its date format."""
    if isinstance(cell.value, int | float) and int(cell.value) in _SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(cell.value))
    return None


def year(cell: Cell | None) -> int | None:
    """A year from 1984, 1984年 or a date; None when it is none of these."""
    if cell is None or isinstance(cell.value, bool):
        return None
    serial = _serial(cell)
    if serial is not None:
        return serial.year
    text = flat(text_of(cell) or "")
    found = _YEAR.match(text) or _DIGITS.match(text)
    return int(found[1]) if found and 1800 <= int(found[1]) <= 2100 else None


def choice(
    cell: Cell | None, at: Ref, words: str, vocabulary: Vocabulary
) -> tuple[Fact, list[Problem]]:
    """A word of a closed list as its code; blank and 不详 are unknown, others a problem."""
    text = text_of(cell)
    if cell is None or text is None:
        return Fact(value=None, refs=(at,), gap=gap_of(cell)), []
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
