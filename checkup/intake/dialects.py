"""How each survey platform writes its exports, as data (``surveys/dialects/*.yaml``)."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Literal

from msgspec import Struct

from checkup import datafiles
from checkup.intake.mapping import numbered

_HEADER_WITHIN = 10
"""The header stands in one of the first ten rows (exports §2)."""


class _Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a data file: keywords only, unknown keys refused."""


class LooksLike(_Data, frozen=True, kw_only=True):
    """A guess when the platform's columns were deleted: first cell, share of numbered headers."""

    first: str
    numbered: float


class Platform(_Data, frozen=True, kw_only=True):
    """The platform's own columns, by header."""

    serial: tuple[str, ...] = ()
    submitted: tuple[str, ...] = ()
    duration: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Written(_Data, frozen=True, kw_only=True):
    """Marks around what a respondent typed beside an option."""

    opens: str
    closes: str


class Dialect(_Data, frozen=True, kw_only=True):
    """One way of writing answers into a table."""

    schema: Literal["checkup-dialect/1"]
    id: str
    name: str
    evidence: Literal["seen", "source", "documented", "assumed"]
    """How we know it: real files, the platform's source, its documents, or hearsay."""
    signatures: tuple[tuple[str, ...], ...]
    looks_like: LooksLike | None = None
    platform: Platform
    duration_unit: str
    between_options: str
    written: Written
    matrix: str
    notes: tuple[str, ...]
    skipped: tuple[str, ...]
    blank: tuple[str, ...]
    empty: Literal["blank", "skipped"]
    """What an empty cell means: not answered, or not asked in that batch."""


@cache
def load() -> tuple[Dialect, ...]:
    """The dialects that come with the program, by file name.

    Raises :class:`datafiles.DataFileError` for a broken file.
    """
    folder = datafiles.data_dir("surveys") / "dialects"
    return tuple(datafiles.load(file, Dialect) for file in sorted(folder.glob("*.yaml")))


def header_row(rows: list[list[object]], dialect: Dialect) -> int | None:
    """Position (from 0) of the dialect's header among the first ten rows; None when absent."""
    signatures = [frozenset(map(plain, words)) for words in dialect.signatures]
    guess = dialect.looks_like
    for position, row in enumerate(rows[:_HEADER_WITHIN]):
        words = [plain(cell) for cell in row]
        if any(signature.issubset(words) for signature in signatures):
            return position
        if guess is not None and words and words[0] == plain(guess.first):
            rest = [str(cell) for cell in row[1:] if plain(cell)]
            count = sum(numbered(text)[0] is not None for text in rest)
            if rest and count >= guess.numbered * len(rest):
                return position
    return None


def plain(cell: object) -> str:
    """A header cell for comparison: without width, spaces, invisible signs, Latin case."""
    text = unicodedata.normalize("NFKC", str(cell)).replace("\u200b", "").replace("\ufeff", "")
    return "".join(text.lower().split())
