"""The tables of our workbooks: their layout as data, and what a cell can be.

Layouts (columns, widths, number formats) are ``templates/tables/*.yaml``; every word in them is
a key of the wording file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct

from checkup import datafiles

Form = Literal["text", "center", "whole", "one", "two", "percent", "figure", "order"]
"""How a column is shown. ``figure`` keeps the decimals of the source; ``order`` counts rows."""


class TableColumn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``head`` and ``absent`` are wording keys; ``absent`` is printed where a value is None."""

    key: str
    head: str
    width: float
    form: Form = "text"
    span: int = 1
    """Columns of the sheet it takes, merged; a second table fits under the first this way."""
    absent: str = "workbook.absent.unknown"


class SheetLayout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``tables`` in reading order; the first one gives the widths unless ``widths`` does."""

    name: str
    tables: dict[str, tuple[TableColumn, ...]]
    widths: tuple[float, ...] = ()
    portrait: bool = False


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """templates/tables/<name>.yaml."""

    schema: Literal["checkup-tables/1"]
    head_font: str
    body_font: str
    sheets: dict[str, SheetLayout]


class Link(Struct, frozen=True):
    """Text that leads to a cell of another sheet (``row`` from 1)."""

    text: str
    sheet: str
    row: int


class Number(Struct, frozen=True):
    """A number with a form of its own, in a column whose rows differ in kind."""

    value: float
    form: Form


class Blank(Struct, frozen=True):
    """An empty cell: one that a person is to fill, or one where nothing belongs."""

    fill: bool


Cell = str | float | Number | Link | Blank | None
Row = Mapping[str, Cell]


@cache
def layout(name: str) -> Layout:
    """The layout of that name. Raises :class:`checkup.datafiles.DataFileError`."""
    return datafiles.load(datafiles.data_dir("templates") / "tables" / f"{name}.yaml", Layout)
