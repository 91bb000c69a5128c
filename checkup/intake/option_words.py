"""The words of options, as data (``surveys/scales.yaml``), and labels as they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from msgspec import Struct

from checkup import datafiles
from checkup.model import Meaning


class _Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of the data file: keywords only, unknown keys refused."""


class Point(_Data, frozen=True, kw_only=True):
    """One point of a scale and the words for it."""

    words: tuple[str, ...]
    means: Meaning | None = None


class Scale(_Data, frozen=True, kw_only=True):
    """Points from best to worst, evenly spaced on 100–0."""

    id: str
    name: str
    use: Literal["satisfaction", "importance"]
    points: tuple[Point, ...]
    statement: bool = False
    """Agreement: good only where the statement is."""


class Statement(_Data, frozen=True, kw_only=True):
    """Words by which a statement is a good thing; any ``bad`` one leaves it open."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


class NeedWords(_Data, frozen=True, kw_only=True):
    """Answers to a question of need; ``wanted`` does not say whether there is one."""

    met: tuple[str, ...]
    unmet: tuple[str, ...]
    none: tuple[str, ...]
    wanted: tuple[str, ...]


class ConsentWords(_Data, frozen=True, kw_only=True):
    """Answers to a question of consent."""

    agrees: tuple[str, ...]
    refuses: tuple[str, ...]


class ScalesFile(_Data, frozen=True, kw_only=True):
    """surveys/scales.yaml."""

    schema: Literal["checkup-scales/1"]
    unsure: tuple[str, ...]
    scales: tuple[Scale, ...]
    statement: Statement
    need: NeedWords
    people: dict[Meaning, tuple[str, ...]]
    screened_out: tuple[str, ...]
    consent: ConsentWords
    child: int
    """Below this age a guardian has to agree (PIPL, method §1.2 Q0)."""
    aged: int


@cache
def load() -> ScalesFile:
    """The words of options. Raises :class:`datafiles.DataFileError` for a broken file."""
    return datafiles.load(datafiles.data_dir("surveys") / "scales.yaml", ScalesFile)


_PREFIX = re.compile(r"^[a-z][.、:)]")
_NUMBER = re.compile(r"^\(?(\d{1,3})(?:\.0+)?分?[=:.、,)(-]*|[(=:,-]*(\d{1,3})(?:\.0+)?分?\)?$")
_MARKS = re.compile(r"[\s,，;；。.、()（）“”\"']+")


def plain(text: str) -> str:
    """A label for comparison: without width, marks and letters in front."""
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    return _MARKS.sub("", _PREFIX.sub("", folded)).replace("–", "-").replace("—", "-")


def parts(label: str) -> tuple[float | None, str]:
    """(number, word) of a label: ``5分（非常满意）`` → (5, 非常满意)."""
    text = unicodedata.normalize("NFKC", label).strip().lower().replace(" ", "")
    text = _PREFIX.sub("", text)
    found = _NUMBER.search(text)
    if found is None:
        return None, plain(text)
    rest = text[: found.start()] + text[found.end() :]
    return float(found.group(1) or found.group(2)), plain(rest)


@cache
def _all_words() -> frozenset[str]:
    file = load()
    points = (word for each in file.scales for point in each.points for word in point.words)
    need = (*file.need.met, *file.need.unmet, *file.need.none, *file.need.wanted)
    people_ = (word for words in file.people.values() for word in words)
    said = (*file.screened_out, *file.consent.agrees, *file.consent.refuses)
    return frozenset(map(plain, (*points, *need, *people_, *file.unsure, *said)))


def known(label: str) -> bool:
    """Whether a label is a word of ours or a number, so that it tells nothing about anybody."""
    number, word = parts(label)
    return word in _all_words() or (number is not None and not word)
