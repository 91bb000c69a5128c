"""A printed sheet of a built-in table: paper, fonts, and cells that keep text as text."""

from __future__ import annotations

from typing import Any

from checkup.report.celltext import lines_of, plain
from checkup.report.filling.layouts import Fonts, Form
from checkup.report.filling.placeholders import Value, day_words, scaled
from checkup.report.sheets import Book, accepted
from checkup.report.tables import Layout
from checkup.report.wording import Wording

_FORMAT: dict[Form, str] = {
    "order": "0", "whole": "#,##0", "one": "0.0", "wan": "#,##0.00##", "percent": "0.0%",
    "figure": "#,##0.####",
}  # fmt: skip
_SIDES, _ENDS = 18 / 25.4, 20 / 25.4
_A4 = 9
_TALLEST = 400.0
LEAST = 20.0
"""Least height of a row in points (method §5.2)."""


def book(title: str, fonts: Fonts, say: Wording) -> Book:
    """An empty workbook with these fonts."""
    page = Layout(schema="checkup-tables/1", head_font=fonts.head, body_font=fonts.body, sheets={})
    return Book(title, say, page)


class Paper:
    """One sheet. Rows and columns are from 0, as XlsxWriter counts."""

    def __init__(self, made: Book, name: str, widths: list[float], *, portrait: bool) -> None:
        self.book = made
        self.widths = widths
        self.sheet = made.workbook.add_worksheet(name)
        if not portrait:
            self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.set_margins(left=_SIDES, right=_SIDES, top=_ENDS, bottom=_ENDS)
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
        whole: dict[str, Any] = {
            "font_size": 10.5,
            "border": 1,
            "text_wrap": True,
            "align": side,
            **more,
        }
        if form in _FORMAT:
            whole["num_format"] = _FORMAT[form]
        return self.book.format(**whole)

    def head_look(self, **more: Any) -> Any:
        """A head: 黑体, centred, wrapped, thin lines."""
        whole = {
            "font_name": self.book.page.head_font, "font_size": 10.5, "border": 1,
            "text_wrap": True, "align": "center", **more,
        }  # fmt: skip
        return self.book.format(**whole)

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
        """Columns of text that fit in a line of these columns."""
        # 10.5-point type is wider than the 11-point digits widths are counted in
        return max(sum(self.widths[place : to + 1]) * 0.95 - 1, 2)

    def needs(self, words: str, place: int, to: int) -> float:
        """Points a wrapped text takes."""
        return 6 + 15.0 * lines_of(words, self.room(place, to))

    def check(self, code: object) -> None:
        """XlsxWriter tells what it refused by a negative code."""
        accepted(code, self.sheet.name)


def shown(raw: float, form: Form) -> float:
    """The number as the cell holds it: 万元 where the column is in 万元."""
    return scaled(raw, -4) if form == "wan" else raw
