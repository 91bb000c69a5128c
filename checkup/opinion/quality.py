"""Which rows count (method §1.2): flagged, never deleted, each with the first rule it breaks.

Q1 copies, Q2 completeness, Q3 neither lives, works nor trades here, Q4 the same person twice.
Speed and pattern rules come later and take their place in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import SKIPPED, Answers, Meaning, Question
from checkup.policy import Policy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]
    Codes = NDArray[np.int64]


class Screened(Struct, frozen=True, kw_only=True):
    """One flag per row, and how many rows each rule set aside."""

    valid: Rows
    excluded: dict[str, int]
    flagged: dict[str, int]


def screen(answers: Answers, policy: Policy) -> Screened:
    """Rows that count. Rules in the order of method §1.2; a row is counted at its first one."""
    import numpy as np

    from checkup.opinion import duplicates

    rules = {
        "Q1": np.array(answers.copies, dtype=bool),
        "Q2": _incomplete(answers, policy.completeness_online),
        "Q3": _outside(answers),
    }
    valid = np.ones(answers.received, dtype=bool)
    excluded = {}
    for rule, broken in rules.items():
        excluded[rule] = int((valid & broken).sum())
        valid &= ~broken
    again, doubtful = duplicates.same_person(answers, valid.tolist(), policy)
    valid[list(again)] = False
    excluded["Q4"] = len(again)
    return Screened(
        valid=valid,
        excluded={rule: n for rule, n in excluded.items() if n},
        flagged={"Q4": len(doubtful)} if doubtful else {},
    )


def codes_of(question: Question) -> Codes:
    """The question's codes as an array, one per row."""
    import numpy as np

    return np.asarray(question.codes, dtype=np.int64)


def chose(question: Question, codes: Codes, meanings: frozenset[Meaning]) -> Rows:
    """Rows that chose an option with one of these meanings."""
    import numpy as np

    places = [at for at, meaning in enumerate(question.means) if meaning in meanings]
    if question.multiple:
        mask = sum(1 << at for at in places)
        return np.asarray((codes >= 0) & ((codes & mask) != 0))
    return np.isin(codes, places)


def _incomplete(answers: Answers, at_least: float) -> Rows:
    """Answered ÷ applicable closed questions below the line; hidden ones are not applicable."""
    import numpy as np

    answered = np.zeros(answers.received)
    applicable = np.zeros(answers.received)
    for question in answers.questions:
        if question.kind != "open":
            codes = codes_of(question)
            answered += codes >= 0
            applicable += codes != SKIPPED
    # product, not quotient: a row without an applicable question divides by nothing
    return np.asarray((answered < at_least * applicable - 1e-9) | (applicable == 0))


def _outside(answers: Answers) -> Rows:
    import numpy as np

    outside = np.zeros(answers.received, dtype=bool)
    for question in answers.questions:
        if question.kind in ("group", "screening"):
            outside |= chose(question, codes_of(question), frozenset({"outside"}))
    return outside


def residents(answers: Answers) -> Rows:
    """Rows of the headline group (居民).

    Who was never asked the question counts, for a form without it is a form for residents; who
    was asked and left it blank does not.
    """
    import numpy as np

    rows = np.ones(answers.received, dtype=bool)
    for question in answers.questions:
        if question.kind == "group":
            codes = codes_of(question)
            rows &= chose(question, codes, frozenset({"resident"})) | (codes == SKIPPED)
    return rows
