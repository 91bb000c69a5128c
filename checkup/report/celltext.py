"""Text as a cell can hold it, and how much room it takes."""

from __future__ import annotations

import re
from functools import lru_cache
from math import ceil

from checkup.report.tables import Form
from checkup.report.wording import Wording

_LONGEST = 32_767
"""What Excel holds in a cell, in UTF-16 units; a longer string is dropped without a word."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""Characters XML refuses, nobody sees, or that turn the text around them."""


def plain(text: str, say: Wording) -> str:
    """The text as a cell can hold it: nothing unseen, cut with the wording's mark if too long."""
    clean = _UNSEEN.sub(" ", text)
    if len(clean) * 2 <= _LONGEST or _units(clean) <= _LONGEST:
        return clean
    mark = say("workbook.cut")
    room = _LONGEST - _units(mark)
    kept = clean.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return kept + mark


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def shown(value: float, form: Form) -> str:
    """A number about as its format shows it, to measure its width."""
    if form == "percent":
        return f"{value * 100:.1f}%"
    if form == "p":
        return "<0.0001"
    if form == "two":
        return f"{value:,.2f}"
    if form == "one":
        return f"{value:.1f}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}"


@lru_cache(maxsize=4096)
def lines_of(text: str, room: float) -> int:
    """Lines a text takes when wrapped at ``room`` columns."""
    return sum(max(1, ceil(width_of(line) / room)) for line in text.split("\n"))


def width_of(text: str) -> int:
    """Width in columns of the default font: a Chinese character takes two."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


_WIDE = re.compile("[^\x00-\u2e7f]")
