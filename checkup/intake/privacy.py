"""Recognising what tells who a person is, so that it is dropped while reading (method §1.11).

Header words live in ``surveys/private.yaml``; what cells look like (phone, ID number, e-mail,
IP, coordinates) is recognised here. What is recognised is never stored: the one trace of a row
that lives until duplicates are found is a keyed hash, and its key dies with the run.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import blake2b
from typing import Literal

from msgspec import Struct

from checkup import datafiles

_SLACK = 4
"""A header is about a person when little stands beside the word: so 微信群 in a long question
about the community stays a question."""
_SHARE = 0.1
_SAMPLE = 200
LOOKS = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<!\d)\d{17}[\dXx](?!\d)"
    r"|[\w.+-]+@[\w-]+\.\w+"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
    r"|(?<![\d.])\d{1,3}\.\d{3,}[ ,]+\d{1,3}\.\d{2,}"
)
_LATIN = re.compile(r"[a-z]+")
_KEY = os.urandom(16)
"""Drawn per run, never stored (method §1.11). It decides nothing but whether rows are equal."""
_shared = False


class PrivateWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """surveys/private.yaml."""

    schema: Literal["checkup-private/1"]
    headers: tuple[str, ...]
    typists: tuple[str, ...]
    """Headers of a column that names who filled the form in for somebody else."""
    tests: tuple[str, ...]
    """What stands where a name or a channel should when somebody tries the form out."""
    odd_names: tuple[str, ...]
    """The same, but a person may have typed it to stay unknown."""
    surnames: tuple[str, ...]
    titles: tuple[str, ...]
    """What follows a surname in speech: 王阿姨."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    """What follows 老王 or 小王 in speech."""
    called: tuple[str, ...]
    """What stands before a name: 我叫王…."""
    accounts: tuple[str, ...]
    """What stands before a number or name of an account."""
    numerals: str
    units: tuple[str, ...]
    """What stands after the number of a building, a unit or a room."""
    not_units: tuple[str, ...]
    plates: str
    """First signs of car plates."""


@cache
def words_of_persons() -> PrivateWords:
    """surveys/private.yaml. Raises :class:`datafiles.DataFileError`."""
    return datafiles.load(datafiles.data_dir("surveys") / "private.yaml", PrivateWords)


def is_test(value: str) -> bool:
    """Whether a platform's cell or a name says that the row is a test or a preview."""
    return _fold(value) in _trials()[0]


def is_odd_name(value: str) -> bool:
    """Whether a name is one of those people type when they try a form out."""
    return _fold(value) in _trials()[1]


@cache
def _trials() -> tuple[frozenset[str], frozenset[str]]:
    file = datafiles.load(datafiles.data_dir("surveys") / "private.yaml", PrivateWords)
    return frozenset(map(_fold, file.tests)), frozenset(map(_fold, file.odd_names))


@cache
def _words() -> tuple[tuple[str, ...], frozenset[str]]:
    """Header words: those found anywhere in a short header, and Latin ones that stand alone."""
    folded = [_fold(word) for word in words_of_persons().headers]
    latin = frozenset(word for word in folded if word.isascii())
    return tuple(word for word in folded if not word.isascii()), latin


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def header_tells(title: str) -> bool:
    """Whether a header without its number asks who somebody is (姓名, 您的联系电话, IP)."""
    folded = _fold(title)
    words, latin = _words()
    told = [word for word in words if word in folded]
    told += [word for word in _LATIN.findall(folded) if word in latin]
    return any(len(folded) <= len(word) + _SLACK for word in told)


def asks_typist(title: str) -> bool:
    """Whether a column names the interviewer or typist of each row."""
    return _fold(title) in _typists()


@cache
def _typists() -> frozenset[str]:
    return frozenset(map(_fold, words_of_persons().typists))


def value_tells(value: object) -> bool:
    """Whether one cell holds a phone, an ID number, an e-mail or an IP address."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return LOOKS.search(unicodedata.normalize("NFKC", str(value))) is not None


def column_tells(column: Iterable[object]) -> bool:
    """Whether a column looks personal: a tenth of its first 200 filled cells do."""
    filled = [value for value in column if value not in ("", None)][:_SAMPLE]
    return bool(filled) and sum(map(value_tells, filled)) >= _SHARE * len(filled)


def share_key(key: bytes) -> None:
    """Use a run's key from now on: rows that other processes read are compared with ours."""
    global _KEY, _shared
    _KEY, _shared = key, True


def row_mark() -> Callable[[Iterable[str]], int]:
    """What tells rows apart by all their cells: the interpreter's own hash, whose key is this
    process's alone; where processes share a run, a keyed hash that they agree on."""
    return _agreed if _shared else hash


def _agreed(cells: Iterable[str]) -> int:
    return int.from_bytes(fingerprint(cells)[:8], signed=True)


def fingerprint(cells: Iterable[str]) -> bytes:
    """Keyed hash of a row's cells, equal within this run only when the cells are equal."""
    text = "\x1f".join(cells)
    return blake2b(text.encode("utf-8", "surrogatepass"), key=_KEY, digest_size=16).digest()
