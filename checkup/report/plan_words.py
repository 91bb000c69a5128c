"""What there is to say of a plan, as sentences: page, workbook and terminal say the same.

Every figure is the result's own; two plans are told side by side, their difference is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checkup.model import Fairness, LeftOut, Plan, Project
from checkup.report import figures
from checkup.report.wording import Wording
from checkup.result import Result
from checkup.street_result import StreetFloor


def names_of(result: Result) -> dict[str, str]:
    """Shortfalls and matters outside the 20 items by id, as readers know them."""
    items = {each.id: each.name for each in result.items}
    return {each.id: each.name for each in result.other_shortfalls} | {
        each.id: each.name or items[each.item] for each in result.shortfalls
    }


def reason(told: str, say: Wording) -> str:
    """Why something is not in the plan, in words; a reason told as a sentence stays."""
    key = f"left_out.{told}"
    return say(key) if key in say else told


def left_out(rows: Iterable[LeftOut], result: Result, say: Wording) -> list[tuple[str, str, str]]:
    """Name, the option that the reason speaks of (or nothing), and the reason."""
    names, options = names_of(result), {each.id: each.name for each in result.plan.options}
    return [
        (names.get(each.shortfall, each.shortfall), options.get(each.option or "", ""),
         reason(each.reason, say))
        for each in rows
    ]  # fmt: skip


def without_project(result: Result, shortfall: str, say: Wording) -> str:
    """Why nothing is planned for a shortfall, as far as the plan or the office's store tells."""
    plan = result.plan
    done = [
        each.name for each in plan.followed if each.status == "done" and shortfall in each.closes
    ]
    if done:
        return say("plan.done", names=say("figure.join").join(done))
    why = [each for each in (*plan.impossible, *plan.left_out) if each.shortfall == shortfall]
    if why:
        told = dict.fromkeys(reason(each.reason, say) for each in why)
        return say("plan.no_project_why", reason=say("terminal.joint").join(told))
    return say("plan.no_project")


def not_planned(result: Result, say: Wording) -> list[tuple[str, str, str]]:
    """What is left out, without what is told as impossible for the same reason."""
    told = {(each.shortfall, each.reason) for each in result.plan.impossible}
    rows = [each for each in result.plan.left_out if (each.shortfall, each.reason) not in told]
    return left_out(rows, result, say)


def count_left(plan: Plan) -> int:
    """Shortfalls that the plan leaves, in whole or in part; each once, for whatever reasons."""
    return len({each.shortfall for each in plan.left_out})


def unmet(result: Result, say: Wording) -> list[str]:
    """What the user forced and cannot be, a sentence each."""
    return [
        say("plan.unmet", name=option or name, reason=why)
        for name, option, why in left_out(result.plan.unmet, result, say)
    ]


def refused(plan: Plan, say: Wording) -> str | None:
    """Why there is no plan at all, None when there is one: 至少需要 X 万元."""
    if plan.least is not None and plan.wishes.floor:
        return say("plan.least_floor", amount=figures.wan(plan.least, say),
                   floor=figures.wan(plan.wishes.floor, say))  # fmt: skip
    if plan.least is not None:
        return say("plan.least", amount=figures.wan(plan.least, say))
    if plan.clash:
        limits = say("figure.join").join(say(f"left_out_limit.{each}") for each in plan.clash)
        return say("plan.clash", limits=limits)
    return None


def purse(plan: Plan, say: Wording) -> str | None:
    """That several communities share the budget; None where one has it alone."""
    return say("plan.purse", n=plan.purse) if plan.budget is not None and plan.purse > 1 else None


def fairness(plan: Plan, say: Wording) -> list[str]:
    """The floor, what this community gets of it, and what it costs all of them."""
    told = plan.fairness
    if told is None:
        return []
    lines = [say("plan.floor", asked=figures.wan(told.asked, say), got=figures.wan(told.got, say))]
    if told.least < told.asked:
        lines.append(say("plan.floor_lowered", least=figures.wan(told.least, say)))
    return [*lines, price(told, say)]


def price(told: Fairness | StreetFloor, say: Wording) -> str:
    """What a floor costs in benefit."""
    key = "plan.floor_free" if figures.fixed(told.price, 0) == "0" else "plan.floor_price"
    return say(
        key,
        benefit=figures.fixed(told.benefit, 0),
        without=figures.fixed(told.without, 0),
        price=figures.fixed(told.price, 0),
    )


def scaled(plan: Plan, say: Wording) -> str | None:
    """What grows and shrinks with the budgets tried; None where nothing does."""
    keys = [key for key, set_ in (("yearly", plan.wishes.yearly), ("floor", plan.wishes.floor))
            if set_]  # fmt: skip
    return say(f"plan.scaled_{'_'.join(keys)}") if keys and plan.curve else None


def notes(project: Project, names: Mapping[str, str], say: Wording) -> list[str]:
    """What must be known of a project beside its columns; ``names``: id of a project → its name."""
    lines = [project.note] if project.note else []
    waits = [names[each] for each in project.after if each in names]
    told = {
        "after": say("figure.join").join(waits),
        "shared": say("figure.join").join(project.shared_with),
        "hours": project.hours,
        "income": project.income,
    }
    lines += [say(f"plan.{key}", words=words) for key, words in told.items() if words]
    if project.mandatory:
        lines.append(say("plan.mandatory"))
    return lines


def prospect(result: Result, say: Wording) -> str | None:
    """Where the community would stand with every project done: an engine run."""
    told = result.plan.prospect
    if told is None or not result.plan.projects:
        return None
    score = result.score
    # a gain on a score that is not official yet would be a gain on what happens to be known
    if told.value is None or told.gain is None or score.value is None or not score.official:
        return say("plan.prospect_open", met=told.met, now=score.met)
    return say(
        "plan.prospect",
        now=figures.score(score.value, say),
        then=figures.score(told.value, say),
        low=figures.score(told.low, say),
        high=figures.score(told.high, say),
        gain=figures.points(told.gain, say),
        met_now=score.met,
        met=told.met,
    )


def mix(result: Result, say: Wording) -> str | None:
    """The 532 check; None where no floor area is planned."""
    told = result.plan.mix
    if told is None:
        return None

    def shares(of: Mapping[str, float]) -> str:
        return say("figure.join").join(
            say("plan.mix_share", model=model, value=figures.plain(value, 1))
            for model, value in of.items()
        )

    key = "plan.mix_within" if told.within else "plan.mix_off"
    return say(key, shares=shares(told.shares), wanted=shares(told.wanted))


def search(result: Result, say: Wording) -> str | None:
    """What the search may have missed; None when nothing, or when nothing was searched."""
    plan = result.plan
    if plan.budget is None or plan.gap == 0 or not plan.projects:
        return None
    return missed(plan.gap, say)


_PRINTED = 0.001
"""The smallest share that prints as more than nothing."""


def missed(gap: float | None, say: Wording) -> str:
    """How much more than what was found a plan may bring, as a share; None = unknown."""
    if gap is None:
        return say("terminal.plan.gap_unknown")
    if gap < _PRINTED:
        return say("terminal.plan.gap_small", gap=figures.share(_PRINTED, say))
    return say("terminal.plan.gap", gap=figures.share(gap, say))


def comparison(result: Result, say: Wording) -> str | None:
    """The plain plan beside the chosen one, and in one sentence why they differ."""
    plan = result.plan
    plain = plan.plain
    if plain is None or plan.benefit is None:
        return None
    named = {each.id: each.name for each in plan.options}
    chosen = {each.option: figures.needs_no_works(each.cost) for each in plan.projects}
    only_here = [
        named[each] for each, free in chosen.items()
        if not free and each not in plain.options and each in named
    ]  # fmt: skip
    only_there = [named[each] for each in plain.options if each not in chosen and each in named]
    cheaper = (plan.cost.typical or 0) < plain.cost
    if not only_here and not only_there:
        why = "same"
    elif figures.fixed(plan.benefit, 0) == figures.fixed(plain.benefit, 0):
        why = "cheaper" if cheaper else "even"
    elif plan.benefit < plain.benefit and purse(plan, say) is not None:
        why = "elsewhere"
    else:
        why = "better"
    quoted = say("plan.plain_nothing")
    return say(
        f"plan.plain_{why}",
        here=say("terminal.joint").join(only_here) or quoted,
        there=say("terminal.joint").join(only_there) or quoted,
        cost=figures.wan(plan.cost.typical or 0, say),
        benefit=figures.fixed(plan.benefit, 0),
        plain_cost=figures.wan(plain.cost, say),
        plain_benefit=figures.fixed(plain.benefit, 0),
        plain_count=len(plain.options),
    )


def reach(result: Result, say: Wording) -> str | None:
    """From which of the budgets tried on nothing more is gained, or that more still would."""
    known = [each for each in result.plan.curve if each.benefit is not None]
    if len(known) < 2:
        return None
    most = figures.fixed(known[-1].benefit or 0.0, 0)
    first = next(each for each in known if figures.fixed(each.benefit or 0.0, 0) == most)
    key = "plan.reach_open" if first is known[-1] else "plan.reach"
    return say(key, budget=figures.wan(first.budget, say), benefit=most)
