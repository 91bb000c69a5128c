"""One rule on one scene → how far it is met, and on which facts."""

from __future__ import annotations

from checkup.judge import lists, sites
from checkup.judge.document import Rule
from checkup.judge.predicates import (
    Answer,
    Checklist,
    Count,
    Estates,
    Largest,
    Nearest,
    Ratio,
    Total,
)
from checkup.judge.scene import Scene
from checkup.judge.seen import Seen


def see(rule: Rule, scene: Scene) -> Seen:
    """The rule's predicate on the scene."""
    units = scene.units if rule.per_unit and scene.estate is None else 1
    match rule.test:
        case Count():
            return sites.count(rule.test, scene, units)
        case Largest():
            return sites.largest(rule.test, scene, units)
        case Total():
            return sites.total(rule.test, scene)
        case Nearest():
            return sites.nearest(rule.test, scene)
        case Ratio():
            return sites.ratio(rule.test, scene)
        case Checklist():
            return lists.checklist(rule, rule.test, scene)
        case Answer():
            return lists.answer(rule, rule.test, scene)
        case Estates():
            return lists.estates(rule, rule.test, scene)


def may_be_partial(rule: Rule) -> bool:
    """部分达标 exists only for lists and shares; a figure below its threshold is short."""
    return isinstance(rule.test, Checklist | Estates) or (
        isinstance(rule.test, Ratio) and rule.test.share
    )


def kinds_of(rule: Rule) -> tuple[str, ...]:
    """Every facility kind the rule looks at."""
    test = rule.test
    match test:
        case Ratio():
            return tuple(dict.fromkeys((*test.numerator.of, *test.denominator.of)))
        case Checklist():
            return tuple(
                dict.fromkeys((*test.of, *(kind for part in test.parts for kind in part.kinds)))
            )
        case Estates():
            return ()
        case _:
            return test.of
