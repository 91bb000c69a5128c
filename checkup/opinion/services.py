"""服务目录 rated: what people answered about just this service, or its newest 评价分.

A low one is 运营短板 in kind: the service is there and does not please (method §2.5). It is a
candidate; the list of shortfalls decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from checkup.model import QuestionResult, Satisfaction, Service, Survey
from checkup.policy import Policy
from checkup.vocabulary import fold


def rated(
    services: Sequence[Service], survey: Survey | None, policy: Policy
) -> tuple[Service, ...]:  # fmt: skip
    """The services with what residents say of them, and whether that is below the line.

    Answers come before a rating. By the interval of 满意率: low when all of it is below
    ``satisfied_line``, not low when none is, open between. A rating has no interval and is held
    against the same line on 0–100 [assumption].
    """
    asked = {fold(q.service): q for q in survey.questions if q.service} if survey else {}
    return tuple(_rated(each, asked.get(fold(each.name)), policy) for each in services)


def _rated(service: Service, question: QuestionResult | None, policy: Policy) -> Service:
    scores = [rating.score for rating in service.ratings if rating.score is not None]
    change = scores[-1] - scores[-2] if len(scores) > 1 else None
    told = _satisfaction(question, policy) if question is not None else None
    line = policy.satisfied_line
    if told is not None:
        low = True if told.top2_high < line else False if told.top2_low >= line else None
        return replace(service, change=change, asked=told, low=low, judged_by="answers")
    if scores:
        return replace(service, change=change, low=scores[-1] < 100 * line, judged_by="rating")
    return service


def _satisfaction(question: QuestionResult, policy: Policy) -> Satisfaction | None:
    """The question's figures as one satisfaction; None below the smallest printed base."""
    from checkup.opinion.estimates import wilson

    told = (question.mean, question.low, question.high, question.top2, question.scored)
    if None in told or question.kind not in ("satisfaction", "overall"):
        return None
    mean, low, high, top2, n = (float(each) for each in told if each is not None)
    share = wilson(top2, n, policy.confidence_z)
    return Satisfaction(
        mean=mean, low=low, high=high, n=int(n), top2=top2, top2_low=share.low,
        top2_high=share.high,
    )  # fmt: skip
