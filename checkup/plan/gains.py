"""What projects gain: the engine run with them less the engine run without (method §4.1, P-4.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from checkup.judge.rules import kinds_of
from checkup.judge.standard import Standard
from checkup.judge.standing import Standing, stand
from checkup.model import Community, Prospect
from checkup.plan.effects import Effect, after
from checkup.policy import Policy

_NOTHING = 1e-9
"""A change of score smaller than this is none."""


class Gain(Struct, frozen=True):
    """ΔC per item that moves, in points of the item, and of the total; None when unknown."""

    items: dict[str, float]
    total: float | None


class Engine:
    """The community as it stands, and as it would stand with some projects done."""

    def __init__(
        self, community: Community, standard: Standard, policy: Policy, as_of: date | None
    ) -> None:
        self.community = community
        self.standard = standard
        self.policy = policy
        self.as_of = as_of
        self.before = stand(community, standard, policy, as_of)
        self._looks_at: dict[str, set[str]] = {}
        """Item id → facility kinds it looks at."""
        for item in standard.items:
            kinds = {kind for rule in item.rules for kind in kinds_of(rule)}
            self._looks_at[item.id] = kinds | set(item.higher_level)
        self._item_of = {rule.id: item.id for item in standard.items for rule in item.rules}

    def standing(self, effects: Iterable[Effect]) -> Standing:
        """How things stand with these done; only items they can move are judged anew."""
        done = list(effects)
        moved = {self._item_of[rule] for each in done for rule in each.settled}
        kinds = {kind for each in done for kind in each.kinds}
        moved |= {item for item, seen in self._looks_at.items() if seen & kinds}
        return stand(
            after(self.community, done), self.standard, self.policy, self.as_of,
            before=self.before, items=moved,
        )  # fmt: skip

    def gain(self, effects: Iterable[Effect]) -> Gain:
        """What these bring together."""
        return self._gain(self.standing(effects))

    def prospect(self, effects: Iterable[Effect]) -> Prospect:
        """The total with these done, with its bounds."""
        standing = self.standing(effects)
        gain = self._gain(standing)
        return Prospect(
            value=standing.total.value,
            low=standing.total.low,
            high=standing.total.high,
            gain=gain.total,
            met=standing.total.met,
            effects=gain.items,
        )

    def _gain(self, standing: Standing) -> Gain:
        items = {}
        for item in standing.nodes:
            old, new = self.before.score(item), standing.score(item)
            if old is not None and new is not None and abs(new - old) > _NOTHING:
                items[item] = new - old
        old, new = self.before.total.value, standing.total.value
        return Gain(items, None if old is None or new is None else new - old)
