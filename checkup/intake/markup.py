"""Tables that call themselves .xls and are XML or a web page inside (exports §6).

Office systems write SpreadsheetML 2003 or an HTML table under that name; both are read here, by
their cells and merges alone. No entity is resolved, nothing is fetched, no style is looked at.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from msgspec import Struct

from checkup.intake.extent import MOST_CELLS, TooLargeError

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


class NotATableError(Exception):
    """The text is neither SpreadsheetML nor a page with a table."""


class Sheet(Struct, kw_only=True):
    """One table: values by (row, column) from 1, and merges (top, left, bottom, right)."""

    name: str
    cells: dict[tuple[int, int], Any]
    merged: list[tuple[int, int, int, int]]

    def rows(self) -> list[list[Any]]:
        """Rows × columns, empty cells as ``""``. TooLargeError beyond what one sheet may hold."""
        height = max((row for row, _ in self.cells), default=0)
        width = max((column for _, column in self.cells), default=0)
        if height * width > MOST_CELLS:
            raise TooLargeError(f"{height}×{width}")
        return [
            [self.cells.get((row, column), "") for column in range(1, width + 1)]
            for row in range(1, height + 1)
        ]

    def put(self, row: int, column: int, value: Any, down: int, right: int) -> None:
        """A cell that covers ``down`` further rows and ``right`` further columns."""
        if value not in ("", None):
            self.cells[row, column] = value
        if down or right:
            self.merged.append((row, column, row + down, column + right))


def sheets(text: str) -> list[Sheet]:
    """The tables of SpreadsheetML or of a web page. Raises :class:`NotATableError`."""
    start = text.lstrip()[:2000].lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in start and "<html" not in start:
        return _spreadsheet(text)
    page = _Page()
    page.feed(text)
    page.close()
    if not any(sheet.cells for sheet in page.sheets):
        raise NotATableError
    return [sheet for sheet in page.sheets if sheet.cells]


def _spreadsheet(text: str) -> list[Sheet]:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        book = fromstring(text)
        return [
            _worksheet(each)
            for each in book.iter(f"{_SS}Worksheet")
            if each.findtext(f".//{_EXCEL}Visible") is None
        ]
    except (ParseError, DefusedXmlException, ValueError):
        raise NotATableError from None


def _worksheet(worksheet: Element) -> Sheet:
    sheet = Sheet(name=worksheet.get(f"{_SS}Name", ""), cells={}, merged=[])
    row = 0
    for line in worksheet.iter(f"{_SS}Row"):
        row = int(line.get(f"{_SS}Index", row + 1))
        column = 0
        for cell in line.iter(f"{_SS}Cell"):
            column = int(cell.get(f"{_SS}Index", column + 1))
            right = int(cell.get(f"{_SS}MergeAcross", 0))
            down = int(cell.get(f"{_SS}MergeDown", 0))
            data = cell.find(f"{_SS}Data")
            if data is not None:
                sheet.put(row, column, _value(data), down, right)
            column += right
    return sheet


def _value(data: Element) -> str | float | bool:
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    # a day is told with a time of midnight
    return text.removesuffix("T00:00:00.000") if kind == "DateTime" else text


_MOST_SPAN = 1000


class _Page(HTMLParser):
    """The tables of a web page in their order; what lies in a table inside a cell is its text."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self._depth = self._row = self._column = 0
        self._taken: set[tuple[int, int]] = set()
        self._text: list[str] | None = None
        self._span = (0, 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.sheets.append(Sheet(name="", cells={}, merged=[]))
                self._row, self._taken = 0, set()
        if self._depth != 1:
            return
        if tag == "tr":
            self._end()
            self._row, self._column = self._row + 1, 0
        elif tag in ("td", "th") and self._row:
            self._end()
            spans = dict(attrs)
            self._span = (_spanned(spans.get("rowspan")), _spanned(spans.get("colspan")))
            self._column += 1
            while (self._row, self._column) in self._taken:
                self._column += 1
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end()
        if tag == "table" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _end(self) -> None:
        """Put the open cell where it stands, and take the places it covers."""
        if self._text is None:
            return
        down, right = self._span
        self.sheets[-1].put(self._row, self._column, "".join(self._text).strip(), down, right)
        for row in range(self._row + 1, self._row + down + 1):
            self._taken.update((row, self._column + each) for each in range(right + 1))
        self._column += right
        self._text = None


def _spanned(told: str | None) -> int:
    """Further rows or columns that a span covers."""
    return min(int(told), _MOST_SPAN) - 1 if told and told.isdigit() and int(told) else 0
