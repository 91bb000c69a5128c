"""Cells of a questionnaire that say nothing known, and what of people's cells may be repeated.

The one place where what somebody typed may enter a problem: words that fewer people gave than may
be counted aloud, or that tell a person, are never kept, only how many cells there are of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from checkup.intake import privacy
from checkup.intake.cells import address
from checkup.model import Problem, Ref
from checkup.problems import problem

OFTEN = 10
"""A label that so many people gave is an option of somebody's form and may be shown; below it,
it may be a person's own words and only its cell is named (method §1.11, k = 10)."""
RARE = 0.05
"""A label of no scale counts as no answer while at most this share gave it; above, the scale is
another one [assumption]."""
UNKNOWN = "option_unknown"


class Stray(NamedTuple):
    """A respondent's cell that is no option: its question, its column (from 0), and its words
    where they may be repeated, else nothing."""

    question: str
    column: int
    words: str


def quoted(words: str, people: int) -> str:
    """What ``people`` gave for an answer as it may be repeated; empty where it may not."""
    return words if people >= OFTEN and not privacy.value_tells(words) else ""


def few(odd: int, people: int) -> bool:
    """Whether so many of ``people`` are somebody's slip: one, or rare, and never most of them."""
    return odd <= max(1, RARE * people) and 2 * odd < people


def counted(cells: int) -> str:
    """A number of cells, of a few only that they are few."""
    return str(cells) if cells >= OFTEN else f"<{OFTEN}"


def problems(
    rows: Sequence[tuple[Stray, ...]], places: Sequence[int], source: str, sheet: str
) -> Iterator[Problem]:
    """One problem per question and per words that may be repeated, at the first of its cells.

    ``places``: the row (from 1) of each respondent. What is too rare among these rows, though not
    in the whole sheet, is counted with what may not be repeated.
    """
    found: dict[Stray, list[tuple[int, int]]] = {}
    for place, strays in zip(places, rows, strict=True):
        for each in strays:
            found.setdefault(each._replace(column=0), []).append((place, each.column))
    told: dict[Stray, list[tuple[int, int]]] = {}
    for stray, cells in found.items():
        kept = stray._replace(words=quoted(stray.words, len(cells)))
        told.setdefault(kept, []).extend(cells)
    for stray, cells in sorted(told.items(), key=lambda pair: min(pair[1])):
        row, column = min(cells)
        yield problem(
            UNKNOWN, Ref(source, sheet, address(row, column + 1)), found=stray.words,
            column=stray.question, cells=counted(len(cells)),
        )  # fmt: skip


def by_row(strays: Iterable[tuple[Stray, Iterable[int]]], count: int) -> list[tuple[Stray, ...]]:
    """Strays with the respondents (from 0) that gave them → those of each of ``count``."""
    found: list[tuple[Stray, ...]] = [()] * count
    for stray, rows in strays:
        for row in rows:
            found[row] = (*found[row], stray)
    return found
