"""How the cells of a generated workbook look: by the form of their column, each look made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checkup.report.tables import Form, Layout

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

_NUMBER: dict[Form, str] = {"order": "0", "whole": "#,##0", "one": "0.0", "two": "#,##0.00",
                           "percent": "0.0%", "p": '[<0.0001]"<0.0001";0.0000'}  # fmt: skip
LINE = "#8C8C8C"

_Look = tuple[tuple[str, Any], ...]


class Looks:
    """The cell formats of one workbook, in the fonts of its layout."""

    def __init__(self, workbook: Workbook, page: Layout) -> None:
        self.head_font = page.head_font
        self._body_font = page.body_font
        self._workbook = workbook
        self._formats: dict[_Look, Format] = {}
        self._asked: dict[_Look, Format] = {}

    def format(self, **look: Any) -> Format:
        """A cell format; the same look is made once."""
        asked = tuple(look.items())
        made = self._asked.get(asked)
        if made is None:
            whole = {"font_name": self._body_font, "font_size": 10, "valign": "vcenter", **look}
            key = tuple(sorted(whole.items()))
            if key not in self._formats:
                self._formats[key] = self._workbook.add_format(dict(key))
            made = self._asked[asked] = self._formats[key]
        return made

    def cell(self, form: Form, side: str, **look: Any) -> Format:
        """Of a cell in a table: bordered, with the number format of its column."""
        if form in _NUMBER:
            look.setdefault("num_format", _NUMBER[form])
        return self.format(border=1, border_color=LINE, text_wrap=True, align=side, **look)

    def number(self, value: float, form: Form) -> Format:
        """Of a number in a table; ``figure`` keeps the decimals that are there."""
        if form == "figure" and value != int(value):
            return self.cell(form, "right", num_format="#,##0.0###")
        side = "center" if form == "order" else "right"
        return self.cell(form, side, num_format=_NUMBER.get(form, "#,##0"))
