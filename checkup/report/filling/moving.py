"""Repeating the rows of a sheet and taking along all that stands below them (method §5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import TYPE_CHECKING, Any

from checkup.report.filling.references import Place, Rows, Sheets, area, rewritten

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def rows(sheet: Worksheet, moved: Rows) -> dict[int, Place]:
    """Repeat the blocks of a sheet; gives where each new row came from.

    Values, styles, heights, merged cells, validations, conditional formats, print area, titles,
    page breaks, tables and pictures go with their rows; formulas are rewritten by
    :func:`formulas` once every sheet has moved.
    """
    origin = {
        new: Place(sheet.title, block, number)
        for old in range(1, sheet.max_row + 1)
        for block in [moved.block(old)]
        for number in range(block.times if block else 1)
        for new in [moved.copy(old, number)]
    }
    if not moved.moves:
        return origin
    _cells(sheet, moved)
    _heights(sheet, moved)
    _merges(sheet, moved)
    _rules(sheet, moved)
    _print(sheet, moved)
    _floating(sheet, moved)
    return origin


def _copies(moved: Rows, row: int) -> Iterator[int]:
    block = moved.block(row)
    for number in range(block.times if block else 1):
        yield moved.copy(row, number)


def _cells(sheet: Worksheet, moved: Rows) -> None:
    from openpyxl.cell.cell import Cell, MergedCell

    inner: Any = sheet
    old = dict(inner._cells)
    inner._cells.clear()
    for (row, column), cell in sorted(old.items()):
        for place in _copies(moved, row):
            kind = MergedCell if isinstance(cell, MergedCell) else Cell
            made: Any = kind(sheet, row=place, column=column)
            made._style = copy(cell._style)
            if kind is Cell:
                made._value = copy(cell._value)
                made.data_type = cell.data_type
                if cell._hyperlink is not None:
                    made._hyperlink = copy(cell._hyperlink)
                    made._hyperlink.ref = made.coordinate
                if cell._comment is not None:
                    made.comment = copy(cell._comment)
            inner._cells[(place, column)] = made
    inner._current_row = max((row for row, _ in inner._cells), default=0)


def _heights(sheet: Worksheet, moved: Rows) -> None:
    old = dict(sheet.row_dimensions)
    sheet.row_dimensions.clear()
    for row, each in sorted(old.items()):
        for place in _copies(moved, row):
            made: Any = copy(each)
            made.index = place
            sheet.row_dimensions[place] = made


def _merges(sheet: Worksheet, moved: Rows) -> None:
    from openpyxl.worksheet.cell_range import MultiCellRange

    old = sorted(sheet.merged_cells.ranges, key=lambda each: each.coord)
    made = MultiCellRange()
    for each in old:
        block = moved.block(each.min_row)
        inside = block is not None and each.max_row <= block.last
        places = (
            [(moved.copy(each.min_row, number), moved.copy(each.max_row, number))
             for number in range(block.times)]
            if block is not None and inside
            else [(moved.first(each.min_row), moved.last(each.max_row))]
        )  # fmt: skip
        for top, bottom in places:
            made.add(_coord(each.min_col, top, each.max_col, bottom))
    inner: Any = sheet
    inner.merged_cells = made


def _coord(left: int, top: int, right: int, bottom: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def _ranges(text: str, moved: Rows) -> str:
    """Ranges with a space between, each as it has to be now."""
    here = Place("")
    return " ".join(area(each, moved, here) for each in str(text).split())


def _rules(sheet: Worksheet, moved: Rows) -> None:
    """Validations and conditional formats reach over all copies; their formulas come later."""
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.cell_range import MultiCellRange

    inner: Any = sheet
    for each in inner.data_validations.dataValidation:
        each.sqref = MultiCellRange(_ranges(str(each.sqref), moved))
    formats = ConditionalFormattingList()
    for each in inner.conditional_formatting:
        for rule in each.rules:
            formats.add(_ranges(str(each.sqref), moved), rule)
    inner.conditional_formatting = formats
    for table in inner.tables.values():
        table.ref = _ranges(table.ref, moved)
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = _ranges(table.autoFilter.ref, moved)
    if inner.auto_filter.ref:
        inner.auto_filter.ref = _ranges(inner.auto_filter.ref, moved)


def _print(sheet: Worksheet, moved: Rows) -> None:
    inner: Any = sheet
    if inner.print_area:
        areas = str(inner.print_area).replace(f"'{sheet.title}'!", "").split(",")
        inner.print_area = ",".join(_ranges(each, moved) for each in areas)
    if inner.print_title_rows:
        inner.print_title_rows = _ranges(str(inner.print_title_rows), moved)
    if inner.freeze_panes:
        column, row = _split(inner.freeze_panes)
        inner.freeze_panes = f"{column}{moved.first(row)}"
    for each in inner.row_breaks.brk:
        each.id = moved.last(each.id)


def _split(cell: str) -> tuple[str, int]:
    from openpyxl.utils.cell import coordinate_from_string

    return coordinate_from_string(cell)


def _floating(sheet: Worksheet, moved: Rows) -> None:
    """Pictures and charts below a block go down with their rows."""
    inner: Any = sheet
    for each in (*inner._images, *inner._charts):
        for corner in ("_from", "to"):
            at = getattr(each.anchor, corner, None)
            if at is not None:
                at.row = moved.first(at.row + 1) - 1


def formulas(
    book: Workbook, origins: dict[str, dict[int, Place]], sheets: dict[str, Sheets]
) -> int:
    """Rewrite every formula of the workbook; gives how many there are.

    ``origins``: sheet as it is called now → where its rows came from; ``sheets``: how the sheets
    of the form are known from there (a page of its own is itself).
    """
    count = 0
    for sheet in book.worksheets:
        known = sheets[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                _rewrite(cell, origins[sheet.title].get(cell.row or 0, Place("")), known)
        home = next(iter(origins[sheet.title].values()), Place("")).sheet
        _rule_formulas(sheet, Place(home), known)
    return count


def _rewrite(cell: Any, place: Place, known: Sheets) -> None:
    value = cell.value
    text = value if isinstance(value, str) else getattr(value, "text", None)
    if not isinstance(text, str) or not text.startswith("="):
        return
    new = rewritten(text, place, known)
    if isinstance(value, str):
        if new != text:
            cell.value = new
        return
    # a formula over a range of its own (an array)
    made = copy(value)
    made.text = new
    rows_ = known.rows.get(place.sheet, Rows())
    made.ref = area(value.ref, rows_, place, adding=False)
    cell.value = made


def _rule_formulas(sheet: Worksheet, place: Place, known: Sheets) -> None:
    inner: Any = sheet
    for each in inner.data_validations.dataValidation:
        for name in ("formula1", "formula2"):
            text = getattr(each, name)
            if text and not text.startswith('"'):
                setattr(each, name, rewritten(f"={text}", place, known)[1:])
    for each in inner.conditional_formatting:
        for rule in each.rules:
            rule.formula = [rewritten(f"={text}", place, known)[1:] for text in rule.formula]


def names(book: Workbook, known: Sheets) -> None:
    """Defined names follow the rows they mean."""
    for each in book.defined_names.values():
        text = each.attr_text
        if text and not text.startswith('"'):
            each.attr_text = rewritten(f"={text}", Place(""), known)[1:]
