"""The options of all communities that share a purse, as one programme (method §4.5).

Benefit counts what is ranked and scored. Matters outside the 20 items and rows of single estates
bring no scored benefit: they are candidates only so that a user can force them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from checkup.model import Project, Wishes
from checkup.plan.case import Case
from checkup.plan.money import needs_no_works
from checkup.plan.naming import UnknownIdError, named, scoped
from checkup.plan.options import Choice
from checkup.plan.programme import Candidate, Channel, Demands, Pair, Programme, Room
from checkup.plan.shortfalls import OPERATION, SAFETY
from checkup.plan.spaces import area_of
from checkup.plan.store import in_agreed_order


class Asked(Struct, frozen=True):
    """A question for the solver, with what its ids stand for."""

    programme: Programme
    projects: dict[str, tuple[int, Project]]
    """Candidate id → (number of its case, the option as a project)."""
    forced: frozenset[str]
    """Pairs and candidates that the user forces."""


def question(cases: Sequence[Case], wishes: Wishes) -> Asked:
    """The options of all cases as one programme."""
    pairs: list[Pair] = []
    candidates: list[Candidate] = []
    rooms: list[Room] = []
    projects: dict[str, tuple[int, Project]] = {}
    mandatory: list[str] = []
    for number, case in enumerate(cases):
        pairs += _pairs(number, case)
        mandatory += [
            scoped(number, row.shortfall.id) for row in case.ranked if row.shortfall.tier == SAFETY
        ]
        given = _given_away(case)
        rooms += [
            Room(
                id=scoped(number, space.id),
                area=max(0.0, (area_of(space, case.community) or 0.0) - given.get(space.id, 0.0)),
            )
            for space in case.community.spaces
        ]
        for place, (choice, project) in enumerate(zip(case.options, case.projects, strict=True)):
            if choice.id in case.store.replaced:
                continue
            candidates.append(_candidate(number, case, choice, project, place))
            projects[candidates[-1].id] = (number, project)
        for place, project in enumerate(case.others):
            if project.id in case.store.replaced:
                continue
            candidates.append(_unscored(number, case, project, len(case.options) + place))
            projects[candidates[-1].id] = (number, project)
        for candidate, project in _stored(number, case):
            candidates.append(candidate)
            projects[candidate.id] = (number, project)
    force, wanted = named(wishes.force, cases)
    forbid, unwanted = named(wishes.forbid, cases)
    closing = {
        name
        for name, (number, each) in projects.items()
        if any(scoped(number, one) in unwanted for one in each.closes)
    }
    return Asked(
        Programme(
            pairs=tuple(pairs),
            candidates=tuple(candidates),
            rooms=tuple(rooms),
            channels=_channels(cases, wishes),
            demands=Demands(
                budget=wishes.budget,
                operating=_left_to_operate(cases, wishes),
                yearly=wishes.yearly,
                mandatory=tuple(dict.fromkeys((*mandatory, *sorted(wanted)))),
                force=tuple(sorted(force)),
                forbid=tuple(sorted(forbid | closing)),
            ),
        ),
        projects,
        frozenset(force | wanted),
    )


def _pairs(number: int, case: Case) -> list[Pair]:
    """One pair per item that falls short, and a worthless one per row, for what must be closed."""
    worth: dict[str, float] = {}
    missing: dict[str, float] = {}
    rank: dict[str, int] = {}
    for row in case.ranked:
        candidate = row.candidate
        if candidate.tier == OPERATION or candidate.estate is not None:
            continue
        item = candidate.item.id
        rank.setdefault(item, row.shortfall.rank)
        people = 1.0 if candidate.people.size is None else candidate.people.size
        # the item's own row speaks for the item; that of a safety leaf only where it is alone
        if item not in worth or candidate.tier != SAFETY:
            worth[item] = candidate.demand.share.value * people * candidate.equity
        missing[item] = 100.0 - (candidate.item.score or 0.0)
    return [
        *(
            Pair(id=scoped(number, item), value=worth[item], missing=missing[item], mode="add",
                 rank=rank[item])
            for item in worth
        ),
        *(
            Pair(id=scoped(number, row.shortfall.id), value=0.0, missing=100.0, mode="add",
                 rank=row.shortfall.rank)
            for row in case.ranked
        ),
    ]  # fmt: skip


def _candidate(number: int, case: Case, choice: Choice, project: Project, place: int) -> Candidate:
    """An option; two that cover the same clause exclude each other, so that effects add up."""
    scored = {row.candidate.item.id for row in case.ranked if row.candidate.tier != OPERATION}
    resolves = choice.closes if choice.row.candidate.tier == SAFETY else choice.closes[:1]
    return Candidate(
        id=scoped(number, choice.id),
        cost=cost_of(project),
        operating=project.operating,
        effects={
            scoped(number, item): rise
            for item, rise in project.effects.items()
            if rise > 0 and item in scored
        },
        resolves=tuple(scoped(number, one) for one in resolves),
        area=choice.area,
        spaces=() if choice.space is None else (scoped(number, choice.space.id),),
        channels=_shares(case, project),
        exclusive=tuple(
            scoped(number, f"{choice.row.candidate.item.id}|{choice.row.candidate.estate or ''}|"
                        f"{want.rule}|{want.part or ''}")
            for want in choice.covered
        ) or (scoped(number, choice.row.shortfall.id),),
        preference=place,
    )  # fmt: skip


def _stored(number: int, case: Case) -> list[tuple[Candidate, Project]]:
    """The office's open projects, at the office's price.

    The order residents agreed on is a precedence and no mandate: none is chosen before the one
    agreed on ahead of it, and where the money ends the rest waits. A mandate would turn every
    budget below the sum of them into no plan at all.
    """
    scored = {row.candidate.item.id for row in case.ranked if row.candidate.tier != OPERATION}
    order = in_agreed_order(case.store.open)
    before = {later.id: earlier.id for earlier, later in pairwise(order)}
    return [
        (
            replace(
                _unscored(number, case, project, len(case.options) + len(case.others) + place),
                effects={
                    scoped(number, item): rise
                    for item, rise in project.effects.items()
                    if rise > 0 and item in scored
                },
                after=(scoped(number, before[project.id]),) if project.id in before else (),
                area=_area(case, project),
                spaces=(scoped(number, project.space),) if project.space else (),
                years=_years(project),
            ),
            project,
        )
        for place, project in enumerate(case.store.open)
    ]


def _given_away(case: Case) -> dict[str, float]:
    """Space id → ㎡ that projects of the store have taken already."""
    taken: dict[str, float] = {}
    for project in case.store.followed:
        if project.space and project.status != "stopped":
            taken[project.space] = taken.get(project.space, 0.0) + _area(case, project)
    return taken


def _area(case: Case, project: Project) -> float:
    """What a project of the store takes of its space: as much as our option for the same."""
    base = case.store.bases.get(project.stored or "")
    own = (each.area for each in (*case.options, *case.recommended) if base and each.id == base.id)
    return next(own, 0.0)


def _years(project: Project) -> tuple[int, ...]:
    """The years in which the office means to pay; none where it says nothing."""
    if not project.start or not project.finish:
        return ()
    return tuple(range(int(project.start[:4]), int(project.finish[:4]) + 1))


def _unscored(number: int, case: Case, project: Project, place: int) -> Candidate:
    return Candidate(
        id=scoped(number, project.id),
        cost=cost_of(project),
        operating=project.operating,
        resolves=tuple(scoped(number, one) for one in project.closes),
        channels=_shares(case, project),
        preference=place,
    )


def cost_of(project: Project) -> int | None:
    return 0 if needs_no_works(project.cost) else project.cost.typical


def _shares(case: Case, project: Project) -> dict[str, float]:
    """What each channel may pay at most; all of it where no rule was found."""
    if project.stored and not any(each.code for each in project.funding):
        # who pays is the office's word; any channel may
        return dict.fromkeys(case.remedies.channels, 1.0)
    return {each.code: 1.0 if each.share is None else each.share for each in project.funding}


def _channels(cases: Sequence[Case], wishes: Wishes) -> tuple[Channel, ...]:
    """The channels the user put an amount to; none: nobody asks who pays."""
    if not wishes.channels:
        return ()
    known = cases[0].remedies.channels
    missing = [code for code in wishes.channels if code not in known]
    if missing:
        raise UnknownIdError(missing[0])
    return tuple(
        Channel(code=code, priority=known[code].priority, budget=amount)
        for code, amount in sorted(wishes.channels.items())
    )


def _left_to_operate(cases: Sequence[Case], wishes: Wishes) -> int | None:
    """Yearly money less what the operating measures of tier 3 take (method §4.5)."""
    if wishes.operating is None:
        return None
    taken = sum(
        project.operating or 0
        for case in cases
        for project, choice in zip(case.proposed, case.recommended, strict=True)
        if choice.row.candidate.tier == OPERATION and choice.id not in case.store.replaced
    )
    return max(0, wishes.operating - taken)
