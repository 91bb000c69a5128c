"""What residents say, with bases and intervals. It never enters a score (method P-2.11).

The standard is about residents, so the headline is 居民: satisfaction, demand and the tables are
theirs; office workers and merchants are columns beside them, never added to them. Unweighted
first, weighted beside it (method §0). What comes back holds exact figures for the run; of these,
``Opinion.withheld`` names what may not be printed. ``Opinion.survey`` may be printed as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from checkup.model import Answers, Demand, Opinion, Satisfaction, Survey, Withheld
from checkup.opinion.register import Register
from checkup.opinion.register import of as register_of
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.tables import Told

__all__ = ["Register", "listen", "register_of"]


def listen(
    answers: Answers,
    targets: Mapping[str, str],
    group_sizes: Mapping[str, float | None],
    policy: Policy,
    register: Register | None = None,
    distributed: float | None = None,
    population: float | None = None,
) -> Opinion:
    """The opinion block of a community. ``distributed`` is 发放 and ``population`` N, if known.

    ``targets`` maps each item to its target group, ``group_sizes`` each group to N_g from the
    register (None: unknown, so no number of people); ``register`` has the people to weight to.
    An item with fewer answers than the smallest printed base has no satisfaction or demand.
    """
    from checkup.opinion import asked, demand, importance, quality, reliability, said, sampling

    register = register or Register()
    screened = quality.screen(answers, policy)
    given, answers = answers, screened.answers
    crowd = asked.crowd(answers, screened.valid, register, policy)
    told = asked.questions(answers, crowd, policy)
    rated = _by_item(told, targets)
    overall = next(
        (each for each in told if each.result.kind == "overall" and each.satisfaction), None
    )

    counted = demand.count(answers, crowd.headline, targets, crowd.coded, crowd.all_weights())
    prior = demand.prior(counted, policy.min_base_print)
    # where it may not be printed, none of what it goes into is
    around = demand.prior(counted) if prior is None else prior
    needs = {
        item: demand.estimate(
            counted[item], around, group_sizes.get(targets[item]), policy, crowd.population
        )
        for item in targets
        if around is not None
        and item in counted
        and counted[item].n >= max(policy.min_base_print, 1)
    }
    satisfaction = {item: _together(found) for item, found in rated.items()}
    wanted = asked.importance(told, targets)
    places = importance.places(satisfaction, needs, wanted, policy)
    quadrants = importance.lines(places, bool(wanted), policy)
    days = asked.days(answers, screened.valid)
    survey = Survey(
        received=answers.received,
        valid=int(screened.valid.sum()),
        excluded=screened.excluded,
        flagged=screened.flagged,
        channels=asked.channels(answers, screened.valid, policy),
        groups=asked.group_counts(crowd, policy),
        weighting=asked.weighting(crowd, overall),
        questions=tuple(each.result for each in told),
        overall=None if overall is None or not overall.open else overall.satisfaction,
        sample=sampling.plan(population, len(crowd.rows), crowd.weighting.n_eff, policy),
        confidence=sampling.confidence(crowd.weighting.n_eff, policy),
        quadrants=quadrants,
        areas=answers.areas,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )
    survey = reliability.told(survey, given, screened, distributed, population, policy, crowd.ages)
    return Opinion(
        survey=survey,
        satisfaction=satisfaction,
        demand=needs,
        prior=prior,
        said=said.said(answers, crowd.headline, crowd.groups, policy.min_base_print),
        importance={item: each.importance for item, each in places.items()},
        quadrant={
            item: importance.quadrant(each, quadrants.importance_line, quadrants.performance_line)
            for item, each in places.items()
            if quadrants
        },
        on_edge=tuple(
            item
            for item, each in places.items()
            if quadrants and importance.on_the_edge(each, quadrants.performance_line)
        ),
        withheld=_withheld(told, needs, policy.min_base_print),
    )


def _by_item(told: list[Told], targets: Mapping[str, str]) -> dict[str, list[Satisfaction]]:
    """Item → the exact figures of its questions, in the order of the items."""
    found: dict[str, list[Satisfaction]] = {item: [] for item in targets}
    for each in told:
        result = each.result
        if result.kind == "satisfaction" and each.satisfaction and result.item in found:
            found[result.item].append(each.satisfaction)
    return {item: figures for item, figures in found.items() if figures}


def _withheld(
    told: list[Told], needs: Mapping[str, Demand], least: int
) -> dict[str, tuple[Withheld, ...]]:
    """What may not be printed of each item: it would tell of a few people."""
    from checkup.opinion import demand

    few: dict[str, list[Withheld]] = {}
    for each in told:
        item = each.result.item
        kept = each.result.kind == "satisfaction" and each.satisfaction and not each.open
        if item is not None and kept and "satisfaction" not in few.get(item, ()):
            few.setdefault(item, []).append("satisfaction")
    for item, need in needs.items():
        if demand.printed(need, least) is None:
            few.setdefault(item, []).append("demand")
    return {item: tuple(names) for item, names in few.items()}


def _together(found: list[Satisfaction]) -> Satisfaction:
    """An item's satisfaction: the mean of its questions' figures, the smallest of their bases."""
    n = len(found)
    return Satisfaction(
        mean=sum(s.mean for s in found) / n,
        low=sum(s.low for s in found) / n,
        high=sum(s.high for s in found) / n,
        n=min(s.n for s in found),
        top2=sum(s.top2 for s in found) / n,
        top2_low=sum(s.top2_low for s in found) / n,
        top2_high=sum(s.top2_high for s in found) / n,
    )
