"""What a shape is: a platform's way of writing answers, as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from checkup.model import BLANK, SKIPPED
from shapes.people import Answer, Column, Person

Lack = Literal["skipped", "time", "estate"]
"""What a platform by nature cannot carry: hidden and open questions look the same; no time of
submission; the community's own options are bare numbers."""
Lacks = frozenset[Lack]
NOTHING: Lacks = frozenset()
HIDDEN: Lacks = frozenset({"skipped"})
NO_TIME: Lacks = frozenset({"time"})
NO_ESTATE: Lacks = frozenset({"estate"})


class Shape(NamedTuple):
    """``write(people, file)`` writes these people's answers; ``dialect`` is what it must be read
    as; ``settings`` is a checkup.yaml that has to stand beside it."""

    id: str
    dialect: str
    file: str
    write: Callable[[Sequence[Person], Path], Path]
    lacks: Lacks = NOTHING
    settings: str = ""

    def put(self, people: Sequence[Person], folder: Path) -> Path:
        """The file, in a folder that is made when it is not there, its settings beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.settings:
            (folder / "checkup.yaml").write_text(self.settings, encoding="utf-8")
        return self.write(people, folder / self.file)


def chosen(column: Column, answer: Answer) -> list[str]:
    """Labels of the chosen options, in their order; nothing for an open or hidden question."""
    if isinstance(answer, frozenset):
        return [column.labels[place] for place in sorted(answer)]
    return [column.labels[answer]] if isinstance(answer, int) and answer >= 0 else []


def worded(column: Column, answer: Answer, between: str = ",", nothing: str = "") -> str:
    """A cell in words: label, labels joined, typed text, or the platform's word for nothing."""
    if isinstance(answer, str):
        return answer
    return nothing if answer in (BLANK, SKIPPED) else between.join(chosen(column, answer))


def shown(answer: Answer) -> bool:
    """Whether the question was put to the person at all."""
    return answer != SKIPPED
