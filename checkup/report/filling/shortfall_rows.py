"""Rows of 附件1 短板清单: one per shortfall, in rank order of its community."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from checkup.model import Finding, Item, Ref, Shortfall
from checkup.report import figures, plan_words
from checkup.report.filling import project_words
from checkup.report.filling.placeholders import Value
from checkup.report.lists import item_name
from checkup.report.wording import Wording
from checkup.result import Result


def rows(result: Result, before: int, say: Wording) -> list[dict[str, Value]]:
    """Values by field id of each shortfall, numbered after ``before``."""
    items = {each.id: each for each in result.items}
    goals = {each.id: each.name for each in result.goals}
    return [
        _row(result, each, items[each.item], goals.get(items[each.item].goal), no, say)
        for no, each in enumerate(result.shortfalls, before + 1)
    ]


def _row(
    result: Result, each: Shortfall, item: Item, goal: str | None, no: int, say: Wording
) -> dict[str, Value]:
    unmet = [
        one for one in result.findings
        if one.rule in each.rules and one.item == each.item and one.follows not in each.rules
    ]  # fmt: skip
    stands = list(dict.fromkeys(
        (one.clause, project_words.stands(result, one, say)) for one in unmet
    ))  # fmt: skip
    first = next((one for one in unmet if one.gap and one.gap.value is not None), None)
    satisfied = item.satisfaction
    index = None if each.index is None else float(figures.half_up(each.index, 1))
    return {
        "no": no,
        "community": result.community.name,
        "goal": goal,
        "item": item_name(result, each.item, say),
        "standard": _numbered([clause for clause, _ in stands], say),
        "found": _numbered([found for _, found in stands], say),
        "unit": first.gap.unit if first and first.gap else None,
        "gap": first.gap.value if first and first.gap else None,
        "status": say(f"status.{each.status}"),
        "score": say(
            "fill.score", value=figures.score(item.score, say),
            low=figures.score(item.low, say), high=figures.score(item.high, say),
        ),
        "group": say(f"target.{item.target}"),
        "demand": item.demand.rate if item.demand else None,
        "satisfied": say("fill.satisfied", rate=figures.share(satisfied.top2, say), n=satisfied.n)
        if satisfied
        else None,
        "tier": say(f"tier.{each.tier}"),
        "index": index,
        "ranks": figures.ranks(each.rank_best, each.rank_worst, say),
        "confidence": say(f"confidence.{each.confidence}"),
        "advice": _advice(result, each.id, say),
        "evidence": _lines(_places(result, unmet, say)),
        "note": say(
            "fill.treatment", word=say(f"fill.treatments.{each.treatment}"),
            why=each.treatment_why,
        )
        if each.treatment
        else None,
    }  # fmt: skip


def _advice(result: Result, shortfall: str, say: Wording) -> str | None:
    """The projects that close a shortfall, and what the plan left out of it, with the reason."""
    left = [
        each for each in result.plan.left_out
        if each.shortfall == shortfall and each.option and each.reason != "covered"
    ]  # fmt: skip
    return _lines(
        (
            *(each.name for each in result.plan.closing(shortfall)),
            *(
                say("fill.left_out", option=option, reason=reason)
                for _, option, reason in plan_words.left_out(left, result, say)
            ),
        )
    )


_CIRCLED_ONE = 0x2460
_MOST_NUMBERS = 20
_MOST_PLACES = 3
_ABOVE = re.compile(r"^(\.\./)+")
"""Where a file lies is of no use on paper."""


def _places(result: Result, unmet: list[Finding], say: Wording) -> list[str]:
    """The first cells the findings rest on."""
    refs = [
        ref for one in unmet for id_ in one.facts
        if id_ in result.facts for ref in result.facts[id_].refs
    ]  # fmt: skip
    sheets: dict[tuple[str, str], list[Ref]] = {}
    for ref in list(dict.fromkeys(refs))[:_MOST_PLACES]:
        sheets.setdefault((ref.source, ref.sheet), []).append(ref)
    join = say("figure.join")
    return [
        join.join([_ABOVE.sub("", figures.place(first, result.sources, say)),
                   *(each.cell for each in more)])
        for first, *more in sheets.values()
    ]  # fmt: skip


def _numbered(words: Sequence[str], say: Wording) -> str | None:
    """Several lines with their numbers, so that 现状 is read against its 标准要求."""
    if not 1 < len(words) <= _MOST_NUMBERS:
        return _lines(words)
    return "\n".join(
        say("fill.numbered", sign=chr(_CIRCLED_ONE + no), words=each)
        for no, each in enumerate(words)
    )


def _lines(words: Iterable[str]) -> str | None:
    return "\n".join(dict.fromkeys(words)) or None
