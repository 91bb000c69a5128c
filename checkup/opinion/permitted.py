"""Rows that may not be used (Q0) and rows answered without reading (Q7), method §1.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkup.model import SKIPPED, Answers
from checkup.opinion.codes import chose, codes_of, marked

if TYPE_CHECKING:
    from checkup.opinion.codes import Rows


def forbidden(answers: Answers) -> Rows:
    """Tests and previews, people who did not agree, children whose guardian did not.

    Who was shown the question of consent and left it blank did not agree; who was never shown
    it was asked in another way. A child under 14 needs a guardian's yes even where nobody asked
    for it (PIPL art. 28, 31 [memory]). Age brackets that only reach below 14 tell nothing.
    """
    import numpy as np

    rows = marked(answers.tests, answers)
    children = np.zeros_like(rows)
    allowed = np.zeros_like(rows)
    for question in answers.questions:
        if question.kind not in ("consent", "guardian", "age"):
            continue
        codes = codes_of(question)
        agreed = chose(question, codes, frozenset({"consented"}))
        if question.kind == "consent":
            rows = rows | ((codes != SKIPPED) & ~agreed)
        elif question.kind == "guardian":
            allowed |= agreed
        else:
            children |= chose(question, codes, frozenset({"under_14"}))
    return rows | (children & ~allowed)


def inattentive(answers: Answers) -> Rows:
    """Rows that gave a wrong answer to a question with one right answer; blank is not wrong."""
    import numpy as np

    failed = np.zeros(answers.received, dtype=bool)
    for question in answers.questions:
        if question.kind == "attention":
            codes = codes_of(question)
            failed |= (codes >= 0) & ~chose(question, codes, frozenset({"attention_passed"}))
    return failed
