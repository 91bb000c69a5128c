"""The question bank by its comparable titles, rows and options, to match columns against."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from checkup.intake import mapping
from checkup.intake.mapping import Asked, Bank, BankQuestion, plain_label, plain_title


class Index(Struct, frozen=True, kw_only=True):
    """The bank by its comparable titles."""

    wholes: dict[str, Asked]
    rows: dict[tuple[str, str], Asked]
    options: dict[str, tuple[Asked, dict[str, int]]]
    """Stem of a question with several answers → it and its options' places."""
    stems: frozenset[str]


def place_of(code: str, count: int) -> int | None:
    """Place of the option that a form calls ``o2``, ``SQ002`` or ``2``; None beyond ``count``."""
    digits = code[len(code.rstrip("0123456789")) :]
    head = code[: len(code) - len(digits)]
    if not digits or not (head == "" or (head.isascii() and head.replace("_", "").isalpha())):
        return None
    place = int(digits) - 1
    return place if 0 <= place < count else None


def places(asked: Asked) -> dict[str, int]:
    """Comparable words of the options → place; as titles and as labels are compared."""
    return {
        fold(word): place
        for place, option in enumerate(asked.options)
        for word in (*option.aliases, option.label)
        for fold in (plain_title, plain_label)
    }


def indexed(bank: Bank, notes: tuple[str, ...]) -> Index:
    """The index; ``notes`` are the words in brackets that a platform adds to titles."""
    wholes: dict[str, Asked] = {}
    rows: dict[tuple[str, str], Asked] = {}
    options: dict[str, tuple[Asked, dict[str, int]]] = {}
    columns = iter(mapping.columns(bank))
    for question in bank.questions:
        titles = [plain_title(title, notes) for title in (question.title, *question.aliases)]
        for row in question.rows or (None,):
            asked = next(columns)
            for title in titles:
                if row is None:
                    wholes[title] = asked
                    if asked.multiple and asked.options:
                        options[title] = (asked, places(asked))
                else:
                    rows |= {
                        (title, plain_title(name)): asked for name in (row.title, *row.aliases)
                    }
    return Index(
        wholes=wholes, rows=rows, options=options,
        stems=frozenset({*options, *(stem for stem, _ in rows)}),
    )  # fmt: skip


def row_titles(question: BankQuestion) -> Iterator[tuple[str, Asked]]:
    """(title, row) of a matrix under every name; nothing for another question."""
    for row, asked in zip(question.rows, mapping.of(question), strict=False):
        for name in (row.title, *row.aliases):
            yield name, asked
