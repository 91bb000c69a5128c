"""Free text without what tells a person, before anybody else is asked to read it (method §1.11).

Phones, ID and other long numbers, plates, e-mails, machine addresses, building, unit and room
numbers are recognised by their looks; names by what stands around them (``surveys/private.yaml``)
or because the same file has them in a private column. A name that nothing announces cannot be
recognised, so the text never becomes part of a result: it stays in one local working file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from checkup.intake import privacy
from checkup.needs import any_of

MASK = "＊"
_RUN = re.compile(rf"{MASK}{{2,}}")
_HAN = "[\\u4e00-\\u9fff]"


def masked(text: str, names: re.Pattern[str] | None = None) -> str:
    """The text with a mark for each thing that tells a person; full-width signs made plain.

    ``names`` finds words known to be somebody's: what the private columns of the same file hold.
    """
    plain = unicodedata.normalize("NFKC", text)
    if names is not None:
        plain = names.sub(MASK, plain)
    if _figures().search(plain):
        for pattern in (privacy.LOOKS, _accounts(), _numbers(), _places()):
            plain = pattern.sub(MASK, plain)
    return _RUN.sub(MASK, _without_names(plain)).strip()


def _without_names(plain: str) -> str:
    return _names().sub(MASK, plain) if _cues().search(plain) else plain


def known_names(words: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of these words; None when there is none of two characters or more."""
    told = {unicodedata.normalize("NFKC", word) for word in words if len(word) > 1}
    return any_of(told) if told else None


@cache
def _cues() -> re.Pattern[str]:
    """What a name needs beside it; without any there is none to look for."""
    words = privacy.words_of_persons()
    return any_of({*words.titles, *words.called, *words.before})


@cache
def _names() -> re.Pattern[str]:
    words = privacy.words_of_persons()
    surname = f"(?:{_any(words.surnames)})"
    return re.compile(
        rf"(?:{_any(words.called)})[: 是为叫]{{0,2}}{surname}{_HAN}{{1,2}}"
        rf"|{surname}{_HAN}{{0,2}}?(?={_any(words.titles)})"
        rf"|(?<={_any(words.before)}){surname}(?={_any(words.after)}|\W|$)"
    )


@cache
def _figures() -> re.Pattern[str]:
    """A figure or a Latin letter: every number, account and place has one."""
    return re.compile(rf"[A-Za-z@{privacy.words_of_persons().numerals}]")


@cache
def _numbers() -> re.Pattern[str]:
    plates = privacy.words_of_persons().plates
    return re.compile(
        r"(?<!\d)0\d{2,3}[-— ]?\d{7,8}(?!\d)"
        r"|(?<!\d)1[3-9]\d[-— ]?\d{4}[-— ]?\d{4}(?!\d)"
        r"|\d{5,}[Xx]?"
        r"|\d{1,3}\.\d{3,}"
        rf"|[{plates}][A-Za-z][·\s]?[A-Za-z0-9]{{5,6}}"
    )


@cache
def _places() -> re.Pattern[str]:
    words = privacy.words_of_persons()
    return re.compile(
        rf"[{words.numerals}]+(?!{_any(words.not_units)})(?:{_any(words.units)})"
        rf"|[A-Za-z]\d*(?:{_any(words.units)})"
        r"|\d+[A-Za-z]?(?:\s*[-—–#]\s*\d+[A-Za-z]?){1,3}"
    )


@cache
def _accounts() -> re.Pattern[str]:
    words = _any(privacy.words_of_persons().accounts)
    return re.compile(rf"(?:{words})(?:号码?)?[: 是为]{{0,2}}[A-Za-z0-9][\w.@+-]{{4,}}")


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
