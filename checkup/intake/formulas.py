"""An xlsx with its formulas: what each cell holds, and where a formula has no result.

openpyxl tells what calamine does not: formulas, merges, and each cell that is stored.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from typing import Any

from msgspec import Struct


class NotAWorkbookError(Exception):
    """openpyxl cannot make a workbook of the bytes."""


class Sheet(Struct, frozen=True, kw_only=True):
    """One sheet as it is stored."""

    name: str
    visible: bool
    values: dict[tuple[int, int], Any]
    """By (row, column) from 1; a formula's result, None where the file has none."""
    merged: tuple[tuple[int, int, int, int], ...]
    """(first row, first column, last row, last column)"""


def sheets(content: bytes) -> list[Sheet]:
    """Every sheet of a workbook. Raises :class:`NotAWorkbookError`."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (
        InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError,
        AttributeError, OSError, SyntaxError, zlib.error,
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            # what openpyxl cannot carry over matters to writers only
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content))
            formulas = any(
                cell.data_type == "f" for sheet in book.worksheets for cell in _stored(sheet)
            )
            cached = load_workbook(io.BytesIO(content), data_only=True) if formulas else book
    except broken:
        # openpyxl raises whatever its XML happens to trip over; each means: not a workbook
        raise NotAWorkbookError from None
    return [
        Sheet(
            name=sheet.title,
            visible=sheet.sheet_state == "visible",
            values={
                (cell.row, cell.column): cached[sheet.title].cell(cell.row, cell.column).value
                if cell.data_type == "f"
                else cell.value
                for cell in _stored(sheet)
                if cell.value is not None
            },
            merged=tuple(
                (area.min_row, area.min_col, area.max_row, area.max_col)
                for area in sheet.merged_cells.ranges
            ),
        )
        for sheet in book.worksheets
    ]


def _stored(sheet: Any) -> list[Any]:
    """The cells the file holds; walking the sheet would make one for every empty place."""
    return list(sheet._cells.values())
