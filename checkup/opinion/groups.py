"""Whom a table is divided by: age bands, estates, 一老一小 (method §1.3, §1.6, §1.7).

Categories that few people chose are put together first, ages with their neighbours, estates
with each other; every table of a run uses the same ones, so that no two can be subtracted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from checkup.model import Answers, Meaning, Question, Variable
from checkup.opinion import suppress

if TYPE_CHECKING:
    from checkup.opinion.codes import Codes, Rows

_CHILDREN: tuple[Meaning, ...] = ("child_0_3", "child_3_6")
_OLD = 60
_YEAR = re.compile(r"\d+")
_BELOW = ("以下", "未满", "不满", "以内")
JOINT = "、"
"""Between the words of categories that stand together."""


class Division(Struct, frozen=True, kw_only=True):
    """One variable. ``parts`` are the question's options per category, ``codes`` each row's
    category (-1: not told)."""

    variable: Variable
    labels: tuple[str, ...]
    parts: tuple[tuple[int, ...], ...]
    codes: Codes
    members: tuple[tuple[str, ...], ...] = ()
    """The options' own words per category."""
    lows: tuple[int | None, ...] = ()
    """Of ages: each category's first year."""


class Overlap(Struct, frozen=True, kw_only=True):
    """People who belong to a group whatever other groups they belong to."""

    label: str
    rows: Rows


def divisions(
    answers: Answers, coded: Mapping[str, Codes], merged: str, least: int
) -> dict[str, Division]:
    """Question id → its categories among the rows in ``coded``, for ages, sexes and estates.

    ``merged`` is the word for estates put together. Estates that none of these rows named have
    no category: their words may be somebody else's, perhaps an address.
    """
    found: dict[str, Division] = {}
    for question in answers.questions:
        codes = coded[question.id]
        if question.multiple:
            continue
        if question.kind == "age":
            found[question.id] = _ages(question, codes, least)
        elif question.kind == "estate":
            found[question.id] = _estates(question, codes, merged, least)
        elif question.kind == "sex":
            found[question.id] = _sexes(question, codes, least)
    return found


def for_columns(ages: Division, least: int) -> Division | None:
    """Ages as columns of other questions: everybody from 60 on together (一老), below that
    neighbours until there are ``least``. Finer columns would hide each other's small cells.

    None when one column is left.
    """
    import numpy as np

    counts = [int((ages.codes == at).sum()) for at in range(len(ages.labels))]
    old = [at for at, low in enumerate(ages.lows) if low is not None and low >= _OLD]
    young = [at for at in range(len(counts)) if at not in old]
    groups = [
        [young[at] for at in group]
        for group in suppress.neighbours([counts[at] for at in young], least)
    ]
    groups += [old] if old else []
    if len(groups) < 2:
        return None
    place = np.array([*(at for old_ in range(len(counts)) for at, group in enumerate(groups)
                        if old_ in group), -1])  # fmt: skip
    return Division(
        variable="age",
        labels=tuple(JOINT.join(ages.labels[at] for at in group) for group in groups),
        parts=tuple(tuple(p for at in group for p in ages.parts[at]) for group in groups),
        codes=np.where(ages.codes >= 0, place[ages.codes], -1),
    )


def children(answers: Answers, coded: Mapping[str, Codes]) -> tuple[Overlap, ...]:
    """一小: households with children of 0–3 and of 3–6, which may be both."""
    household = next((q for q in answers.questions if q.kind == "household"), None)
    if household is None:
        return ()
    codes = coded[household.id]
    found = []
    for meaning in _CHILDREN:
        places = [at for at, means in enumerate(household.means) if means == meaning]
        if len(places) == 1:
            chosen = (codes >> places[0]) & 1 == 1 if household.multiple else codes == places[0]
            label = household.options[places[0]]
            found.append(Overlap(label=label, rows=(codes >= 0) & chosen))
    return tuple(found)


def first_year(label: str) -> int | None:
    """The first year of age an option speaks of; 0 for one without a lower end."""
    years = _YEAR.findall(label)
    if not years:
        return None
    return 0 if len(years) == 1 and any(word in label for word in _BELOW) else int(years[0])


def _ages(question: Question, codes: Codes, least: int) -> Division:
    lows = [first_year(label) for label in question.options]
    order = sorted(range(len(lows)), key=lambda at: lows[at] or 0)
    if None in lows:
        order = list(range(len(lows)))
    counts = _counts(question, codes)
    groups = [
        [order[at] for at in group]
        for group in suppress.neighbours([counts[at] for at in order], least)
    ]
    return _division("age", question, codes, groups, [lows[group[0]] for group in groups])


def _sexes(question: Question, codes: Codes, least: int) -> Division:
    counts = _counts(question, codes)
    return _division("sex", question, codes, suppress.neighbours(counts, least))


def _estates(question: Question, codes: Codes, merged: str, least: int) -> Division:
    """Estates that anybody named, the most frequent first, the merged ones last."""
    counts = _counts(question, codes)
    groups = suppress.merged(counts, least)
    groups = [told for group in groups if (told := [at for at in group if counts[at]])]
    groups.sort(key=lambda g: (len(g) > 1, -sum(counts[at] for at in g), question.options[g[0]]))
    found = _division("estate", question, codes, groups)
    labels = (merged if len(group) > 1 else label
              for group, label in zip(groups, found.labels, strict=True))  # fmt: skip
    return replace(found, labels=tuple(labels))


def _counts(question: Question, codes: Codes) -> list[int]:
    import numpy as np

    return [int(n) for n in np.bincount(codes[codes >= 0], minlength=len(question.options))]


def _division(
    variable: Variable,
    question: Question,
    codes: Codes,
    groups: Sequence[Sequence[int]],
    lows: Sequence[int | None] = (),
) -> Division:
    import numpy as np

    place = np.full(len(question.options) + 1, -1)
    for at, group in enumerate(groups):
        place[list(group)] = at
    return Division(
        variable=variable,
        labels=tuple(JOINT.join(question.options[at] for at in group) for group in groups),
        parts=tuple(map(tuple, groups)),
        members=tuple(tuple(question.options[at] for at in group) for group in groups),
        # what was not told is below 0: the last place, which stays -1
        codes=place[np.maximum(codes, -1)],
        lows=tuple(lows),
    )
