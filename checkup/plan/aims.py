"""What a project of the office's store is for: the words of 对应短板 as shortfalls and clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from checkup import vocabulary
from checkup.judge.standard import Standard
from checkup.model import Community, StoredProject
from checkup.plan.ranking import Ranked
from checkup.vocabulary import fold


class Aims(Struct, frozen=True, kw_only=True):
    """``rows``: ids of shortfalls and of other matters, in the order of the list. ``rules``: the
    clauses named, empty where only items are; ``unknown``: words that name nothing at all."""

    rows: tuple[str, ...] = ()
    rules: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


class Names:
    """The words by which items, clauses and other matters are known."""

    def __init__(self, ranked: Sequence[Ranked], community: Community, standard: Standard) -> None:
        self.ranked = ranked
        self.items: dict[str, str] = {}
        self.rules: dict[str, str] = {}
        self.rows: dict[str, str] = {}
        for item in standard.items:
            number = f"{item.no:02}"
            for word in (item.id, number, str(item.no), item.name, item.short_name,
                         f"{number} {item.name}", f"{number} {item.short_name}"):  # fmt: skip
                self.items[fold(word)] = item.id
            self.rules |= {fold(rule.id): rule.id for rule in item.rules}
        for kind in vocabulary.load().kinds.values():
            if kind.item in {item.id for item in standard.items}:
                # a shortfall is often named by the facility that is not there
                for word in (kind.name, *kind.aliases):
                    self.items.setdefault(fold(word), kind.item or "")
        self.shown = {item.id: f"{item.no:02} {item.short_name}" for item in standard.items}
        self.shown |= {each.id: each.name for each in community.other_shortfalls}
        # numbers of rows are no names: they change from one check-up to the next
        self.rows |= {fold(each.name): each.id for each in community.other_shortfalls}

    def spoken(self, closes: Sequence[str]) -> tuple[str, ...]:
        """Shortfalls and matters as a cell of 对应短板 names them, each once."""
        items = {row.shortfall.id: row.candidate.item.id for row in self.ranked}
        named = [items.get(each, each) for each in closes]
        return tuple(dict.fromkeys(self.shown[each] for each in named if each in self.shown))

    def aims(self, project: StoredProject) -> Aims:
        """What the project says it closes. An item stands for its row of the community, and for
        those of the estates it serves, or of all estates where it names none."""
        rows: set[str] = set()
        rules: set[str] = set()
        unknown: list[str] = []
        for word in self._words(project.closes or ""):
            key = fold(word)
            if key in self.rows:
                rows.add(self.rows[key])
            elif key in self.rules:
                rules.add(self.rules[key])
                rows |= {
                    row.shortfall.id for row in self.ranked
                    if self.rules[key] in {want.rule for want in row.candidate.wants}
                    and _serves(project, row)
                }  # fmt: skip
            elif key in self.items:
                rows |= {
                    row.shortfall.id for row in self.ranked
                    if row.candidate.item.id == self.items[key] and _serves(project, row)
                }  # fmt: skip
            else:
                unknown.append(word)
        order = [*(row.shortfall.id for row in self.ranked), *sorted(self.rows.values())]
        return Aims(
            rows=tuple(dict.fromkeys(each for each in order if each in rows)),
            rules=frozenset(rules),
            unknown=tuple(unknown),
        )

    def _words(self, text: str) -> list[str]:
        """The cell split at semicolons and, where that names nothing, at commas: item 09 has
        commas in its name."""
        found: list[str] = []
        for part in re.split(r"[;；\n]+", text):
            if self._is_known(part):
                found.append(part.strip())
            else:
                found += [each.strip() for each in re.split(r"[、,，]+", part)]
        return [each for each in found if each]

    def _is_known(self, word: str) -> bool:
        return any(fold(word) in known for known in (self.items, self.rules, self.rows))


def _serves(project: StoredProject, row: Ranked) -> bool:
    estate = row.candidate.estate
    return not estate or not project.estates or fold(estate) in map(fold, project.estates)
