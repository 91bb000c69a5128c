"""How far answers can be trusted: rates, channels, what cleaning changed (method §1.1, §1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from checkup.model import Answers, Estimate, Sensitivity, Survey
from checkup.opinion import channels, quality, suppress, tables
from checkup.opinion.groups import Division
from checkup.opinion.rates import rates
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Rows
    from checkup.opinion.quality import Screened


def told(
    survey: Survey,
    answers: Answers,
    screened: Screened,
    distributed: float | None,
    population: float | None,
    policy: Policy,
    ages: Division | None = None,
) -> Survey:
    """The survey with its rates, channel mix and sensitivity.

    ``answers`` are those given, before contradictions were taken out; ``distributed`` is 发放 and
    ``population`` N, None when unknown; ``ages`` are the categories of the other tables.
    """
    given = None if distributed is None else round(distributed)
    people = None if population is None else round(population)
    found = rates(given, survey.received, survey.valid, people)
    headline = screened.valid & quality.residents(screened.answers)
    ways_in = channels.ways(answers, screened.assisted)
    by_channel = channels.by_channel(
        screened.answers, ways_in, screened.valid, headline, policy, ages
    )
    compared = sensitivity(answers, screened, policy)
    return replace(
        survey,
        distributed=given,
        population=people,
        response_rate=found.response,
        valid_rate=found.valid,
        sample_share=found.sample,
        by_channel=by_channel,
        channel_difference=channels.difference(by_channel, policy),
        sensitivity=_printed(compared, policy) if compared else None,
    )


def _printed(compared: Sensitivity, policy: Policy) -> Sensitivity:
    """Without a share that would tell of a few people, by itself or beside the other one."""
    valid, everyone = compared.valid, compared.all_rows
    if valid is None or everyone is None:
        return compared
    least = policy.min_base_print
    (x1, n1), (x2, n2) = ((round(each.value * each.n), each.n) for each in (valid, everyone))
    own, other = (suppress.telling(x, n, least) for x, n in ((x1, n1), (x2, n2)))
    between = suppress.small(abs(n2 - n1), least) or suppress.small(abs(x2 - x1), least)
    between = between or suppress.small(abs((n2 - x2) - (n1 - x1)), least)
    return replace(
        compared,
        valid=None if own else valid,
        all_rows=None if other or between else everyone,
    )


def sensitivity(answers: Answers, screened: Screened, policy: Policy) -> Sensitivity | None:
    """The headline on valid rows and on all rows but duplicates, residents both times.

    Rows that may not be used at all (Q0: no consent, tests) are in neither. None where one of
    the two has too few answers to be printed.
    """
    valid = headline(screened.answers, screened.valid, policy)
    everyone = headline(answers, screened.distinct, policy)
    if valid is None or everyone is None:
        return None
    half = (valid.high - valid.low) / 2
    return Sensitivity(
        valid=valid, all_rows=everyone, differs=abs(valid.value - everyone.value) > half
    )


def headline(answers: Answers, rows: Rows, policy: Policy) -> Estimate | None:
    """Residents' overall 满意率; where nobody asked for it, the mean of the items' 满意率.

    Overall satisfaction comes first because it is one answer per person with an interval of its
    own, and the figure that gets quoted. The mean of items stands in with the mean of their
    bounds, which is wider than its own interval would be, so the warning is slow to come there;
    its base is the smallest of theirs.
    """
    speaking = rows & quality.residents(answers)
    for kind in ("overall", "satisfaction"):
        asked = [question for question in answers.questions if question.kind == kind]
        found = [
            each
            for question in (asked[:1] if kind == "overall" else asked)
            if (each := tables.satisfaction(question, speaking, policy)) is not None
        ]
        if found:
            n = min(each.n for each in found)
            return Estimate(
                value=sum(each.top2 for each in found) / len(found),
                low=sum(each.top2_low for each in found) / len(found),
                high=sum(each.top2_high for each in found) / len(found),
                n=n,
                few=n < policy.min_base_rank,
            )
    return None
