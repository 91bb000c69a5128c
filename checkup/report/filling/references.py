"""Formulas that follow their rows: a range over repeated rows grows, any other reference moves.

openpyxl moves none of this by itself, and its Translator alone moves ``=SUM(D4:D4)`` to the wrong
rows (method §5.4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})"
_AREA = re.compile(rf"^{_CELL}(?::{_CELL})?$")
_ROWS = re.compile(r"^(\$?)(\d{1,7}):(\$?)(\d{1,7})$")
_SHEET = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(.+)$", re.S)
_ADDING = (
    "SUM(", "COUNT(", "COUNTA(", "AVERAGE(", "MAX(", "MIN(", "SUBTOTAL(", "PRODUCT(",
    "SUMPRODUCT(", "SUMIF(", "SUMIFS(", "COUNTIF(", "COUNTIFS(", "AGGREGATE(",
)  # fmt: skip
"""Functions whose single-cell argument means the row that repeats."""


class Block(Struct, frozen=True):
    """Rows ``first``–``last`` of a form that are written ``times`` over, at least once."""

    first: int
    last: int
    times: int

    @property
    def height(self) -> int:
        """How many rows it has."""
        return self.last - self.first + 1


class Rows(Struct, frozen=True):
    """Where the rows of one sheet go."""

    blocks: tuple[Block, ...] = ()

    def block(self, row: int) -> Block | None:
        """The block a row of the form is in."""
        return next((each for each in self.blocks if each.first <= row <= each.last), None)

    def first(self, row: int) -> int:
        """Its new row; of a repeated row the first copy."""
        grown = sum((each.times - 1) * each.height for each in self.blocks if each.last < row)
        return row + grown

    def copy(self, row: int, number: int) -> int:
        """The row of copy ``number`` (from 0) of a repeated row; any other row's new place."""
        block = self.block(row)
        return self.first(row) + (number * block.height if block else 0)

    def last(self, row: int) -> int:
        """Its new row; of a repeated row the last copy."""
        block = self.block(row)
        return self.copy(row, block.times - 1) if block else self.first(row)

    @property
    def moves(self) -> bool:
        """Whether anything is not where it was."""
        return any(each.times > 1 for each in self.blocks)


class Sheets(Struct, frozen=True):
    """Every sheet of a form: where its rows go, and how it is called now."""

    rows: Mapping[str, Rows]
    names: Mapping[str, str]


class Place(Struct, frozen=True):
    """Where a formula stands: its sheet in the form, and the block and copy it is in."""

    sheet: str
    block: Block | None = None
    number: int = 0


def rewritten(formula: str, place: Place, sheets: Sheets) -> str:
    """The formula as it has to read at that place."""
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token

    parts: list[str] = []
    calls: list[str] = []
    for token in Tokenizer(formula).items:
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            calls.append(token.value.upper())
        elif token.type == Token.FUNC and token.subtype == Token.CLOSE and calls:
            calls.pop()
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            adding = bool(calls) and calls[-1] in _ADDING
            parts.append(_reference(token.value, place, sheets, adding=adding))
        else:
            parts.append(token.value)
    return "=" + "".join(parts)


def _reference(text: str, place: Place, sheets: Sheets, *, adding: bool) -> str:
    named = _SHEET.match(text)
    if named is None:
        return area(text, sheets.rows.get(place.sheet, Rows()), place, adding=adding)
    quoted, bare, rest = named.groups()
    sheet = quoted.replace("''", "'") if quoted else bare
    if sheet not in sheets.rows:
        return text
    here = place if sheet == place.sheet else Place(sheet)
    moved = area(rest, sheets.rows[sheet], here, adding=adding)
    name = sheets.names.get(sheet, sheet)
    if name == sheet:
        return text[: len(text) - len(rest)] + moved
    escaped = name.replace("'", "''")
    return f"'{escaped}'!{moved}"


def area(text: str, rows: Rows, place: Place, *, adding: bool = True) -> str:
    """A cell, range or run of rows of the sheet whose rows these are; else the text itself."""
    cells = _AREA.match(text)
    if cells:
        first, last = cells.groups()[:4], cells.groups()[4:]
        if last[1] is None:
            return _one(first, rows, place, adding=adding)
        top, bottom = _ends((first[2], int(first[3])), (last[2], int(last[3])), rows, place)
        return f"{first[0]}{first[1]}{first[2]}{top}:{last[0]}{last[1]}{last[2]}{bottom}"
    lines = _ROWS.match(text)
    if lines:
        pin, begin, pin_end, end = lines.groups()
        top, bottom = _ends((pin, int(begin)), (pin_end, int(end)), rows, place)
        return f"{pin}{top}:{pin_end}{bottom}"
    return text


def _one(cell: Sequence[str], rows: Rows, place: Place, *, adding: bool) -> str:
    pin, row = cell[2], int(cell[3])
    block = rows.block(row)
    start = f"{cell[0]}{cell[1]}{pin}"
    if block is not None and block == place.block:
        # pinned to the first of them, as for a running total
        return f"{start}{rows.first(row) if pin else rows.copy(row, place.number)}"
    if block is not None and block.times > 1 and adding and block.height == 1:
        return f"{start}{rows.first(row)}:{start}{rows.last(row)}"
    return f"{start}{rows.first(row)}"


def _ends(
    begin: tuple[str, int], end: tuple[str, int], rows: Rows, place: Place
) -> tuple[int, int]:
    """First and last row of a range: inside its own copy, or stretched over all of them."""

    def inside(pin: str, row: int) -> int | None:
        block = rows.block(row)
        if block is None or block != place.block:
            return None
        return rows.first(row) if pin else rows.copy(row, place.number)

    top, bottom = inside(*begin), inside(*end)
    return (
        rows.first(begin[1]) if top is None else top,
        rows.last(end[1]) if bottom is None else bottom,
    )
