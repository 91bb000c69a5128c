"""Open answers of a questionnaire → which needs each row names. The words stay here.

Each distinct cell is sorted once; what is handed on is a bit mask per row, and, masked, what
waits for a person: whose answers they are may turn out later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from msgspec.structs import replace

from checkup.intake import choices, masking, sorting
from checkup.intake.dialects import Dialect
from checkup.intake.joining import Questionnaire, Unsorted
from checkup.intake.mapping import plain_label, text
from checkup.intake.matching import Match
from checkup.intake.sorting import Sorting
from checkup.model import Question
from checkup.needs import Waiting

_UNSORTED = -1
"""In ``Question.needs``: an answer that waits for a person."""
_NAME = 20
"""Longer cells of a private column are no names to be looked for in other words."""


def sorted_(
    questions: Sequence[Question], matches: Iterable[Match],
    table: Sequence[Sequence[object]], dialect: Dialect, private: Iterable[int], into: Sorting,
) -> tuple[list[Question], list[tuple[Unsorted, ...]]]:  # fmt: skip
    """The questions, open ones with the needs of each row, and per row what waits.

    ``private`` are columns of the same sheet whose cells are masked wherever they are repeated.
    """
    asked = {match.asked.id: match for match in matches if match.asked.kind == "open"}
    hidden, silent = tuple(private), choices.silent(dialect)
    waits: list[tuple[Unsorted, ...]] = [()] * (len(table[0]) if table else 0)

    @cache
    def names() -> re.Pattern[str] | None:
        return masking.known_names(
            word for at in hidden for cell in set(table[at]) if len(word := text(cell)) <= _NAME
        )

    def told(cell: object) -> int | Waiting:
        words = choices.unwritten(text(cell), dialect)
        if words in silent or plain_label(words) in silent:
            return 0
        return sorting.bits(into, words, "open", names)

    found = []
    for question in questions:
        if question.id in asked:
            rows: list[int] = []
            for at in asked[question.id].wholes:
                column = _column(table[at], told, question.id, waits)
                pairs = zip(rows, column, strict=True)
                rows = [_joined(*pair) for pair in pairs] if rows else column
            found.append(replace(question, needs=rows))
        else:
            found.append(question)
    return found, waits


def _column(
    cells: Sequence[object], told: Callable[[object], int | Waiting], question: str,
    waits: list[tuple[Unsorted, ...]],
) -> list[int]:  # fmt: skip
    """The needs of each row in one column; what waits is added to its row of ``waits``."""
    known = {cell: told(cell) for cell in set(cells)}
    words = {cell: each.text for cell, each in known.items() if isinstance(each, Waiting)}
    if words:
        for row, cell in enumerate(cells):
            if cell in words:
                waits[row] += (Unsorted(question, words[cell]),)
    bits = {cell: _UNSORTED if isinstance(each, Waiting) else each for cell, each in known.items()}
    return [bits[cell] for cell in cells]


def settled(questionnaires: Iterable[Questionnaire], into: Sorting) -> list[Questionnaire]:
    """The questionnaires of one community with what a person chose there; what nobody did goes
    ``into`` the words that wait. A street's answers were read before anybody's choices here."""
    return [_settled(each, into) if any(each.waits) else each for each in questionnaires]


def _settled(questionnaire: Questionnaire, into: Sorting) -> Questionnaire:
    needs = {each.id: list(each.needs) for each in questionnaire.questions if each.needs}
    for row, waits in enumerate(questionnaire.waits):
        for question in {each.question for each in waits} & needs.keys():
            asked = [Waiting("open", each.text) for each in waits if each.question == question]
            told = [sorting.chosen(into, each) for each in asked]
            before = needs[question][row]
            found = max(before, 0)
            for bits in told:
                found |= bits or 0
            # nothing was found, and some of it still waits
            needs[question][row] = found if found or None not in told else before
    return replace(
        questionnaire,
        questions=tuple(
            replace(each, needs=needs[each.id]) if each.id in needs else each
            for each in questionnaire.questions
        ),
    )


def _joined(first: int, second: int) -> int:
    """Needs of two cells of one row; what a rule found comes before what waits."""
    if min(first, second) == _UNSORTED:
        return max(first, second) or _UNSORTED
    return first | second
