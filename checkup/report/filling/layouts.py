"""The built-in tables as data: ``templates/tables/applications.yaml``."""

from __future__ import annotations

from functools import cache
from typing import Literal

from checkup import datafiles
from checkup.report.filling.fields import Data

Form = Literal["text", "center", "order", "whole", "one", "figure", "wan", "percent"]
FontSet = Literal["official", "safe"]
Size = Literal["A4", "A3"]


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


@cache
def load() -> Applications:
    """The layouts. Raises :class:`checkup.datafiles.DataFileError`."""
    return datafiles.load(
        datafiles.data_dir("templates") / "tables" / "applications.yaml", Applications
    )
