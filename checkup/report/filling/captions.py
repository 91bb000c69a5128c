"""An untouched form: its captions matched by a table of aliases, as a proposal to look through.

A caption is the head of a column or the label of a cell. Each match puts a placeholder into an
empty cell and colours it; whatever cannot be matched is listed, and nothing is guessed from a
caption that only resembles a known one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from checkup.report import foreign
from checkup.report.filling import fields
from checkup.report.filling.fields import Known, Scope
from checkup.report.wording import Wording

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LISTED: tuple[Scope, ...] = ("project", "shortfall", "indicator")
"""What a form may be a list of; where two fit alike the first is meant."""
_BESIDE: tuple[Scope, ...] = ("project", "community")
_UNDER = ">"
"""In the table of aliases: 资金来源>街道 is 街道 under the head 资金来源."""
_COLOUR = "FFFFF2CC"
_BRACKETS = re.compile(r"[（(](.*?)[）)]")
_WAN = "万元"
_BOX = re.compile(r"[□☐○](\s*)([\u4e00-\u9fff]{1,8})")
_LEAST_HEADS = 3
"""So many known captions side by side are the head of a list."""
_LONGEST = 24
_FURTHEST = 400
"""Rows of a form that are looked through for captions."""


class Proposal(Struct, frozen=True, kw_only=True):
    """A caption at a cell, and the placeholder that was put into another."""

    sheet: str
    caption: str
    cell: str
    placeholder: str


class Unmatched(Struct, frozen=True, kw_only=True):
    """A caption that no field is known for, or an amount whose unit nobody told (``why``)."""

    sheet: str
    caption: str
    cell: str
    why: str


class _Caption(Struct, frozen=True):
    row: int
    column: int
    bottom: int
    right: int
    text: str
    known: Known | None
    within: str = ""
    """The head above it and its neighbours: 资金来源."""


def propose(book: Workbook, say: Wording) -> tuple[list[Proposal], list[Unmatched]]:
    """Put placeholders where captions ask for them; gives what was put and what was not."""
    put: list[Proposal] = []
    left: list[Unmatched] = []
    for sheet in book.worksheets:
        scope, found, heads = _read(sheet)
        listed = bool(heads) and scope in ("project", "shortfall")
        wan = any(_WAN in text and "单位" in text and len(text) < _LONGEST
                  for row in sheet.iter_rows(max_row=_FURTHEST) for cell in row
                  for text in [foreign.words(cell.value) or ""])  # fmt: skip
        below = max((each.bottom for each in heads), default=0) + 1
        for each in found:
            where = (below, each.column) if each in heads else _beside(sheet, each)
            unit = _filter(each, wan)
            if listed and each not in heads and where is not None:
                # beside a list a word stands for all of it: 填报单位 is the street's
                whole = _aliases("total").get(_plain(each.text))
                if whole is not None and whole.scope == "total":
                    put.append(_put(sheet, replace(each, known=whole), where, unit or ""))
                    continue
            if each.known is None or where is None:
                asks = each.known is not None or where is not None
                divided = any(one.within == each.text for one in found)
                if asks and not divided and not _furniture(each.text):
                    left.append(_left(sheet, each, "no_cell" if where is None else "unknown"))
                continue
            if each.known.scope in _LISTED and listed and each not in heads:
                # beside a list a single one of its kind cannot be meant
                left.append(_left(sheet, each, "beside_list"))
                continue
            if unit is None:
                left.append(_left(sheet, each, "no_unit"))
                continue
            put.append(_put(sheet, each, where, unit))
        if not listed and any(one.sheet == sheet.title for one in put):
            _page(sheet, put)
    return put, left


def _read(sheet: Worksheet) -> tuple[Scope, list[_Caption], list[_Caption]]:
    """Of what a sheet is a list, its captions, and those of them that head the list.

    现状 of a shortfall is not 现状 of a project: the list whose captions fit more columns is meant.
    """
    best: tuple[Scope, list[_Caption], list[_Caption]] | None = None
    most = -1
    for scope in _LISTED:
        found = list(_captions(sheet, _aliases(scope)))
        heads = _heads(sheet, found)
        fitting = sum(each.known is not None and each.known.scope == scope for each in heads)
        if fitting > most:
            best, most = (scope, found, heads), fitting
    assert best is not None
    return best


@cache
def _aliases(first: Scope) -> dict[str, Known]:
    """Captions → fields: those of the list, then what can stand beside it."""
    found: dict[str, Known] = {}
    for scope in dict.fromkeys((first, *_BESIDE)):
        for each in fields.listed():
            if each.scope == scope:
                for word in each.field.captions:
                    found.setdefault(word, each)
    return found


def _furniture(text: str) -> bool:
    """Whether words ask for nothing: 附件2, 单位：万元, 合计, the line to sign on."""
    return _plain(text).startswith(fields.load().furniture)


def _plain(text: str) -> str:
    return re.sub(r"[\s:：*＊]", "", _BRACKETS.sub("", text))


def _captions(sheet: Worksheet, aliases: Mapping[str, Known]) -> Iterator[_Caption]:
    merged = {(each.min_row, each.min_col): each for each in sheet.merged_cells.ranges}
    for row in sheet.iter_rows(max_row=_FURTHEST):
        for cell in row:
            text = foreign.words(cell.value)
            if text is None or cell.data_type == "f":
                continue
            plain = _plain(text)
            if not plain or len(plain) > _LONGEST or _BOX.search(text):
                continue
            line, column = int(cell.row or 1), int(cell.column or 1)
            area = merged.get((line, column))
            within = _above(sheet, line, column)
            yield _Caption(
                line, column, area.max_row if area else line, area.max_col if area else column,
                text, aliases.get(f"{_plain(within)}{_UNDER}{plain}") or aliases.get(plain), within,
            )  # fmt: skip


def _above(sheet: Worksheet, row: int, column: int) -> str:
    """The words of the merged head right above a cell, else nothing."""
    for area in sheet.merged_cells.ranges:
        if area.max_row == row - 1 and area.min_col <= column <= area.max_col > area.min_col:
            return foreign.words(sheet.cell(area.min_row, area.min_col).value) or ""
    return ""


def _heads(sheet: Worksheet, found: list[_Caption]) -> list[_Caption]:
    """The captions of a list: neighbours in one row, with the row of parts below it."""
    rows: dict[int, list[_Caption]] = {}
    for each in found:
        rows.setdefault(each.row, []).append(each)
    for row, captions in sorted(rows.items()):
        known = [each for each in captions if each.known]
        beside = [
            each for each in known
            if any(other.column == each.right + 1 for other in captions)
        ]  # fmt: skip
        if len(known) < _LEAST_HEADS or len(beside) < _LEAST_HEADS - 1:
            continue
        bottom = max(each.bottom for each in captions)
        heads = [
            each for each in found
            if row <= each.row <= bottom
            and not any(
                other.row > each.bottom and other.row <= bottom
                and each.column <= other.column <= each.right
                for other in found
            )
        ]  # fmt: skip
        if all(_empty(sheet, bottom + 1, each.column) for each in heads):
            return heads
    return []


def _empty(sheet: Worksheet, row: int, column: int) -> bool:
    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(row, column)
    return cell.value is None and not isinstance(cell, MergedCell)


def _beside(sheet: Worksheet, each: _Caption) -> tuple[int, int] | None:
    """The cell to the right of a label: empty, or boxes to tick."""
    column = each.right + 1
    if column > max(sheet.max_column, each.right):
        return None
    if _empty(sheet, each.row, column):
        return each.row, column
    text = foreign.words(sheet.cell(each.row, column).value)
    if each.known is not None and text is not None and _BOX.search(text):
        return each.row, column
    return None


def _filter(each: _Caption, wan: bool) -> str | None:
    """``|万元`` for an amount in it, nothing for what is no amount; None where no unit is told."""
    if each.known is None or each.known.field.kind != "money":
        return ""
    for inner in (*_BRACKETS.findall(each.text), *_BRACKETS.findall(each.within)):
        if _WAN in inner:
            return "|万元"
        if inner.strip() == "元":
            return ""
    return "|万元" if wan else None


def _left(sheet: Worksheet, each: _Caption, why: str) -> Unmatched:
    return Unmatched(sheet=sheet.title, caption=each.text, why=why,
                     cell=_name(each.row, each.column))  # fmt: skip


def _put(sheet: Worksheet, each: _Caption, where: tuple[int, int], unit: str) -> Proposal:
    from openpyxl.styles import PatternFill

    assert each.known is not None
    name = each.known.name
    cell: Any = sheet.cell(*where)
    placeholder = f"{{{{{name}{unit}}}}}"
    foreign.flatten(cell)
    if isinstance(cell.value, str):
        cell.value = _BOX.sub(
            lambda box: f'{{{{{name}|勾选("{box.group(2)}")}}}}{box.group(1)}{box.group(2)}',
            cell.value,
        )
    else:
        cell.value = placeholder
    cell.fill = PatternFill("solid", fgColor=_COLOUR)
    return Proposal(sheet=sheet.title, caption=each.text, cell=_name(*where),
                    placeholder=placeholder)  # fmt: skip


def _page(sheet: Worksheet, put: list[Proposal]) -> None:
    """A sheet of labels that ask for a project is one page per project."""
    mine = next(
        (each for each in put
         if each.sheet == sheet.title and fields.known(each.placeholder[2:-2].split("|")[0])
         in {one for one in fields.listed() if one.scope == "project"}), None,
    )  # fmt: skip
    if mine is not None:
        cell: Any = sheet[mine.cell]
        cell.value = f"{cell.value}{{{{每个项目一页}}}}"


def _name(row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column)}{row}"
