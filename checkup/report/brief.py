"""情况说明: the check-up in at most 300 signs, whole sentences, ready to paste."""

from __future__ import annotations

from collections.abc import Iterator

from checkup.report import figures
from checkup.report.wording import Wording
from checkup.result import Result

LONGEST = 300
"""Signs, punctuation included."""
_NAME = 30
_FIRST = 5


def text(result: Result, say: Wording) -> str:
    """As many of the sentences as fit, in the order they are told; none is ever cut."""
    told = ""
    for sentence in _sentences(result, say):
        if len(told) + len(sentence) <= LONGEST:
            told += sentence
    return told


def _sentences(result: Result, say: Wording) -> Iterator[str]:
    community, score, survey = result.community, result.score, result.survey
    name = community.name if len(community.name) <= _NAME else say("brief.here")
    yield say(
        "brief.counts", name=name, all=len(result.items), met=score.met,
        missed=score.short + score.partial, partial=score.partial,
        open=score.unconfirmed + score.unknown, exempt=score.exempt,
    )  # fmt: skip
    if score.value is not None:
        yield say(
            "brief.score" if score.official else "brief.score_draft",
            value=figures.score(score.value, say), low=figures.score(score.low, say),
            high=figures.score(score.high, say), coverage=figures.share(score.coverage, say),
        )  # fmt: skip
    else:
        yield say("brief.no_score", coverage=figures.share(score.coverage, say))
    first = [each.name for each in sorted(result.shortfalls, key=lambda each: each.rank)[:_FIRST]]
    if first:
        yield say("brief.first", names=say("figure.join").join(first))
    if survey:
        overall = survey.overall
        if overall and overall.n >= result.policy.min_base_print:
            yield say(
                "brief.survey", valid=figures.whole(survey.valid, say),
                rate=figures.share(overall.top2, say),
            )  # fmt: skip
        else:
            yield say("brief.survey_bare", valid=figures.whole(survey.valid, say))
    else:
        yield say("brief.no_survey")
    yield from _plan(result, say)
    missing = sum(each.scored for each in result.to_collect)
    if missing:
        yield say("brief.missing", n=missing)
    if result.made_with.as_of:
        yield say("brief.as_of", day=figures.day(result.made_with.as_of, say))


def _plan(result: Result, say: Wording) -> Iterator[str]:
    plan = result.plan
    if not plan.projects:
        return
    unpriced = sum(figures.is_unpriced(each.cost) for each in plan.projects)
    if plan.cost.typical is None:
        yield say("brief.plan_unpriced", n=len(plan.projects))
    else:
        yield say(
            "brief.plan_some" if unpriced else "brief.plan", n=len(plan.projects),
            cost=figures.cost(plan.cost, say), unpriced=unpriced,
        )  # fmt: skip
