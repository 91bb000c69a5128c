"""The programme of method §4.5 as columns and rows, in whole numbers.

Four things are written otherwise than in the text and mean the same. A pair served by only one
candidate needs no y. A y without a load is left continuous: with x whole, some best y is whole.
The flows z of money are projected out: by the theorem of Gale and Hoffman the channels can pay for
a set of projects when, for every group of limited channels, what only they can pay is within their
budgets. And the numbers of a row have no common factor: its limit is rounded to what they reach.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from math import gcd

from msgspec import Struct

from checkup.plan.programme import (
    Candidate,
    Limit,
    Programme,
    needed,
    offered,
    resolving_by_pair,
)
from checkup.plan.standing import allowed_years, hopeless, impossible, share_cap, takes_room


class Row(Struct, frozen=True):
    """low ≤ Σ coefficient · column ≤ high; None = unbounded on that side."""

    terms: dict[int, float]
    low: float | None
    high: float | None


class Equations:
    """Columns (all at least 0) and rows for the candidates that are not hopeless.

    ``x``, ``rooms``, ``years`` and ``served`` say which column stands for what; ``benefit`` and
    ``cost`` are the coefficients of the two objectives. Rows of the families in ``without`` are
    left out; without ``benefit`` only what makes a plan lawful is written.
    """

    def __init__(
        self, programme: Programme, without: Collection[Limit] = (), *, benefit: bool = True
    ) -> None:
        self.programme = programme
        self.without = frozenset(without)
        out = hopeless(programme)
        self.candidates = sorted(
            (each for each in programme.candidates if each.id not in out), key=lambda each: each.id
        )
        # the solver wants at least one column: the first stands for nothing
        self.upper: list[float] = [0.0]
        self.whole: list[bool] = [False]
        self.rows: list[Row] = []
        self.x = {each.id: self._column() for each in self.candidates}
        self.rooms: dict[tuple[str, str], int] = {}
        self.years: dict[tuple[str, int], int] = {}
        self.served: dict[tuple[str, str], int] = {}
        self.benefit: dict[int, float] = {}
        self.cost = {self.x[each.id]: each.cost or 0 for each in self.candidates}
        self._logic()
        self._money()
        if "space" not in self.without:
            self._rooms()
        if programme.channels and "channel" not in self.without:
            self._channels()
        if benefit:
            self._effects()

    def require(self, terms: Mapping[int, float], *, low: float | None, high: float | None) -> None:
        """One more row, as it is."""
        self.rows.append(Row(dict(terms), low, high))

    def _column(self, *, upper: float = 1.0, whole: bool = True) -> int:
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def _row(
        self, terms: Mapping[int, int], *, low: int | None = None, high: int | None = None
    ) -> None:
        """A row of whole numbers, as small as they can be."""
        unit = gcd(*terms.values())
        if unit == 0:
            unit = 1
        self.require(
            {column: number // unit for column, number in terms.items() if number},
            low=None if low is None else -(-low // unit),
            high=None if high is None else high // unit,
        )

    def _logic(self) -> None:
        demands = self.programme.demands
        excused = {each.id for each in impossible(self.programme)}
        groups: dict[str, dict[int, int]] = {}
        for each in self.candidates:
            for before in sorted(set(each.after)):
                self._row({self.x[each.id]: 1, self.x[before]: -1}, high=0)
            for group in set(each.exclusive):
                groups.setdefault(group, {})[self.x[each.id]] = 1
        for _, members in sorted(groups.items()):
            self._row(members, high=1)
        for name in sorted({*demands.force} - excused):
            self._row({self.x[name]: 1}, low=1)
        resolving = resolving_by_pair(self.candidates)
        for pair in sorted({*demands.mandatory} - excused):
            self._row({self.x[each.id]: 1 for each in resolving[pair]}, low=1)

    def _money(self) -> None:
        demands = self.programme.demands
        if demands.budget is not None and "budget" not in self.without:
            self._row(self.cost, high=demands.budget)
        if demands.operating is not None and "operating" not in self.without:
            operating = {self.x[each.id]: each.operating or 0 for each in self.candidates}
            self._row(operating, high=demands.operating)
        if demands.budget is not None and "floor" not in self.without:
            for floor in sorted(demands.floors, key=lambda each: each.group):
                spent = {
                    self.x[name]: self.cost[self.x[name]]
                    for name in sorted(set(floor.candidates) & self.x.keys())
                }
                self._row(spent, low=floor.least(demands.budget))
        if demands.yearly and "year" not in self.without:
            self._years(demands.yearly)

    def _years(self, yearly: Mapping[int, int]) -> None:
        for each in self.candidates:
            for year in allowed_years(each, self.programme):
                self.years[each.id, year] = self._column()
            self._row({**self._by(each, max(yearly)), self.x[each.id]: -1}, low=0, high=0)
        by_id = {each.id: each for each in self.candidates}
        for each in self.candidates:
            for before in sorted(set(each.after)):
                for year in sorted(yearly):
                    earlier = self._by(by_id[before], year)
                    later = self._by(each, year)
                    if later:
                        self._row({**later, **dict.fromkeys(earlier, -1)}, high=0)
        for year, budget in sorted(yearly.items()):
            spent = {
                column: each.cost or 0
                for each in self.candidates
                if (column := self.years.get((each.id, year))) is not None
            }
            self._row(spent, high=budget)

    def _by(self, candidate: Candidate, year: int) -> dict[int, int]:
        """Columns that say the candidate is paid in or before a year."""
        return {
            self.years[candidate.id, each]: 1
            for each in allowed_years(candidate, self.programme)
            if each <= year
        }

    def _rooms(self) -> None:
        used: dict[str, dict[int, int]] = {}
        areas = {room.id: offered(room.area) for room in self.programme.rooms}
        for each in self.candidates:
            if not takes_room(each):
                continue
            area = needed(each.area)
            here = {}
            for room in sorted(set(each.spaces) & areas.keys()):
                if area <= areas[room]:
                    column = self.rooms[each.id, room] = self._column()
                    used.setdefault(room, {})[column] = area
                    here[column] = 1
            self._row({**here, self.x[each.id]: -1}, low=0, high=0)
        for room, terms in sorted(used.items()):
            self._row(terms, high=areas[room])

    def _channels(self) -> None:
        """For every group of limited channels: what only they can pay is within their budgets.

        2^n − 1 rows for n channels whose budgets can end: 511 for the nine of method §4.4.
        """
        channels = sorted(self.programme.channels, key=lambda each: each.code)
        caps = {
            (each.id, channel.code): share_cap(each, channel)
            for each in self.candidates
            for channel in channels
        }
        # a budget that all candidates together cannot use up is none
        limits = {
            each.code: each.budget
            for each in channels
            if each.budget is not None
            and each.budget < sum(caps[one.id, each.code] for one in self.candidates)
        }
        tightest: dict[tuple[tuple[int, int], ...], int] = {}
        for group in _groups(sorted(limits)):
            others = [each.code for each in channels if each.code not in group]
            only = []
            for each in self.candidates:
                rest = (each.cost or 0) - sum(caps[each.id, code] for code in others)
                if rest > 0:
                    only.append((self.x[each.id], rest))
            budget = sum(limits[code] for code in group)
            tightest[tuple(only)] = min(budget, tightest.get(tuple(only), budget))
        for terms, budget in tightest.items():
            if terms:
                self._row(dict(terms), high=budget)

    def _effects(self) -> None:
        raising: dict[str, list[Candidate]] = {}
        for each in self.candidates:
            for name, effect in each.effects.items():
                if effect > 0:
                    raising.setdefault(name, []).append(each)
        for pair in sorted(self.programme.pairs, key=lambda each: each.id):
            found = raising.get(pair.id, [])
            if not found or pair.value <= 0 or pair.missing <= 0:
                continue
            worth = pair.value / 100
            columns = {
                each.id: self._server(each, pair.id, alone=pair.mode == "add" or len(found) == 1)
                for each in found
            }
            if pair.mode == "add":
                filled = self._column(upper=pair.missing, whole=False)
                rises = {columns[each.id]: -each.effects[pair.id] for each in found}
                self.require({filled: 1, **rises}, low=None, high=0)
                self.benefit[filled] = worth
                continue
            for each in found:
                column = columns[each.id]
                rise = worth * min(pair.missing, each.effects[pair.id])
                self.benefit[column] = self.benefit.get(column, 0.0) + rise
            if len(found) > 1:
                self._row(dict.fromkeys(columns.values(), 1), high=1)
        for each in self.candidates:
            loads = {
                column: needed(each.loads[pair])
                for (name, pair), column in self.served.items()
                if name == each.id and each.loads.get(pair)
            }
            if each.capacity is not None and loads:
                self._row({**loads, self.x[each.id]: -offered(each.capacity)}, high=0)

    def _server(self, candidate: Candidate, pair: str, *, alone: bool) -> int:
        """The column that says a candidate serves a pair: its x where nothing else decides it."""
        loaded = candidate.capacity is not None and bool(candidate.loads.get(pair))
        if alone and not loaded:
            return self.x[candidate.id]
        column = self.served[candidate.id, pair] = self._column(whole=loaded)
        self._row({column: 1, self.x[candidate.id]: -1}, high=0)
        return column


def _groups(codes: list[str]) -> Iterator[tuple[str, ...]]:
    """All groups of at least one."""
    for size in range(1, len(codes) + 1):
        yield from combinations(codes, size)
