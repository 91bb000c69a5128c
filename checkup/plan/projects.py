"""An option as a project: name, place, money, who, for whom, and what it gains."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from checkup.model import Community, Cost, Funding, OtherShortfall, Project, Space
from checkup.plan import money
from checkup.plan.gains import Engine
from checkup.plan.options import Choice
from checkup.plan.prices import Prices
from checkup.plan.remedies import Remedies, Remedy
from checkup.plan.shortfalls import SAFETY
from checkup.policy import Policy


class Maker:
    """Makes projects of one community; each option is judged once."""

    def __init__(
        self,
        community: Community,
        engine: Engine,
        remedies: Remedies,
        prices: Prices,
        short_names: Mapping[str, str],
        policy: Policy,
    ) -> None:
        self.community = community
        self.engine = engine
        self.remedies = remedies
        self.prices = prices
        self.short_names = short_names
        self.policy = policy

    def project(self, choice: Choice) -> Project:
        """The option as a project under its own id; dates and place in a plan come later."""
        remedy = choice.remedy
        candidate = choice.row.candidate
        lead = remedy.lead or candidate.item.lead
        gain = self.engine.gain([choice.effect])
        worth = value_of(choice)
        parts = [want.part for want in choice.covered if want.part is not None]
        rise = gain.items.get(candidate.item.id, 0.0)
        return Project(
            id=choice.id,
            option=choice.id,
            name=remedy.name.format(
                item=self.short_names.get(candidate.item.id, candidate.item.name),
                space="" if choice.space is None else choice.space.name,
                parts=self.remedies.separator.join(parts),
                neighbour="" if choice.offer is None else choice.offer.community,
            ),
            closes=choice.closes,
            remedy=remedy.id,
            nature=remedy.nature,
            way=remedy.way,
            place=self._place(candidate.estate, choice.space),
            quantity=choice.quantity,
            unit=self._unit(remedy),
            cost=self._cost(remedy, choice.quantity),
            operating=self._operating(remedy, choice.quantity, choice.sites),
            operating_signed=self._operating_signed(remedy),
            funding=self._funding(remedy),
            lead=lead[:1],
            with_=lead[1:],
            operator=None,
            model=remedy.model,
            start=None,
            finish=None,
            quarters=remedy.quarters,
            beneficiaries=choice.row.shortfall.people,
            gain=gain.total,
            effects=gain.items,
            benefit=None if worth is None else worth * rise / 100,
            space=None if choice.space is None else choice.space.id,
            shared_with=_shared_with(choice),
            estates=self._estates(choice),
            task=candidate.item.task,
            rules=tuple(dict.fromkeys(want.rule for want in choice.covered)),
            note=remedy.note,
            hours=remedy.hours,
            income=remedy.income,
            mandatory=candidate.tier == SAFETY,
        )

    def other(self, matter: OtherShortfall) -> Project:
        """What may be done about a matter outside the 20 items; nothing of it is scored.

        The quantity is the one that was told where it is in the unit of the price, else open.
        """
        remedy = self.remedies.other(matter.name)
        unit_cost = self.prices.of(remedy)
        unit = self._unit(remedy)
        quantity = remedy.quantity.n
        if remedy.quantity.rule == "told":
            quantity = matter.quantity if unit and matter.unit == unit else None
        priced = unit_cost is not None and quantity is not None
        return Project(
            id=f"{matter.id}-{remedy.id}",
            option=f"{matter.id}-{remedy.id}",
            name=remedy.name.format(item=matter.name, space="", parts="", neighbour=""),
            closes=(matter.id,),
            remedy=remedy.id,
            nature=remedy.nature,
            way=remedy.way,
            place=matter.estate,
            # what was told stands, though it is not what the price counts
            quantity=quantity if priced or matter.quantity is None else matter.quantity,
            unit=unit if priced or matter.quantity is None else matter.unit,
            cost=self._cost(remedy, quantity),
            operating=self._operating(remedy, quantity, 1.0),
            operating_signed=self._operating_signed(remedy),
            funding=self._funding(remedy),
            lead=remedy.lead[:1],
            with_=remedy.lead[1:],
            operator=None,
            model=remedy.model,
            start=None,
            finish=None,
            quarters=remedy.quarters,
            beneficiaries=None,
            gain=None,
            space=None,
            shared_with=(),
            estates=(matter.estate,) if matter.estate else (),
            note=remedy.note,
            hours=remedy.hours,
            income=remedy.income,
        )

    def _unit(self, remedy: Remedy) -> str | None:
        unit_cost = self.prices.of(remedy)
        return remedy.unit if unit_cost is None else unit_cost.unit

    def _cost(self, remedy: Remedy, quantity: float | None) -> Cost:
        if remedy.no_cost is not None:
            return money.without_works(remedy.no_cost)
        told = self.prices.told(remedy)
        cost = money.cost(quantity, self.prices.of(remedy), self.policy)
        if told is None:
            return cost
        return replace(cost, signed=cost.typical is not None and told.signed, lacks=told.lacks)

    def _operating_signed(self, remedy: Remedy) -> bool:
        """Whether the yearly cost is a signed one; rent has a price of its own."""
        told = self.prices.told(remedy)
        signed = bool(told and told.signed and told.operating is not None)
        rent = self.prices.priced(remedy.rent) if remedy.rent else None
        return signed and (not remedy.rent or bool(rent and rent.signed))

    def _operating(self, remedy: Remedy, quantity: float | None, sites: float) -> int | None:
        """Yearly cost, rent included; what only enlarges a place has no further running cost."""
        unit_cost = self.prices.of(remedy)
        running = None
        if unit_cost is not None and not remedy.enlarges:
            running = money.operating(quantity, sites, unit_cost.operating)
        rented = self.prices.by_code(remedy.rent)
        if rented is None:
            return running
        rent = money.rent(quantity, rented)
        return None if rent is None else rent + (running or 0)

    def _funding(self, remedy: Remedy) -> tuple[Funding, ...]:
        """Channels that may fit; how much is never promised."""
        channels = [self.remedies.channels[code] for code in remedy.channels]
        return tuple(
            Funding(
                channel=each.name, level="/".join(each.levels), amount=None, code=each.code,
                share=each.share, as_of=each.as_of, note=each.fits,
            )
            for each in channels
        )  # fmt: skip

    def _place(self, estate: str | None, space: Space | None) -> str | None:
        if space is None:
            return estate
        address = self.community.fact(space.facts.get("address", ""))
        return str(address.value) if address and address.value is not None else space.estate

    def _estates(self, choice: Choice) -> tuple[str, ...]:
        named = choice.row.shortfall.estates
        return named or ((choice.space.estate,) if choice.space and choice.space.estate else ())


def _shared_with(choice: Choice) -> tuple[str, ...]:
    if choice.offer is not None:
        return (choice.offer.community,)
    return (choice.space.name,) if choice.remedy.way == "share" and choice.space else ()


def value_of(choice: Choice) -> float | None:
    """V = d̃·N_g·e of the item (method §4.5), in people; None when the group is unknown."""
    candidate = choice.row.candidate
    if candidate.people.size is None:
        return None
    return candidate.demand.share.value * candidate.people.size * candidate.equity
