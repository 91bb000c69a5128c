"""What one cell says: which of a question's options, in the dialect's way of writing them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from checkup.intake import privacy
from checkup.intake.bank_index import place_of
from checkup.intake.dialects import Dialect
from checkup.intake.mapping import Asked, plain_label, text
from checkup.model import BLANK, SKIPPED

_PREFIX = re.compile(r"^(?:[a-z][.、)]|\d{1,2}(?:_+|[.、]))(?=.)")
"""A letter or number that a platform puts before the label: ``A.男``, ``4___mostly_yes``. It is
never read as a score, for it runs upwards and downwards within one file (exports §3.11)."""
_LETTER = re.compile(r"^[A-Z][.．](?=.)")
_WHOLE = re.compile(r"(\d{1,3})(?:\.0+)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?分?")


class Options(Struct, frozen=True, kw_only=True):
    """A question's options in order, and every comparable word for them."""

    labels: tuple[str, ...]
    places: dict[str, int]
    longest: tuple[str, ...]
    """The words, the longest first: an option may contain another, or a separator."""


def options_of(asked: Asked, column: Sequence[object], dialect: Dialect) -> Options:
    """The bank's options; where they are the community's own, whatever the column holds."""
    if not asked.open_options:
        places = {
            plain_label(word): place
            for place, option in enumerate(asked.options)
            for word in (*option.aliases, option.label)
        }
        longest = tuple(sorted(places, key=lambda word: (-len(word), word)))
        return Options(
            labels=tuple(option.label for option in asked.options), places=places, longest=longest
        )
    silence = silent(dialect)
    given = {choice for cell in set(column) if (choice := unwritten(text(cell), dialect).strip())}
    given = {label for label in given if not {label, plain_label(label)} & silence.keys()}
    if given and all(map(_LETTER.match, given)):
        # a letter before every label belongs to the platform (exports §3.3)
        given = {_LETTER.sub("", label) for label in given}
    names: dict[str, str] = {}
    for label in sorted(given):
        key = plain_label(label)
        if privacy.value_tells(label):
            continue
        if dialect.content == "codes" and _WHOLE.fullmatch(key):
            continue
        names.setdefault(key, label)
    return Options(
        labels=tuple(names.values()), places={key: at for at, key in enumerate(names)}, longest=()
    )


def silent(dialect: Dialect) -> dict[str, int]:
    """Cells that are no answer → BLANK or SKIPPED, as written and as compared."""
    words: dict[str, int] = {"": SKIPPED if dialect.empty == "skipped" else BLANK}
    for code, spellings in ((SKIPPED, dialect.skipped), (BLANK, dialect.blank)):
        for word in spellings:
            words[word] = words[plain_label(word)] = code
    return words


def one(cell: str, options: Options, dialect: Dialect, by_place: bool) -> int | None:
    """The place of the one option a cell names, or None.

    ``by_place``: a number is the option's place, counted from 1; it is never a score.
    """
    key = plain_label(cell)
    whole = _WHOLE.fullmatch(key)
    if by_place and whole:
        # before the labels: on a scale from 0 the fourth option is called 3 (exports §3.1)
        return place_of(whole[1], len(options.labels))
    if key in options.places:
        return options.places[key]
    if by_place:
        return place_of(key, len(options.labels))
    bare = _PREFIX.sub("", key)
    if bare in options.places:
        return options.places[bare]
    if key.endswith("分") and key[:-1] in options.places:
        return options.places[key[:-1]]
    if dialect.letters and re.fullmatch("[a-z]", key):
        place = ord(key) - ord("a")
        return place if place < len(options.labels) else None
    for head in dialect.option_codes:
        if re.fullmatch(rf"{head.lower()}\d+", key):
            return place_of(key, len(options.labels))
    return None


def several(cell: str, options: Options, dialect: Dialect, by_place: bool) -> tuple[int, bool]:
    """(bit mask of places, whether everything was understood) of a cell with several options.

    Split by the dialect's marks only; where that leaves a piece unknown, known options are
    looked for, the longest first, because options may contain the mark (exports §1.7).
    """
    marks = [mark for mark in (*dialect.between, dialect.ranked) if mark]
    pieces = re.split("|".join(map(re.escape, marks)), cell) if marks else [cell]
    if dialect.letters and re.fullmatch("[A-Za-z]{2,}", cell):
        pieces = list(cell)
    bits, known = 0, True
    for piece in pieces:
        if piece.strip():
            place = one(piece, options, dialect, by_place)
            known = known and place is not None
            bits |= 0 if place is None else 1 << place
    return (bits, True) if known else _scanned(cell, options, marks)


def _scanned(cell: str, options: Options, marks: list[str]) -> tuple[int, bool]:
    rest = plain_label(cell)
    ends = {sign for mark in marks for sign in plain_label(mark)}
    bits, known, at = 0, True, 0
    while at < len(rest):
        if rest[at] in ends:
            at += 1
            continue
        word = next(
            (
                each
                for each in options.longest
                if rest.startswith(each, at)
                and (not ends or at + len(each) == len(rest) or rest[at + len(each)] in ends)
            ),
            None,
        )
        if word is not None:
            bits |= 1 << options.places[word]
            at += len(word)
            continue
        known = False
        at = min((found for mark in ends if (found := rest.find(mark, at)) > 0), default=len(rest))
    return bits, known


def is_place(cell: str, options: Options) -> bool:
    """Whether a cell that was understood by place is no label."""
    key = plain_label(cell)
    return _WHOLE.fullmatch(key) is not None or key not in options.places


def is_number(cell: str) -> bool:
    """A number, with or without 分: it has no direction of its own."""
    return _NUMBER.fullmatch(plain_label(cell)) is not None


def unwritten(cell: str, dialect: Dialect) -> str:
    """The cell without what people typed: ``其他〖a┋b〗┋钢琴`` → ``其他┋钢琴``."""
    if dialect.written is None:
        return cell
    opens, closes = dialect.written.opens, dialect.written.closes
    while (start := cell.find(opens)) >= 0:
        end = cell.find(closes, start)
        cell = cell[:start] + (cell[end + len(closes) :] if end >= 0 else "")
    return cell
