"""The question bank, and which column of an export answers which of its questions.

A column is matched by its title and, in a matrix, by stem and row; numbers repeat, restart and
disappear in real files, so a number never decides (exports §1.6). What matches nothing is said.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Literal

from msgspec import Struct

from checkup import datafiles
from checkup.model import Meaning, QuestionKind


class _Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a data file: keywords only, unknown keys refused."""


class Option(_Data, frozen=True, kw_only=True):
    """One answer. ``score`` 0–100 is read from the label; None is outside the satisfaction base."""

    label: str
    means: Meaning | None = None
    score: float | None = None
    aliases: tuple[str, ...] = ()


class MatrixRow(_Data, frozen=True, kw_only=True):
    """One row of a matrix: what is asked about which of the 20 items."""

    item: str
    title: str
    aliases: tuple[str, ...] = ()


class BankQuestion(_Data, frozen=True, kw_only=True):
    """One question as people see it; with ``rows`` it is a matrix."""

    id: str
    kind: QuestionKind
    title: str
    multiple: bool = False
    options: tuple[Option, ...] = ()
    options_from: Literal["community"] | None = None
    """The options are the community's own (its estates): any label is one."""
    rows: tuple[MatrixRow, ...] = ()
    aliases: tuple[str, ...] = ()


class Bank(_Data, frozen=True, kw_only=True):
    """surveys/<id>.yaml: everything one questionnaire asks."""

    schema: Literal["checkup-questions/1"]
    id: str
    name: str
    merged: str
    """The word for options shown together because few people chose them."""
    questions: tuple[BankQuestion, ...]


class Asked(Struct, frozen=True, kw_only=True):
    """One column's worth of the bank: a question, or one row of a matrix."""

    id: str
    kind: QuestionKind
    title: str
    item: str | None
    multiple: bool
    options: tuple[Option, ...]
    open_options: bool


class Match(Struct, frozen=True, kw_only=True):
    """A column (position from 0) and the question it answers; ``number`` as the header has it."""

    position: int
    number: str | None
    asked: Asked


def load(file: Path | None = None) -> Bank:
    """The question bank, by default our own for residents.

    Raises :class:`datafiles.DataFileError` for a broken file, an id or title given twice, and a
    satisfaction question of which no option has a score.
    """
    source = datafiles.read(file or datafiles.data_dir("surveys") / "residents.yaml")
    bank = datafiles.convert(source, Bank)
    seen: set[str] = set()
    for index, question in enumerate(bank.questions):
        at = f"questions[{index}]"
        for asked in _columns(question):
            if asked.id in seen:
                raise source.fault("duplicate_key", f"{at}.id", found=asked.id)
            seen.add(asked.id)
        if question.kind in ("satisfaction", "overall") and all(
            option.score is None for option in question.options
        ):
            raise source.fault("missing_key", f"{at}.options", found="score")
    return bank


def columns(bank: Bank) -> tuple[Asked, ...]:
    """The bank as answer columns, in the order of the questionnaire."""
    return tuple(asked for question in bank.questions for asked in _columns(question))


def _columns(question: BankQuestion) -> list[Asked]:
    rows = question.rows or (None,)
    return [
        Asked(
            id=f"{question.id}.{row.item}" if row else question.id,
            kind=question.kind,
            title=row.title if row else question.title,
            item=row.item if row else None,
            multiple=question.multiple,
            options=question.options,
            open_options=question.options_from is not None,
        )
        for row in rows
    ]


# --- headers -------------------------------------------------------------------------------

_NUMBER = re.compile(r"^\(?(\d{1,3})\)?\s*[、.:]\s*")
_NOTE = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
_TAIL = ":：?？。.*_ "
_DASHES = str.maketrans(dict.fromkeys("–—―−﹣－~～", "-"))


def numbered(header: str) -> tuple[str | None, str]:
    """(number, text) of a header: ``7、您的年龄段：`` → ``("7", "您的年龄段:")``."""
    text = unicodedata.normalize("NFKC", header).strip()
    found = _NUMBER.match(text)
    rest = text[found.end() :] if found else ""
    return (found.group(1), rest) if found and rest else (None, text)


def plain_title(text: str, notes: tuple[str, ...] = ()) -> str:
    """A title for comparison: without width, spaces, closing marks and the platform's notes."""
    text = unicodedata.normalize("NFKC", text).lower().strip(_TAIL)
    while (note := _NOTE.search(text)) and any(word in note.group(1) for word in notes):
        text = text[: note.start()].strip(_TAIL)
    return "".join(text.translate(_DASHES).split())


def plain_label(text: str) -> str:
    """An option's label for comparison: without width, spaces and kinds of dashes."""
    return "".join(unicodedata.normalize("NFKC", text).lower().translate(_DASHES).split())


def match(
    header: list[str], bank: Bank, *, matrix: str, notes: tuple[str, ...], skip: frozenset[int]
) -> tuple[list[Match], list[int]]:
    """Columns that answer a question of the bank, and positions of those that match nothing.

    ``matrix`` stands between stem and row. Only a matrix's first column has its stem; the ones
    after it belong to the same matrix while they have the same number or none (exports §3.1).
    A question met twice is taken the first time only: the second matches nothing.
    """
    index = _index(bank, notes)
    matches: list[Match] = []
    unmatched: list[int] = []
    taken: set[str] = set()
    stem: str | None = None
    stem_number: str | None = None
    for position, text in enumerate(header):
        if position in skip or not text.strip():
            continue
        number, title = numbered(text)
        if number is not None and number != stem_number:
            stem = None
        asked = index.get(("", plain_title(title, notes)))
        if asked is None:
            asked, opened = _in_matrix(title, matrix, notes, index)
            if opened is not None:
                stem, stem_number = opened, number
            elif stem is not None:
                asked = index.get((stem, plain_title(title, notes)))
        if asked is None or asked.id in taken:
            unmatched.append(position)
            continue
        taken.add(asked.id)
        matches.append(
            Match(
                position=position,
                number=number or (stem_number if asked.item and stem else None),
                asked=asked,
            )
        )
    return matches, unmatched


def _in_matrix(
    title: str, matrix: str, notes: tuple[str, ...], index: dict[tuple[str, str], Asked]
) -> tuple[Asked | None, str | None]:
    """(question, stem) of a header with both; the stem itself may contain the mark."""
    parts = title.split(matrix)
    for cut in range(1, len(parts)):
        stem = plain_title(matrix.join(parts[:cut]), notes)
        asked = index.get((stem, plain_title(matrix.join(parts[cut:]), notes)))
        if asked is not None:
            return asked, stem
    if len(parts) > 1:
        return None, plain_title(matrix.join(parts[:-1]), notes)
    return None, None


def _index(bank: Bank, notes: tuple[str, ...]) -> dict[tuple[str, str], Asked]:
    """(stem, title) → question; the stem is empty for a question that is no matrix."""
    index: dict[tuple[str, str], Asked] = {}
    for question in bank.questions:
        titles = [plain_title(title, notes) for title in (question.title, *question.aliases)]
        for asked, row in zip(_columns(question), question.rows or (None,), strict=True):
            if row is None:
                index.update({("", title): asked for title in titles})
            else:
                index.update(
                    {
                        (title, plain_title(name, notes)): asked
                        for title in titles
                        for name in (row.title, *row.aliases)
                    }
                )
    return index
