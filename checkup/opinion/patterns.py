"""Answers that look made up: equal vectors, straight lines, batches (method §1.2 Q5, Q8, Q10).

No step compares every row with every other one: equal rows meet by their key, and what lies
close in time by order of time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Answers, Question
from checkup.opinion.codes import codes_of
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Codes, Rows
    from checkup.opinion.vectors import Vectors


class Repeated(Struct, frozen=True, kw_only=True):
    """Later rows with the same answers: from the same device or address, or from another."""

    again: Rows
    doubtful: Rows


class Straight(Struct, frozen=True, kw_only=True):
    """Rows with one answer down a whole matrix; those whose matrix has a row worded the other
    way round, where one answer cannot be an opinion."""

    rows: Rows
    reversed_too: Rows


def repeated(
    answers: Answers, told: Vectors, valid: Rows, assisted: Rows, policy: Policy
) -> Repeated:
    """Q5 among ``valid`` rows with enough closed answers.

    A row goes when an equal one from the same device or address came at most so many minutes
    before it; without the same device, without a time, or typed by somebody for others (who
    must not shrink to one, method §0) it is flagged.
    """
    import numpy as np

    again, doubtful = np.zeros((2, answers.received), dtype=bool)
    within = timedelta(minutes=policy.repeat_minutes)
    for group in _equal(told, valid & (told.answered >= policy.repeat_answers)):
        rows = sorted(group, key=told.order.__getitem__)
        shared = Counter(mark for row in rows for mark in _marks(answers, row))
        last: dict[bytes, datetime] = {}
        before: datetime | None = None
        for row in rows:
            when = answers.submitted[row] if answers.submitted else None
            marks = _marks(answers, row)
            if when is None:
                doubtful[row] = any(shared[mark] > 1 for mark in marks)
                continue
            if any(mark in last and when - last[mark] <= within for mark in marks):
                (doubtful if assisted[row] else again)[row] = True
            elif before is not None and when - before <= within:
                doubtful[row] = True
            last.update(dict.fromkeys(marks, when))
            before = when
    return Repeated(again=again, doubtful=doubtful)


def _equal(told: Vectors, rows: Rows) -> Iterable[list[int]]:
    groups: dict[bytes, list[int]] = {}
    for row in rows.nonzero()[0].tolist():
        groups.setdefault(told.keys[row], []).append(row)
    return (group for group in groups.values() if len(group) > 1)


def _marks(answers: Answers, row: int) -> tuple[bytes, ...]:
    """What tells the row's device or address apart."""
    persons = answers.persons[row] if answers.persons else ()
    address = answers.addresses[row] if answers.addresses else None
    return persons if address is None else (*persons, address)


def straight(answers: Answers, policy: Policy) -> Straight:
    """Q8: one label for every answered row of a matrix, of which enough are answered."""
    import numpy as np

    rows, reversed_too = np.zeros((2, answers.received), dtype=bool)
    matrices: dict[str, list[Question]] = {}
    for question in answers.questions:
        if question.matrix and not question.multiple and question.kind != "open":
            matrices.setdefault(question.matrix, []).append(question)
    for matrix in matrices.values():
        if len(matrix) < policy.straight_rows:
            continue
        given = _labels(matrix)
        told = given >= 0
        highest = given.max(axis=1)
        lowest = np.where(told, given, highest[:, None]).min(axis=1)
        alike = (told.sum(axis=1) >= policy.straight_rows) & (highest == lowest)
        turned = told[:, [question.reverse for question in matrix]].sum(axis=1)
        rows |= alike
        reversed_too |= alike & (turned > 0) & (turned < told.sum(axis=1))
    return Straight(rows=rows, reversed_too=reversed_too)


def _labels(matrix: list[Question]) -> Codes:
    """Rows × questions: the label each row gave, numbered over all questions; -1 for none.

    A home-made matrix has its options in another order in every row.
    """
    import numpy as np

    labels = {label: at for at, label in enumerate(sorted({o for q in matrix for o in q.options}))}
    columns = []
    for question in matrix:
        codes = codes_of(question)
        numbers = np.array([*(labels[label] for label in question.options), -1])
        columns.append(numbers[np.where(codes >= 0, codes, len(question.options))])
    return np.stack(columns, axis=1)


def batches(answers: Answers, online: Rows, policy: Policy) -> Rows:
    """Q10: online rows of which more than so many came from one address in so many minutes."""
    import numpy as np

    flagged = np.zeros(answers.received, dtype=bool)
    came: dict[bytes, list[tuple[datetime, int]]] = {}
    for row in online.nonzero()[0].tolist():
        address = answers.addresses[row] if answers.addresses else None
        when = answers.submitted[row] if answers.submitted else None
        if address is not None and when is not None:
            came.setdefault(address, []).append((when, row))
    within = timedelta(minutes=policy.batch_minutes)
    for moments in came.values():
        if len(moments) <= policy.batch_rows:
            continue
        moments.sort()
        first = marked = 0
        for last, (when, _) in enumerate(moments):
            while when - moments[first][0] > within:
                first += 1
            if last + 1 - first > policy.batch_rows:
                marked = max(marked, first)
                flagged[[row for _, row in moments[marked : last + 1]]] = True
                marked = last + 1
    return flagged


def alike(answers: Answers, told: Vectors, came: Rows, policy: Policy) -> Rows:
    """Q10: rows of an interviewer of whose forms more than the share have an equal one.

    Forms with few closed answers are equal by chance and count as different.
    """
    import numpy as np

    flagged = np.zeros(answers.received, dtype=bool)
    forms: dict[bytes, list[int]] = {}
    for row in came.nonzero()[0].tolist():
        name = answers.interviewers[row] if answers.interviewers else None
        if name is not None:
            forms.setdefault(name, []).append(row)
    for rows in forms.values():
        long = [row for row in rows if told.answered[row] >= policy.repeat_answers]
        times = Counter(told.keys[row] for row in long)
        equal = sum(n for n in times.values() if n > 1)
        if equal > policy.interviewer_alike * len(rows) + 1e-9:
            flagged[rows] = True
    return flagged
