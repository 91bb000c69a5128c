"""The words of the ledger: facility kinds, sheets, columns, drop-downs, and their aliases.

Data of ``surveys/facilities.yaml`` and ``surveys/ledger.yaml``. Matching is exact after
:func:`fold`; what is merely similar is a suggestion for a person, never a silent merge.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from msgspec import Struct, field

from checkup import datafiles

ColumnType = Literal["text", "number", "count", "choice", "list", "date", "year"]


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A facility kind (设施类别). ``counted_by: quantity`` means one row may hold several."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    counted_by: Literal["rows", "quantity"] = "rows"
    size_unit: str | None = None
    item: str | None = None


class FacilitiesFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """surveys/facilities.yaml."""

    schema: Literal["checkup-facilities/1"]
    kinds: tuple[Kind, ...]


class Column(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column of one of our sheets. ``unit`` is what its numbers are kept in."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    type: ColumnType = "text"
    unit: str | None = None
    words: str | None = None
    """For choices and lists: the entry of ``words`` that lists what may stand there."""
    key: bool = False
    """A row without it is no record."""
    personal: bool = False
    help: str = ""


class Sheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sheet of our own forms."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    columns: tuple[Column, ...]
    help: str = ""


class ProfileField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of 社区概况. ``sum_of``: the estate column that adds up to it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    type: Literal["text", "number", "count", "choice"] = "number"
    unit: str | None = None
    words: str | None = None
    sum_of: str | None = None
    help: str = ""


class Figures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words in a cell that should hold a number."""

    unclear: tuple[str, ...]
    none: tuple[str, ...]


class LedgerFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """surveys/ledger.yaml. ``words``: canonical code → the words people write for it."""

    schema: Literal["checkup-ledger/1"]
    words: dict[str, dict[str, tuple[str, ...]]]
    figures: Figures
    units: dict[str, dict[str, float]]
    """A column's unit → other units, with the factor into it."""
    counters: tuple[str, ...]
    """Words after a number that change nothing (350 个)."""
    footers: tuple[str, ...]
    """Beginnings of rows that are totals or signatures."""
    profile: tuple[ProfileField, ...]
    sheets: tuple[Sheet, ...]
    returned: tuple[Sheet, ...]
    """Sheets of 待补资料.xlsx, as read back once a person has filled them."""


class Vocabulary(Struct, frozen=True, kw_only=True):
    """Both files, indexed for matching."""

    kinds: dict[str, Kind]
    sheets: dict[str, Sheet]
    profile: dict[str, ProfileField]
    words: dict[str, dict[str, tuple[str, ...]]]
    returned: tuple[Sheet, ...]
    figures: Figures
    units: dict[str, dict[str, float]]
    counters: tuple[str, ...]
    footers: tuple[str, ...]
    kind_by_word: dict[str, str] = field(default_factory=dict)
    field_by_word: dict[str, str] = field(default_factory=dict)
    sheet_by_word: dict[str, str] = field(default_factory=dict)
    choice_by_word: dict[str, dict[str, str]] = field(default_factory=dict)

    def name(self, kind: str) -> str:
        """The kind's Chinese name."""
        return self.kinds[kind].name

    def choice(self, words: str, text: str) -> str | None:
        """The code a written word stands for, or None."""
        return self.choice_by_word[words].get(fold(text))


_DROPPED = re.compile(r"[\s​﻿ :：。．·、,，;；*]+")


def fold(text: str) -> str:
    """A word as compared: NFKC, no spaces or light punctuation, Latin in lower case."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold()


_UNIT = re.compile(r"[(\[【〔](?P<unit>[^()\[\]【】〔〕]*)[)\]】〕]$")


def split_header(text: str) -> tuple[str, str | None]:
    """A header cell as folded name and the unit in its closing brackets: 建筑面积（㎡）."""
    flat = unicodedata.normalize("NFKC", text.replace("㎡", "m2")).strip()
    found = _UNIT.search(flat)
    if found:
        return fold(flat[: found.start()]), found.group("unit").strip() or None
    return fold(flat), None


@cache
def load() -> Vocabulary:
    """The words that come with the program. Raises :class:`datafiles.DataFileError`."""
    folder = datafiles.data_dir("surveys")
    facilities = datafiles.load(folder / "facilities.yaml", FacilitiesFile)
    ledger = datafiles.load(folder / "ledger.yaml", LedgerFile)
    return Vocabulary(
        kinds={kind.id: kind for kind in facilities.kinds},
        sheets={sheet.id: sheet for sheet in ledger.sheets},
        profile={each.id: each for each in ledger.profile},
        words=ledger.words,
        returned=ledger.returned,
        figures=ledger.figures,
        units=ledger.units,
        counters=ledger.counters,
        footers=ledger.footers,
        kind_by_word={
            fold(word): kind.id for kind in facilities.kinds for word in (kind.name, *kind.aliases)
        },
        field_by_word={
            fold(word): each.id for each in ledger.profile for word in (each.name, *each.aliases)
        },
        sheet_by_word={
            fold(word): sheet.id for sheet in ledger.sheets for word in (sheet.name, *sheet.aliases)
        },
        choice_by_word={
            name: {fold(word): code for code, words in codes.items() for word in words}
            for name, codes in ledger.words.items()
        },
    )
