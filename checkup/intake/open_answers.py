"""Open answers of a questionnaire → which needs each row names. The words stay here.

Each distinct cell is sorted once; what is handed on is a bit mask per row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from msgspec.structs import replace

from checkup.intake import choices, masking, sorting
from checkup.intake.dialects import Dialect
from checkup.intake.mapping import plain_label, text
from checkup.intake.matching import Match
from checkup.intake.sorting import Names, Sorting
from checkup.model import Question

_UNSORTED = -1
"""In ``Question.needs``: an answer that waits for a person."""
_NAME = 20
"""Longer cells of a private column are no names to be looked for in other words."""


def sorted_(
    questions: Sequence[Question], matches: Iterable[Match],
    table: Sequence[Sequence[object]], dialect: Dialect, private: Iterable[int], into: Sorting,
) -> list[Question]:  # fmt: skip
    """The questions, open ones with the needs of each row.

    ``private`` are columns of the same sheet whose cells are masked wherever they are repeated.
    """
    asked = {match.asked.id: match for match in matches if match.asked.kind == "open"}
    if not asked:
        return list(questions)
    hidden = tuple(private)

    @cache
    def names() -> re.Pattern[str] | None:
        return masking.known_names(
            word for at in hidden for cell in set(table[at]) if len(word := text(cell)) <= _NAME
        )

    return [
        replace(question, needs=_rows(asked[question.id], table, dialect, names, into))
        if question.id in asked
        else question
        for question in questions
    ]


def _rows(
    match: Match, table: Sequence[Sequence[object]], dialect: Dialect,
    names: Names, into: Sorting,
) -> list[int]:  # fmt: skip
    """Per row the needs of all columns of the question together."""
    silent = choices.silent(dialect)

    def bits(cell: object) -> int:
        words = choices.unwritten(text(cell), dialect)
        if words in silent or plain_label(words) in silent:
            return 0
        found = sorting.bits(into, words, "open", names)
        return _UNSORTED if found is None else found

    rows: list[int] = []
    for at in match.wholes:
        column = table[at]
        known = {cell: bits(cell) for cell in set(column)}
        told = [known[cell] for cell in column]
        rows = [_joined(a, b) for a, b in zip(rows, told, strict=True)] if rows else told
    return rows


def _joined(first: int, second: int) -> int:
    """Needs of two cells of one row; what a rule found comes before what waits."""
    if min(first, second) == _UNSORTED:
        return max(first, second) or _UNSORTED
    return first | second
