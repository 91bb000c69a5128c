"""One project per shortfall, out of the remedies (method §4.1, first cut).

The first remedy of the item that is meant for what is short is the recommended one; where it
does not cover every short clause, the next one is taken for the rest. Idle spaces go, in rank
order, to the remedy they fit best, each once.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from checkup.judge.standard import Standard
from checkup.model import Community, Finding, Funding, Project, Space
from checkup.plan import money
from checkup.plan.quantity import Figures
from checkup.plan.ranking import Candidate, Ranked, Want
from checkup.plan.remedies import Remedies, Remedy
from checkup.plan.shortfalls import OPERATION
from checkup.plan.spaces import best_fit
from checkup.policy import Policy


class Choice(Struct, frozen=True, kw_only=True):
    """A remedy picked for some wants: what it covers, how much of it, and where."""

    remedy: Remedy
    covered: tuple[Want, ...]
    quantity: float | None
    sites: float
    space: Space | None


class Planner:
    """Picks remedies and spaces shortfall by shortfall; a space is given away once."""

    def __init__(
        self,
        findings: Sequence[Finding],
        community: Community,
        standard: Standard,
        remedies: Remedies,
        policy: Policy,
    ) -> None:
        self.figures = Figures(findings, community, standard)
        self.community = community
        self.short_names = {item.id: item.short_name for item in standard.items}
        self.remedies = remedies
        self.policy = policy
        self.taken: set[str] = set()

    def projects(self, ranked: Sequence[Ranked]) -> tuple[Project, ...]:
        """The recommended projects, in the order of the shortfalls they close."""
        made: list[Project] = []
        closed: set[str] = set()
        for row in ranked:
            choices = self._choices(row.candidate)
            if not choices and row.shortfall.id not in closed:
                choices = [self._choice(self.remedies.otherwise, (), (), row.candidate, None)]
            for choice in choices:
                closes = (row.shortfall.id, *_also_closed(row, ranked))
                made.append(self._project(f"P{len(made) + 1:02}", row, choice, closes))
                closed.update(closes)
        return tuple(made)

    def _choices(self, candidate: Candidate) -> list[Choice]:
        """Remedies until every want is covered. None where another row's project closes it."""
        if candidate.tier == OPERATION:
            return [self._choice(self.remedies.operate, (), (), candidate, None)]
        choices = []
        left = candidate.wants
        while left:
            choice = self._pick(candidate, left)
            if choice.space is not None:
                self.taken.add(choice.space.id)
            choices.append(choice)
            left = tuple(want for want in left if want not in choice.covered)
        return choices

    def _pick(self, candidate: Candidate, wants: tuple[Want, ...]) -> Choice:
        """The first remedy meant for a want whose quantity is known; else the first one meant."""
        meant: list[Choice] = []
        for remedy in self.remedies.of_item(candidate.item.id):
            triggers = tuple(want for want in wants if _meant_for(remedy, want))
            if not triggers:
                continue
            space = self._space(remedy, candidate)
            if remedy.needs_space is not None and space is None:
                continue
            covered = tuple(want for want in wants if want in triggers or _covers(remedy, want))
            choice = self._choice(remedy, triggers, covered, candidate, space)
            if choice.quantity is not None or remedy.quantity.rule == "to_measure":
                return choice
            meant.append(choice)
        if meant:
            return meant[0]
        return self._choice(self.remedies.otherwise, wants, wants, candidate, None)

    def _space(self, remedy: Remedy, candidate: Candidate) -> Space | None:
        needs = remedy.needs_space
        if needs is None:
            return None
        area = None
        if needs.area is not None:
            area = self.figures.needed(needs.area, candidate.estate)
        elif needs.area_gap is not None:
            area = self.figures.gap(needs.area_gap, candidate.estate)
        if area is None and (needs.area or needs.area_gap):
            return None
        return best_fit(needs, area, self.community, self.taken, self.remedies.ground_floor)

    def _choice(
        self,
        remedy: Remedy,
        triggers: tuple[Want, ...],
        covered: tuple[Want, ...],
        candidate: Candidate,
        space: Space | None,
    ) -> Choice:
        sites = 1.0
        if remedy.quantity.times is not None:
            sites = self.figures.gap(remedy.quantity.times, candidate.estate) or 1.0
        unit_cost = self.remedies.costs.get(remedy.cost or "")
        quantity = self.figures.quantity(
            remedy.quantity,
            rules=tuple(dict.fromkeys(want.rule for want in triggers)),
            estate=candidate.estate,
            parts=len(covered),
            sites=sites,
            space=space,
            whole=unit_cost is not None and unit_cost.whole,
        )
        return Choice(remedy=remedy, covered=covered, quantity=quantity, sites=sites, space=space)

    def _project(
        self, project_id: str, row: Ranked, choice: Choice, closes: tuple[str, ...]
    ) -> Project:
        remedy = choice.remedy
        candidate = row.candidate
        unit_cost = self.remedies.costs.get(remedy.cost or "")
        lead = remedy.lead or candidate.item.lead
        cost = money.cost(choice.quantity, unit_cost, self.policy)
        if remedy.no_cost is not None:
            cost = money.without_works(remedy.no_cost)
        parts = [want.part for want in choice.covered if want.part is not None]
        return Project(
            id=project_id,
            name=remedy.name.format(
                item=self.short_names.get(candidate.item.id, candidate.item.name),
                space="" if choice.space is None else choice.space.name,
                parts=self.remedies.separator.join(parts),
            ),
            closes=closes,
            remedy=remedy.id,
            nature=remedy.nature,
            place=self._place(candidate, choice.space),
            quantity=choice.quantity,
            unit=remedy.unit if unit_cost is None else unit_cost.unit,
            cost=cost,
            operating=None
            if unit_cost is None or remedy.enlarges
            else money.operating(choice.quantity, choice.sites, unit_cost.operating),
            funding=tuple(self._funding(code) for code in remedy.channels),
            lead=lead[:1],
            with_=lead[1:],
            operator=None,
            model=remedy.model,
            start=None,
            finish=None,
            beneficiaries=row.shortfall.people,
            gain=None,
            space=None if choice.space is None else choice.space.id,
            shared_with=(),
            task=candidate.item.task,
            rules=tuple(dict.fromkeys(want.rule for want in choice.covered)),
            note=remedy.note,
        )

    def _funding(self, code: str) -> Funding:
        """A channel that may fit; how much is never promised."""
        channel = self.remedies.channels[code]
        return Funding(channel=channel.name, level="/".join(channel.levels), amount=None)

    def _place(self, candidate: Candidate, space: Space | None) -> str | None:
        if space is None:
            return candidate.estate
        address = self.community.fact(space.facts.get("address", ""))
        return str(address.value) if address and address.value is not None else space.estate


def _meant_for(remedy: Remedy, want: Want) -> bool:
    return (
        (not remedy.rules or want.rule in remedy.rules)
        and (not remedy.gaps or want.gap in remedy.gaps)
        and (not remedy.parts or want.part in remedy.parts)
    )


def _covers(remedy: Remedy, want: Want) -> bool:
    return (not remedy.covers or want.rule in remedy.covers) and (
        not remedy.parts or want.part in remedy.parts
    )


def _also_closed(row: Ranked, ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Rows of the same item with no want of their own: all their clauses are this row's."""
    return tuple(
        other.shortfall.id
        for other in ranked
        if other is not row
        and other.candidate.item.id == row.candidate.item.id
        and other.candidate.estate == row.candidate.estate
        and other.candidate.tier != OPERATION
        and not other.candidate.wants
    )
