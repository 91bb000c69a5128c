"""What a column's header says: its number, its title, and the ways to cut it into two parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from checkup.intake.cells import address
from checkup.intake.dialects import Dialect, plain
from checkup.intake.mapping import plain_title

Rows = list[list[object]]
_NUMBER = re.compile(
    r"^(?:\(?(?P<plain>\d{1,3})\)?\s*[、.:]\s*"
    r"|第(?P<th>\d{1,3})题\s*[、.:]?\s*"
    r"|[Qq](?P<q>\d{1,3})\s*[、.:]?\s*(?=\D))"
)
_BRACKET = re.compile(r"^第?(?P<number>\d{1,3})题?[、.]?\s*\((?P<part>.+)\)$", re.DOTALL)
"""One column per option, the stem gone: the four spellings of exports §3.1. Greedy, because
options contain brackets themselves."""
_CODE = re.compile(r"^[A-Za-z]\w*(?:\[\w*\])?\.\s+")
_BARE = re.compile(r"^[Qq]?(?P<number>\d{1,3})$")
_BLANK_NUMBER = re.compile(r"^\(\d{1,2}\)\s*")
_TAG = re.compile(r"<[^<>]{1,200}>")


class Title(Struct, frozen=True, kw_only=True):
    """One question column. Texts are comparable (:func:`mapping.plain_title`)."""

    position: int
    number: str | None
    wholes: tuple[str, ...]
    """The header as one title, read in every way the dialect allows."""
    cuts: tuple[tuple[str, str], ...]
    """(stem, part) in every way the dialect allows; an empty stem is one the export lost."""
    codes: tuple[tuple[str, str], ...]
    """(name, part) where headers are a form's own codes; the part may be empty."""
    opens: bool
    """Whether the header has a stem of its own, known or not."""
    bare: bool
    """A number and nothing else: the text is in a code book."""


def texts(rows: list[list[object]], top: int) -> tuple[list[str], int]:
    """The header's words, column by column, and how many rows it takes.

    A second row belongs to it when it holds tags (``#adm1``), or when it fills only columns
    that the first leaves open: then the stem on the left stands before each of its words.
    """
    first = ["" if cell is None else str(cell).strip() for cell in rows[top]] if rows else []
    if top + 1 >= len(rows):
        return first, 1
    below = ["" if cell is None else str(cell).strip() for cell in rows[top + 1]]
    filled = [cell for cell in below if cell]
    if filled and sum(cell.startswith("#") for cell in filled) * 2 >= len(filled):
        return first, 2
    open_ = {at for at, title in enumerate(first) if at and not title}
    open_ |= {at - 1 for at in open_ if at > 1}
    parts = {at for at, cell in enumerate(below) if at and cell}
    if len(parts) < 2 or not parts <= open_ or any(below[at].isdigit() for at in parts):
        return first, 1
    joined, stem = list(first), ""
    for at, title in enumerate(first):
        stem = title or stem
        if at in parts:
            joined[at] = f"{stem}—{below[at]}"
    return joined, 2


def clean(header: str) -> str:
    """A header without markup, invisible signs and width."""
    text = unicodedata.normalize("NFKC", header).replace("\u200b", "").replace("\ufeff", "")
    return _TAG.sub("", text).strip()


def numbered(header: str) -> tuple[str | None, str]:
    """(number, text) of a header: ``7、您的年龄段：`` → ``("7", "您的年龄段:")``."""
    text = clean(header)
    found = _NUMBER.match(text)
    rest = text[found.end() :] if found else ""
    if found is None or not rest:
        return None, text
    return str(int(found["plain"] or found["th"] or found["q"])), rest


def asks_by_number(header: str) -> bool:
    """Whether a header is a number followed by at least two letters or Han signs."""
    text = clean(header)
    found = _NUMBER.match(text) or re.match(r"^[Qq第]?\d+题?[(\s]", text)
    return found is not None and len(re.findall(r"[^\W\d_]", text[found.end() :])) >= 2


def titles(header: list[str], dialect: Dialect, skip: frozenset[int]) -> list[Title]:
    """The question columns in the order of the sheet; ``skip`` are the platform's own."""
    return [
        _title(position, text, dialect)
        for position, text in enumerate(header)
        if position not in skip and text.strip()
    ]


def _title(position: int, header: str, dialect: Dialect) -> Title:
    text = clean(header)
    lost = _BRACKET.match(text) if "bracket" in dialect.parts else None
    if lost:
        return Title(
            position=position, number=str(int(lost["number"])), wholes=(),
            cuts=(("", plain_title(lost["part"], ())),), codes=(), opens=False, bare=False,
        )  # fmt: skip
    short = _CODE.sub("", text) if dialect.code_prefix else text
    number, title = numbered(short)
    bare = _BARE.match(text.split("|")[0] if "pipe" in dialect.parts else text)
    ends = [title, *_after_groups(title, dialect)]
    wholes = dict.fromkeys(
        plain_title(each, dialect.notes) for end in ends for each in _blanks(end, dialect)
    )
    cuts = dict.fromkeys(
        (plain_title(stem, dialect.notes), plain_title(part, ()))
        for end in ends
        for stem, part in _cuts(end, dialect)
        if plain(part)
    )
    return Title(
        position=position,
        number=str(int(bare["number"])) if bare else number,
        wholes=tuple(wholes),
        cuts=tuple(cuts),
        codes=tuple(_codes(text, dialect)),
        opens="—" in title and "dash" in dialect.parts,
        bare=bare is not None,
    )


def _after_groups(title: str, dialect: Dialect) -> Iterator[str]:
    """The title without one group in front of it, without two, …"""
    for mark in dialect.path:
        for at, sign in enumerate(title):
            if sign == mark:
                yield title[at + 1 :]


def _blanks(title: str, dialect: Dialect) -> Iterator[str]:
    """An open question has a column per blank, with the blank's number before or behind."""
    yield title
    if _BLANK_NUMBER.match(title):
        yield _BLANK_NUMBER.sub("", title)
    for word in dialect.blanks:
        if word in title:
            yield title[: title.rindex(word)]


def _cuts(title: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Every place where a stem may end; the question bank decides which one is meant."""
    for part in dialect.parts:
        mark = {"dash": "—", "colon": ":", "slash": "/"}.get(part)
        if mark:
            for at, sign in enumerate(title):
                if sign == mark:
                    yield title[:at], title[at + 1 :]
        elif part == "square" and title.endswith("]") and "[" in title:
            at = title.rindex("[")
            yield title[:at], title[at + 1 : -1]
        elif part == "bracket" and title.endswith(")"):
            at = _opening(title)
            if at > 0:
                yield title[:at], title[at + 1 : -1]


def _opening(title: str) -> int:
    """Where the last balanced bracket opens; -1 when it does not."""
    depth = 0
    for at in range(len(title) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(title[at], 0)
        if depth == 0:
            return at
    return -1


def _codes(text: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """The header as a form's own name: ``group/household/2``, ``household[SQ002]``."""
    lime = re.match(r"^(\w+)\[(\w+)\](?:\.\s|$)", text)
    if lime:
        yield code_name(lime[1] + lime[2]), ""
        yield code_name(lime[1]), lime[2]
        return
    pieces = re.split("|".join(map(re.escape, dialect.path)), text) if dialect.path else [text]
    for at in range(len(pieces)):
        yield code_name("".join(pieces[at:])), ""
        if at < len(pieces) - 1:
            yield code_name("".join(pieces[at:-1])), pieces[-1]


def code_name(text: str) -> str:
    """A name for comparison: Latin letters and digits only, for forms allow few other signs."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def named(header: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """The header, with its letter for a column that has answers but no title, and the rows below
    as wide as it, without the empty ones at the end."""
    width = len(header)
    below = [row if len(row) == width else _padded(row, width) for row in rows]
    while below and not any(below[-1]):
        below.pop()
    titles = [
        title or (f"[{address(1, at + 1)[:-1]}]" if any(row[at] != "" for row in below) else "")
        for at, title in enumerate(header)
    ]
    return titles, below


def _padded(row: list[object], width: int) -> list[object]:
    return [*row[:width], *[""] * (width - len(row))]
