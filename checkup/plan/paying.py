"""Which channel pays what: lexicographic funding in whole 元 (method §4.5, stage 3).

Who pays how much is a flow of money from channels to projects. With whole costs, shares and
budgets its extreme points are whole, so moving whole amounts along paths gives the lexicographic
optimum itself: there is nothing left to round.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from checkup.plan.programme import Candidate, Channel
from checkup.plan.standing import share_cap


class Ledger:
    """Who pays what so far. Every candidate in it is paid in full, no channel over its budget."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self.channels = sorted(channels, key=lambda each: (each.priority, each.code))
        self.codes = [each.code for each in self.channels]
        self.left: dict[str, int | None] = {each.code: each.budget for each in self.channels}
        self.paid: dict[str, dict[str, int]] = {}
        self.caps: dict[str, dict[str, int]] = {}

    def copy(self) -> Ledger:
        other = Ledger(self.channels)
        other.left = dict(self.left)
        other.paid = {each: dict(paid) for each, paid in self.paid.items()}
        other.caps = dict(self.caps)
        return other

    def add(self, candidate: Candidate) -> bool:
        """Pay a candidate in full, moving other payments where that makes room.

        False when the channels cannot pay all of them: the ledger is then of no further use.
        """
        missing = candidate.cost or 0
        paid = self.paid[candidate.id] = dict.fromkeys(self.codes, 0)
        caps = {each.code: share_cap(candidate, each) for each in self.channels}
        self.caps[candidate.id] = caps
        while missing:
            willing = [code for code in self.codes if paid[code] < caps[code]]
            ends = [code for code in self.codes if self.left[code] != 0]
            path = self._path(willing, ends, self.paid.keys() - {candidate.id})
            if path is None:
                return False
            first, last, moves = path
            amount = self._room(moves, min(missing, caps[first] - paid[first]))
            rest = self.left[last]
            if rest is not None:
                amount = min(amount, rest)
                self.left[last] = rest - amount
            self._move(moves, amount)
            paid[first] += amount
            missing -= amount
        return True

    def prefer(self) -> None:
        """Move payments to the first channels: their totals in order, then project by project."""
        for number, code in enumerate(self.codes):
            self._raise_total(code, self.codes[number + 1 :])
        todo = sorted(self.paid)
        for number, project in enumerate(todo):
            others = todo[number + 1 :]
            for place, code in enumerate(self.codes):
                self._raise_share(project, code, self.codes[place + 1 :], others)

    def shares(self) -> dict[str, dict[str, int]]:
        """Candidate → channel → 元 above zero, channels in their order."""
        return {
            each: {code: amount for code, amount in self.paid[each].items() if amount}
            for each in sorted(self.paid)
        }

    def _raise_total(self, code: str, later: Sequence[str]) -> None:
        """As much from ``code`` as can be, taken from later channels only."""
        while (rest := self.left[code]) != 0:
            path = self._path(later, [code], self.paid)
            if path is None:
                return
            first, _, moves = path
            amount = self._room(moves, self.paid[moves[0][0]][first])
            if rest is not None:
                amount = min(amount, rest)
                self.left[code] = rest - amount
            before = self.left[first]
            if before is not None:
                self.left[first] = before + amount
            self._move(moves, amount)

    def _raise_share(
        self, project: str, code: str, later: Sequence[str], others: Sequence[str]
    ) -> None:
        """As much of one project from ``code`` as can be, the channels' totals staying."""
        paid, caps = self.paid[project], self.caps[project]
        while paid[code] < caps[code]:
            path = self._path([code], [each for each in later if paid[each]], others)
            if path is None:
                return
            _, last, moves = path
            amount = self._room(moves, min(caps[code] - paid[code], paid[last]))
            self._move(moves, amount)
            paid[code] += amount
            paid[last] -= amount

    def _path(
        self, starts: Sequence[str], ends: Collection[str], projects: Iterable[str]
    ) -> tuple[str, str, list[tuple[str, str, str]]] | None:
        """(start, end, moves) of a shortest chain of (project, from, to) between channels.

        Along it money moves out of the start and into the end; totals between stay.
        """
        ordered = sorted(projects)
        came: dict[str, tuple[str, str] | None] = dict.fromkeys(starts)
        queue = list(came)
        for here in queue:
            if here in ends:
                moves = []
                at = here
                while (step := came[at]) is not None:
                    moves.append((step[0], step[1], at))
                    at = step[1]
                return at, here, moves[::-1]
            for project in ordered:
                paid, caps = self.paid[project], self.caps[project]
                if not paid[here]:
                    continue
                for to in self.codes:
                    if to not in came and paid[to] < caps[to]:
                        came[to] = (project, here)
                        queue.append(to)
        return None

    def _room(self, moves: Sequence[tuple[str, str, str]], most: int) -> int:
        """How much of ``most`` can move along all of them."""
        for project, out, to in moves:
            room = self.caps[project][to] - self.paid[project][to]
            most = min(most, self.paid[project][out], room)
        return most

    def _move(self, moves: Sequence[tuple[str, str, str]], amount: int) -> None:
        for project, out, to in moves:
            self.paid[project][out] -= amount
            self.paid[project][to] += amount


def pay(
    candidates: Iterable[Candidate], channels: Sequence[Channel]
) -> dict[str, dict[str, int]] | None:
    """Candidate → channel → 元, every candidate paid in full; None when that cannot be.

    First the channel of the smallest ``priority`` pays as much as can be, then the next, and so
    on; within these totals the candidate with the first id gets most from the first channel.
    """
    ledger = Ledger(channels)
    for each in sorted(candidates, key=lambda each: each.id):
        if not ledger.add(each):
            return None
    ledger.prefer()
    return ledger.shares()
