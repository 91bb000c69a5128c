"""What was said in words → needs, while reading; what no rule sorts waits, masked, for a person.

A person's choices come back in 待归类.xlsx: they are known by the masked words, so nothing but
what stood in that file has to be stored, and they come before any rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec import Struct, field

from checkup import needs
from checkup.datafiles import nearest
from checkup.intake.ledger import Row, Table
from checkup.intake.masking import masked
from checkup.model import Problem, Voice
from checkup.needs import Waiting
from checkup.problems import problem
from checkup.vocabulary import fold

SHEET = "sorting"
"""Id of the sheet in ``surveys/ledger.yaml``."""
FILE = "待归类"
"""How our own working file is called; it comes back once a person has filled it."""

Names = Callable[[], re.Pattern[str] | None]


class Sorting(Struct, kw_only=True):
    """What people chose, and what still waits. Lives as long as one folder is read."""

    choices: dict[str, int] = field(default_factory=dict)
    """Folded masked words → needs, as a bit mask; 0 for no need."""
    waiting: set[Waiting] = field(default_factory=set)
    places: tuple[str, ...] = ()
    """A street's communities and estates: names that the address of a ticket may hold."""


def bits(sorting: Sorting, text: str, voice: Voice, names: Names = lambda: None) -> int | Waiting:
    """The needs a text names, 0 where it asks for nothing; what waits for a person, masked.

    ``names`` gives what finds words to be masked; it is asked only where they are.
    """
    if sorting.choices:
        told = sorting.choices.get(fold(masked(text, names())))
        if told is not None:
            return told
    found = needs.sort(text)
    if found is not None:
        return found
    return 0 if needs.is_nothing(text) else Waiting(voice, masked(text, names()))


def chosen(sorting: Sorting, waiting: Waiting) -> int | None:
    """The needs a person chose for these words; None where nobody has, and they wait on."""
    told = sorting.choices.get(fold(waiting.text))
    if told is None:
        sorting.waiting.add(waiting)
    return told


def take(sorting: Sorting, tables: Iterable[Table]) -> list[Problem]:
    """Take what people chose in 待归类.xlsx; the first choice for the same words stands."""
    found: list[Problem] = []
    for table in tables:
        for row in table.rows:
            words = row.text("text")
            picked, problems = _picked(row)
            found += problems
            if words is not None and picked is not None:
                sorting.choices.setdefault(fold(words), picked)
    return found


def _picked(row: Row) -> tuple[int | None, list[Problem]]:
    """The needs a person chose in a row; None for a row without a choice, or with a wrong one."""
    picked: int | None = None
    for column in ("need", "also"):
        word = row.text(column)
        if word is None:
            continue
        bit = needs.chosen(word)
        if bit is None:
            likely = nearest(word, list(needs.choices()))
            at = row.at[column]
            return None, [problem("need_unknown", at, found=word, suggestion=likely or "—")]
        picked = (picked or 0) | bit
    return picked, []


def is_filled(tables: Iterable[Table]) -> bool:
    """Whether a person chose anything."""
    return any(row.text(column) for table in tables for row in table.rows
               for column in ("need", "also"))  # fmt: skip
