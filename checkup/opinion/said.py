"""Open answers, sorted while reading: how many people named what (method §1.11 for small counts).

Whoever names a need in several open questions counts once. The headline is residents'; other
groups stand beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from checkup import needs
from checkup.model import Answers, Said

if TYPE_CHECKING:
    from checkup.opinion.codes import Rows


def said(
    answers: Answers, headline: Rows, groups: Mapping[str, Rows], least: int
) -> Said | None:  # fmt: skip
    """What the open answers of valid rows name; None for a questionnaire without such a question.

    ``least``: counts of people between 0 and it are left out.
    """
    asked = [question for question in answers.questions if question.needs]
    if not asked:
        return None
    bits = [0] * answers.received
    wait = [False] * answers.received
    wrote = [False] * answers.received
    for question in asked:
        for row, (code, told) in enumerate(zip(question.codes, question.needs, strict=True)):
            if code >= 0:
                wrote[row] = True
                bits[row] |= max(told, 0)
                wait[row] |= told < 0
    rows = [row for row, member in enumerate(headline) if member]
    by_need = _counts(bits[row] for row in rows)
    small = {need for need, count in by_need.items() if count < least}
    return Said(
        answered=_shown(sum(wrote[row] for row in rows), least),
        needs=_kept(by_need, least),
        items=_kept(_items([bits[row] for row in rows], by_need, small, least), least),
        by_group={
            label: _kept(_counts(bits[row] for row, member in enumerate(members) if member), least)
            for label, members in groups.items()
            if (members != headline).any()
        },
        waiting=_shown(sum(wait[row] for row in rows), least),
    )


def _counts(rows: Iterable[int]) -> Counter[str]:
    """Need → people. Equal masks are taken apart once."""
    found: Counter[str] = Counter()
    for mask, people in Counter(rows).items():
        for need in needs.named(mask):
            found[need.id] += people
    return found


def _items(
    masks: list[int], by_need: Mapping[str, int], small: set[str], least: int
) -> Counter[str]:
    """Item → people who named any of its needs.

    An item whose hidden needs are together fewer than ``least`` people stays away as well: its
    count less those of the needs shown would tell them.
    """
    found: Counter[str] = Counter()
    for mask, people in Counter(masks).items():
        for item in {need.item for need in needs.named(mask) if need.item}:
            found[item] += people
    hidden: Counter[str] = Counter()
    for need in needs.load().file.needs:
        if need.id in small and need.item:
            hidden[need.item] += by_need[need.id]
    return Counter({item: n for item, n in found.items() if not 0 < hidden[item] < least})


def _kept(counts: Mapping[str, int], least: int) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count >= least}


def _shown(count: int, least: int) -> int | None:
    return None if 0 < count < least else count
