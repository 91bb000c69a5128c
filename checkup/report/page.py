"""The page 体检报告.html: one self-contained file, a view of the result and nothing more."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from msgspec import structs

from checkup.model import Finding, Item, Shortfall
from checkup.report import (
    brief,
    engine,
    figures,
    follow,
    plan_view,
    policy_words,
    revision,
    survey_view,
)
from checkup.report.templates import OURS, Templates
from checkup.report.wording import Wording
from checkup.result import Result

FIRST = 5
"""How many shortfalls stand at the head of the report (design §8)."""


def render(result: Result, say: Wording, own: Templates = OURS) -> str:
    """The whole page as text. Pure: the same result and wording give the same characters."""
    return engine.render("report.html.j2", _view(result, say), result, say, own)


def _view(result: Result, say: Wording) -> dict[str, Any]:
    """The result with its cross references looked up."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    by_item: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        by_rule[finding.rule].append(finding)
        by_item[finding.item].append(finding)
    shortfalls = sorted(result.shortfalls, key=lambda each: each.rank)
    return {
        "result": result,
        "brief": brief.text(result, say),
        "items": {item.id: item for item in result.items},
        "items_of": {goal.id: _of_goal(result, goal.id) for goal in result.goals},
        "findings_of": by_item,
        "first": shortfalls[:FIRST],
        "rest": shortfalls[FIRST:],
        "states": {each.id: _states(each, by_rule) for each in shortfalls},
        "projects_of": {
            short: result.plan.closing(short)
            for short in (
                *(each.id for each in shortfalls),
                *(each.id for each in result.other_shortfalls),
            )
        },
        "shortfalls": {each.id: each for each in shortfalls},
        "should": _advice(result, "should"),
        "better": _advice(result, "encouraged", "if_able"),
        "followed": follow.followed_lines(result, say),
        "collect": sorted(result.to_collect, key=lambda each: -each.could_add),
        "missing_scored": sum(1 for each in result.to_collect if each.scored),
        "unpriced": sum(figures.is_unpriced(each.cost) for each in result.plan.projects),
        "others": {each.id: each.name for each in result.other_shortfalls},
        "estates": {estate.id: estate.name for estate in result.estates},
        "spaces": {space.id: space.name for space in result.spaces},
        "overlays": dict(
            zip(result.standard.overlays, result.standard.overlay_names, strict=False)
        ),
        **plan_view.view(result, say),
        **survey_view.view(result, say),
        "revised": revision.main(result, say),
        "policy": [
            (key, policy_words.text(key, value, say))
            for key, value in structs.asdict(result.policy).items()
        ],
    }


def _of_goal(result: Result, goal: str) -> list[Item]:
    return [item for item in result.items if item.goal == goal]


def _states(shortfall: Shortfall, by_rule: dict[str, list[Finding]]) -> list[Finding]:
    """The findings behind a shortfall; where the facility is missing, that says it all."""
    return [
        finding
        for rule in shortfall.rules
        for finding in by_rule.get(rule, ())
        if finding.status not in ("met", "exempt") and finding.follows not in shortfall.rules
    ]


def _advice(result: Result, *forces: str) -> list[Finding]:
    """Findings of these forces that are known not to be met; they cost no points."""
    return [
        finding
        for finding in result.findings
        if finding.force in forces and finding.status in ("short", "partial") and not finding.scored
    ]
