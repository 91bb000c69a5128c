"""Who answered and how far to trust it, as sentences: page and workbook say the same."""

from __future__ import annotations

from checkup.model import Estimate, QuestionResult, Satisfaction, Survey
from checkup.report import figures
from checkup.report.wording import Wording
from checkup.result import Result

_RANDOM = ("随机抽样", "全员调查")
"""Samplings (policy ``sampling``) whose intervals are what they are called."""


def interval(result: Result, say: Wording) -> str:
    """What an interval is called: 参考区间（按随机抽样假设） unless the sample was drawn."""
    drawn = result.policy.sampling in _RANDOM
    return say("survey.interval" if drawn else "survey.interval_assumed")


def who(result: Result, say: Wording) -> list[str]:
    """How many were asked, answered and counted, and why the rest was not."""
    told = result.survey
    if told is None:
        return []
    received, valid = figures.whole(told.received, say), figures.whole(told.valid, say)
    lines = [_asked(told, say)]
    lines.append(
        say("survey.valid", valid=valid, rate=figures.share(told.valid_rate, say))
        if told.valid_rate is not None
        else say("survey.valid_bare", valid=valid)
    )
    if told.sample_share is not None and told.population is not None:
        lines[-1] += say(
            "survey.share_of",
            share=figures.share(told.sample_share, say),
            population=figures.people(told.population, say),
        )
    lines += [
        say(
            "survey.area",
            survey=each.survey,
            metres=figures.whole(round(each.metres), say),
            communities=say("figure.join").join(each.communities),
        )
        for each in told.areas
    ]
    lines.append(_set_aside("excluded", told.excluded, say))
    lines.append(_set_aside("flagged", told.flagged, say))
    lines.append(say("survey.platform", received=received, valid=valid))
    return lines


def _asked(told: Survey, say: Wording) -> str:
    received = figures.whole(told.received, say)
    if told.distributed is None:
        return say("survey.open_link", received=received)
    distributed = figures.whole(told.distributed, say)
    if told.response_rate is None:
        return say("survey.more_back", received=received, distributed=distributed)
    rate = figures.share(told.response_rate, say)
    return say("survey.sent", received=received, distributed=distributed, rate=rate)


def _set_aside(key: str, rules: dict[str, int], say: Wording) -> str:
    rows = [
        say("survey.rule", rule=say(f"survey_rule.{rule}"), n=figures.whole(n, say))
        for rule, n in rules.items()
        if n
    ]
    if not rows:
        return say(f"survey.no_{key}")
    return say(f"survey.{key}", rules=say("figure.join").join(rows))


def headline(result: Result, say: Wording) -> list[str]:
    """总体满意率 without weights, and beside it with them."""
    told = result.survey
    if told is None or told.overall is None or told.overall.n < result.policy.min_base_print:
        return []
    lines = [_overall("survey.overall", told.overall, result, say)]
    weighted = told.weighting.overall
    if told.weighting.used and weighted is not None:
        lines.append(_overall("survey.overall_weighted", weighted, result, say))
    return lines


def _overall(key: str, told: Satisfaction, result: Result, say: Wording) -> str:
    return say(
        key,
        n=figures.whole(told.n, say),
        value=figures.share(told.top2, say),
        interval=interval(result, say),
        low=figures.share(told.top2_low, say),
        high=figures.share(told.top2_high, say),
        mean=figures.score(told.mean, say),
    )


def quality(result: Result, say: Wording) -> list[str]:
    """How good the sample is: size, what change could be seen, channels, sensitivity, weights."""
    told = result.survey
    if told is None:
        return []
    lines = []
    if told.confidence is not None:
        lines.append(
            say(
                "survey.confidence",
                word=say(f"confidence.{told.confidence}"),
                n=figures.whole(told.weighting.n_eff, say),
            )
        )
    if told.sample is not None:
        plan = told.sample
        enough = "enough" if plan.n >= plan.needed_with_deff else "short"
        lines.append(
            say(
                f"survey.sample_{enough}",
                population=figures.people(plan.population, say),
                margin=figures.share(plan.margin, say),
                needed=figures.whole(plan.needed, say),
                more=figures.whole(plan.needed_with_deff, say),
                deff=figures.plain(plan.deff),
                n=figures.whole(plan.n, say),
            )
        )
        if plan.detectable is not None:
            lines.append(say("survey.detectable", points=figures.fixed(plan.detectable, 1)))
    lines += _channels(told, result, say)
    if told.sensitivity is not None:
        key = "survey.sensitive" if told.sensitivity.differs else "survey.insensitive"
        lines.append(
            say(
                key,
                valid=_value(told.sensitivity.valid, say),
                all=_value(told.sensitivity.all_rows, say),
            )
        )
    lines.append(say(told.weighting.why) if told.weighting.why in say else told.weighting.why)
    if told.weighting.missed:
        names = say("figure.join").join(say(f"variable.{each}") for each in told.weighting.missed)
        lines.append(say("survey.missed", names=names))
    return lines


def _value(told: Estimate | None, say: Wording) -> str:
    return say("figure.suppressed") if told is None else figures.share(told.value, say)


def _channels(told: Survey, result: Result, say: Wording) -> list[str]:
    found = told.channel_difference
    rows = [
        say(
            "survey.channel_row",
            channel=say(f"survey.channel.{row.channel}"),
            n=figures.whole(row.n, say),
            value=_value(row.satisfied, say),
        )
        for row in told.by_channel
    ]
    lines = [say("survey.channels", rows=say("terminal.joint").join(rows))] if rows else []
    if found is not None:
        lines.append(
            say(
                "survey.channels_differ" if found.differs else "survey.channels_alike",
                first=say(f"survey.channel.{found.first}"),
                second=say(f"survey.channel.{found.second}"),
                way=say("survey.more" if found.difference >= 0 else "survey.less"),
                difference=figures.plain(abs(found.difference) * 100, 1),
                interval=interval(result, say),
                low=figures.plain(found.low * 100, 1),
                high=figures.plain(found.high * 100, 1),
            )
        )
    return lines


def basic(question: QuestionResult, say: Wording) -> str | None:
    """满意率 with 基本满意 and without, where the scale has that label."""
    if question.satisfied_basic is None or question.satisfied is None:
        return None
    return say(
        "survey.basic",
        without=figures.share(question.satisfied.value, say),
        with_=figures.share(question.satisfied_basic.value, say),
    )
