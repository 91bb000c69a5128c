"""A plan in the making, step by step and without a solver.

The plain plan is built with it, and a finished plan is asked through it why something is not
there: what would one more candidate bring, and which limit refuses it?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from math import fsum

from msgspec import Struct

from checkup.plan.fitting import Tenant, fit, neighbours
from checkup.plan.paying import Ledger
from checkup.plan.programme import (
    Candidate,
    Programme,
    Reason,
    Selection,
    needed,
    offered,
    raised,
)
from checkup.plan.standing import allowed_years, hopeless, in_order, takes_room


class _Step(Struct):
    """What adding some candidates would do, or why it cannot be done."""

    refusals: set[Reason]
    years: dict[str, int]
    rooms: dict[str, str]
    ledger: Ledger | None


class Draft:
    """What is chosen so far, always within every upper limit."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.by_id = {each.id: each for each in programme.candidates}
        self.pairs = {each.id: each for each in programme.pairs}
        self.areas = {room.id: offered(room.area) for room in programme.rooms}
        self.hopeless = hopeless(programme)
        self.chosen: dict[str, Candidate] = {}
        self.groups: Counter[str] = Counter()
        """Group of options that exclude each other → how many of it are chosen."""
        self.before: Counter[str] = Counter()
        """Candidate → how many chosen ones come after it."""
        self.resolved: Counter[str] = Counter()
        """Pair → how many chosen ones resolve it."""
        self.mandatory = frozenset(programme.demands.mandatory)
        self.cost = 0
        self.operating = 0
        self.spent: dict[int, int] = dict.fromkeys(programme.demands.yearly, 0)
        self.years: dict[str, int] = {}
        self.tenants: dict[str, dict[str, Tenant]] = {}
        """Room → the chosen ones it suits."""
        self.rooms: dict[str, str] = {}
        self.serves: dict[str, tuple[str, ...]] = {}
        self.effects: dict[str, dict[str, float]] = {}
        self.ledger = Ledger(programme.channels)

    @classmethod
    def of(cls, programme: Programme, plan: Selection, without: Collection[str] = ()) -> Draft:
        """A finished plan, taken as it is, perhaps without some of it."""
        draft = cls(programme)
        for each in plan.chosen:
            if each in without:
                continue
            candidate = draft.by_id[each]
            if programme.channels:
                draft.ledger.add(candidate)
            draft._take(candidate, plan.serves[each], plan.years.get(each))
        draft.rooms = {name: room for name, room in plan.rooms.items() if name not in without}
        return draft

    def less(self, plan: Selection, names: Collection[str]) -> Draft:
        """:meth:`of` the same plan without some of it, quickly: ``self`` is of it as a whole."""
        if self.programme.channels or not names:
            return Draft.of(self.programme, plan, names)
        left = copy(self)
        left.chosen, left.serves = dict(self.chosen), dict(self.serves)
        left.effects, left.tenants = dict(self.effects), dict(self.tenants)
        left.rooms, left.years, left.spent = dict(self.rooms), dict(self.years), dict(self.spent)
        left.groups, left.before = self.groups.copy(), self.before.copy()
        left.resolved = self.resolved.copy()
        for name in names:
            candidate = left.chosen.pop(name)
            left.cost -= candidate.cost or 0
            left.operating -= candidate.operating or 0
            left.groups.subtract(candidate.exclusive)
            left.before.subtract(candidate.after)
            left.resolved.subtract({*candidate.resolves})
            if name in left.years:
                left.spent[left.years.pop(name)] -= candidate.cost or 0
            for room in candidate.spaces:
                left.tenants[room] = {
                    own: each for own, each in left.tenants[room].items() if own != name
                }
            left.rooms.pop(name, None)
            for pair in left.serves.pop(name):
                left.effects[pair] = {
                    own: effect for own, effect in left.effects[pair].items() if own != name
                }
        return left

    def with_predecessors(self, name: str) -> tuple[str, ...]:
        """The candidate and all it still needs before it, the first to come first."""
        order: list[str] = []
        seen: set[str] = set()

        def visit(each: str) -> None:
            if each in self.chosen or each in seen:
                return
            seen.add(each)
            for before in sorted(self.by_id[each].after):
                visit(before)
            order.append(each)

        visit(name)
        return tuple(order)

    def refusals(self, names: Sequence[str]) -> tuple[Reason, ...]:
        """Which limits keep these from being added together; empty = they can be."""
        return in_order(self._step(names).refusals)

    def gain(self, names: Sequence[str]) -> float:
        """The benefit in people these would add."""
        more = self._more(names)
        return fsum(self._worth(pair, more[pair]) - self._worth(pair) for pair in more)

    def replaced(self, names: Sequence[str]) -> tuple[str, ...]:
        """The chosen ones that would bring nothing any more beside these, and nobody demands."""
        more = self._more(names)
        kept = {
            *self.programme.demands.force,
            *(each for n in names for each in self.by_id[n].after),
        }
        out: list[str] = []
        rivals = {name for pair in more for name in self.effects.get(pair, ())}
        for name in sorted(rivals - kept):
            alone = any(
                self.resolved[pair] == 1 for pair in self.mandatory & {*self.by_id[name].resolves}
            )
            if self.before[name] or alone:
                continue
            served = self.serves[name]
            if all(
                self._worth(pair, more.get(pair), out)
                <= self._worth(pair, more.get(pair), [*out, name])
                for pair in served
            ):
                out.append(name)
        return tuple(out)

    def raises(self, name: str, pair: str) -> bool:
        """Whether a candidate would raise a pair further than it is."""
        effect = self.by_id[name].effects.get(pair, 0.0)
        return self._worth(pair, {name: effect}) > self._worth(pair)

    def add(self, names: Sequence[str]) -> bool:
        """Choose these together, the money in the earliest years; False when a limit refuses."""
        step = self._step(names)
        if step.refusals:
            return False
        for name in names:
            candidate = self.by_id[name]
            self._take(candidate, self._served(candidate, {}), step.years.get(name))
        self.rooms.update(step.rooms)
        if step.ledger is not None:
            self.ledger = step.ledger
        return True

    def selection(self) -> Selection:
        """The plan as it stands, paid channel by channel, nothing explained."""
        self.ledger.prefer()
        benefit, reached = raised(self.programme, self.serves)
        return Selection(
            chosen=tuple(sorted(self.chosen)),
            benefit=benefit,
            cost=self.cost,
            operating=self.operating,
            rooms=dict(sorted(self.rooms.items())),
            years=dict(sorted(self.years.items())),
            serves=dict(sorted(self.serves.items())),
            funding=self.ledger.shares(),
            reached=reached,
        )

    def _take(self, candidate: Candidate, serves: tuple[str, ...], year: int | None) -> None:
        self.chosen[candidate.id] = candidate
        self.groups.update(candidate.exclusive)
        self.before.update(candidate.after)
        self.resolved.update({*candidate.resolves})
        self.cost += candidate.cost or 0
        self.operating += candidate.operating or 0
        if year is not None:
            self.years[candidate.id] = year
            self.spent[year] += candidate.cost or 0
        for room in candidate.spaces:
            others = self.tenants.get(room, {})
            self.tenants[room] = {**others, candidate.id: _tenant(candidate)}
        self.serves[candidate.id] = serves
        for pair in serves:
            self.effects.setdefault(pair, {})[candidate.id] = candidate.effects[pair]

    def _step(self, names: Sequence[str]) -> _Step:
        more = [self.by_id[name] for name in names]
        demands = self.programme.demands
        step = _Step(refusals=set(), years={}, rooms={}, ledger=None)
        groups = Counter(group for each in more for group in each.exclusive)
        if any(count + self.groups[group] > 1 for group, count in groups.items()):
            step.refusals.add("exclusive")
        cost = self.cost + sum(each.cost or 0 for each in more)
        if demands.budget is not None and cost > demands.budget:
            step.refusals.add("budget")
        operating = self.operating + sum(each.operating or 0 for each in more)
        if demands.operating is not None and operating > demands.operating:
            step.refusals.add("operating")
        self._place_in_years(more, step)
        self._place_in_rooms(more, step)
        if self.programme.channels:
            step.ledger = self.ledger.copy()
            if not all(step.ledger.add(each) for each in more):
                step.refusals.add("channel")
        return step

    def _place_in_years(self, more: Iterable[Candidate], step: _Step) -> None:
        yearly = self.programme.demands.yearly
        spent = dict(self.spent)
        for each in more if yearly else ():
            known = self.years | step.years
            earliest = max((known.get(before, 0) for before in each.after), default=0)
            for year in allowed_years(each, self.programme):
                if year >= earliest and spent[year] + (each.cost or 0) <= yearly[year]:
                    step.years[each.id] = year
                    spent[year] += each.cost or 0
                    break
            else:
                step.refusals.add("year")

    def _place_in_rooms(self, more: Iterable[Candidate], step: _Step) -> None:
        new = [_tenant(each) for each in more if takes_room(each)]
        coming: dict[str, dict[str, Tenant]] = {}
        for each in new:
            for room in each.rooms:
                coming.setdefault(room, {})[each.id] = each
        for each in new:
            tenants = neighbours(each, self.tenants, coming)
            rooms = {room for one in tenants.values() for room in one.rooms} & self.areas.keys()
            places = fit(tenants, {room: self.areas[room] for room in sorted(rooms)})
            if places is None:
                step.refusals.add("space")
            else:
                step.rooms.update(places)

    def _more(self, names: Sequence[str]) -> dict[str, dict[str, float]]:
        """Pair → candidate → ΔC of what these would serve beside what is chosen."""
        more: dict[str, dict[str, float]] = {}
        for name in names:
            candidate = self.by_id[name]
            for pair in self._served(candidate, more):
                more.setdefault(pair, {})[name] = candidate.effects[pair]
        return more

    def _served(
        self, candidate: Candidate, more: Mapping[str, Mapping[str, float]]
    ) -> tuple[str, ...]:
        """The pairs it would serve; with a capacity, those worth most for their load first."""
        known = [
            pair
            for pair, effect in sorted(candidate.effects.items())
            if effect > 0 and pair in self.pairs
        ]
        if candidate.capacity is None:
            return tuple(known)
        worth = {}
        for pair in known:
            now = dict(more.get(pair, {}))
            after = now | {candidate.id: candidate.effects[pair]}
            worth[pair] = self._worth(pair, after) - self._worth(pair, now)
        loads = {pair: needed(candidate.loads.get(pair, 0.0)) for pair in known}
        served = [pair for pair in known if not loads[pair]]
        left = offered(candidate.capacity)
        loaded = [pair for pair in known if loads[pair]]
        for pair in sorted(loaded, key=lambda each: (-worth[each] / loads[each], each)):
            if worth[pair] > 0 and loads[pair] <= left:
                left -= loads[pair]
                served.append(pair)
        return tuple(sorted(served))

    def _worth(
        self,
        name: str,
        more: Mapping[str, float] | None = None,
        without: Collection[str] = (),
    ) -> float:
        """What a pair brings (people) with what is chosen, something more and something less."""
        pair = self.pairs[name]
        effects = {**self.effects.get(name, {}), **(more or {})}
        rises = [effect for candidate, effect in effects.items() if candidate not in without]
        if not rises:
            return 0.0
        rise = max(rises) if pair.mode == "best" else fsum(rises)
        return min(pair.missing, rise) / 100 * pair.value


def _tenant(candidate: Candidate) -> Tenant:
    return Tenant(candidate.id, needed(candidate.area), tuple(sorted(candidate.spaces)))
