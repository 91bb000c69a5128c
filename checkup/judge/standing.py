"""How every item stands, without the list of what is missing: what a plan asks of the engine."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from checkup import vocabulary
from checkup.judge.findings import build_of, judge_item
from checkup.judge.scene import Scene
from checkup.judge.score import item_node, total_of
from checkup.judge.standard import Standard
from checkup.judge.tree import Node
from checkup.model import Community, Score
from checkup.policy import Policy


class Standing(Struct, frozen=True):
    """Item id → its node (None: does not apply), and the total; the total has no grade."""

    nodes: dict[str, Node | None]
    total: Score

    def score(self, item: str) -> float | None:
        """The item's score, None when unknown or not applicable."""
        node = self.nodes.get(item)
        return None if node is None else node.score


def stand(
    community: Community,
    standard: Standard,
    policy: Policy,
    as_of: date | None,
    *,
    before: Standing | None = None,
    items: Collection[str] = (),
) -> Standing:
    """The community judged; with ``before``, only ``items`` are judged anew.

    The scores are those of :func:`checkup.judge.judge` (with the number of basic units chosen).
    """
    units = community.units or 1
    scene = Scene(community=community, vocabulary=vocabulary.load(), policy=policy, units=units)
    build = build_of(community, policy)
    nodes = {
        item.id: before.nodes[item.id]
        if before is not None and item.id not in items
        else item_node(judge_item(item, scene, build, as_of))[0]
        for item in standard.items
    }
    total = total_of(nodes, policy, units, veto_failed=False)
    return Standing(nodes, replace(total, grade=None))
