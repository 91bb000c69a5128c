"""What people say in their own words: which need it is (``surveys/needs.yaml``).

A sentence may name several needs; each counts once. Where words could mean the opposite
(不需要, 很好) no rule decides: a person does. Needs are handed on as a bit mask of their
positions in the file, so that no text has to be kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct

from checkup import datafiles
from checkup.model import Voice
from checkup.vocabulary import fold


class NeedRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One need and the words that name it. ``item`` None: outside the 20 items.

    ``together``: words that name it only in one clause. ``general``: where its item is named
    and nothing more.
    """

    id: str
    name: str
    item: str | None
    service: str | None = None
    general: bool = False
    words: tuple[str, ...]
    together: tuple[tuple[str, ...], ...] = ()


class NeedsFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """surveys/needs.yaml."""

    schema: Literal["checkup-needs/1"]
    nothing: tuple[str, ...]
    """Whole answers that ask for nothing."""
    aside: tuple[str, ...]
    """Words that may turn a clause into its opposite."""
    experts: tuple[str, ...]
    """Words in 形式 of a meeting that make it the experts' voice."""
    none: str
    """What a person chooses for words that are no need."""
    needs: tuple[NeedRule, ...]


class Waiting(Struct, frozen=True, order=True):
    """Words no rule sorts, masked, for a person (待归类.xlsx). Never part of a result."""

    voice: Voice
    text: str


class Sorter(Struct, frozen=True, kw_only=True):
    """The rules, ready to be looked for."""

    file: NeedsFile
    pattern: re.Pattern[str]
    bits: dict[str, int]
    """Word → the needs it names by itself; 0 for one that only counts together."""
    together: tuple[tuple[frozenset[str], int], ...]
    parts: dict[str, frozenset[str]]
    """Word → it and the words inside it, for words that count together."""
    aside: re.Pattern[str]
    nothing: frozenset[str]


_CLAUSES = re.compile(r"[,。;!?\n\r、]+")
"""Between clauses, after NFKC (which turns ，；！？ into these)."""


@cache
def load() -> Sorter:
    """The rules that come with the program. Raises :class:`datafiles.DataFileError`."""
    source = datafiles.read(datafiles.data_dir("surveys") / "needs.yaml")
    file = datafiles.convert(source, NeedsFile)
    ids: set[str] = set()
    bits: dict[str, int] = {}
    groups: list[tuple[frozenset[str], int]] = []
    for at, each in enumerate(file.needs):
        if each.id in ids:
            raise source.fault("duplicate_key", f"needs[{at}].id", found=each.id)
        ids.add(each.id)
        for word in each.words:
            if bits.get(flat(word)):
                raise source.fault("duplicate_key", f"needs[{at}].words", found=word)
            bits[flat(word)] = 1 << at
        for words in each.together:
            groups.append((frozenset(map(flat, words)), 1 << at))
            for word in words:
                bits.setdefault(flat(word), 0)
    alone = {word for words, _ in groups for word in words}
    return Sorter(
        file=file,
        pattern=any_of(bits),
        bits=bits,
        together=tuple(groups),
        parts={word: frozenset(part for part in alone if part in word) for word in bits},
        aside=any_of(map(flat, file.aside)),
        nothing=frozenset(map(fold, file.nothing)),
    )


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """One alternation, by first character and then the longest first: it skips what begins none."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for word in words:
        by_first[word[0]].append(word[1:])
    return re.compile(
        "|".join(
            re.escape(first)
            + "(?:" + "|".join(map(re.escape, sorted(rests, key=lambda r: (-len(r), r)))) + ")"
            for first, rests in sorted(by_first.items())
        )
    )  # fmt: skip


def flat(text: str) -> str:
    """Words as compared: full-width and capital letters made plain."""
    return unicodedata.normalize("NFKC", text).casefold()


def named(bits: int) -> Iterator[NeedRule]:
    """The needs of a bit mask, in the order of the file."""
    for at, each in enumerate(load().file.needs):
        if bits >> at & 1:
            yield each


def is_nothing(text: str) -> bool:
    """Whether a whole answer asks for nothing: 无, 没有意见, a number, only signs."""
    folded = fold(text)
    return not any(map(str.isalpha, folded)) or folded in load().nothing


def sort(text: str) -> int | None:
    """The needs a text names, as a bit mask; None where no rule may decide.

    A clause with words of ``aside`` counts for nothing, and a text that names a need only in
    such clauses is for a person to read.
    """
    sorter = load()
    plain = flat(text)
    words = tuple(sorter.pattern.findall(plain))
    if not words:
        return None
    alone, together = _named(words)
    if not together and not sorter.aside.search(plain):
        return alone or None
    found = 0
    for clause in _CLAUSES.split(plain):
        if not sorter.aside.search(clause):
            alone, together = _named(tuple(sorter.pattern.findall(clause)))
            found |= alone | together
    return found or None


@lru_cache(maxsize=1 << 14)
def _named(words: tuple[str, ...]) -> tuple[int, int]:
    """What these words of the rules name each by itself, and together in one clause."""
    sorter = load()
    alone = together = 0
    for word in words:
        alone |= sorter.bits[word]
    told = frozenset(part for word in words for part in sorter.parts[word])
    for group, need in sorter.together:
        if group <= told:
            together |= need
    return alone, together


def bit(need: NeedRule) -> int:
    """A need's bit in every mask."""
    return 1 << load().file.needs.index(need)


@lru_cache(maxsize=64)
def of_item(item: str) -> int:
    """The bit of an item's general need; 0 for an item without one (a test allows none)."""
    return next((bit(each) for each in load().file.needs if each.item == item and each.general), 0)


def label(need: NeedRule) -> str:
    """A need as 待归类.xlsx offers it: ``10 停车位``, and its bare name outside the 20 items."""
    return f"{need.item.removeprefix('CCS-')} {need.name}" if need.item else need.name


def choices() -> tuple[str, ...]:
    """Everything a person may choose in 待归类.xlsx."""
    file = load().file
    return (*map(label, file.needs), file.none)


def chosen(word: str) -> int | None:
    """The bit of what a person chose, 0 for no need; None for a word that is not offered."""
    file = load().file
    key = fold(word)
    if key == fold(file.none):
        return 0
    for at, each in enumerate(file.needs):
        if key in (fold(label(each)), fold(each.name), fold(each.id)):
            return 1 << at
    return None
