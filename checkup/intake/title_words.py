"""The words of titles, as data (``surveys/proposals.yaml``), and titles as they are compared."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from msgspec import Struct

from checkup import datafiles
from checkup.intake import dialects, mapping
from checkup.model import QuestionKind

_NUMERALS = "一二三四五六七八九"

Use = Literal[
    "satisfaction", "satisfaction_up", "satisfaction_down", "importance", "need", "need_lacking",
    "use", "group", "community", "screening", "consent", "attention", "none",
]  # fmt: skip
"""What a question is for (``words.use`` of ``surveys/ledger.yaml``). ``_up``, ``_down`` and
``_lacking`` are a person's answers to what the labels leave open."""
QuestionType = Literal["single", "multiple", "open"]
ABOUT_AN_ITEM = frozenset(
    {"satisfaction", "satisfaction_up", "satisfaction_down", "importance", "need", "need_lacking",
     "use"}
)  # fmt: skip
"""Uses that need an item; satisfaction may be about the community as a whole instead."""


class _Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of the data file: keywords only, unknown keys refused."""


class Sureness(_Data, frozen=True, kw_only=True):
    """How sure each kind of evidence makes us, 0–1 [assumption]."""

    same: float
    title_and_options: float
    options: float
    title: float
    unclear: float
    word: float
    maybe: float
    several: float
    similar: float


class UseWords(_Data, frozen=True, kw_only=True):
    use: Use
    words: tuple[str, ...]


class GroupWords(_Data, frozen=True, kw_only=True):
    kind: QuestionKind
    words: tuple[str, ...]


class Whole(_Data, frozen=True, kw_only=True):
    """The community as a whole, which is none of the items."""

    name: str
    words: tuple[str, ...]


class ItemWords(_Data, frozen=True, kw_only=True):
    item: str
    name: str
    words: tuple[str, ...]
    maybe: tuple[str, ...] = ()


class Service(_Data, frozen=True, kw_only=True):
    """A service and the item it belongs to."""

    name: str
    item: str
    words: tuple[str, ...]


class ProposalsFile(_Data, frozen=True, kw_only=True):
    """surveys/proposals.yaml."""

    schema: Literal["checkup-proposals/1"]
    confidence: Sureness
    least_similar: float
    uses: tuple[UseWords, ...]
    lacking: tuple[str, ...]
    guardians: tuple[str, ...]
    """Words by which a question of consent is put to a child's guardian."""
    limits: tuple[str, ...]
    """Words before the number of options that may be chosen."""
    sensitive: tuple[str, ...]
    not_chosen: str
    groups: tuple[GroupWords, ...]
    whole: Whole
    items: tuple[ItemWords, ...]
    services: tuple[Service, ...]


@cache
def load() -> ProposalsFile:
    """The words of titles. Raises :class:`datafiles.DataFileError` for a broken file."""
    return datafiles.load(datafiles.data_dir("surveys") / "proposals.yaml", ProposalsFile)


def labels() -> tuple[str, ...]:
    """What may stand in the column 条目: items by number, the whole, services."""
    file = load()
    return (
        *(label(each) for each in file.items),
        file.whole.name,
        *(each.name for each in file.services),
    )


@cache
def _notes() -> tuple[str, ...]:
    return tuple(sorted({note for dialect in dialects.load() for note in dialect.notes}))


def key(title: str, part: str = "") -> tuple[str, str]:
    """A question for comparison, without any platform's notes."""
    return mapping.plain_title(title, _notes()), mapping.plain_title(part, _notes())


def label(each: ItemWords) -> str:
    """An item as the form shows it: ``04 老年服务站``."""
    return f"{each.item.removeprefix('CCS-')} {each.name}"


def lacking(title: str) -> bool:
    """Whether a title asks what is missing, so that wanting it says there is none."""
    return any(word in title for word in load().lacking)


def limit(title: str) -> int | None:
    """How many options a title allows at most; None where it sets no limit."""
    for word in load().limits:
        found = re.search(rf"{re.escape(word)}\s*(\d{{1,2}}|[{_NUMERALS}])\s*[项个种条]", title)
        if found:
            number = found[1]
            return int(number) if number.isdigit() else _NUMERALS.index(number) + 1
    return None


def sensitive(title: str) -> bool:
    """Whether a title asks about health, disability, relief or minors (method §1.11)."""
    return any(word in title for word in load().sensitive)
