"""Sheets of a generated workbook: tables by layout, text that stays text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from checkup.report.celltext import lines_of, plain, shown, width_of
from checkup.report.looks import LINE, Looks
from checkup.report.tables import (
    Blank,
    Cell,
    FileLink,
    Link,
    Number,
    Row,
    SheetLayout,
    TableColumn,
)
from checkup.report.wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_ROW, _LINE = 20, 13
"""Points of a row of one line, and of each further line."""


class Sheet:
    """One sheet, written from top to bottom; ``row`` is the next free row, from 0."""

    def __init__(
        self, workbook: Workbook, looks: Looks, shape: SheetLayout, mark: str, say: Wording,
        long: bool,
    ) -> None:  # fmt: skip
        self.workbook = workbook
        self.looks = looks
        self.shape = shape
        self.say = say
        self.name = say(shape.name)
        self.row = 0
        self._breaks: list[int] = []
        first = next(iter(shape.tables.values()))
        self._widths: list[float] = list(shape.widths) or [column.width for column in first]
        self.paper: Worksheet = workbook.add_worksheet(self.name)
        if not shape.portrait:
            self.paper.set_landscape()
        self.paper.set_paper(9)
        self.paper.fit_to_pages(1, 0)
        self.paper.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.paper.set_footer(say("workbook.footer"))
        if mark:
            self.paper.set_header(say("workbook.header", mark=mark))
        self.paper.hide_gridlines(2)
        self._long = long
        if long:
            # every height that is set is kept to the end: thousands of rows go without
            self.paper.set_default_row(_ROW)

    def title(self, text: str) -> None:
        """The sheet's title in its first row."""
        look = self.looks.format(font_name=self.looks.head_font, font_size=16)
        self._check(self.paper.write_string(self.row, 0, plain(text, self.say), look))
        self.paper.set_row(self.row, 28)
        self.row += 1

    def note(self, text: str, **look: Any) -> None:
        """A sentence across the sheet, as high as it needs."""
        size = look.get("font_size", 10)
        room = sum(self._widths) * 10 / size
        clean = plain(text, self.say)
        lines = lines_of(clean, max(room - 2, 2))
        style = self.looks.format(text_wrap=True, **look)
        last = len(self._widths) - 1
        if last:
            self._check(self.paper.merge_range(self.row, 0, self.row, last, "", style))
        self._check(self.paper.write_string(self.row, 0, clean, style))
        self.paper.set_row(self.row, min(400, 4 + lines * size * 1.45))
        self.row += 1

    def heading(self, text: str) -> None:
        """The title of a table inside a sheet, after an empty row."""
        self.row += 1
        look = self.looks.format(font_name=self.looks.head_font, font_size=12)
        self._check(self.paper.write_string(self.row, 0, plain(text, self.say), look))
        self.paper.set_row(self.row, 20)
        self.row += 1

    def new_page(self) -> None:
        """What follows starts on a new printed page."""
        self._breaks.append(self.row)
        self._check(self.paper.set_h_pagebreaks(self._breaks))

    def table(
        self, key: str, rows: Iterable[Row], *, total: Mapping[str, Number] | None = None,
        main: bool = False,
    ) -> int:  # fmt: skip
        """Header, rows and totals of one table; gives the number (from 1) of its first row.

        ``main``: the sheet's list, whose head stays in sight, is repeated in print and filters.
        """
        columns = self.shape.tables[key]
        head = self.row
        look = self.looks.format(
            font_name=self.looks.head_font, text_wrap=True, align="center", border=1,
            border_color=LINE, bg_color="#EDEFF2",
        )  # fmt: skip
        places = self._places(columns)
        for place, column in zip(places, columns, strict=True):
            self._merge(place, column, look)
            self._check(self.paper.write_string(head, place, self.say(column.head), look))
        self._fit(places, columns, [self.say(column.head) for column in columns])
        self.row += 1
        for row in rows:
            for place, column in zip(places, columns, strict=True):
                self._write(place, column, row[column.key])
            self._fit(places, columns, [row[column.key] for column in columns])
            self.row += 1
        if main:
            self.paper.freeze_panes(head + 1, 0)
            self.paper.repeat_rows(head)
            self.paper.autofilter(head, 0, max(self.row - 1, head), len(columns) - 1)
        if total and self.row > head + 1:
            self._total(columns, head + 2, total)
        return head + 2

    def _places(self, columns: Sequence[TableColumn]) -> list[int]:
        """The first sheet column of each table column."""
        places, next_ = [], 0
        for column in columns:
            places.append(next_)
            next_ += column.span
        return places

    def _merge(self, place: int, column: TableColumn, look: Format) -> None:
        if column.span > 1:
            last = place + column.span - 1
            self._check(self.paper.merge_range(self.row, place, self.row, last, "", look))

    def _fit(
        self, places: Sequence[int], columns: Sequence[TableColumn], cells: Sequence[Cell]
    ) -> None:
        """The row as high as its longest text: not every program does this when it opens a file."""
        most = 1
        for place, column, cell in zip(places, columns, cells, strict=True):
            text = cell.text if isinstance(cell, Link | FileLink) else cell
            if isinstance(text, str):
                room = sum(self._widths[place : place + column.span]) - 1.5
                most = max(most, lines_of(text, max(room, 2)))
        height = min(400, _ROW + _LINE * (most - 1))
        if not self._long or height != _ROW:
            self.paper.set_row(self.row, height)

    def _total(
        self, columns: Sequence[TableColumn], first: int, total: Mapping[str, Number]
    ) -> None:
        """The row of sums below a table; an amount nobody knows is text and is not summed."""
        from xlsxwriter.utility import xl_col_to_name

        last = self.row
        look = self.looks.format(
            font_name=self.looks.head_font, border=1, border_color=LINE, align="center"
        )
        for place, column in zip(self._places(columns), columns, strict=True):
            if column.key in total:
                sum_ = total[column.key]
                letter = xl_col_to_name(place)
                style = self.looks.cell(sum_.form, "right", font_name=self.looks.head_font)
                self._merge(place, column, style)
                self._check(
                    self.paper.write_formula(
                        self.row, place, f"=SUM({letter}{first}:{letter}{last})", style, sum_.value
                    )
                )
                self._widen(place, shown(sum_.value, sum_.form))
            else:
                word = self.say("workbook.total") if place == 0 else ""
                self._merge(place, column, look)
                self._check(self._text(self.row, place, word, look))
        self.row += 1

    def _write(self, place: int, column: TableColumn, value: Cell) -> None:
        form = column.form
        if isinstance(value, Number):
            form, value = value.form, value.value
        if isinstance(value, Blank):
            colour = {"bg_color": "#FFF8DC"} if value.fill else {"bg_color": "#EDEFF2"}
            style = self.looks.cell("text", "center", **colour)
            self._merge(place, column, style)
            self._check(self.paper.write_blank(self.row, place, None, style))
        elif isinstance(value, Link | FileLink):
            style = self.looks.cell("text", "left", font_color="#1F4E79", underline=1)
            self._merge(place, column, style)
            text = plain(value.text, self.say)
            code = self.paper.write_url(self.row, place, _address(value), style, text)
            # Office keeps no more than 65,530 links in a sheet, and none of over 2,079 signs
            self._check(self._text(self.row, place, text, style) if code in (-3, -4) else code)
        elif value is None:
            style = self.looks.cell("text", "center", font_color="#595959")
            self._merge(place, column, style)
            self._check(self._text(self.row, place, self.say(column.absent), style))
        elif isinstance(value, str):
            style = self.looks.cell(form, "left" if form == "text" else "center")
            self._merge(place, column, style)
            self._check(self._text(self.row, place, value, style))
        else:
            style = self.looks.number(value, form)
            self._merge(place, column, style)
            self._check(self.paper.write_number(self.row, place, value, style))
            self._widen(place, shown(value, form))

    def _text(self, row: int, place: int, value: str, style: Format) -> int:
        text = plain(value, self.say)
        if not text:
            return int(self.paper.write_blank(row, place, None, style))
        if text[0] in "=+-@":
            # the mark keeps it text when a person later edits the cell
            style = self.looks.cell("text", "left", quote_prefix=True)
        return int(self.paper.write_string(row, place, text, style))

    def _widen(self, place: int, text: str) -> None:
        """A number that does not fit would show as ####."""
        if place < len(self._widths):
            self._widths[place] = max(self._widths[place], width_of(text) + 2)

    def set_widths(self) -> None:
        """Column widths, once everything is written."""
        for place, width in enumerate(self._widths):
            self._check(self.paper.set_column(place, place, width))

    def letters(self, table: str) -> dict[str, str]:
        """The sheet column (``A``, ``B`` …) in which each column of a table stands."""
        from xlsxwriter.utility import xl_col_to_name

        columns = self.shape.tables[table]
        places = self._places(columns)
        return {
            column.key: xl_col_to_name(place) for column, place in zip(columns, places, strict=True)
        }

    def choose(self, row: int, key: str, table: str, rule: dict[str, Any]) -> None:
        """A drop-down or a limit for the cell of a table's column in that row (from 1)."""
        columns = self.shape.tables[table]
        place = self._places(columns)[[column.key for column in columns].index(key)]
        self._check(self.paper.data_validation(row - 1, place, row - 1, place, rule))

    def _check(self, code: object) -> None:
        accepted(code, self.name)


def _address(link: Link | FileLink) -> str:
    if isinstance(link, Link):
        return f"internal:'{link.sheet}'!A{link.row}"
    return f"external:{link.path}"


def accepted(code: object, sheet: str) -> None:
    """XlsxWriter tells what it refused by a negative code, and says nothing else."""
    if isinstance(code, int) and code < 0:
        raise ValueError(f"{sheet}: XlsxWriter refused a cell or a rule with code {code}")
