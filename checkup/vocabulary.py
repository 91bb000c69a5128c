"""The words of the ledger: facility kinds, sheets, columns, drop-downs, and their aliases.

Data of ``surveys/facilities.yaml`` and ``surveys/ledger.yaml``. Matching is exact after
:func:`fold`; what is merely similar is a suggestion for a person, never a silent merge.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

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
    outdoor: bool = False
    """A ground under the sky: its size is land, never floor."""


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
    unsure: tuple[str, ...] = ()
    """Headers that may mean this column; whoever reads them says what was taken, or refuses."""
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
    blank: bool = True
    """Stands in the blank ledger; a sheet that a command fills does not."""


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
    about: tuple[str, ...]
    after: tuple[str, ...]
    to: tuple[str, ...]
    """Between the ends of a range."""
    bounds: tuple[str, ...]
    bound_ends: tuple[str, ...]
    joint: tuple[str, ...]
    """After a number of places, before their figure: 2处共500㎡."""


class Several(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How people write several facilities into one cell: 党群服务中心（含卫生站、托育点）."""

    within: tuple[str, ...]
    """Words that open what lies inside another facility."""
    between: tuple[str, ...]
    """Words between two facilities of one cell."""


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
    totals: tuple[str, ...]
    """Words of rows and columns that only add up others."""
    numerals: dict[str, int]
    """Small numbers as words: 两处."""
    several: Several
    apart: str
    """Signs that tell two sites of one name apart: 1号, 二期, 东区."""
    estate_sheet: tuple[str, ...]
    """What may stand beside an estate's name in the name or title of its own sheet."""
    estate_endings: tuple[str, ...]
    """How names of estates end."""
    profile: tuple[ProfileField, ...]
    sheets: tuple[Sheet, ...]
    returned: tuple[Sheet, ...]
    """Sheets of 待补资料.xlsx, as read back once a person has filled them."""
    guides: tuple[str, ...] = ()
    """Sheets of our own forms that only explain."""
    reports: tuple[str, ...] = ()
    """Sheets by which our own report is known: together they stand nowhere else."""
    register: Sheet
    """街道.xlsx: which communities a street has, and by what names."""
    areas: Sheet
    """Its second sheet: questionnaires that were asked within a radius."""
    distances: Sheet
    """距离表: walking distances between communities and facilities, looked up."""
    belongs: Column
    """The column of a street's ledger, or the question of its survey, that names the community."""
    beside_names: tuple[str, ...]
    """What may stand beside a community's name in the name of its own sheet or file."""


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
    totals: tuple[str, ...]
    numerals: dict[str, int]
    several: Several
    apart: str
    estate_sheet: tuple[str, ...]
    estate_endings: tuple[str, ...]
    unit_words: frozenset[str]
    """Every unit of ``units`` as it may stand in a header, with and without 万."""
    unit_sizes: tuple[int, ...]
    """How many signs such a unit may have."""
    guides: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    kind_by_word: dict[str, str] = field(default_factory=dict)
    field_by_word: dict[str, str] = field(default_factory=dict)
    sheet_by_word: dict[str, str] = field(default_factory=dict)
    choice_by_word: dict[str, dict[str, str]] = field(default_factory=dict)
    register: Sheet
    areas: Sheet
    distances: Sheet
    belongs: Column
    beside_names: tuple[str, ...]

    def name(self, kind: str) -> str:
        """The kind's Chinese name."""
        return self.kinds[kind].name

    def choice(self, words: str, text: str) -> str | None:
        """The code a written word stands for, or None."""
        return self.choice_by_word[words].get(fold(text))

    def spoken(self, fact_id: str, told: object) -> str:
        """What a fact tells in the word people choose for it: met → 达标; a figure stays."""
        group, _, rest = fact_id.partition(".")
        column = rest.rpartition(".")[2]
        if column == "kind" and told in self.kinds:
            return self.name(str(told))
        sheet = {"facility": "facilities", "estate": "estates", "space": "spaces"}.get(group)
        if sheet:
            words = next((c.words for c in self.sheets[sheet].columns if c.id == column), None)
        elif group == "profile":
            words = self.profile[rest].words
        else:
            words = {"answer": "answer", "surveyed": "yes_no"}.get(group)
        written = self.words.get(words or "", {}).get(str(told), ())
        return written[0] if written else str(told)


def of_street(vocabulary: Vocabulary) -> Vocabulary:
    """The words of a street's ledger: every sheet may have a column that names the community.

    It gives way to a column of the sheet's own with the same heading.
    """
    return replace(
        vocabulary,
        sheets={
            name: replace(sheet, columns=(*sheet.columns, _apart(vocabulary.belongs, sheet)))
            for name, sheet in vocabulary.sheets.items()
        },
    )


def _apart(column: Column, sheet: Sheet) -> Column:
    taken = {
        fold(word) for each in sheet.columns for word in (each.name, *each.aliases, *each.unsure)
    }
    kept = tuple(word for word in column.aliases if fold(word) not in taken)
    return replace(column, aliases=kept)


_DROPPED = re.compile(r"[\s​﻿ :：。．·、,，;；*]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A word as compared: NFKC, no spaces or light punctuation, Latin in lower case."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold()


_UNIT = re.compile(r"[(\[【〔](?P<unit>[^()\[\]【】〔〕]*)[)\]】〕]$")


@lru_cache(maxsize=4096)
def split_header(text: str) -> tuple[str, str | None]:
    """A header cell as folded name and the unit in its closing brackets: 建筑面积（㎡）."""
    flat = unicodedata.normalize("NFKC", text.replace("㎡", "m2")).strip("*: \n\t\u3000")
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
    units = frozenset(
        times + word.lower()
        for unit, others in ledger.units.items()
        for word in (*others, fold(unit))
        for times in ("", "万")
    )
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
        totals=ledger.totals,
        numerals=ledger.numerals,
        several=ledger.several,
        apart=ledger.apart,
        estate_sheet=ledger.estate_sheet,
        estate_endings=ledger.estate_endings,
        unit_words=units,
        unit_sizes=tuple(sorted(set(map(len, units)))),
        guides=ledger.guides,
        reports=ledger.reports,
        kind_by_word={
            fold(word): kind.id for kind in facilities.kinds for word in (kind.name, *kind.aliases)
        },
        field_by_word={
            fold(word): each.id for each in ledger.profile for word in (each.name, *each.aliases)
        },
        sheet_by_word={
            fold(word): sheet.id for sheet in ledger.sheets for word in (sheet.name, *sheet.aliases)
        },
        register=ledger.register,
        areas=ledger.areas,
        distances=ledger.distances,
        belongs=ledger.belongs,
        beside_names=ledger.beside_names,
        choice_by_word={
            name: {fold(word): code for code, words in codes.items() for word in words}
            for name, codes in ledger.words.items()
        },
    )
