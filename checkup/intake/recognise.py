"""Which dialect a table is written in: by its header row, its cells and, last, its file's name."""

from __future__ import annotations

import re
from itertools import islice

from checkup.intake import dialects, headers, mapping
from checkup.intake.dialects import Dialect, Sign, plain
from checkup.intake.mapping import Bank

_HEADER_WITHIN = 10
"""The header stands in one of the first ten rows (exports §2)."""
_SAMPLE = 200
_LEAST_ASKED = 3

Rows = list[list[object]]


def recognise(rows: Rows, bank: Bank, file: str = "") -> Dialect | None:
    """The first dialect, in the order of exports §2, that the table shows; None for no export.

    ``file`` is the file's name, which some dialects need as a second witness.
    """
    for dialect in dialects.load():
        if any(_holds(sign, rows, dialect, bank, file) is not None for sign in dialect.signs):
            return dialect
    return None


def header_row(rows: Rows, dialect: Dialect, bank: Bank) -> int | None:
    """Position (from 0) of the dialect's header among the first ten rows.

    The row with a sign of the dialect, whatever the file is called; for a dialect that a person
    named, else the row with most questions of the bank, the first one where there is none.
    """
    for sign in dialect.signs:
        at = _holds(sign, rows, None, bank, None)
        if at is not None:
            return at
    if not rows:
        return None
    known = mapping.titles(bank)
    counts = [_asked(row, known) for row in rows[:_HEADER_WITHIN]]
    most = max(range(len(counts)), key=lambda at: (counts[at], -at))
    if counts[most]:
        return most
    return next((at for at, row in enumerate(rows) if any(map(plain, row))), None)


def _holds(
    sign: Sign, rows: Rows, dialect: Dialect | None, bank: Bank, file: str | None
) -> int | None:
    """The row in which all parts of a sign hold; without a dialect only what the row shows."""
    if file is not None and sign.files and not any(re.search(each, file) for each in sign.files):
        return None
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        words = [plain(cell) for cell in row]
        while words and not words[-1]:
            words.pop()
        if not words or not _row_shows(sign, row, words, bank):
            continue
        if dialect is None:
            return at
        if sign.holds and not _somewhere(sign.holds, rows[at + 1 :]):
            continue
        if sign.cells is None or sign.cells == contents(rows, at, dialect):
            return at
    return None


def _row_shows(sign: Sign, row: list[object], words: list[str], bank: Bank) -> bool:
    if sign.all and not set(map(plain, sign.all)).issubset(words):
        return False
    if sign.first and words[0] not in map(plain, sign.first):
        return False
    if sign.last and words[-len(sign.last) :] != list(map(plain, sign.last)):
        return False
    starts = tuple(map(plain, sign.begins))
    if starts and not any(word.startswith(starts) for word in words):
        return False
    texts = [str(cell) for cell in (row[1:] if sign.first else row) if plain(cell)]
    if sign.numbered is not None:
        # columns without a title count: the platform that numbers all its questions has none
        count, width = sum(map(headers.asks_by_number, texts)), len(words) - bool(sign.first)
        if not count or count < sign.numbered * width:
            return False
    if sign.asked is not None:
        count = _asked(row, mapping.titles(bank))
        return count >= max(_LEAST_ASKED, sign.asked * len(texts))
    return True


def _asked(row: list[object], known: frozenset[str]) -> int:
    """How many cells of a row are titles of the bank, matrix rows included."""
    found = 0
    for cell in row:
        if isinstance(cell, str) and cell:
            title = headers.numbered(cell)[1]
            pieces = {title, title.rsplit("—", 1)[-1], title.rsplit("[", 1)[-1].removesuffix("]")}
            found += any(mapping.plain_title(piece, ()) in known for piece in pieces)
    return found


def _somewhere(words: str, rows: Rows) -> bool:
    return any(words in str(cell) for row in rows[:_HEADER_WITHIN] for cell in row)


def contents(rows: Rows, top: int, dialect: Dialect) -> str:
    """``numbers`` when most question columns hold only whole numbers, else ``words``.

    A mark that only words have (the platform's word for skipped, its mark between options)
    settles it: scales without words are numbers in a text export too.
    """
    header = [str(cell) for cell in rows[top]]
    own = dialects.roles(header, dialect)
    sample = list(islice(rows, top + 1, top + 1 + _SAMPLE))
    marks = {word for word in (*dialect.skipped, *dialect.blank) if not _whole(word)}
    counted = {"numbers": 0, "words": 0}
    for at, title in enumerate(header):
        if at in own or not title.strip():
            continue
        cells = {text for row in sample if at < len(row) and (text := mapping.text(row[at]))}
        if any(text in marks or any(mark in text for mark in dialect.between) for text in cells):
            return "words"
        if cells:
            counted["numbers" if all(map(_whole, cells)) else "words"] += 1
    return "numbers" if counted["numbers"] > counted["words"] else "words"


def _whole(text: str) -> bool:
    return text.lstrip("-").isdigit()
