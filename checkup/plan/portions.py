"""One answer for many communities → each one's own lines of it, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from checkup.plan.naming import home_of
from checkup.plan.programme import Broken, LeftOut, Pair, Selection
from checkup.plan.question import Asked

T = TypeVar("T")
Line = TypeVar("Line", Pair, LeftOut, Broken)


def questions(asked: Asked, count: int) -> list[Asked]:
    """What was asked of each case: its projects, and the pairs they raise."""
    pairs = _lines(asked.programme.pairs, count)
    projects = _named(asked.projects, count)
    return [
        replace(asked, programme=replace(asked.programme, pairs=own), projects=mine)
        for own, mine in zip(pairs, projects, strict=True)
    ]


def answers(whole: Selection, count: int) -> list[Selection]:
    """What the answer says of each case; sums of money and benefit stay those of all."""
    chosen: list[list[str]] = [[] for _ in range(count)]
    for name in whole.chosen:
        chosen[home_of(name)].append(name)
    years, funding = _named(whole.years, count), _named(whole.funding, count)
    reached = _named(whole.reached, count)
    left_out, impossible = _lines(whole.left_out, count), _lines(whole.impossible, count)
    return [
        replace(
            whole, chosen=tuple(chosen[number]), years=years[number], funding=funding[number],
            reached=reached[number], left_out=left_out[number], impossible=impossible[number],
        )
        for number in range(count)
    ]  # fmt: skip


def _named(whole: dict[str, T], count: int) -> list[dict[str, T]]:
    parts: list[dict[str, T]] = [{} for _ in range(count)]
    for name, value in whole.items():
        parts[home_of(name)][name] = value
    return parts


def _lines(whole: Iterable[Line], count: int) -> Sequence[tuple[Line, ...]]:
    parts: list[list[Line]] = [[] for _ in range(count)]
    for each in whole:
        parts[home_of(each.id)].append(each)
    return [tuple(part) for part in parts]
