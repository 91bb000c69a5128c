"""Real change against rule change, and what is only better known (method §6.3). Pure."""

from __future__ import annotations

from checkup.comparison import ClauseChange, ItemChange, Kind, Standing, Totals
from checkup.judge.standard import Standard
from checkup.model import Assessment, Finding, Item, Score, Status
from checkup.result import Result
from checkup.rounds import knowing

KNOWN: frozenset[Status] = frozenset({"met", "partial", "short"})
"""待核实 and 无数据 are not known, whatever a part of them may score."""
_TINY = 1e-9


def totals(
    old: Result, again: Assessment, new: Result, rules_of_new: Standard | None = None
) -> Totals:
    """Δ = rules + real, real = true + completion, each in points; None where a total is unknown.

    ``again`` is the old facts under the new rules. As the rule change is measured on the old
    facts, so is ``completion``: it is what the old total becomes if as much is known of the old
    facts as of the new ones (:func:`checkup.rounds.knowing.scores`). The rest, ``true``, is
    Σ w·(s₁ − s₀)/Σw with the weights of the new total and s₀ known like s₁.
    """
    before, middle, after = old.score.value, again.score.value, new.score.value
    rules = _less(middle, before)
    real = _less(after, middle)
    was = knowing.scores(again, new, rules_of_new)
    seen = [(item.weight, item.score, was[item.id]) for item in new.items]
    counted = [(w, s1, s0) for w, s1, s0 in seen if s1 is not None and s0 is not None]
    true = None
    if real is not None:
        true = sum(w * (s1 - s0) for w, s1, s0 in counted) / (sum(w for w, *_ in counted) or 1.0)
    return Totals(
        old=_standing(old.score),
        old_by_new_rules=_standing(again.score),
        new=_standing(new.score),
        delta=_less(after, before),
        rules=rules,
        real=real,
        true=true,
        completion=_less(real, true),
        items_compared=len(knowing.alike(again, new)),
    )


def items(old: Result, again: Assessment, new: Result) -> tuple[ItemChange, ...]:
    """Every item of the new round that the old facts can be judged on, in order."""
    as_was = {item.id: item for item in old.items}
    before = {item.id: item for item in again.items}
    alike = knowing.alike(again, new)
    return tuple(
        _item(as_was.get(item.id), before[item.id], item, item.id in alike)
        for item in new.items
        if item.id in before
    )


def clauses(again: Assessment, new: Result) -> tuple[ClauseChange, ...]:
    """Scored clauses whose status or figure is another one, by the new rules."""
    before = {(each.rule, each.estate): each for each in again.findings}
    found = []
    for each in new.findings:
        earlier = before.get((each.rule, each.estate))
        if earlier is None or not (each.scored or earlier.scored):
            continue
        if (earlier.status, earlier.measured) == (each.status, each.measured):
            continue
        found.append(_clause(earlier, each))
    return tuple(found)


def kind_of(
    old: Status, new: Status, old_score: float | None, new_score: float | None, alike: bool = False
) -> Kind:
    """What became of something under one set of rules; ``alike``: the same is known of it in both
    rounds, so that whatever moved is the place itself."""
    if (old == "exempt") != (new == "exempt"):
        return "applicability"
    if not alike and (old not in KNOWN or new not in KNOWN):
        if old not in KNOWN and new in KNOWN:
            return "newly_known"
        return "no_longer_known" if old in KNOWN else "same"
    change = (new_score or 0.0) - (old_score or 0.0)
    if abs(change) <= _TINY:
        return "same"
    return "better" if change > 0 else "worse"


def _item(as_was: Item | None, before: Item, after: Item, alike: bool) -> ItemChange:
    known = alike or (before.status in KNOWN and after.status in KNOWN)
    old = as_was.status if as_was else "unknown"
    return ItemChange(
        id=after.id,
        no=after.no,
        name=after.short_name or after.name,
        goal=after.goal,
        old=old,
        old_by_new_rules=before.status,
        new=after.status,
        old_score=as_was.score if as_was else None,
        score_by_new_rules=before.score,
        new_score=after.score,
        kind=kind_of(before.status, after.status, before.score, after.score, alike),
        change=_less(after.score, before.score) if known else None,
        by_rules=old != before.status,
        known_more=known and not alike,
    )


def _clause(before: Finding, after: Finding) -> ClauseChange:
    return ClauseChange(
        rule=after.rule,
        item=after.item,
        clause=after.clause,
        estate=after.estate,
        old=before.status,
        new=after.status,
        old_measured=before.measured,
        new_measured=after.measured,
        kind=kind_of(before.status, after.status, before.score, after.score),
    )


def _less(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def _standing(score: Score) -> Standing:
    return Standing(
        value=score.value,
        low=score.low,
        high=score.high,
        coverage=score.coverage,
        met=score.met,
        short=score.short + score.partial,
        open=score.unconfirmed + score.unknown,
        exempt=score.exempt,
        official=score.official,
    )
