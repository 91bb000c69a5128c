"""The same person twice (method §1.2 Q4, §0): one openid, user id or telephone, several rows.

A family may share a telephone and a 网格员 may type for forty households, so an equal key alone
excludes nobody. Keys are hashes that live for the run only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from checkup.model import Answers, Question
from checkup.policy import Policy


def same_person(
    answers: Answers, valid: Sequence[bool], policy: Policy
) -> tuple[set[int], set[int]]:
    """(rows to exclude, rows to keep and flag) among the valid ones.

    Of one person's rows the most complete stays, of equally complete ones the earliest. Another
    row goes when its closed answers are nearly identical, or when both were filled in on one's
    own phone by the same group in the same estate; else it stays and is flagged. Rows that
    somebody may have typed for others always stay.
    """
    closed = [question for question in answers.questions if question.kind != "open"]
    places = [question for question in closed if question.kind in ("group", "estate")]
    again: set[int] = set()
    doubtful: set[int] = set()
    for group in _sharing(answers.persons, valid):
        rows = sorted(group, key=lambda row: _standing(row, closed, answers))
        if _differing(rows, closed, policy) > policy.most_from_one_device:
            # one device for many people: all of them answered
            doubtful.update(rows)
            continue
        kept: list[int] = []
        for row in rows:
            if answers.self_filled[row] is not False and any(
                _near(row, other, closed, policy.near_identical)
                or _same_place(row, other, places, answers)
                for other in kept
            ):
                again.add(row)
            else:
                kept.append(row)
        if len(kept) > 1:
            doubtful.update(kept)
    return again, doubtful


def _sharing(persons: Sequence[tuple[bytes, ...]], valid: Sequence[bool]) -> Iterator[list[int]]:
    """Valid rows that share a key, directly or through another row, two or more together."""
    towards = list(range(len(persons)))

    def root(row: int) -> int:
        while towards[row] != row:
            towards[row] = row = towards[towards[row]]
        return row

    first: dict[bytes, int] = {}
    for row, keys in enumerate(persons):
        if valid[row]:
            for key in keys:
                towards[root(row)] = root(first.setdefault(key, row))
    groups: dict[int, list[int]] = {}
    for row in range(len(persons)):
        groups.setdefault(root(row), []).append(row)
    yield from (group for group in groups.values() if len(group) > 1)


def _standing(row: int, closed: Sequence[Question], answers: Answers) -> tuple[int, datetime, int]:
    """Most complete first, then earliest, then the order of the file."""
    answered = sum(question.codes[row] >= 0 for question in closed)
    return -answered, answers.submitted[row] or datetime.max, row


def _near(row: int, other: int, closed: Sequence[Question], share: float) -> bool:
    """Whether closed answers are nearly identical, over questions that either row answered."""
    pairs = [(question.codes[row], question.codes[other]) for question in closed]
    told = [a == b for a, b in pairs if a >= 0 or b >= 0]
    return bool(told) and sum(told) >= share * len(told) - 1e-9


def _same_place(row: int, other: int, places: Sequence[Question], answers: Answers) -> bool:
    """Both on their own phone, of one group and one estate, and both told."""
    if not (answers.self_filled[row] and answers.self_filled[other]):
        return False
    pairs = [(question.codes[row], question.codes[other]) for question in places]
    kinds = {question.kind for question in places}
    return kinds == {"group", "estate"} and all(a == b >= 0 for a, b in pairs)


def _differing(rows: Sequence[int], closed: Sequence[Question], policy: Policy) -> int:
    """How many rows are no near copy of an earlier one."""
    apart: list[int] = []
    for row in rows:
        if not any(_near(row, other, closed, policy.near_identical) for other in apart):
            apart.append(row)
        if len(apart) > policy.most_from_one_device:
            break
    return len(apart)
