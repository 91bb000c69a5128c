"""All that could be done about each shortfall, and what is recommended (method §4.1).

Every remedy that is meant for something short is an option, once for each idle space that fits.
Without a budget the first remedy meant for what is short is the recommended one; where it does
not cover every short clause, the next one is taken for the rest. Idle spaces go, in rank order,
to the recommended remedy they fit best, each once.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from checkup.judge.document import Rule
from checkup.judge.predicates import Count, Largest
from checkup.judge.rules import kinds_of
from checkup.judge.standard import Standard
from checkup.model import Community, Finding, Offer, Space
from checkup.plan.brings import effect_of
from checkup.plan.effects import Effect, shared
from checkup.plan.meant import also_closed, meant, stands_on
from checkup.plan.prices import Prices
from checkup.plan.quantity import Figures
from checkup.plan.ranking import Candidate, Ranked, Want
from checkup.plan.remedies import Adds, Remedies, Remedy
from checkup.plan.shortfalls import OPERATION
from checkup.plan.spaces import area_of, fitting
from checkup.policy import Policy


class Choice(Struct, frozen=True, kw_only=True):
    """A remedy for some wants of one shortfall: what it covers, how much of it, where, to what
    effect. ``id`` is stable: shortfall, remedy and, where it takes one, idle space.

    ``area`` is what it takes of the space, in ㎡.
    """

    id: str
    row: Ranked
    closes: tuple[str, ...]
    remedy: Remedy
    covered: tuple[Want, ...]
    quantity: float | None
    sites: float
    space: Space | None
    area: float
    effect: Effect
    offer: Offer | None = None


class Options:
    """The options of a community's shortfalls."""

    def __init__(
        self,
        findings: Sequence[Finding],
        community: Community,
        standard: Standard,
        remedies: Remedies,
        prices: Prices,
        policy: Policy,
        offers: Sequence[Offer] = (),
    ) -> None:
        self.figures = Figures(findings, community, standard)
        self.community = community
        self.standard = standard
        self.remedies = remedies
        self.prices = prices
        self.offers = [
            each
            for each in sorted(offers, key=lambda each: (each.walk_minutes, each.id))
            if each.walk_minutes <= policy.higher_level_minutes
        ]

    def every(self, ranked: Sequence[Ranked]) -> tuple[Choice, ...]:
        """Every feasible option and what is recommended, by shortfall, then by preference.

        What works on a facility that is not there is feasible only beside what builds it.
        """
        wanted = {each.id for each in self.recommended(ranked)}
        found: list[Choice] = []
        for row in ranked:
            choices = self._all(row, ranked)
            spaced = {want for each in choices if each.space is not None for want in each.covered}
            found += [
                each
                for each in choices
                if each.id in wanted
                or (
                    self._has_ground(each)
                    and not (each.remedy.only_without_space and spaced.issuperset(each.covered))
                )
            ]
        return tuple(found)

    def _has_ground(self, choice: Choice) -> bool:
        """Whether it builds what it works on, or some of that is in use."""
        built = {each.kind for each in choice.effect.facilities}
        there = {each.kind for each in self.community.facilities if each.state == "in_use"}
        there |= {
            kind for want in choice.covered for kind in kinds_of(self.standard.rules[want.rule])
            if self.community.number(f"stated.{kind}")
        }  # fmt: skip
        return all(
            not (kinds := stands_on(self.standard.rules[want.rule])) or kinds & (built | there)
            for want in choice.covered
        )

    def recommended(self, ranked: Sequence[Ranked]) -> tuple[Choice, ...]:
        """What to do without a budget, in the order of the shortfalls; a space is given once."""
        taken: set[str] = set()
        chosen: list[Choice] = []
        closed: set[str] = set()
        for row in ranked:
            choices = self._recommended(row, ranked, taken)
            if not choices and row.shortfall.id not in closed:
                choices = [self._choice(self.remedies.otherwise, (), (), row, ranked, None)]
            chosen += choices
            closed.update(shortfall for choice in choices for shortfall in choice.closes)
        return tuple(chosen)

    def _all(self, row: Ranked, ranked: Sequence[Ranked]) -> list[Choice]:
        candidate = row.candidate
        if candidate.tier == OPERATION:
            return [
                self._choice(remedy, (), (), row, ranked, None)
                for remedy in self.remedies.operating(candidate.item.id)
            ]
        found = []
        left = set(candidate.wants)
        for remedy in self.remedies.of_item(candidate.item.id):
            triggers, covered = meant(remedy, candidate.wants)
            if not triggers:
                continue
            if remedy.needs_offer:
                found += self._shared(remedy, row, ranked, covered)
                continue
            spaces = self._spaces(remedy, candidate)
            found += [
                self._choice(remedy, triggers, covered, row, ranked, space) for space in spaces
            ]
            if spaces:
                left.difference_update(covered)
        rest = tuple(want for want in candidate.wants if want in left)
        if rest:
            found.append(self._choice(self.remedies.otherwise, rest, rest, row, ranked, None))
        return found

    def _shared(
        self, remedy: Remedy, row: Ranked, ranked: Sequence[Ranked], wants: tuple[Want, ...]
    ) -> list[Choice]:
        """One option per neighbour's facility; it covers what that facility is known to meet."""
        found = []
        for offer in self.offers:
            covered = tuple(want for want in wants if self._offered(want, offer))
            if offer.kind != remedy.adds.facility or not covered:
                continue
            choice = self._choice(remedy, covered, covered, row, ranked, None)
            name = f"{choice.id}-{offer.id}"
            found.append(
                replace(choice, id=name, offer=offer, effect=shared(choice.effect, name, offer))
            )
        return found

    def _offered(self, want: Want, offer: Offer) -> bool:
        """Whether one facility of that kind and size meets the clause."""
        test = self.standard.rules[want.rule].test
        if isinstance(test, Count):
            return offer.kind in test.of and test.each_measure is None
        return (
            isinstance(test, Largest)
            and offer.kind in test.of
            and offer.measures.get(test.measure, 0.0) >= test.at_least
        )

    def _recommended(self, row: Ranked, ranked: Sequence[Ranked], taken: set[str]) -> list[Choice]:
        """Remedies until every want is covered. None where another row's project closes it."""
        candidate = row.candidate
        if candidate.tier == OPERATION:
            return self._all(row, ranked)[:1]
        choices = []
        left = candidate.wants
        while left:
            choice = self._pick(row, left, ranked, taken)
            if choice.space is not None:
                taken.add(choice.space.id)
            choices.append(choice)
            left = tuple(want for want in left if want not in choice.covered)
        return choices

    def _pick(
        self, row: Ranked, wants: tuple[Want, ...], ranked: Sequence[Ranked], taken: set[str]
    ) -> Choice:
        """The first remedy meant for a want whose quantity is known; else the first one meant."""
        without: list[Choice] = []
        for remedy in self.remedies.of_item(row.candidate.item.id):
            triggers, covered = meant(remedy, wants)
            if not triggers or remedy.alternative:
                continue
            spaces = self._spaces(remedy, row.candidate)
            free = [each for each in spaces if each is None or each.id not in taken]
            if not free:
                continue
            choice = self._choice(remedy, triggers, covered, row, ranked, free[0])
            if choice.quantity is not None or remedy.quantity.rule == "to_measure":
                return choice
            without.append(choice)
        if without:
            return without[0]
        return self._choice(self.remedies.otherwise, wants, wants, row, ranked, None)

    def _spaces(self, remedy: Remedy, candidate: Candidate) -> list[Space | None]:
        """The spaces a remedy could take, the best first; [None] where it needs none."""
        needs = remedy.needs_space
        if needs is None:
            return [None]
        area = self._needed_area(remedy, candidate)
        if area is None and (needs.area or needs.area_gap):
            return []
        return [*fitting(needs, area, self.community, self.remedies.spaces)]

    def _needed_area(self, remedy: Remedy, candidate: Candidate) -> float | None:
        needs = remedy.needs_space
        if needs is None:
            return None
        if needs.area is not None:
            return self.figures.needed(needs.area, candidate.estate)
        if needs.area_gap is not None:
            return self.figures.gap(needs.area_gap, candidate.estate)
        return None

    def _choice(
        self,
        remedy: Remedy,
        triggers: tuple[Want, ...],
        covered: tuple[Want, ...],
        row: Ranked,
        ranked: Sequence[Ranked],
        space: Space | None,
    ) -> Choice:
        candidate = row.candidate
        sites = 1.0
        if remedy.quantity.times is not None:
            sites = self.figures.gap(remedy.quantity.times, candidate.estate) or 1.0
        unit_cost = self.prices.of(remedy)
        quantity = self.figures.quantity(
            remedy.quantity,
            rules=tuple(dict.fromkeys(want.rule for want in triggers)),
            estate=candidate.estate,
            parts=len(covered),
            sites=sites,
            space=space,
            whole=unit_cost is not None and unit_cost.whole,
        )
        option = f"{row.shortfall.id}-{remedy.id}"
        if space is not None:
            option = f"{option}-{space.id}"
        area = 0.0
        if space is not None:
            area = self._needed_area(remedy, candidate) or area_of(space, self.community) or 0.0
        return Choice(
            id=option,
            row=row,
            closes=(row.shortfall.id, *also_closed(row, ranked)),
            remedy=remedy,
            covered=covered,
            quantity=quantity,
            sites=sites,
            space=space,
            area=area,
            effect=effect_of(
                option, self._adds(remedy, covered), covered, self._designed(remedy, candidate),
                self.figures, candidate.estate,
            ),
        )  # fmt: skip

    def _adds(self, remedy: Remedy, covered: Sequence[Want]) -> Adds:
        """What the remedy says; where none is meant for a clause, what the clause counts."""
        if remedy.id != self.remedies.otherwise.id:
            return remedy.adds
        for want in covered:
            kinds: tuple[str, ...] = getattr(self.standard.rules[want.rule].test, "of", ())
            if kinds and want.gap == "missing":
                return Adds(facility=kinds[0])
            if kinds:
                return Adds(grows=kinds)
        return Adds()

    def _designed(self, remedy: Remedy, candidate: Candidate) -> list[Rule]:
        """The clauses by which what is new is laid out: those covered, by default the item's."""
        item = next(each for each in self.standard.items if each.id == candidate.item.id)
        return [rule for rule in item.rules if not remedy.covers or rule.id in remedy.covers]
