"""The same person twice (method §1.2 Q4, §0): one openid, user id or telephone, several rows.

A family may share a telephone and a 网格员 may type for forty households, so an equal key alone
excludes nobody. Keys are hashes that live for the run only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Answers
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Codes, Rows
    from checkup.opinion.vectors import Vectors


class Same(Struct, frozen=True, kw_only=True):
    """Rows to exclude, rows to keep and flag, and rows of a device that many people used."""

    again: Rows
    doubtful: Rows
    typed: Rows


def same_person(answers: Answers, told: Vectors, valid: Rows, policy: Policy) -> Same:
    """Q4 among the valid rows.

    Of one person's rows the most complete stays, of equally complete ones the earliest. Another
    row goes when its closed answers are nearly identical, or when both were filled in on one's
    own phone by the same group in the same estate; else it stays and is flagged. Rows that
    somebody may have typed for others always stay.
    """
    import numpy as np

    again, doubtful, typed = np.zeros((3, answers.received), dtype=bool)
    places = [at for at, kind in enumerate(told.kinds) if kind in ("group", "estate")]
    for group in _sharing(answers.persons, valid.tolist()):
        rows = sorted(group, key=lambda row: (-told.answered[row], told.order[row]))
        if _differing(rows, told, policy) > policy.most_from_one_device:
            # one device for many people: all of them answered
            doubtful[rows] = typed[rows] = True
            continue
        kept = _Kept(told, policy.near_identical, places)
        for row in rows:
            own = answers.self_filled[row] if answers.self_filled else None
            if own is not False and (kept.has_near(row) or (own and kept.has_same_place(row))):
                again[row] = True
            else:
                kept.add(row, bool(own))
        if len(kept.rows) > 1:
            doubtful[kept.rows] = True
    return Same(again=again, doubtful=doubtful, typed=typed)


class _Kept:
    """One person's rows that stay; equal ones are compared once."""

    def __init__(self, told: Vectors, share: float, places: list[int]) -> None:
        self.rows: list[int] = []
        self._told, self._share, self._places = told, share, places
        self._distinct: dict[bytes, int] = {}
        self._where: set[tuple[int, ...]] = set()
        kinds = {told.kinds[at] for at in places}
        self._told_where = kinds == {"group", "estate"}

    def add(self, row: int, own: bool) -> None:
        self.rows.append(row)
        self._distinct.setdefault(self._told.keys[row], row)
        if own:
            self._where.add(self._place(row))

    def has_near(self, row: int) -> bool:
        if not self._distinct:
            return False
        others = self._told.codes[list(self._distinct.values())]
        return _near(self._told.codes[row], others, self._share)

    def has_same_place(self, row: int) -> bool:
        """Both on their own phone, of one group and one estate, and both told."""
        place = self._place(row)
        return self._told_where and min(place) >= 0 and place in self._where

    def _place(self, row: int) -> tuple[int, ...]:
        return tuple(self._told.codes[row, self._places].tolist())


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


def _near(one: Codes, others: Codes, share: float) -> bool:
    """Whether a row's closed answers are nearly identical to one of the others' (others ×
    questions), over the questions that either of the two answered."""
    either = (one >= 0) | (others >= 0)
    told = either.sum(axis=1)
    same = (either & (one == others)).sum(axis=1)
    return bool(((told > 0) & (same >= share * told - 1e-9)).any())


def _differing(rows: Sequence[int], told: Vectors, policy: Policy) -> int:
    """How many rows are no near copy of an earlier one."""
    apart: list[int] = []
    for row in rows:
        if not apart or not _near(told.codes[row], told.codes[apart], policy.near_identical):
            apart.append(row)
        if len(apart) > policy.most_from_one_device:
            break
    return len(apart)
