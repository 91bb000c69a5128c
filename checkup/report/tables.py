"""The tables of our workbooks: their layout as data, and what a cell can be.

Layouts (columns, widths, number formats) are ``templates/tables/*.yaml``; every word in them is
a key of the wording file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checkup import datafiles
from checkup.datafiles import Source
from checkup.report.wording import Wording

Form = Literal["text", "center", "whole", "one", "two", "percent", "p", "figure", "order"]
"""How a column is shown. ``figure`` keeps the decimals of the source; ``order`` counts rows; ``p``
says of a p-value that its four decimals would not show that it is below them."""


class TableColumn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``head`` and ``absent`` are wording keys; ``absent`` is printed where a value is None."""

    key: str
    head: str
    width: Annotated[float, Meta(ge=1, le=255)]
    form: Form = "text"
    span: Annotated[int, Meta(ge=1, le=20)] = 1
    """Columns of the sheet it takes, merged; a second table fits under the first this way."""
    absent: str = "workbook.absent.unknown"


class SheetLayout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``tables`` in reading order; the first one gives the widths unless ``widths`` does."""

    name: str
    tables: dict[str, tuple[TableColumn, ...]]
    widths: tuple[Annotated[float, Meta(ge=1, le=255)], ...] = ()
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


class FileLink(Struct, frozen=True):
    """Text that opens a file; ``path`` is relative to the workbook."""

    text: str
    path: str


class Number(Struct, frozen=True):
    """A number with a form of its own, in a column whose rows differ in kind."""

    value: float
    form: Form


class Blank(Struct, frozen=True):
    """An empty cell: one that a person is to fill, or one where nothing belongs."""

    fill: bool


Cell = str | float | Number | Link | FileLink | Blank | None
Row = Mapping[str, Cell]


@cache
def layout(name: str) -> Layout:
    """The layout of that name. Raises :class:`checkup.datafiles.DataFileError`."""
    return datafiles.load(datafiles.data_dir("templates") / "tables" / f"{name}.yaml", Layout)


def own_workbook(file: Path, say: Wording) -> Layout:
    """A user's own tables/workbook.yaml: our sheets and tables, with the columns they chose.

    Raises :class:`checkup.datafiles.DataFileError` for a sheet, table, column or word that does
    not exist, and for one of ours left out: its rows would have no place.
    """
    source = datafiles.read(file)
    own, ours = datafiles.convert(source, Layout), layout("workbook")
    _same(source, "sheets", own.sheets, ours.sheets)
    for name, sheet in own.sheets.items():
        place = f"sheets.{name}"
        if sheet.name != ours.sheets[name].name:
            raise source.fault("fixed_words", f"{place}.name", found=sheet.name)
        _same(source, f"{place}.tables", sheet.tables, ours.sheets[name].tables)
        for table, columns in sheet.tables.items():
            here = f"{place}.tables.{table}"
            if not columns:
                raise source.fault("missing_key", here, found="key")
            known = [column.key for column in ours.sheets[name].tables[table]]
            for number, column in enumerate(columns):
                _named(source, f"{here}[{number}].key", column.key, known)
                for word in (column.head, column.absent):
                    if word not in say:
                        _named(source, f"{here}[{number}].head", word, say.keys())
    return own


def _same(source: Source, path: str, own: Mapping[str, object], ours: Mapping[str, object]) -> None:
    for name in own:
        _named(source, f"{path}.{name}", name, list(ours))
    for name in ours:
        if name not in own:
            raise source.fault("missing_key", path, found=name)


def _named(source: Source, path: str, name: str, known: list[str]) -> None:
    if name not in known:
        near = datafiles.nearest(name, known)
        raise source.fault("reference", path, found=name, suggestion=near)
