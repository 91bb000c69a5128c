"""What the options of somebody's own question say: read from the labels, or not at all.

The words are data (``surveys/scales.yaml``). A scale's direction comes from its labels (method
§1.8); where they leave it open the question is refused with the reason, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from checkup.intake.mapping import Direction
from checkup.intake.option_words import Scale, load, parts, plain
from checkup.model import Meaning

Why = Literal["direction", "statement", "several", "words", "mixed", "anchors"]
"""Why a scale is refused: numbers without ends · agreement with a statement that may be good or
bad · fits several scales · a word of no scale · numbers and words · ends that contradict."""


class Reading(Struct, frozen=True, kw_only=True):
    """Score (0–100, None outside the base) and meaning of each label, in the labels' order."""

    scores: tuple[float | None, ...]
    means: tuple[Meaning | None, ...]
    name: str
    """The scale's name; empty where ends or a person gave the direction of plain numbers."""


class Unclear(Struct, frozen=True):
    """A scale nobody can be sure of, and the label that shows it."""

    why: Why
    label: str = ""


_HAPPY, _UNHAPPY = 60.0, 40.0
"""Numbers without words: above and below these a point says satisfied or dissatisfied, so that
the upper and lower two of four or five points do (method §1.8 top-2) [judgement]."""
_CERTAIN_ENDS = (3, 4, 5, 7, 10)
"""Last points of number scales people make."""


def scale(
    labels: Sequence[str],
    title: str,
    use: Literal["satisfaction", "importance"],
    direction: Direction | None = None,
) -> Reading | Unclear:
    """What each label of a satisfaction or importance question is worth (method §1.8).

    ``direction`` is what a person said about numbers or a statement; words need none, and
    where they contradict it they win.
    """
    unsure = set(map(plain, load().unsure))
    judged = [label for label in labels if plain(label) not in unsure]
    read = {label: parts(label) for label in judged}
    numbers = {label: number for label, (number, _) in read.items() if number is not None}
    words = {label: word for label, (_, word) in read.items() if word}
    found: dict[str, tuple[float, Meaning | None]] | Unclear
    name = ""
    if not judged:
        return Unclear("words")
    if len(words) == len(judged):
        chosen = _fitting(list(words.values()), use)
        if isinstance(chosen, Unclear):
            return _with_label(chosen, words)
        name = chosen.name
        found = _by_words(words, chosen)
        if chosen.statement:
            turned = _statement(title, direction)
            if turned is None:
                return Unclear("statement")
            found = found if turned == "up" else _turned(found)
    elif len(numbers) == len(judged):
        found = _by_numbers(numbers, words, title, use, direction)
    else:
        return Unclear("mixed", next(label for label in judged if label not in numbers))
    if isinstance(found, Unclear):
        return found
    return Reading(
        scores=tuple(found[label][0] if label in found else None for label in labels),
        means=tuple(found[label][1] if label in found else "unsure" for label in labels),
        name=name,
    )


def arranged(labels: Sequence[str], title: str) -> tuple[str, ...]:
    """Labels as people would list them: a scale from its best point, numbers upwards."""
    for use in ("satisfaction", "importance"):
        reading = scale(labels, title, use)
        if not isinstance(reading, Unclear):
            score = dict(zip(labels, reading.scores, strict=True))
            return tuple(
                sorted(labels, key=lambda each: -(-1 if (s := score[each]) is None else s))
            )
    numbers = {each: number for each in labels if (number := parts(each)[0]) is not None}
    if len(numbers) == len(labels):
        return tuple(sorted(labels, key=lambda each: numbers[each]))
    return tuple(labels)


# --- one scale -------------------------------------------------------------------------------


@cache
def _tables(use: str) -> tuple[tuple[Scale, dict[str, int]], ...]:
    return tuple(
        (each, {plain(word): at for at, point in enumerate(each.points) for word in point.words})
        for each in load().scales
        if each.use == use
    )


def _points(words: Sequence[str], each: Scale, table: Mapping[str, int]) -> list[float]:
    return [100.0 * (1 - table[word] / (len(each.points) - 1)) for word in words]


def _fitting(words: Sequence[str], use: str) -> Scale | Unclear:
    """The scale that holds all words, one each: the complete one, else the one all agree on."""
    known = {word for _, table in _tables(use) for word in table}
    strange = next((word for word in words if word not in known), None)
    if strange is not None:
        return Unclear("words", strange)
    fits = [
        (each, table)
        for each, table in _tables(use)
        if all(word in table for word in words) and len({table[w] for w in words}) == len(words)
    ]
    if not fits:
        return Unclear("several", words[0])
    for each, _ in fits:
        if len(each.points) == len(words):
            return each
    readings = {tuple(_points(words, each, table)) for each, table in fits}
    if len(readings) > 1 or len({each.statement for each, _ in fits}) > 1:
        return Unclear("several", words[0])
    return fits[0][0]


def _with_label(unclear: Unclear, words: Mapping[str, str]) -> Unclear:
    """The reason with the label as people wrote it."""
    return Unclear(unclear.why, next(k for k, word in words.items() if word == unclear.label))


def _by_words(words: Mapping[str, str], chosen: Scale) -> dict[str, tuple[float, Meaning | None]]:
    table = next(table for each, table in _tables(chosen.use) if each.id == chosen.id)
    scores = _points(list(words.values()), chosen, table)
    return {
        label: (score, chosen.points[table[word]].means)
        for (label, word), score in zip(words.items(), scores, strict=True)
    }


def _turned(
    found: Mapping[str, tuple[float, Meaning | None]],
) -> dict[str, tuple[float, Meaning | None]]:
    other: dict[Meaning | None, Meaning] = {
        "satisfied": "dissatisfied", "dissatisfied": "satisfied",
    }  # fmt: skip
    return {label: (100 - score, other.get(says, says)) for label, (score, says) in found.items()}


def _statement(title: str, direction: Direction | None) -> Direction | None:
    if direction is not None:
        return direction
    words = load().statement
    good = any(word in title for word in words.good)
    return "up" if good and not any(word in title for word in words.bad) else None


def _by_numbers(
    numbers: Mapping[str, float],
    words: Mapping[str, str],
    title: str,
    use: Literal["satisfaction", "importance"],
    direction: Direction | None,
) -> dict[str, tuple[float, Meaning | None]] | Unclear:
    """Numbers between ends that labels or title name; else between the ends of 1…k or 0…k."""
    anchors = {numbers[label]: word for label, word in words.items()} or _anchors(title, use)
    if anchors:
        chosen = _fitting(list(anchors.values()), use)
        if isinstance(chosen, Unclear):
            return Unclear("anchors", chosen.label)
        if chosen.statement:
            return Unclear("statement")
        table = next(table for each, table in _tables(use) if each.id == chosen.id)
        scores = dict(zip(anchors, _points(list(anchors.values()), chosen, table), strict=True))
        low, high = min(scores), max(scores)
        if low == high or {scores[low], scores[high]} != {0.0, 100.0}:
            return Unclear("direction")
        at_low, at_high = scores[low], scores[high]
        line = {x: at_low + (at_high - at_low) * (x - low) / (high - low) for x in scores}
        if any(abs(line[x] - scores[x]) > 1e-9 for x in scores):
            return Unclear("anchors")
    elif direction is not None:
        low, high = min(numbers.values()), max(numbers.values())
        whole = {float(x) for x in range(int(low), int(high) + 1)}
        if low not in (0, 1) or high not in _CERTAIN_ENDS or set(numbers.values()) != whole:
            return Unclear("direction")
        at_low, at_high = (0.0, 100.0) if direction == "up" else (100.0, 0.0)
    else:
        return Unclear("direction")
    outside = next((label for label, x in numbers.items() if not low <= x <= high), None)
    if outside is not None:
        return Unclear("anchors", outside)
    return {
        label: _numbered(at_low + (at_high - at_low) * (x - low) / (high - low), use)
        for label, x in numbers.items()
    }


def _numbered(score: float, use: str) -> tuple[float, Meaning | None]:
    if use != "satisfaction":
        return score, None
    if score > _HAPPY:
        return score, "satisfied"
    return score, "dissatisfied" if score < _UNHAPPY else "neutral"


def _anchors(title: str, use: str) -> dict[float, str]:
    """Number → word where the title says both: 1分非常不满意，5分非常满意."""
    text = "".join(unicodedata.normalize("NFKC", title).lower().split())
    known = sorted({word for _, table in _tables(use) for word in table}, key=len, reverse=True)
    word = "|".join(map(re.escape, known))
    before = re.findall(rf"(\d{{1,3}})分?(?:[=:为是即指]|表示|代表)*({word})", text)
    after = [(n, w) for w, n in re.findall(rf"({word})[=:为是(]*(\d{{1,3}})", text)]
    if len(before) == len(after):
        return {}
    pairs = max(before, after, key=len)
    found = {float(number): said for number, said in pairs}
    return found if len(found) == len(pairs) else {}
