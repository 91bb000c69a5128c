"""Which remedy is meant for what is short, what it covers, and what it stands on."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.judge.document import Rule
from checkup.judge.predicates import Ratio
from checkup.judge.rules import kinds_of
from checkup.plan.ranking import Ranked, Want
from checkup.plan.remedies import Remedy
from checkup.plan.shortfalls import OPERATION


def stands_on(rule: Rule) -> set[str]:
    """The facility kinds without one of which the clause has nothing to speak of."""
    return {*kinds_of(rule)} if isinstance(rule.test, Ratio) else {*getattr(rule.test, "of", ())}


def meant(remedy: Remedy, wants: tuple[Want, ...]) -> tuple[tuple[Want, ...], tuple[Want, ...]]:
    """The wants a remedy is meant for, and all that it covers; none where it is not meant."""
    triggers = tuple(want for want in wants if _meant_for(remedy, want))
    if not triggers:
        return (), ()
    return triggers, tuple(want for want in wants if want in triggers or _covers(remedy, want))


def _meant_for(remedy: Remedy, want: Want) -> bool:
    return (
        (not remedy.rules or want.rule in remedy.rules)
        and (not remedy.gaps or want.gap in remedy.gaps)
        and (not remedy.parts or want.part in remedy.parts)
    )


def _covers(remedy: Remedy, want: Want) -> bool:
    return (not remedy.covers or want.rule in remedy.covers) and (
        not remedy.parts or want.part in remedy.parts
    )


def also_closed(row: Ranked, ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Rows of the same item with no want of their own: all their clauses are this row's."""
    return tuple(
        other.shortfall.id
        for other in ranked
        if other is not row
        and other.candidate.item.id == row.candidate.item.id
        and other.candidate.estate == row.candidate.estate
        and other.candidate.tier != OPERATION
        and not other.candidate.wants
    )
