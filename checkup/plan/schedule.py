"""When each project could run, in quarters, with what must come before it (method §4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace


class Task(Struct, frozen=True, kw_only=True):
    """A project of ``quarters`` length that waits for those in ``after`` and for ``not_before``."""

    id: str
    quarters: int
    after: tuple[str, ...] = ()
    not_before: int | None = None
    """A quarter as a number, see :func:`quarter`."""
    fixed: tuple[int, int] | None = None
    """First and last quarter as the office set them; nothing moves them."""


def next_quarter(day: date) -> int:
    """The quarter after the one a day lies in, as a number: 4·year + (quarter − 1)."""
    return day.year * 4 + (day.month - 1) // 3 + 1


def first_quarter(year: int) -> int:
    """The first quarter of a year, as a number."""
    return year * 4


def quarter(number: int) -> str:
    """2026Q1 for the number of a quarter."""
    return f"{number // 4}Q{number % 4 + 1}"


def number_of(quarter: str) -> int:
    """The number of a quarter such as 2026Q1."""
    return int(quarter[:4]) * 4 + int(quarter[-1]) - 1


def schedule(
    tasks: Sequence[Task], earliest: int, order: Sequence[str] = ()
) -> dict[str, tuple[int, int]]:
    """Task id → first and last quarter as numbers.

    start = max(earliest, 1 + end of all predecessors); a predecessor that is not among the tasks
    holds nobody up. None of ``order`` starts before the one named ahead of it (议定次序); they may
    run side by side. Raises ValueError when tasks wait for each other in a circle.
    """
    by_id = {task.id: task for task in tasks}
    done = _placed(by_id, earliest)
    for first, second in pairwise(order):
        task = by_id[second]
        start = max(task.not_before or earliest, done[first][0])
        by_id[second] = replace(task, not_before=start)
        done = _placed(by_id, earliest)
    return done


def _placed(by_id: Mapping[str, Task], earliest: int) -> dict[str, tuple[int, int]]:
    done: dict[str, tuple[int, int]] = {}
    for task in sorted(by_id.values(), key=lambda each: each.id):
        _place(task, by_id, earliest, done, ())
    return done


def _place(
    task: Task,
    by_id: Mapping[str, Task],
    earliest: int,
    done: dict[str, tuple[int, int]],
    waiting: tuple[str, ...],
) -> int:
    """Place a task after all it waits for; gives its last quarter."""
    if task.id in waiting:
        raise ValueError(task.id)
    if task.fixed is not None:
        done[task.id] = task.fixed
    if task.id not in done:
        before = [
            _place(by_id[each], by_id, earliest, done, (*waiting, task.id))
            for each in task.after
            if each in by_id
        ]
        start = max([earliest, task.not_before or earliest, *(last + 1 for last in before)])
        done[task.id] = (start, start + task.quarters - 1)
    return done[task.id][1]
