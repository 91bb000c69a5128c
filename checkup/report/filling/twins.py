"""A second sheet like the first: what openpyxl's own copy leaves out is copied too."""

from __future__ import annotations

from copy import copy, deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def of(book: Workbook, sheet: Worksheet, after: Worksheet) -> Worksheet:
    """A copy of the sheet, placed behind ``after``: cells, looks, rules, print settings."""
    made = book.copy_worksheet(sheet)
    inner, source = made.__dict__, sheet.__dict__
    for name in ("data_validations", "conditional_formatting", "auto_filter", "views",
                 "row_breaks", "col_breaks", "legacy_drawing"):  # fmt: skip
        if name in source:
            inner[name] = deepcopy(source[name])
    target: Any = made
    origin: Any = sheet
    target.HeaderFooter = copy(origin.HeaderFooter)
    if origin.print_area:
        target.print_area = str(origin.print_area).replace(f"'{sheet.title}'!", "")
    target.print_title_rows = origin.print_title_rows
    target.print_title_cols = origin.print_title_cols
    target._images = [copy(each) for each in origin._images]
    for view in target.views.sheetView:
        view.tabSelected = False
    inner_book: Any = book
    inner_book._sheets.remove(made)
    inner_book._sheets.insert(inner_book._sheets.index(after) + 1, made)
    return made
