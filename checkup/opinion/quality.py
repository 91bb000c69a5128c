"""Which rows count (method §1.2, §0): flagged, never deleted, each with the first rule it breaks.

Rules in order: Q0 consent and tests, Q1 copies, Q2 completeness, Q3 strangers, Q4 the same person
twice, Q5 the same answers twice, Q6 speed, Q7 attention, Q8 straight lines, Q9 contradictions,
Q10 batches. A flag keeps the row and asks a person to look at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import SKIPPED, Answers
from checkup.opinion import contradictions, duplicates, patterns, permitted, speed, vectors
from checkup.opinion.codes import NO_CONTENT, chose, codes_of, marked
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Rows


class Screened(Struct, frozen=True, kw_only=True):
    """One flag per row, and how many rows each rule set aside or flagged (the valid ones).

    ``answers`` are those given, without the ones that contradict each other (Q9). ``distinct``
    are all rows but duplicates (Q1, Q4, Q5) and those that may not be used at all (Q0).
    ``assisted`` rows somebody else typed.
    """

    valid: Rows
    excluded: dict[str, int]
    flagged: dict[str, int]
    answers: Answers
    distinct: Rows
    assisted: Rows


def screen(answers: Answers, policy: Policy) -> Screened:
    """Rows that count. Rules in the order of method §1.2; a row is counted at its first one."""
    import numpy as np

    valid = np.ones(answers.received, dtype=bool)
    broken: dict[str, Rows] = {}
    flags: dict[str, Rows] = {}

    def exclude(rule: str, rows: Rows) -> None:
        broken[rule] = valid & rows
        np.logical_and(valid, ~rows, out=valid)

    told = vectors.of(answers)
    exclude("Q0", permitted.forbidden(answers))
    flags["Q0_name"] = marked(answers.odd_names, answers)
    exclude("Q1", marked(answers.copies, answers))
    came = valid.copy()
    exclude("Q2", _incomplete(answers, policy))
    exclude("Q3", _outside(answers))
    same = duplicates.same_person(answers, told, valid, policy)
    exclude("Q4", same.again)
    flags["Q4"] = same.doubtful
    by_others = np.array([own is False for own in answers.self_filled], dtype=bool)
    assisted = same.typed | (by_others if by_others.size else np.zeros_like(valid))
    online = ~marked(answers.paper, answers)
    measured = speed.of(answers, valid & online & ~assisted, policy)
    repeated = patterns.repeated(answers, told, valid, assisted, policy)
    exclude("Q5", repeated.again)
    flags["Q5"] = repeated.doubtful
    exclude("Q6", measured.hard)
    flags["Q6_soft"] = measured.soft
    exclude("Q7", permitted.inattentive(answers))
    straight = patterns.straight(answers, policy)
    exclude("Q8", straight.reversed_too | (straight.rows & measured.soft))
    flags["Q8"] = straight.rows
    cleaned, times = contradictions.without(answers, valid)
    exclude("Q9", times >= policy.contradictions)
    flags["Q9"] = times > 0
    # what an earlier rule took out of a batch makes the rest of it no better
    flags["Q10"] = patterns.batches(answers, came & online, policy)
    flags["Q10_interviewer"] = patterns.alike(answers, told, came, policy)
    distinct = ~np.logical_or.reduce([broken[rule] for rule in ("Q0", "Q1", "Q4", "Q5")])
    return Screened(
        valid=valid,
        excluded=_counts(broken),
        flagged=_counts({rule: rows & valid for rule, rows in flags.items()}),
        answers=cleaned,
        distinct=distinct,
        assisted=assisted,
    )


def _counts(rules: dict[str, Rows]) -> dict[str, int]:
    counts = {rule: int(rows.sum()) for rule, rows in rules.items()}
    return {rule: n for rule, n in counts.items() if n}


def _incomplete(answers: Answers, policy: Policy) -> Rows:
    """Answered ÷ applicable closed questions below the line; hidden ones are not applicable."""
    import numpy as np

    answered = np.zeros(answers.received)
    applicable = np.zeros(answers.received)
    for question in answers.questions:
        if question.kind not in NO_CONTENT:
            codes = codes_of(question)
            answered += codes >= 0
            applicable += codes != SKIPPED
    paper = marked(answers.paper, answers)
    at_least = np.where(paper, policy.completeness_paper, policy.completeness_online)
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
