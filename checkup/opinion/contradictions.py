"""Answers that cannot all be true of one person (method §1.2 Q9); which ones is data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from checkup.model import BLANK, Answers, Clause, Contradiction, Question
from checkup.opinion.codes import chose, codes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checkup.opinion.codes import Rows


def without(answers: Answers, valid: Rows) -> tuple[Answers, NDArray[np.int64]]:
    """The answers with contradicting ones set to BLANK, and per row how many rules it breaks.

    Every answer of a contradiction is forgotten but the one that stands in the data as plain.
    """
    import numpy as np

    times = np.zeros(answers.received, dtype=np.int64)
    forgotten: dict[str, Rows] = {}
    for rule in answers.contradictions:
        broken = valid & _broken(rule, answers)
        if not broken.any():
            continue
        times += broken
        for clause in rule.answers:
            if clause.stands:
                continue
            for question in _asked(clause, answers):
                here = broken & _holds(clause, question)
                forgotten[question.id] = forgotten.get(question.id, np.zeros_like(here)) | here
    if not forgotten:
        return answers, times
    questions = tuple(
        _blanked(question, forgotten[question.id]) if question.id in forgotten else question
        for question in answers.questions
    )
    return replace(answers, questions=questions), times


def _broken(rule: Contradiction, answers: Answers) -> Rows:
    import numpy as np

    rows = np.ones(answers.received, dtype=bool)
    for clause in rule.answers:
        held = np.zeros(answers.received, dtype=bool)
        for question in _asked(clause, answers):
            held |= _holds(clause, question)
        rows &= held
    return rows


def _asked(clause: Clause, answers: Answers) -> list[Question]:
    """Questions that can tell: of this kind and item, with an option of a meaning named."""
    named = {*clause.any, *clause.none}
    return [
        question
        for question in answers.questions
        if question.kind == clause.kind
        and (clause.item is None or question.item == clause.item)
        and named.intersection(question.means)
    ]


def _holds(clause: Clause, question: Question) -> Rows:
    codes = codes_of(question)
    rows: Rows = codes >= 0
    if clause.any:
        rows = rows & chose(question, codes, frozenset(clause.any))
    if clause.none:
        rows = rows & ~chose(question, codes, frozenset(clause.none))
    return rows


def _blanked(question: Question, rows: Rows) -> Question:
    import numpy as np

    codes = np.where(rows, BLANK, codes_of(question))
    return replace(question, codes=[int(code) for code in codes])
