"""The question bank: what we ask, what each answer means, and its words as they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from checkup import datafiles
from checkup.model import Contradiction, Meaning, QuestionKind

Direction = Literal["up", "down"]
"""``up``: a larger number, or more agreement, is better. Said by a person, never guessed."""


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
    reverse: bool = False
    """Worded the other way round (经常停水): its options' scores and meanings are turned."""


class BankQuestion(_Data, frozen=True, kw_only=True):
    """One question as people see it; with ``rows`` it is a matrix."""

    id: str
    kind: QuestionKind
    title: str
    multiple: bool = False
    limit: int | None = None
    """How many options may be chosen at most; None without a limit."""
    sensitive: bool = False
    """Health, disability, minors (method §1.11)."""
    options: tuple[Option, ...] = ()
    options_from: Literal["community"] | None = None
    """The options are the community's own (its estates): any label is one."""
    rows: tuple[MatrixRow, ...] = ()
    aliases: tuple[str, ...] = ()
    points: Direction | Literal["title"] | None = None
    """In an export of points: which end a person said is best, or that the title may say it."""


class Bank(_Data, frozen=True, kw_only=True):
    """surveys/<id>.yaml: everything one questionnaire asks."""

    schema: Literal["checkup-questions/1"]
    id: str
    name: str
    merged: str
    """The word for options shown together because few people chose them."""
    questions: tuple[BankQuestion, ...]
    contradictions: tuple[Contradiction, ...] = ()
    """Answers that cannot all be true of one person (method §1.2 Q9)."""


class Asked(Struct, frozen=True, kw_only=True):
    """One column's worth of the bank: a question, or one row of a matrix."""

    id: str
    kind: QuestionKind
    title: str
    item: str | None
    multiple: bool
    options: tuple[Option, ...]
    open_options: bool
    matrix: str = ""
    """Id of the matrix of which this is a row."""
    reverse: bool = False
    limit: int | None = None
    sensitive: bool = False


@cache
def load(file: Path | None = None) -> Bank:
    """The question bank, by default our own for residents.

    Raises :class:`datafiles.DataFileError` for a broken file, an id or title given twice, a
    satisfaction question of which no option has a score, and a question of consent or attention
    of which no option is the right one.
    """
    source = datafiles.read(file or datafiles.data_dir("surveys") / "residents.yaml")
    bank = datafiles.convert(source, Bank)
    seen: set[str] = set()
    for index, question in enumerate(bank.questions):
        at = f"questions[{index}]"
        for asked in of(question):
            if asked.id in seen:
                raise source.fault("duplicate_key", f"{at}.id", found=asked.id)
            seen.add(asked.id)
        if question.kind in ("satisfaction", "overall") and all(
            option.score is None for option in question.options
        ):
            raise source.fault("missing_key", f"{at}.options", found="score")
        needed = _ANSWER.get(question.kind)
        if needed and all(option.means != needed for option in question.options):
            raise source.fault("missing_key", f"{at}.options", found=f"means: {needed}")
    return bank


_ANSWER: dict[QuestionKind, Meaning] = {
    "consent": "consented", "guardian": "consented", "attention": "attention_passed",
}  # fmt: skip
"""What some option of these questions has to mean, or every row would be excluded (Q0, Q7)."""


def columns(bank: Bank) -> tuple[Asked, ...]:
    """The bank as answer columns, in the order of the questionnaire."""
    return tuple(asked for question in bank.questions for asked in of(question))


def of(question: BankQuestion) -> list[Asked]:
    """The question as answer columns: itself, or its matrix rows."""
    rows = question.rows or (None,)
    return [
        Asked(
            id=f"{question.id}.{row.item}" if row else question.id,
            kind=question.kind,
            title=row.title if row else question.title,
            item=row.item if row else None,
            multiple=question.multiple,
            options=tuple(map(_turned, question.options)) if _is_turned(row) else question.options,
            open_options=question.options_from is not None,
            matrix=question.id if row else "",
            reverse=_is_turned(row),
            limit=question.limit,
            sensitive=question.sensitive,
        )
        for row in rows
    ]


def _is_turned(row: MatrixRow | None) -> bool:
    return row is not None and row.reverse


_OPPOSITE: dict[Meaning, Meaning] = {"satisfied": "dissatisfied", "dissatisfied": "satisfied"}


def _turned(option: Option) -> Option:
    """An option of a scale under a row that is worded the other way round."""
    return replace(
        option,
        score=None if option.score is None else 100 - option.score,
        means=_OPPOSITE.get(option.means, option.means) if option.means else None,
    )


@cache
def titles(bank: Bank) -> frozenset[str]:
    """Titles of all questions and matrix rows, as compared."""
    return frozenset(
        plain_title(title) for each in _asking(bank) for title in (each.title, *each.aliases)
    )


def _asking(bank: Bank) -> Iterator[BankQuestion | MatrixRow]:
    for question in bank.questions:
        yield question
        yield from question.rows


def nearest(title: str, bank: Bank) -> str:
    """The bank's title most like this one, or an empty string; a suggestion, never a match."""
    from rapidfuzz import fuzz, process

    asked = [each.title for each in _asking(bank)]
    best = process.extractOne(title, asked, scorer=fuzz.WRatio, score_cutoff=_LIKELY)
    return best[0] if best else ""


# --- words as they are compared ----------------------------------------------------------------

_LIKELY = 60
"""Likeness (0–100) below which no title is suggested [judgement]."""
_NOTE = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
_TAIL = ":：?？。.*_ "
_DASHES = str.maketrans(dict.fromkeys("–—―−﹣－~～", "-"))
_UNSEEN = str.maketrans(dict.fromkeys("\u200b\ufeff"))


def plain_title(text: str, notes: tuple[str, ...] = ()) -> str:
    """A title for comparison: without width, spaces, closing marks and the platform's notes."""
    text = unicodedata.normalize("NFKC", text).translate(_UNSEEN).lower().strip(_TAIL)
    while (note := _NOTE.search(text)) and any(word in note.group(1) for word in notes):
        text = text[: note.start()].strip(_TAIL)
    return "".join(text.translate(_DASHES).split())


def plain_label(text: str) -> str:
    """An option's label for comparison: without width, spaces and kinds of dashes."""
    folded = unicodedata.normalize("NFKC", text).translate(_UNSEEN).lower()
    return "".join(folded.translate(_DASHES).split())


def text(cell: object) -> str:
    """A cell as text: whole numbers without ``.0`` (or exponent), blanks around it gone."""
    if type(cell) is str:
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
