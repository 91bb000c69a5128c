"""Unit costs, the local price file first (method §4.2): 本地造价 always wins over the library."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from checkup.model import LocalPrice, Problem
from checkup.plan.remedies import Operating, Price, Remedies, Remedy, UnitCost
from checkup.problems import problem
from checkup.vocabulary import fold


def objections(remedies: Remedies, local: Sequence[LocalPrice]) -> list[Problem]:
    """Local prices that could not be used: they name nothing we know, or another unit."""
    prices = Prices(remedies, local)
    return [
        problem("price_not_used", each.ref, found=f"{each.code} {each.unit}",
                unit=prices.unit_of(each.code) or "—")
        for each in prices.unused
    ]  # fmt: skip


def told_as(cost: UnitCost) -> str:
    """How the kit's sheet 本地造价 names a cost: number and name."""
    return f"{cost.code} {cost.name}"


class Prices:
    """What a remedy costs per unit here.

    A local price is given by a code or name of the library (U06), or by a remedy's own number
    (R05.1), which comes first. It counts only in the unit the library or the remedy counts in.
    """

    def __init__(self, remedies: Remedies, local: Sequence[LocalPrice]) -> None:
        self.remedies = remedies
        self._by_code: dict[str, LocalPrice] = {}
        self.unused: list[LocalPrice] = []
        """Local prices that name nothing we know, or in another unit."""
        self._costs = costs = {fold(word): cost for cost in remedies.costs.values()
                 for word in (cost.code, cost.name, told_as(cost))}  # fmt: skip
        self._units = units = {
            fold(each.id): (each.id, each.unit or self._library_unit(each))
            for each in (*remedies.remedies, *remedies.others, *remedies.operate)
        }
        for price in local:
            cost = costs.get(fold(price.code))
            code, unit = (
                (cost.code, cost.unit) if cost else units.get(fold(price.code), (None, None))
            )
            if code is None or unit is None or fold(unit) != fold(price.unit):
                self.unused.append(price)
            else:
                self._by_code[code] = price

    def of(self, remedy: Remedy) -> UnitCost | None:
        """The unit cost of a remedy; None when nobody has one."""
        library = self.remedies.costs.get(remedy.cost or "")
        told = self._by_code.get(remedy.id)
        if told is not None:
            return _local(told, library, remedy.name)
        return self.by_code(remedy.cost)

    def by_code(self, code: str | None) -> UnitCost | None:
        """The unit cost of that code."""
        library = self.remedies.costs.get(code or "")
        told = self._by_code.get(code or "")
        return library if told is None else _local(told, library, told.code)

    def priced(self, code: str) -> LocalPrice | None:
        """The local price of that code of the library."""
        return self._by_code.get(code)

    def told(self, remedy: Remedy) -> LocalPrice | None:
        """The local price a remedy is reckoned with; None where it is the library's."""
        return self._by_code.get(remedy.id) or self._by_code.get(remedy.cost or "")

    def unit_of(self, code: str) -> str | None:
        """The unit in which a price of that code or name counts; None when we know none."""
        cost = self._costs.get(fold(code))
        return cost.unit if cost else self._units.get(fold(code), (None, None))[1]

    def _library_unit(self, remedy: Remedy) -> str | None:
        cost = self.remedies.costs.get(remedy.cost or "")
        return cost.unit if cost else None


def _local(told: LocalPrice, library: UnitCost | None, name: str) -> UnitCost:
    """One price for low, typical and high; it is total investment.

    A price that nobody signed is second-hand until somebody does.
    """
    price = Price(amount=told.price, mark="sure" if told.signer else "second_hand", year=told.year)
    base = library or UnitCost(
        code=told.code, name=name, unit=told.unit, low=price, typical=price, high=price,
        includes="all_in", source="", operating=Operating(),
    )  # fmt: skip
    running = base.operating
    if told.operating is not None:
        running = replace(running, amount=round(told.operating), mark=price.mark)
    return replace(
        base, low=price, typical=price, high=price, includes="all_in",
        source=told.source or "", operating=running,
    )  # fmt: skip
