"""销号: which shortfalls of the old round are closed, and which ones are new (method §6.3).

A shortfall is closed only when its item passes and what it passes on is proven: answers measured
or photographed, facilities whose 佐证 is filled in, or a verdict with two names. What residents
say never closes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from msgspec import Struct

from checkup.comparison import Arisen, Arising, Closed, Closing, Proof
from checkup.judge.standard import Standard
from checkup.model import Assessment, Finding, Item, Shortfall, Status
from checkup.plan.shortfalls import OPERATION, SAFETY
from checkup.result import Result
from checkup.rounds import proven

_SHORT: frozenset[Status] = frozenset({"short", "partial"})


class _Key(Struct, frozen=True):
    """What makes two rows of two rounds the same shortfall; numbers (S01 …) are of one round."""

    item: str
    tier: int | None
    name: str
    estate: str | None


def closed(
    old: Result, again: Assessment, new: Result, rules: Standard | None
) -> tuple[Closed, ...]:
    """Every shortfall of the old round, in its order, with what became of it.

    ``rules`` are those of the new round; None where its edition is not the one we have.
    """

    @cache
    def certain() -> proven.Sure | None:
        return proven.sure(new, rules) if rules is not None else None

    items = {item.id: item for item in new.items}
    before = {item.id: item for item in again.items}
    still = {_key(row, new.findings) for row in new.shortfalls}
    found = []
    for row in old.shortfalls:
        key = _key(row, old.findings)
        item = items.get(row.item)
        state: Closing
        proofs: list[Proof] = []
        unproven: list[str] = []
        if key.tier == OPERATION:
            state = _disliked(item, key in still)
        elif key.estate is not None:
            own = [
                each
                for each in new.findings
                if each.estate == key.estate and each.rule in row.rules
            ]
            state = _of_estate(own, again.findings, key.estate, row.rules)
        else:
            state = _of_item(item, before.get(row.item))
        if state == "closed":
            proofs, unproven = _proven(row, key.estate, new, certain)
            state = "unproven" if unproven or not proofs else "closed"
        found.append(
            Closed(
                name=row.name,
                item=row.item,
                rules=row.rules,
                estate=key.estate,
                safety=key.tier == SAFETY,
                state=state,
                evidence=tuple(proofs),
                unproven=tuple(unproven),
                own_met=state == "open" and key.tier == SAFETY and _passes(row, key.estate, new),
            )
        )
    return tuple(found)


def arisen(old: Result, again: Assessment, new: Result) -> tuple[Arisen, ...]:
    """Shortfalls of the new round that the old one did not list, in their order."""
    had = {_key(row, old.findings) for row in old.shortfalls}
    items = {item.id: item for item in again.items}
    return tuple(
        Arisen(
            name=row.name,
            item=row.item,
            rules=row.rules,
            estate=key.estate,
            status=row.status,
            why=_why(row, key, items.get(row.item), again.findings),
        )
        for row in new.shortfalls
        if (key := _key(row, new.findings)) not in had
    )


def _key(row: Shortfall, findings: Iterable[Finding]) -> _Key:
    estate = _own_estate(row, findings)
    if row.tier == SAFETY:
        return _Key(row.item, SAFETY, row.name, estate)
    return _Key(row.item, OPERATION if row.tier == OPERATION else None, "", estate)


def _own_estate(row: Shortfall, findings: Iterable[Finding]) -> str | None:
    """The new estate that a row is about; None for rows of the whole community, which may name
    the estates concerned, too."""
    if len(row.estates) != 1 or not row.rules:
        return None
    short = {
        (each.rule, each.estate)
        for each in findings
        if each.item == row.item and each.status in _SHORT
    }
    (estate,) = row.estates
    own = all((rule, estate) in short for rule in row.rules)
    return estate if own and not any((rule, None) in short for rule in row.rules) else None


def _of_item(item: Item | None, before: Item | None) -> Closing:
    """``closed`` still has to be proven."""
    if item is None or item.status in ("unknown", "unconfirmed"):
        return "unknown"
    if item.status == "exempt":
        return "exempt"
    if item.status in _SHORT:
        return "open"
    return "rule" if before is not None and before.status == "met" else "closed"


def _passes(row: Shortfall, estate: str | None, new: Result) -> bool:
    """Whether every clause of a row passes now, whatever the rest of its item does."""
    statuses = {
        each.status for each in new.findings if each.rule in row.rules and each.estate == estate
    }
    return statuses == {"met"}


def _of_estate(
    own: list[Finding], before: Iterable[Finding], estate: str, rules: tuple[str, ...]
) -> Closing:
    """The clauses of one new estate; ``closed`` still has to be proven."""
    statuses = {each.status for each in own}
    if not own or statuses & {"unknown", "unconfirmed"}:
        return "unknown"
    if statuses <= {"exempt"}:
        return "exempt"
    if statuses & _SHORT:
        return "open"
    earlier = [each.status for each in before if each.estate == estate and each.rule in rules]
    return "rule" if earlier and all(each in ("met", "exempt") for each in earlier) else "closed"


def _disliked(item: Item | None, still: bool) -> Closing:
    """运营短板: what is met and disliked. Satisfaction alone closes nothing."""
    if item is None or item.status in ("unknown", "unconfirmed"):
        return "unknown"
    if item.status == "exempt":
        return "exempt"
    if item.status in _SHORT:
        return "fell"
    if still:
        return "disliked"
    return "operation" if item.satisfaction is not None else "unasked"


def _proven(
    row: Shortfall, estate: str | None, new: Result, certain: Callable[[], proven.Sure | None]
) -> tuple[list[Proof], list[str]]:
    """What proves the item, and rules that pass on a mere say-so."""
    proofs: list[Proof] = []
    bare: list[str] = []
    for each in new.findings:
        mine = each.item == row.item and each.estate == estate and each.status == "met"
        if not mine or not (each.scored or (estate is not None and each.rule in row.rules)):
            continue
        found = proven.proofs(each, new, certain())
        proofs += found
        if not found:
            bare.append(each.rule)
    return list(dict.fromkeys(proofs)), bare


def _why(row: Shortfall, key: _Key, before: Item | None, findings: Iterable[Finding]) -> Arising:
    if key.tier == OPERATION:
        return "operation"
    earlier: set[Status] = {before.status} if before is not None else set()
    if key.tier == SAFETY or key.estate is not None:
        earlier = {
            each.status for each in findings if each.rule in row.rules and each.estate == key.estate
        }
    if earlier & _SHORT:
        return "rule"
    if earlier & {"met"}:
        return "worse"
    return "applicability" if earlier == {"exempt"} else "newly_known"
