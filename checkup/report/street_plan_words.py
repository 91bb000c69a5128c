"""What there is to say of the plan for the whole street: page, workbook and terminal alike."""

from __future__ import annotations

from checkup.report import figures, plan_words
from checkup.report.wording import Wording
from checkup.street_result import StreetPlan, StreetResult

_NAMED = 10


def lines(head: StreetResult, say: Wording, named: int = _NAMED) -> list[str]:
    """The plan in sentences: what it chose, the floor, who cannot use it, and what it costs.

    Empty without a plan. Of the communities that cannot use the floor ``named`` are named.
    """
    plan = head.plan
    if plan is None:
        return []
    why = refused(plan, say)
    if why is not None:
        return [why]
    told = [
        say("street.page.plan_line", budget=figures.wan(plan.budget, say), n=plan.projects,
            cost=figures.wan(plan.cost, say), left=plan.left_out)
    ]  # fmt: skip
    if plan.gap is None or (plan.gap and plan.projects):
        told.append(plan_words.missed(plan.gap, say))
    if plan.floor is None:
        return told
    told.append(say("street.page.plan_floor", asked=figures.wan(plan.floor.asked, say)))
    if plan.floor.lowered:
        names = say("figure.join").join(
            say("street.page.plan_lowered_one", name=each.name, least=figures.wan(each.least, say))
            if each.least
            else say("street.page.plan_lowered_none", name=each.name)
            for each in plan.floor.lowered[:named]
        )
        key = "plan_lowered" if len(plan.floor.lowered) <= named else "plan_lowered_more"
        told.append(say(f"street.page.{key}", names=names, n=len(plan.floor.lowered)))
    return [*told, plan_words.price(plan.floor, say)]


def refused(plan: StreetPlan, say: Wording) -> str | None:
    """Why there is no plan at all."""
    budget = figures.wan(plan.budget, say)
    if plan.least is not None:
        least = figures.wan(plan.least, say)
        if plan.asked:
            floor = figures.wan(plan.asked, say)
            return say("street.page.plan_least_floor", budget=budget, least=least, floor=floor)
        return say("street.page.plan_least", budget=budget, least=least)
    if plan.clash:
        limits = say("figure.join").join(say(f"left_out_limit.{each}") for each in plan.clash)
        return say("plan.clash", limits=limits)
    return None
