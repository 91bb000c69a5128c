"""Findings → items, goals, total (method §2.3–2.4). Small and pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from checkup.judge import tree
from checkup.judge.document import StandardItem
from checkup.judge.findings import Judged
from checkup.judge.standard import Standard
from checkup.judge.tree import TOLERANCE, Node
from checkup.model import Goal, Item, Score, Status
from checkup.policy import Policy

ITEM_WEIGHT = 1.0
"""Equal over the 20 items, that is 5 points each (method §2.4)."""


def item_node(judged: Sequence[Judged]) -> tuple[Node | None, dict[str, float]]:
    """The item's node, and the share of it that each scored rule holds.

    The mean of the must-rules with equal weights; alternatives are one any-of, rules that must
    hold together one all-of. None when no scored rule applies.
    """
    by_id = {each.rule.id: each for each in judged}
    scored = [each for each in judged if each.rule.force == "must" and each.node is not None]
    replaced = {
        rule_id: other.rule.id
        for other in judged
        for rule_id in other.rule.instead_of
        if other.node is not None
    }
    children: list[tuple[Node, list[str], float]] = []
    done: set[str] = set()
    for each in scored:
        if each.rule.id in done or each.node is None:
            continue
        other_id = replaced.get(each.rule.id)
        if other_id is not None:
            group = [one for one in scored if replaced.get(one.rule.id) == other_id]
            inner = tree.mean([(one.node, 1.0) for one in group if one.node is not None])
            nodes = [node for node in (inner, by_id[other_id].node) if node is not None]
            node = tree.any_of(nodes)
            share = 1 / len(group)
        elif each.rule.together:
            group = [one for one in scored if one.rule.together == each.rule.together]
            node = tree.all_of([one.node for one in group if one.node is not None])
            share = 1.0
        else:
            group, node, share = [each], each.node, 1.0
        ids = [one.rule.id for one in group]
        done.update(ids)
        if node is not None:
            children.append((node, ids, share))
    whole = tree.mean([(node, 1.0) for node, _, _ in children])
    shares = {rule: share / len(children) for _, ids, share in children for rule in ids}
    return whole, shares


def item_status(node: Node | None, policy: Policy) -> Status:
    """First match of method §2.3."""
    if node is None:
        return "exempt"
    if node.coverage <= 0:
        return "unknown"
    if node.low >= 100 - TOLERANCE:
        return "met"
    if node.high < policy.short_below:
        return "short"
    return "partial" if node.high < 100 - TOLERANCE else "unconfirmed"


def items_of(
    standard: Standard, nodes: Mapping[str, Node | None], policy: Policy
) -> tuple[Item, ...]:
    """The 20 items with what each contributes and what it could still add to the total.

    ``contribution`` = w·s/Σw over the items of which something is known, so that contributions
    add up to the total; ``could_add`` over the applicable items.
    """
    applicable = [node for node in nodes.values() if node is not None]
    weight = ITEM_WEIGHT * len(applicable) or 1.0
    seen = ITEM_WEIGHT * sum(node.score is not None for node in applicable) or 1.0
    items = []
    for item in standard.items:
        node = nodes[item.id]
        status = item_status(node, policy)
        shown = node or Node(None, 0.0, 0.0, 0.0)
        if status in ("short", "partial"):
            could_add = ITEM_WEIGHT * (100 - (shown.score or 0.0)) / weight
        else:
            could_add = ITEM_WEIGHT * (shown.high - shown.low) / weight
        items.append(_item(item, status, shown, (shown.score or 0.0) / seen, could_add))
    return tuple(items)


def _item(
    item: StandardItem, status: Status, node: Node, contribution: float, could_add: float
) -> Item:
    return Item(
        id=item.id,
        no=item.no,
        goal=item.goal,
        task=item.task,
        name=item.name,
        short_name=item.short_name,
        status=status,
        score=node.score,
        low=node.low,
        high=node.high,
        coverage=node.coverage,
        weight=ITEM_WEIGHT,
        contribution=ITEM_WEIGHT * contribution,
        could_add=could_add,
        lead=item.lead,
        target=item.target,
        order=item.order,
    )


def goals_of(standard: Standard, nodes: Mapping[str, Node | None]) -> tuple[Goal, ...]:
    """Each goal as the mean of its applicable items; all None and 0 when none applies."""
    goals = []
    for goal in standard.goals:
        node = _mean(nodes[item.id] for item in standard.items if item.goal == goal.id)
        shown = node or Node(None, 0.0, 0.0, 0.0)
        goals.append(
            Goal(id=goal.id, name=goal.name, score=shown.score, low=shown.low,
                 high=shown.high, coverage=shown.coverage)
        )  # fmt: skip
    return tuple(goals)


def total_of(
    nodes: Mapping[str, Node | None],
    policy: Policy,
    units: int,
    veto_failed: bool,
) -> Score:
    """The total with its bounds, the official count, and whether enough is known to call it one."""
    node = _mean(nodes.values()) or Node(None, 0.0, 0.0, 0.0)
    statuses = [item_status(each, policy) for each in nodes.values()]
    official = node.score is not None and node.coverage >= policy.coverage_gate
    return Score(
        value=node.score,
        low=node.low,
        high=node.high,
        coverage=node.coverage,
        official=official,
        grade=_grade(node, policy, veto_failed) if official and policy.grades_shown else None,
        met=statuses.count("met"),
        partial=statuses.count("partial"),
        short=statuses.count("short"),
        unconfirmed=statuses.count("unconfirmed"),
        unknown=statuses.count("unknown"),
        exempt=statuses.count("exempt"),
        units=units,
    )


def _mean(nodes: Iterable[Node | None]) -> Node | None:
    return tree.mean([(node, ITEM_WEIGHT) for node in nodes if node is not None])


def _grade(node: Node, policy: Policy, veto_failed: bool) -> str:
    """A…D, a range when the bounds fall apart; a failed veto leaf caps it at C."""

    def letter(score: float) -> str:
        grade = next(
            (name for name, line in zip("ABC", policy.grade_lines, strict=True) if score >= line),
            "D",
        )
        return max(grade, "C") if veto_failed else grade

    low, high = letter(node.low), letter(node.high)
    return low if low == high else f"{low}~{high}"
