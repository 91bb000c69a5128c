"""The built-in tables as data: ``templates/tables/applications.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from checkup import datafiles
from checkup.report.filling import fields
from checkup.report.filling.fields import Data
from checkup.report.wording import Wording

Form = Literal["text", "center", "order", "whole", "one", "figure", "wan", "percent"]
FontSet = Literal["official", "safe"]
Size = Literal["A4", "A3"]


_PAGE_COLUMNS = 6
_MOST_CELLS = 3
"""Labelled cells in a row of a page."""


class Fonts(Data, frozen=True, kw_only=True):
    """Names written into the file: only requests, no font comes with it."""

    title: str
    head: str
    body: str


class Column(Data, frozen=True, kw_only=True):
    """``head`` is a wording key, else the field's own name; ``group`` a head above several."""

    field: str
    head: str | None = None
    width: float
    form: Form = "text"
    group: str | None = None
    sum: bool = False


class ListLayout(Data, frozen=True, kw_only=True):
    """A list, one row per record of ``scope``; ``key`` is its part of the wording file."""

    scope: Literal["shortfall", "project"]
    key: str
    money: bool
    paper: Size = "A4"
    columns: tuple[Column, ...]


class PageCell(Data, frozen=True, kw_only=True):
    """A label and what stands beside it: a field, the sum of several, words, or a blank to fill."""

    field: str | None = None
    fields: tuple[str, ...] = ()
    words: str | None = None
    blank: str | None = None
    """The label of what people fill; nothing is written beside it."""
    head: str | None = None
    form: Form = "text"


class PageRow(Data, frozen=True, kw_only=True):
    """One row of a page: labelled cells, a section's title, an opinion to sign, or 绩效指标."""

    cells: tuple[PageCell, ...] = ()
    section: str | None = None
    opinion: str | None = None
    indicators: bool = False
    lines: int = 1


class PageLayout(Data, frozen=True, kw_only=True):
    """A page per project, six columns wide."""

    key: str
    widths: tuple[float, ...]
    rows: tuple[PageRow, ...]


class Applications(Data, frozen=True, kw_only=True):
    """applications.yaml."""

    schema: Literal["checkup-applications/1"]
    fonts: dict[FontSet, Fonts]
    lists: dict[str, ListLayout]
    pages: dict[str, PageLayout]


def own(file: Path, say: Wording) -> Applications:
    """A user's own tables/applications.yaml: all of it in place of ours, forms of their own too.

    Raises :class:`checkup.datafiles.DataFileError` for a field or word that does not exist.
    """
    source = datafiles.read(file)
    data = datafiles.convert(source, Applications)
    for name, table in data.lists.items():
        here = f"lists.{name}"
        _named(source, f"{here}.key", f"application.{table.key}.none", say)
        for number, column in enumerate(table.columns):
            place = f"{here}.columns[{number}]"
            _field(source, f"{place}.field", table.scope, column.field)
            for word in (column.head, column.group):
                if word is not None:
                    _named(source, f"{place}.head", word, say)
    for name, page in data.pages.items():
        here = f"pages.{name}"
        _named(source, f"{here}.key", f"application.{page.key}.title", say)
        for number, row in enumerate(page.rows):
            place = f"{here}.rows[{number}]"
            if len(row.cells) > _MOST_CELLS:
                raise source.fault("reference", f"{place}.cells", found=str(len(row.cells)))
            for word in (row.section, row.opinion):
                if word is not None:
                    _named(source, place, word, say)
            for cell in row.cells:
                for field in (cell.field, *cell.fields):
                    if field is not None:
                        _field(source, f"{place}.cells", "project", field)
                for word in (cell.head, cell.blank, cell.words):
                    if word is not None:
                        _named(source, f"{place}.cells", word, say)
        if len(page.widths) != _PAGE_COLUMNS:
            raise source.fault("reference", f"{here}.widths", found=str(len(page.widths)))
    return data


def _named(source: datafiles.Source, path: str, word: str, say: Wording) -> None:
    if word not in say:
        near = datafiles.nearest(word, say.keys())
        raise source.fault("reference", path, found=word, suggestion=near)


def _field(source: datafiles.Source, path: str, scope: str, name: str) -> None:
    if fields.known(f"{scope}.{name}") is None:
        names = [each.field.id for each in fields.listed() if each.scope == scope]
        near = datafiles.nearest(name, names)
        raise source.fault("reference", path, found=name, suggestion=near)


@cache
def load() -> Applications:
    """The layouts. Raises :class:`checkup.datafiles.DataFileError`."""
    return datafiles.load(
        datafiles.data_dir("templates") / "tables" / "applications.yaml", Applications
    )
