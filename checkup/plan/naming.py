"""Ids of several communities in one programme, and what a user's words name among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checkup.plan.case import Case
from checkup.plan.store import agreed

_BETWEEN = "/"
"""Between a community's number and an id of its own."""


class UnknownIdError(ValueError):
    """A wish names nothing there is; ``args[0]`` is the word."""


def scoped(number: int, own: str) -> str:
    """An id of one community, apart from the same id of another."""
    return f"{number}{_BETWEEN}{own}"


def home_of(name: str) -> int:
    """The number of the community that a scoped id is of."""
    return int(name.partition(_BETWEEN)[0])


def named(words: Iterable[str], cases: Sequence[Case]) -> tuple[set[str], set[str]]:
    """(candidate ids, pair ids) that words name: options and recommended projects; shortfalls,
    matters outside the 20 items, and items by id or number."""
    options: set[str] = set()
    rows: set[str] = set()
    for word in words:
        found = False
        for number, case in enumerate(cases):
            own_options, own_rows = _named_in(case, word)
            options |= {scoped(number, each) for each in own_options}
            rows |= {scoped(number, each) for each in own_rows}
            found = found or bool(own_options or own_rows)
        if not found:
            raise UnknownIdError(word)
    return options, rows


def _named_in(case: Case, word: str) -> tuple[set[str], set[str]]:
    proposed = {f"P{place:02}": each.id
                for place, each in enumerate(agreed(case.listed()), 1)}  # fmt: skip
    if word in proposed:
        return {proposed[word]}, set()
    options = {
        each.id
        for each in (*case.projects, *case.others, *case.store.open)
        if word in (each.id, each.remedy) and each.id not in case.store.replaced
    }
    rows = {
        row.shortfall.id
        for row in case.ranked
        if word in (row.shortfall.id, row.candidate.item.id, f"{row.candidate.item.no:02}")
    }
    rows |= {each.id for each in case.community.other_shortfalls if word == each.id}
    return options, rows
