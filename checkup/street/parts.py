"""Where the rows of a street's files go while they are sorted, and what stays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from checkup.datafiles import nearest
from checkup.intake import privacy
from checkup.intake.contents import Gathered, nothing
from checkup.intake.own_questions import OWN
from checkup.policy import Policy
from checkup.street import register as registers
from checkup.street.areas import Area
from checkup.street.register import Register
from checkup.street_result import Unrouted
from checkup.vocabulary import Vocabulary

ASKED = f"{OWN}route"
"""How ids of the questions begin that only say which community a row is of."""
_STREETS = f"{OWN}s"
"""How ids of the street's own questions begin, so that none is a community's own."""


class Left(Struct):
    """What stays out of one sheet: how many rows, and how many say what."""

    file: str
    sheet: str
    people: bool
    """Respondents; else lines of a ledger."""
    labels: Counter[tuple[str, bool]] = field(default_factory=Counter)
    rows: int = 0

    def add(self, label: str, clash: bool) -> None:
        """One more row, what it says of its community, and whether that is known and disputed."""
        self.rows += 1
        self.labels[label, clash] += 1


class Sorting(Struct):
    """Everything gathered, the register, and the parts as they fill."""

    gathered: Gathered
    register: Register
    vocabulary: Vocabulary
    parts: dict[str, Gathered] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    """Source → rows that found their community."""
    heard: set[Area] = field(default_factory=set)
    """Areas whose questionnaire is there."""

    def give(self, name: str, source: str, rows: int) -> Gathered:
        """The community's part, with an account of the file from which it gets these rows."""
        part = self.parts.setdefault(name, nothing())
        known = part.sources.get(source)
        account = self.gathered.sources[source]
        part.sources[source] = replace(account, rows=rows + (known.rows if known else 0))
        self.taken[source] += rows
        return part

    def named(self, titles: Iterable[str]) -> frozenset[str]:
        """The community that the first of these titles with any names."""
        found = (registers.by_title(title, self.register, self.vocabulary) for title in titles)
        return next((each for each in found if each), frozenset())

    def area(self, file: str, sheet: str) -> Area | None:
        """The 调查范围 of a questionnaire, by its file's name or its sheet's."""
        titles = (file, Path(file).stem, sheet)
        return next((each for each in self.register.areas if each.is_of(titles)), None)

    def keep(self, left: Left) -> None:
        """Note what stays out of a sheet, if anything does."""
        if left.rows:
            self.left.append(left)


def possible(meant: Sequence[frozenset[str]]) -> frozenset[str]:
    """The communities that everything told of a row can mean; none where nothing is told."""
    told = [each for each in meant if each]
    return frozenset.intersection(*told) if told else frozenset()


def agreed(meant: Sequence[frozenset[str]]) -> str | None:
    """The one community that everything told of a row can mean; None when there is none."""
    common = possible(meant)
    return next(iter(common)) if len(common) == 1 else None


def renamed(question: str) -> str:
    """A street's own question keeps clear of the numbers of a community's."""
    return _STREETS + question.removeprefix(OWN) if question.startswith(OWN) else question


def listed(left: Left, register: Register, policy: Policy) -> list[Unrouted]:
    """Rows by what they say, the most frequent first. What fewer people than may be printed say
    is one line without its words, and without a number where they are too few together."""
    least = policy.min_base_print if left.people else 1
    names = [word for each in register.members for word in (each.name, *each.aliases)]
    shown = [
        (label, clash, n)
        for (label, clash), n in left.labels.items()
        if label and n >= least and not privacy.value_tells(label)
    ]
    rest = left.rows - sum(n for _, _, n in shown)
    rows = [
        Unrouted(
            file=left.file, sheet=left.sheet, label=label, people=left.people, rows=n,
            near=None if clash else nearest(label, names) or None, clash=clash,
        )
        for label, clash, n in sorted(shown, key=lambda each: (-each[2], each[0]))
    ]  # fmt: skip
    if rest:
        told = rest if rest >= least else None
        rows.append(
            Unrouted(file=left.file, sheet=left.sheet, label=None, people=left.people, rows=told)
        )
    return rows
