"""The choice under a budget (method §4.5): options as candidates, one programme for all
communities that share the money, and its answer as a plan for each of them.

Benefit counts what is ranked and scored. Measures without works are free and always fit; matters
outside the 20 items and rows of single estates bring no scored benefit: they are taken only when
the user forces them, and are listed with that reason otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import fsum

from msgspec.structs import replace

from checkup.model import CurvePoint, Fairness, LeftOut, PlainPlan, Plan, Project, Wishes
from checkup.plan import fairness, portions
from checkup.plan.assemble import assemble
from checkup.plan.case import Case
from checkup.plan.choose import choose
from checkup.plan.curve import Point, curve
from checkup.plan.money import needs_no_works
from checkup.plan.naming import home_of, scoped
from checkup.plan.plain import plain
from checkup.plan.preferring import preferred
from checkup.plan.programme import REASONS, Infeasible, Limit, Programme, Selection
from checkup.plan.projects import value_of
from checkup.plan.question import Asked, cost_of, question
from checkup.plan.shortfalls import OPERATION
from checkup.plan.store import REFUSED

NOT_RANKED = "not_ranked"
"""Why something is left out that no scored benefit speaks for."""


_NOTHING = 1e-6
"""Points of an item below which nothing is missing."""


def plans(cases: Sequence[Case], wishes: Wishes, with_curve: bool = True) -> list[Plan]:
    """A plan for each case out of one purse; in the order of the cases.

    A purse below what must be done gives plans without projects that say the least sum needed.
    Raises :class:`checkup.plan.naming.UnknownIdError` when ``force`` or ``forbid`` names nothing.
    """
    asked = question(cases, wishes)
    if wishes.floor:
        groups = [scoped(number, "") for number in range(len(cases))]
        asked = replace(asked, programme=fairness.held(asked.programme, groups, wishes.floor))
    answer = choose(asked.programme)
    if isinstance(answer, Infeasible):
        clash = _clash(answer, asked.programme, wishes)
        return [
            replace(
                assemble(case, (), wishes),
                budget=wishes.budget,
                purse=len(cases),
                least=None if clash else answer.minimum,
                clash=clash,
                left_out=tuple(
                    LeftOut(row.shortfall.id, clash[0] if clash else "budget")
                    for row in case.ranked
                ),
            )
            for case in cases
        ]
    answer = preferred(asked.programme, answer)
    by_hand = plain(asked.programme)
    points = curve(asked.programme) if with_curve else ()
    kept = _fairness(asked, answer, wishes)
    own = portions.questions(asked, len(cases))
    mine = portions.answers(answer, len(cases))
    by_pencil = portions.answers(by_hand, len(cases))
    return [
        replace(
            _plan(number, case, wishes, own[number], mine[number], by_pencil[number], points),
            purse=len(cases),
            fairness=kept.get(number),
        )
        for number, case in enumerate(cases)
    ]


def _fairness(asked: Asked, answer: Selection, wishes: Wishes) -> dict[int, Fairness]:
    """How each case stands to its floor; nothing where nobody asked for one."""
    demands = asked.programme.demands
    if not demands.floors:
        return {}
    free = fairness.without(asked.programme, answer)
    spent = fairness.spent_by_floor(asked.programme, answer)
    return {
        home_of(floor.group): Fairness(
            asked=wishes.floor or 0,
            least=floor.least(demands.budget or 0),
            got=got,
            benefit=answer.benefit,
            without=free,
            price=free - answer.benefit,
        )
        for floor, got in zip(demands.floors, spent, strict=True)
    }


def _clash(answer: Infeasible, programme: Programme, wishes: Wishes) -> tuple[Limit, ...]:
    """The demands that stand against each other; none where a larger budget would do."""
    if "budget" in answer.limits:
        return ()
    set_by = {
        "channel": bool(programme.channels),
        "operating": programme.demands.operating is not None,
    }
    limits = [each for each in answer.limits if set_by.get(each, True)]
    return (*(limits or ["exclusive"]), "force" if wishes.force else "mandatory")


def _benefit(number: int, asked: Asked, answer: Selection) -> float:
    """What a selection brings to one case, in people."""
    worth = {pair.id: pair.value for pair in asked.programme.pairs}
    return fsum(
        rise / 100 * worth[pair]
        for pair, rise in sorted(answer.reached.items())
        if pair.startswith(scoped(number, ""))
    )


def _plan(
    number: int,
    case: Case,
    wishes: Wishes,
    asked: Asked,
    answer: Selection,
    by_hand: Selection,
    points: Sequence[Point],
) -> Plan:
    """One case's plan, from its own lines of question and answer."""
    taken = {*answer.chosen} | _free(case, number, answer, wishes)
    chosen = [
        _funded(asked.projects[name][1], answer.funding.get(name), wishes)
        for name in _in_order(
            case, number, [name for name in asked.projects if name in taken], asked
        )
    ]
    years = {asked.projects[name][1].option: year for name, year in answer.years.items()}
    plan = assemble(case, chosen, wishes, years)
    known = any(value_of(choice) is not None for choice in case.options)
    return replace(
        plan,
        budget=wishes.budget,
        benefit=_benefit(number, asked, answer) if known else None,
        left_out=_left_out(number, case, asked, taken, answer),
        impossible=_impossible(number, asked, answer),
        unmet=_impossible(number, asked, answer, asked.forced),
        gap=answer.gap,
        plain=PlainPlan(
            options=tuple(asked.projects[name][1].id for name in by_hand.chosen),
            benefit=_benefit(number, asked, by_hand),
            cost=sum(cost_of(asked.projects[name][1]) or 0 for name in by_hand.chosen),
            operating=sum(asked.projects[name][1].operating or 0 for name in by_hand.chosen),
        ),
        curve=tuple(CurvePoint(each.budget, each.benefit, each.gap) for each in points),
    )


def _impossible(
    number: int, asked: Asked, answer: Selection, only: Collection[str] | None = None
) -> tuple[LeftOut, ...]:
    """What was demanded of this case and cannot be: a shortfall, or an option that was forced.

    ``only``: of these ids; None = of all.
    """
    mine = scoped(number, "")
    lines = []
    for each in answer.impossible:
        if only is not None and each.id not in only:
            continue
        if each.id in asked.projects and asked.projects[each.id][0] == number:
            option = asked.projects[each.id][1]
            lines.append(LeftOut(option.closes[0], each.reasons[0], option.id))
        elif each.id.startswith(mine):
            lines.append(LeftOut(each.id.removeprefix(mine), each.reasons[0]))
    return tuple(lines)


def _free(case: Case, number: int, answer: Selection, wishes: Wishes) -> set[str]:
    """Measures that need no works and bring no scored benefit: nothing speaks against them."""
    reasons = {each.id: each.reasons for each in answer.left_out}
    done: set[str] = set()
    found: set[str] = set()
    for choice, project in zip(case.recommended, case.proposed, strict=True):
        name = scoped(number, choice.id)
        if choice.id in case.store.replaced:
            continue
        outside = choice.row.candidate.tier == OPERATION or choice.row.candidate.estate is not None
        if outside and needs_no_works(project.cost) and "forbidden" not in reasons.get(name, ()):
            found.add(name)
    for project in case.others:
        name = scoped(number, project.id)
        if project.id in case.store.replaced:
            continue
        if needs_no_works(project.cost) and "forbidden" not in reasons.get(name, ()):
            found.add(name)
    for project in case.store.open:
        name = scoped(number, project.id)
        if needs_no_works(project.cost) and "forbidden" not in reasons.get(name, ()):
            found.add(name)
    chosen = {*answer.chosen}
    done = {closed for choice in case.options if scoped(number, choice.id) in chosen
            for closed in choice.closes[:1] if choice.row.candidate.tier == OPERATION}  # fmt: skip
    by_name = {scoped(number, choice.id): choice for choice in case.recommended}
    return {name for name in found if name not in by_name or by_name[name].closes[0] not in done}


def _in_order(case: Case, number: int, names: Sequence[str], asked: Asked) -> list[str]:
    """By the first shortfall each closes, then by preference; other matters last."""
    ranks = {row.shortfall.id: row.shortfall.rank for row in case.ranked}
    places = {scoped(number, each.id): place for place, each in enumerate(case.projects)}
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
    if not wishes.channels or not paid or "funding" in project.by_hand:
        return project
    return replace(
        project,
        funding=tuple(
            replace(each, amount=paid[each.code]) for each in project.funding if paid.get(each.code)
        ),
    )


def _left_out(
    number: int, case: Case, asked: Asked, taken: set[str], answer: Selection
) -> tuple[LeftOut, ...]:
    """Every want that nothing chosen covers, by shortfall, with the reason nearest to being chosen.

    One line per shortfall and reason. Matters outside the 20 items are shortfalls too. Nothing is
    left of an item that the chosen projects raise to the full, whichever of its clauses they name.
    """
    reasons = {each.id: each.reasons for each in answer.left_out}
    order = {reason: place for place, reason in enumerate((*REASONS, NOT_RANKED))}
    full = _full(asked, answer)
    lines: dict[tuple[str, str], LeftOut] = {}
    own = {each.id: each for each in case.store.open}

    def say(shortfall: str, options: Sequence[str], ranked: bool, covered: bool = False) -> None:
        stands = case.store.replaced
        refused = [each for each in options if each in stands and stands[each].status == "stopped"]
        if refused:
            lines.setdefault((shortfall, REFUSED), LeftOut(shortfall, REFUSED, refused[0]))
            return
        told: list[tuple[int, str, str]] = [
            (order[why], each, why)
            for each in (stands[one].id if one in stands else one for one in options)
            for why in reasons.get(scoped(number, each), ())[:1]
        ]
        _, option, reason = min(told, default=(0, "", "no_option"))
        silent = option in own and not own[option].effects
        if (not ranked or silent) and reason in ("budget", "covered"):
            reason = NOT_RANKED
        elif reason == "covered" and not covered:
            # it adds nothing by itself, such as equipment for a ground that does not stand yet
            reason = NOT_RANKED
        lines.setdefault((shortfall, reason), LeftOut(shortfall, reason, option or None))

    for row in case.ranked:
        ways = [choice for choice in case.options if row.shortfall.id in choice.closes]
        ranked = row.candidate.tier != OPERATION and row.candidate.estate is None
        done = [choice for choice in ways if _is_done(number, case, choice.id, taken)]
        raised = ranked and scoped(number, row.candidate.item.id) in full
        if raised and done:
            continue
        covered = {want for choice in done for want in choice.covered}
        for want in row.candidate.wants:
            if want not in covered:
                say(row.shortfall.id, [c.id for c in ways if want in c.covered], ranked, raised)
        if not row.candidate.wants and not done:
            say(row.shortfall.id, [choice.id for choice in ways], ranked, raised)
    for name, project in own.items():
        if not project.closes and scoped(number, name) not in taken:
            say(project.name, [name], ranked=False)
    for project in case.others:
        if not _is_done(number, case, project.id, taken):
            say(project.closes[0], [project.id], ranked=False)
    return tuple(lines.values())


def _full(asked: Asked, answer: Selection) -> set[str]:
    """Pairs that are raised by all they miss."""
    return {
        pair.id
        for pair in asked.programme.pairs
        if pair.missing > _NOTHING and answer.reached.get(pair.id, 0.0) >= pair.missing - _NOTHING
    }


def _is_done(number: int, case: Case, option: str, taken: set[str]) -> bool:
    """Whether the option is taken, or the office's project that replaces it is taken or runs."""
    stands = case.store.replaced.get(option)
    if stands is None:
        return scoped(number, option) in taken
    return scoped(number, stands.id) in taken or stands.status in ("approved", "under_way", "done")
