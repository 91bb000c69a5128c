"""The columns of a list that are added up, and what comes of the records that are known."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from checkup.report.filling.layouts import Column, ListLayout
from checkup.report.filling.placeholders import scaled
from checkup.report.filling.records import Record


class Sums(Struct, frozen=True):
    """A sum column: its letter, and its place from 0."""

    column: Column
    letter: str
    place: int


def sums_of(table: ListLayout) -> list[Sums]:
    """The columns that are added up."""
    from xlsxwriter.utility import xl_col_to_name

    return [
        Sums(each, xl_col_to_name(place), place)
        for place, each in enumerate(table.columns)
        if each.sum
    ]


def amounts(records: Sequence[Record], column: Column) -> list[float]:
    """The known figures of a column; amounts in 元."""
    values = [each.values[column.field] for each in records]
    return [each for each in values if isinstance(each, int | float)]


def total(yuan: Sequence[float]) -> float:
    """The sum in 万元, exact to the 元."""
    return scaled(sum(yuan), -4)
