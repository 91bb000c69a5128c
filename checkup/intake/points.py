"""Exports of points (按分数): read only where a person said which end is satisfied.

A point says neither which option was chosen nor which end is good, and 0 may be a point, 不了解
or nothing at all (exports §3.1, §10.2). So a direction has to be told, for the file or for the
question in 题目对照, and the points have to be those of the scale; anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from checkup.intake import choices, strays
from checkup.intake.dialects import Dialect
from checkup.intake.mapping import Asked, Bank, BankQuestion, Direction, Option, text
from checkup.intake.matching import Matched

_NOTHING = "0"
_POINT = re.compile(r"-?\d{1,2}(?:\.\d{1,2})?分?")
"""What may be a point of some scale."""
_NPS = 10
"""The last point of the one scale in which 0 is surely a point (exports §3.1)."""


def told(bank: Bank, direction: Direction | None) -> Bank:
    """The bank's questions whose points can be read; ``direction`` is what holds for the file.

    Options of ours get their points as further words: 非常满意 is also 5 where up is better.
    """
    read = (_told(each, direction) for each in bank.questions)
    return replace(bank, questions=tuple(each for each in read if each is not None))


def _told(question: BankQuestion, direction: Direction | None) -> BankQuestion | None:
    scored = [each.score for each in question.options if each.score is not None]
    if not scored:
        return question if question.points is not None else None
    way = question.points if question.points in ("up", "down") else direction
    if way is None or question.multiple:
        return None
    best_first = sorted(scored, reverse=True)

    def pointed(option: Option) -> Option:
        if option.score is None:
            return option
        place = best_first.index(option.score)
        point = str(len(scored) - place if way == "up" else place + 1)
        return replace(option, aliases=(*option.aliases, point))

    return replace(question, options=tuple(map(pointed, question.options)))


def silent(dialect: Dialect, asked: Asked) -> Dialect:
    """The dialect for one question: on a scale from 1, 0 is no answer."""
    if asked.open_options:
        return dialect
    return replace(dialect, blank=(*dialect.blank, _NOTHING))


def checked(
    matched: Matched, below: Sequence[Sequence[object]], dialect: Dialect
) -> tuple[Matched, tuple[int, int, str] | None]:
    """The matches whose points are those of their scale, and the first cell that is not.

    Questions of ours have one scale, so one cell beside it, or an end that nobody chose, leaves
    the points of all of them open. The cell is (column, row below the header, words), from 0;
    its words are empty where few people gave them.
    """
    silence = choices.silent(dialect)
    ours = [each for each in matched.matches if not each.asked.open_options]
    scale = {str(point) for each in ours for point in range(1, _length(each.asked) + 1)}
    cells = {
        each.asked.id: [
            (at, row, word)
            for at in each.positions
            for row, line in enumerate(below)
            if (word := text(line[at])) not in silence
        ]
        for each in matched.matches
    }
    given = [cell for each in ours for cell in cells[each.asked.id]]
    ends = {"1", str(len(scale))} <= {word for _, _, word in given}
    # words and long numbers are no points: somebody's slip, which no scale stands or falls by
    wrong = [
        cell for cell in given
        if cell[2] not in scale and cell[2] != _NOTHING and _POINT.fullmatch(cell[2])
    ]  # fmt: skip
    if given and not ends and not wrong:
        wrong = given[:1]
    out = {each.asked.id for each in ours} if wrong else set()
    for each in matched.matches:
        if each.asked.open_options and (zero := _zero(cells[each.asked.id])):
            wrong.append(zero)
            out.add(each.asked.id)
    first = min(wrong, key=lambda cell: (cell[1], cell[0]), default=None)
    if first is None:
        return matched, None
    people = sum(cell[2] == first[2] for cell in wrong)
    return _without(matched, out), (first[0], first[1], strays.quoted(first[2], people))


def _length(asked: Asked) -> int:
    return sum(option.score is not None for option in asked.options)


def _zero(cells: Iterable[tuple[int, int, str]]) -> tuple[int, int, str] | None:
    """The first 0 of a scale in which it may be a point or nothing."""
    given = list(cells)
    if any(word == str(_NPS) for _, _, word in given):
        return None
    return next((cell for cell in given if cell[2] == _NOTHING), None)


def _without(matched: Matched, out: set[str]) -> Matched:
    kept = tuple(each for each in matched.matches if each.asked.id not in out)
    gone = [at for each in matched.matches if each.asked.id in out for at in each.positions]
    return replace(matched, matches=kept, unmatched=tuple(sorted((*matched.unmatched, *gone))))
