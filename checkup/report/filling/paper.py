"""A printed sheet of a built-in table: paper, fonts, and cells that keep text as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from typing import Any

from checkup.report.book import Book
from checkup.report.celltext import lines_of, plain, width_of
from checkup.report.filling.layouts import Fonts, Form, Size
from checkup.report.filling.placeholders import Value, day_words, scaled
from checkup.report.sheets import accepted
from checkup.report.tables import Layout
from checkup.report.wording import Wording

_FORMAT: dict[Form, str] = {
    "order": "0", "whole": "#,##0", "one": "0.0", "wan": "#,##0.00", "percent": "0.0%",
    "figure": "#,##0.####",
}  # fmt: skip
_TO_THE_YUAN = "#,##0.0000"
_END = 20.0
"""Margin above and below in mm (method §5.2)."""
_PAPERS: dict[Size, tuple[int, float, float]] = {"A4": (9, 297.0, 18.0), "A3": (8, 420.0, 12.0)}
"""Excel's number of a paper, how wide it lies on its side, and the margin left and right, in mm."""
_TALLEST = 400.0
_RULER = ("Arial", 9)
"""Widths counted in it are nearly the same where the font is missing: 7 pixels, not 7 to 10."""
_BODY = 10.5
_SMALLEST = 8.8
"""Type on paper is not smaller than this, in points, where narrower texts can prevent it; a
little above 8, because programs round the scale down."""
_LEAST_SHARE = 0.7
"""What is left of a text column's width at least."""
_LEAST_SIGNS = 2
"""In a line of a head."""
_PIXEL = 25.4 / 96
_BEFORE_MONTH = re.compile(r"(?<=\d{4}\D)(?=\d)")
"""Where a month breaks that does not fit in one line."""
_BEFORE_BRACKET = re.compile(r" (?=[\[(])")
"""Where a figure breaks whose bounds or base do not fit beside it."""
LEAST = 20.0
"""Least height of a row in points (method §5.2)."""


def book(title: str, fonts: Fonts, say: Wording) -> Book:
    """An empty workbook with these fonts."""
    page = Layout(schema="checkup-tables/1", head_font=fonts.head, body_font=fonts.body, sheets={})
    return Book(title, say, page, ruler=_RULER)


def digits_room(value: float, form: Form, *, fine: bool) -> float:
    """The width of a column that shows this number, in columns of the default font."""
    decimals = {"wan": 4 if fine else 2, "one": 1, "figure": 2}.get(form, 0)
    if form == "figure" and value == int(value):
        decimals = 0
    text = f"{shown(value, form):,.{decimals}f}"
    return sum(0.6 if sign in ",." else 1.05 for sign in text) + 0.6


def fitted(widths: Sequence[float], texts: Sequence[bool], size: Size) -> list[float]:
    """Text columns narrowed until type is large enough on that paper, lying on its side."""
    _, wide, side = _PAPERS[size]
    room = (wide - 2 * side) / (_SMALLEST / _BODY)
    over = across(widths) - room
    loose = sum(width for width, text in zip(widths, texts, strict=True) if text)
    if over <= 0 or not loose:
        return list(widths)
    share = max(_LEAST_SHARE, 1 - over / (loose * 7 * _PIXEL))
    return [
        round(width * share, 1) if text else width
        for width, text in zip(widths, texts, strict=True)
    ]


def across(widths: Sequence[float]) -> float:
    """How wide columns are on screen at full size, in mm: 7 pixels a sign and 5 to spare."""
    return sum(width * 7 + 5 for width in widths) * _PIXEL


def balanced(words: str, room: float) -> str:
    """A head too long for its column in lines of like length: 达标/状态, not 达标状/态.

    A line of a single sign is no gain: such a head stays as it is.
    """
    if "\n" in words or width_of(words) <= room:
        return words
    lines = ceil(width_of(words) / room)
    each = ceil(len(words) / lines)
    parts = [words[at : at + each] for at in range(0, len(words), each)]
    return words if len(parts[-1]) < _LEAST_SIGNS else "\n".join(parts)


class Paper:
    """One sheet. Rows and columns are from 0, as XlsxWriter counts.

    ``fine``: amounts are shown to the 元, four decimals of 万元 instead of two.
    """

    def __init__(
        self, made: Book, name: str, widths: list[float], *, portrait: bool, size: Size = "A4",
        fine: bool = False,
    ) -> None:  # fmt: skip
        self.book = made
        self.widths = widths
        self.portrait = portrait
        self.fine = fine
        self.sheet = made.workbook.add_worksheet(name)
        if not portrait:
            self.sheet.set_landscape()
        number, _, margin = _PAPERS[size]
        self.sheet.set_paper(number)
        side, end = margin / 25.4, _END / 25.4
        self.sheet.set_margins(left=side, right=side, top=end, bottom=end)
        self.sheet.fit_to_pages(1, 1 if portrait else 0)
        self.sheet.set_footer(made.say("workbook.footer"))
        self.sheet.hide_gridlines(2)
        for place, width in enumerate(widths):
            self.check(self.sheet.set_column(place, place, width))

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def draft(self) -> None:
        """草稿 at the top of every printed page."""
        self.sheet.set_header(self.book.say("application.draft_header"))

    def look(self, form: Form = "text", **more: Any) -> Any:
        """A bordered cell's format; numbers stand right, lists' texts left."""
        side = {"text": "left", "center": "center", "order": "center"}.get(form, "right")
        number = form in _FORMAT
        whole: dict[str, Any] = {"font_size": _BODY, "border": 1, "align": side}
        # a number that does not fit would be ####; it is shown smaller instead
        whole["shrink" if number else "text_wrap"] = True
        if self.portrait and side != "center":
            whole["indent"] = 1
        if number:
            whole["num_format"] = _TO_THE_YUAN if form == "wan" and self.fine else _FORMAT[form]
        return self.book.looks.format(**{**whole, **more})

    def head_look(self, **more: Any) -> Any:
        """A head: 黑体, centred, wrapped, thin lines."""
        whole = {
            "font_name": self.book.page.head_font, "font_size": _BODY, "border": 1,
            "text_wrap": True, "align": "center", **more,
        }  # fmt: skip
        return self.book.looks.format(**whole)

    def text(self, row: int, place: int, words: str, look: Any, to: int | None = None) -> None:
        """Text that stays text, over one column or as far as ``to``."""
        if to is not None and to > place:
            self.check(self.sheet.merge_range(row, place, row, to, "", look))
        clean = plain(words, self.book.say)
        if clean:
            self.check(self.sheet.write_string(row, place, clean, look))
        elif to is None or to == place:
            self.check(self.sheet.write_blank(row, place, None, look))

    def block(self, row: int, place: int, down: int, to: int, words: str, look: Any) -> None:
        """Text in a cell merged over rows ``row``–``down`` and columns ``place``–``to``."""
        if (row, place) == (down, to):
            self.text(row, place, words, look)
            return
        self.check(self.sheet.merge_range(row, place, down, to, "", look))
        self.check(self.sheet.write_string(row, place, plain(words, self.book.say), look))

    def value(
        self,
        row: int,
        place: int,
        raw: Value,
        form: Form,
        to: int | None = None,
        month: bool = False,
    ) -> str:
        """A value in its form; unknown is a blank cell. Gives its text, to measure its height."""
        if raw is None:
            self.text(row, place, "", self.look(form), to)
            return ""
        if isinstance(raw, str):
            words = day_words(raw, self.book.say) if month else raw
            if month and width_of(words) > self.room(place, place if to is None else to):
                words = _BEFORE_MONTH.sub("\n", words)
            if form == "center" and width_of(words) > self.room(place, place if to is None else to):
                words = _BEFORE_BRACKET.sub("\n", words)
            quoted = {"quote_prefix": True} if words[:1] in tuple("=+-@") else {}
            side: Form = form if form in ("text", "center") else "center"
            self.text(row, place, words, self.look(side, **quoted), to)
            return words
        look = self.look(form)
        if form == "figure" and raw == int(raw):
            look = self.look("whole")
        if to is not None and to > place:
            self.check(self.sheet.merge_range(row, place, row, to, "", look))
        self.check(self.sheet.write_number(row, place, shown(raw, form), look))
        return ""

    def formula(self, row: int, place: int, text: str, value: float, look: Any) -> None:
        """A formula with the value it gives, for whoever does not work it out."""
        self.check(self.sheet.write_formula(row, place, text, look, value))

    def height(self, row: int, points: float) -> None:
        """A row's height, never below the least."""
        self.check(self.sheet.set_row(row, min(_TALLEST, max(LEAST, points))))

    def room(self, place: int, to: int) -> float:
        """Columns of text that fit in a line of these columns: whole Chinese characters."""
        pixels = sum(width * 7 + 5 for width in self.widths[place : to + 1]) - 4
        return max(2 * int(pixels / 14), 2)

    def needs(self, words: str, place: int, to: int) -> float:
        """Points a wrapped text takes."""
        lines = lines_of(words, self.room(place, to))
        # no line begins with a comma, so that long texts take a line more than their length
        return 6 + 15.0 * (lines + lines // 6)

    def check(self, code: object) -> None:
        """XlsxWriter tells what it refused by a negative code."""
        accepted(code, self.sheet.name)


def to_the_yuan(amounts: Sequence[Value]) -> bool:
    """Whether amounts in 元 need more than two decimals of 万元; then all of them show four."""
    return any(isinstance(each, int | float) and each % 100 for each in amounts)


def shown(raw: float, form: Form) -> float:
    """The number as the cell holds it: 万元 where the column is in 万元."""
    return scaled(raw, -4) if form == "wan" else raw
