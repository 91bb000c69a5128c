"""What of the inputs could not be used: files, folders, rows that belong to no community."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Unusable(Struct, frozen=True, kw_only=True):
    """An input that could not be used, and what is said of it.

    ``why``: ``input`` (of a community whose rest was done), ``folder`` (nothing was done),
    ``died`` (the process that read it), ``street`` (a file of the street's own).
    """

    path: str
    why: Literal["input", "folder", "died", "street"]
    file: str | None
    sentence: str


class Unrouted(Struct, frozen=True, kw_only=True):
    """未归属: rows of a street's file that belong to no community we know of.

    ``label`` is what they say, None for everything that few say or that is blank; ``rows`` is
    None where there are fewer people than may be printed. ``near``: a name like it. ``clash``:
    the word is known, but what else the rows say means another community.
    """

    file: str
    sheet: str
    label: str | None
    people: bool
    """Respondents; else lines of a ledger."""
    rows: int | None
    near: str | None = None
    clash: bool = False
    street: str = "."
