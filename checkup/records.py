"""The record we keep beside each row of 项目库.xlsx, so that a person's words are known as theirs.

A row we write carries, in a hidden column, the option it stands for, what we said in each cell,
the cells that a person once changed, and a seal of the row as it was written. What differs from
what we said was changed by a person, and stays changed however our own figures move.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct

StoreCell = float | str
"""A cell of the store: a number or a text; an empty one is left out."""

UNSEALED = frozenset({"record", "mark"})
"""Columns that are ours, whatever stands in them."""


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What we know of a row we wrote. ``ours``: column → what we said; ``rows``: in that file."""

    key: str = ""
    ours: dict[str, StoreCell] = {}
    hand: tuple[str, ...] = ()
    seal: str = ""
    rows: int = 0


def written(cell: object) -> str:
    """A cell as compared: 320, 320.0 and "320 " are one; an empty cell is empty text."""
    if cell is None:
        return ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return format(cell, ".12g")
    return str(cell).strip()


def seal(cells: Mapping[str, object]) -> str:
    """A short mark of a row's cells by column id; empty cells and our own columns do not count."""
    told = sorted(
        (column, text)
        for column, cell in cells.items()
        if column not in UNSEALED and (text := written(cell))
    )
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16]


def changed(cells: Mapping[str, StoreCell], record: Record) -> tuple[str, ...]:
    """The columns a person changed, now or before, by name; those of a row of their own all."""
    columns = {*cells, *record.ours} - UNSEALED
    return tuple(
        sorted(
            column
            for column in columns | {*record.hand}
            if column in record.hand
            or written(cells.get(column)) != written(record.ours.get(column))
        )
    )


def to_text(record: Record) -> str:
    """The record as a cell holds it."""
    return msgspec.json.encode(record).decode()


def of_text(text: str | None) -> Record:
    """The record of a cell; an empty one for a row of a person's own, or a damaged cell."""
    try:
        return msgspec.json.decode(text or "{}", type=Record)
    except (msgspec.DecodeError, ValueError):
        return Record()
