"""The old facts, known as well as the new ones: what divides a change of the place itself from
one of what is known of it (method §6.3). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from checkup.judge import tree
from checkup.judge.findings import Judged
from checkup.judge.score import item_node
from checkup.judge.standard import Standard
from checkup.judge.tree import Node
from checkup.model import Assessment, Finding, Item
from checkup.result import Result

Clauses = dict[str, dict[str, Finding]]
"""Item → rule → the finding that counts in it."""


def alike(before: Assessment | Result, after: Result) -> frozenset[str]:
    """Items that count in both rounds and of which the same is known.

    Not by the items' own coverage: that is 1 as soon as one of two alternatives passes, whatever
    is known of the other, and stays the same where one clause is told and another no longer is.
    """
    first, last = _clauses(before), _clauses(after)
    counts = {item.id for item in before.items if item.score is not None}
    return frozenset(
        item.id
        for item in after.items
        if item.id in counts
        and item.score is not None
        and _told(first.get(item.id, {})) == _told(last.get(item.id, {}))
    )


def scores(
    before: Assessment | Result, after: Result, rules: Standard | None
) -> dict[str, float | None]:
    """Item → what the old facts would score if as much were known of them as of the new ones.

    A clause (or part of a list) of which the same is known stands as it was; one that is only now
    known, no longer known, or applies only now, stands as it is. ``rules`` say which clauses are
    alternatives; without them (an edition we do not have) an item is the mean of its clauses.
    """
    same = alike(before, after)
    was = {item.id: item for item in before.items}
    first, last = _clauses(before), _clauses(after)
    return {
        item.id: was[item.id].score
        if item.id in same
        else _score(item, first.get(item.id, {}), last.get(item.id, {}), rules)
        for item in after.items
    }


def _score(
    item: Item, before: Mapping[str, Finding], after: Mapping[str, Finding], rules: Standard | None
) -> float | None:
    nodes = {
        rule: _node(before[rule], each) if rule in before else _as_judged(each)
        for rule, each in after.items()
    }
    if rules is not None and nodes.keys() <= rules.rules.keys():
        judged = [Judged(rules.rules[rule], node, after[rule]) for rule, node in nodes.items()]
        whole, _ = item_node(judged)
    else:
        whole = tree.mean([(node, 1.0) for node in nodes.values()])
    # an item that does not count now, or that nobody knew before, brings no true change
    return item.score if item.score is None or whole is None else whole.score


def _node(before: Finding, after: Finding) -> Node:
    if _knowledge(before) == _knowledge(after):
        return _as_judged(before)
    if not (_is_mean(before) and _is_mean(after)):
        return _as_judged(after)
    was = {part.name: part.score for part in before.parts}
    leaves = [
        tree.NO_DATA if part.score is None else tree.known(_either(was.get(part.name), part.score))
        for part in after.parts
    ]
    return tree.mean([(leaf, 1.0) for leaf in leaves]) or _as_judged(after)


def _either(before: float | None, after: float) -> float:
    return after if before is None else before


def _is_mean(found: Finding) -> bool:
    """Whether it is a list, which is the mean of what is known of its parts (method §2.2)."""
    known = [part.score for part in found.parts if part.score is not None]
    return bool(known) and found.score is not None and (
        abs(sum(known) / len(known) - found.score) <= tree.TOLERANCE
    )  # fmt: skip


def _as_judged(found: Finding) -> Node:
    return Node(found.score, found.low, found.high, found.coverage)


def _knowledge(found: Finding) -> tuple[float, tuple[tuple[str, bool], ...]]:
    """How much of a clause is known, and which of its parts."""
    parts = tuple((part.name, part.score is not None) for part in found.parts)
    return round(found.coverage, 9), parts


def _told(clauses: Mapping[str, Finding]) -> dict[str, object]:
    return {rule: _knowledge(each) for rule, each in clauses.items()}


def _clauses(found: Assessment | Result) -> Clauses:
    own: Clauses = {}
    for each in found.findings:
        if each.scored and each.status != "exempt":
            own.setdefault(each.item, {})[each.rule] = each
    return own
