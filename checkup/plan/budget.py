"""The choice under a budget (method §4.5): options as candidates, one programme for all
communities that share the money, and its answer as a plan for each of them.

Benefit counts what is ranked and scored. Measures without works are free and always fit; matters
outside the 20 items and rows of single estates bring no scored benefit: they are taken only when
the user forces them, and are listed with that reason otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from msgspec import Struct
from msgspec.structs import replace

from checkup.model import CurvePoint, LeftOut, PlainPlan, Plan, Project, Wishes
from checkup.plan.assemble import assemble
from checkup.plan.case import Case
from checkup.plan.choose import choose
from checkup.plan.curve import Point, curve
from checkup.plan.money import needs_no_works
from checkup.plan.options import Choice
from checkup.plan.plain import plain
from checkup.plan.programme import (
    REASONS,
    Candidate,
    Channel,
    Demands,
    Infeasible,
    Pair,
    Programme,
    Room,
    Selection,
)
from checkup.plan.projects import value_of
from checkup.plan.reasons import explained
from checkup.plan.shortfalls import OPERATION, SAFETY
from checkup.plan.spaces import area_of
from checkup.plan.verify import violations

_BETWEEN = "/"
"""Between a community's number and an id of its own."""
NOT_RANKED = "not_ranked"
"""Why something is left out that no scored benefit speaks for."""


class Unknown(Exception):
    """A wish names nothing there is; ``args[0]`` is the word."""


class Asked(Struct, frozen=True):
    """A question for the solver, with what its ids stand for."""

    programme: Programme
    projects: dict[str, tuple[int, Project]]
    """Candidate id → (number of its case, the option as a project)."""


def plans(cases: Sequence[Case], wishes: Wishes) -> list[Plan]:
    """A plan for each case out of one purse; in the order of the cases.

    A purse below what must be done gives plans without projects that say the least sum needed.
    Raises :class:`Unknown` when ``force`` or ``forbid`` names nothing.
    """
    asked = question(cases, wishes)
    answer = choose(asked.programme)
    if isinstance(answer, Infeasible):
        return [
            replace(
                assemble(case, (), wishes),
                budget=wishes.budget,
                least=answer.minimum,
                clash=answer.limits if answer.minimum is None else (),
                left_out=tuple(
                    LeftOut(row.shortfall.id, answer.limits[0] if answer.limits else "budget")
                    for row in case.ranked
                ),
            )
            for case in cases
        ]
    answer = preferred(asked.programme, answer)
    by_hand = plain(asked.programme)
    points = curve(asked.programme)
    return [
        _plan(number, case, wishes, asked, answer, by_hand, points)
        for number, case in enumerate(cases)
    ]


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
            _id(number, row.shortfall.id) for row in case.ranked if row.shortfall.tier == SAFETY
        ]
        rooms += [
            Room(id=_id(number, space.id), area=area_of(space, case.community) or 0.0)
            for space in case.community.spaces
        ]
        for place, (choice, project) in enumerate(zip(case.options, case.projects, strict=True)):
            candidates.append(_candidate(number, case, choice, project, place))
            projects[candidates[-1].id] = (number, project)
        for place, project in enumerate(case.others):
            candidates.append(_unscored(number, case, project, len(case.options) + place))
            projects[candidates[-1].id] = (number, project)
    force, wanted = _named(wishes.force, cases)
    forbid, unwanted = _named(wishes.forbid, cases)
    closing = {name for name, (_, each) in projects.items()
               if any(_id(projects[name][0], one) in unwanted for one in each.closes)}  # fmt: skip
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
    )


def preferred(programme: Programme, answer: Selection) -> Selection:
    """Among equals the order of preference decides (method §4.1): where an option of the same
    clauses, benefit and cost, with no more to run, stands earlier, it is taken instead."""
    if answer.funding:
        return answer
    by_id = {each.id: each for each in programme.candidates}
    for name in answer.chosen:
        own = by_id[name]
        equals = [
            each for each in programme.candidates
            if each.preference < own.preference and each.id not in answer.chosen
            and (each.cost, each.effects, {*each.exclusive}, each.resolves)
            == (own.cost, own.effects, {*own.exclusive}, own.resolves)
            and (each.operating or 0) <= (own.operating or 0)
        ]  # fmt: skip
        for each in sorted(equals, key=lambda one: (one.preference, one.id)):
            changed = _instead(answer, own, each)
            if not violations(programme, changed):
                answer = changed
                break
    return explained(programme, answer)


def _instead(answer: Selection, old: Candidate, new: Candidate) -> Selection:
    """The selection with one candidate in another's place."""

    def name_of(name: str) -> str:
        return new.id if name == old.id else name

    rooms = {name: room for name, room in answer.rooms.items() if name != old.id}
    if new.spaces:
        rooms[new.id] = new.spaces[0]
    return replace(
        answer,
        chosen=tuple(sorted({*answer.chosen} - {old.id} | {new.id})),
        operating=answer.operating - (old.operating or 0) + (new.operating or 0),
        rooms=rooms,
        years={name_of(name): year for name, year in answer.years.items()},
        serves={name_of(name): pairs for name, pairs in answer.serves.items()},
    )


def _benefit(number: int, asked: Asked, answer: Selection) -> float:
    """What a selection brings to one case, in people."""
    worth = {pair.id: pair.value for pair in asked.programme.pairs}
    return fsum(
        rise / 100 * worth[pair]
        for pair, rise in sorted(answer.reached.items())
        if pair.startswith(_id(number, ""))
    )


def _id(number: int, own: str) -> str:
    return f"{number}{_BETWEEN}{own}"


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
            Pair(id=_id(number, item), value=worth[item], missing=missing[item], mode="add",
                 rank=rank[item])
            for item in worth
        ),
        *(
            Pair(id=_id(number, row.shortfall.id), value=0.0, missing=100.0, mode="add",
                 rank=row.shortfall.rank)
            for row in case.ranked
        ),
    ]  # fmt: skip


def _candidate(
    number: int, case: Case, choice: Choice, project: Project, place: int
) -> Candidate:
    """An option; two that cover the same clause exclude each other, so that effects add up."""
    scored = {row.candidate.item.id for row in case.ranked if row.candidate.tier != OPERATION}
    resolves = choice.closes if choice.row.candidate.tier == SAFETY else choice.closes[:1]
    return Candidate(
        id=_id(number, choice.id),
        cost=_cost(project),
        operating=project.operating,
        effects={
            _id(number, item): rise
            for item, rise in project.effects.items()
            if rise > 0 and item in scored
        },
        resolves=tuple(_id(number, one) for one in resolves),
        area=choice.area,
        spaces=() if choice.space is None else (_id(number, choice.space.id),),
        channels=_shares(case, project),
        exclusive=tuple(
            _id(number, f"{choice.row.candidate.item.id}|{choice.row.candidate.estate or ''}|"
                        f"{want.rule}|{want.part or ''}")
            for want in choice.covered
        ) or (_id(number, choice.row.shortfall.id),),
        preference=place,
    )  # fmt: skip


def _unscored(number: int, case: Case, project: Project, place: int) -> Candidate:
    return Candidate(
        id=_id(number, project.id),
        cost=_cost(project),
        operating=project.operating,
        resolves=tuple(_id(number, one) for one in project.closes),
        channels=_shares(case, project),
        preference=place,
    )


def _cost(project: Project) -> int | None:
    return 0 if needs_no_works(project.cost) else project.cost.typical


def _shares(case: Case, project: Project) -> dict[str, float]:
    """What each channel may pay at most; all of it where no rule was found."""
    return {each.code: 1.0 if each.share is None else each.share for each in project.funding}


def _channels(cases: Sequence[Case], wishes: Wishes) -> tuple[Channel, ...]:
    """The channels the user put an amount to; none: nobody asks who pays."""
    if not wishes.channels:
        return ()
    known = cases[0].remedies.channels
    missing = [code for code in wishes.channels if code not in known]
    if missing:
        raise Unknown(missing[0])
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
        if choice.row.candidate.tier == OPERATION
    )
    return max(0, wishes.operating - taken)


def _named(words: Iterable[str], cases: Sequence[Case]) -> tuple[set[str], set[str]]:
    """(candidate ids, pair ids) that words name: options and recommended projects; shortfalls,
    matters outside the 20 items, and items by id or number."""
    options: set[str] = set()
    rows: set[str] = set()
    for word in words:
        found = False
        for number, case in enumerate(cases):
            own_options, own_rows = _named_in(case, word)
            options |= {_id(number, each) for each in own_options}
            rows |= {_id(number, each) for each in own_rows}
            found = found or bool(own_options or own_rows)
        if not found:
            raise Unknown(word)
    return options, rows


def _named_in(case: Case, word: str) -> tuple[set[str], set[str]]:
    proposed = {f"P{place:02}": each.id
                for place, each in enumerate((*case.proposed, *case.others), 1)}  # fmt: skip
    if word in proposed:
        return {proposed[word]}, set()
    options = {each.id for each in (*case.projects, *case.others) if word in (each.id, each.remedy)}
    rows = {
        row.shortfall.id
        for row in case.ranked
        if word in (row.shortfall.id, row.candidate.item.id, f"{row.candidate.item.no:02}")
    }
    rows |= {each.id for each in case.community.other_shortfalls if word == each.id}
    return options, rows


def _plan(
    number: int,
    case: Case,
    wishes: Wishes,
    asked: Asked,
    answer: Selection,
    by_hand: Selection,
    points: Sequence[Point],
) -> Plan:
    """One case's part of the answer."""
    mine = [name for name in asked.projects if asked.projects[name][0] == number]
    taken = {*answer.chosen} | _free(case, number, answer, wishes)
    chosen = [
        _funded(asked.projects[name][1], answer.funding.get(name), wishes)
        for name in _in_order(case, number, [name for name in mine if name in taken], asked)
    ]
    years = {asked.projects[name][1].option: year for name, year in answer.years.items()}
    plan = assemble(case, chosen, wishes, years)
    known = any(value_of(choice) is not None for choice in case.options)
    return replace(
        plan,
        budget=wishes.budget,
        benefit=_benefit(number, asked, answer) if known else None,
        left_out=_left_out(number, case, asked, taken, answer),
        gap=answer.gap,
        plain=PlainPlan(
            options=tuple(
                asked.projects[name][1].id for name in by_hand.chosen if name in {*mine}
            ),
            benefit=_benefit(number, asked, by_hand),
            cost=sum(
                _cost(asked.projects[name][1]) or 0 for name in by_hand.chosen if name in {*mine}
            ),
            operating=sum(
                asked.projects[name][1].operating or 0
                for name in by_hand.chosen
                if name in {*mine}
            ),
        ),
        curve=tuple(CurvePoint(each.budget, each.benefit, each.gap) for each in points),
    )


def _free(case: Case, number: int, answer: Selection, wishes: Wishes) -> set[str]:
    """Measures that need no works and bring no scored benefit: nothing speaks against them."""
    reasons = {each.id: each.reasons for each in answer.left_out}
    done: set[str] = set()
    found: set[str] = set()
    for choice, project in zip(case.recommended, case.proposed, strict=True):
        name = _id(number, choice.id)
        outside = choice.row.candidate.tier == OPERATION or choice.row.candidate.estate is not None
        if outside and needs_no_works(project.cost) and "forbidden" not in reasons.get(name, ()):
            found.add(name)
    for project in case.others:
        name = _id(number, project.id)
        if needs_no_works(project.cost) and "forbidden" not in reasons.get(name, ()):
            found.add(name)
    chosen = {*answer.chosen}
    done = {closed for choice in case.options if _id(number, choice.id) in chosen
            for closed in choice.closes[:1] if choice.row.candidate.tier == OPERATION}  # fmt: skip
    by_name = {_id(number, choice.id): choice for choice in case.recommended}
    return {name for name in found if name not in by_name or by_name[name].closes[0] not in done}


def _in_order(
    case: Case, number: int, names: Sequence[str], asked: Asked
) -> list[str]:
    """By the first shortfall each closes, then by preference; other matters last."""
    ranks = {row.shortfall.id: row.shortfall.rank for row in case.ranked}
    places = {_id(number, each.id): place for place, each in enumerate(case.projects)}
    last = len(ranks) + 1
    return sorted(
        names,
        key=lambda name: (
            min((ranks.get(one, last) for one in asked.projects[name][1].closes), default=last),
            places.get(name, len(places)),
            name,
        ),
    )


def _funded(project: Project, paid: Mapping[str, int] | None, wishes: Wishes) -> Project:
    """With the amounts of the channels that pay, in whole 元; without amounts as it was."""
    if not wishes.channels or not paid:
        return project
    return replace(
        project,
        funding=tuple(
            replace(each, amount=paid[each.code])
            for each in project.funding
            if paid.get(each.code)
        ),
    )


def _left_out(
    number: int, case: Case, asked: Asked, taken: set[str], answer: Selection
) -> tuple[LeftOut, ...]:
    """Every want that nothing chosen covers, by shortfall, with the reason nearest to being chosen.

    One line per shortfall and reason. Matters outside the 20 items are shortfalls too.
    """
    reasons = {each.id: each.reasons for each in answer.left_out}
    order = {reason: place for place, reason in enumerate((*REASONS, NOT_RANKED))}
    lines: dict[tuple[str, str], LeftOut] = {}

    def say(shortfall: str, options: Sequence[str], ranked: bool) -> None:
        told = [
            (order[reason], option, reason)
            for option in options
            for reason in reasons.get(_id(number, option), ())[:1]
        ]
        place, option, reason = min(told, default=(0, "", "no_option"))
        if not ranked and reason in ("budget", "covered"):
            reason = NOT_RANKED
        lines.setdefault((shortfall, reason), LeftOut(shortfall, reason, option or None))

    for row in case.ranked:
        own = [choice for choice in case.options if row.shortfall.id in choice.closes]
        ranked = row.candidate.tier != OPERATION and row.candidate.estate is None
        done = [choice for choice in own if _id(number, choice.id) in taken]
        covered = {want for choice in done for want in choice.covered}
        for want in row.candidate.wants:
            if want not in covered:
                say(row.shortfall.id, [c.id for c in own if want in c.covered], ranked)
        if not row.candidate.wants and not done:
            say(row.shortfall.id, [choice.id for choice in own], ranked)
    for project in case.others:
        if _id(number, project.id) not in taken:
            say(project.closes[0], [project.id], ranked=False)
    return tuple(lines.values())
