"""Every figure of a street that is another one than in its sealed round (method §1.11, §6.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from checkup.policy import Policy
from checkup.result import Moved, Revision
from checkup.rounds.moved import Leaf, leaves
from checkup.street_result import CommunityRow, StreetResult

_OWN = ("round", "revision", "communities")
_WAYS = ("result", "page", "path")
"""Where a community's files stand, which no figure is."""
_SAID = re.compile(
    r"(overall|funnels|plan|total|progress|by_[a-z]+)(/|$)"
    r"|items/[^/]+/(satisfied|lacking)"
    r"|shortfalls/[^/]+/people"
)
"""Places that hold, or follow from, what residents say."""
_SAID_IN_ROW = re.compile(
    r"(received|valid|overall|projects|followed)(/|$)"
    r"|cells/[^/]+/(satisfied|lacking)"
    r"|shortfalls/[^/]+/(rank|people)"
)


def revision(
    number: int, of: str, sha256: str, old: StreetResult, head: StreetResult,
    rows: Iterable[CommunityRow],
) -> Revision:  # fmt: skip
    """修订 n of a street: its own figures that moved, then those of its communities, by path.

    ``head`` has no communities, ``rows`` are taken one at a time. Where the answers of a community
    differ by so few people that two figures side by side would tell what those few said, what its
    residents say is left out, and that of the whole street with it.
    """
    before = {row.path: row for row in old.communities}
    told: list[Moved] = []
    few = False
    for row in rows:
        earlier = before.pop(row.path, None)
        hidden = earlier is not None and _few(earlier, row, head.policy)
        few = few or hidden
        told += _differ(
            _of_row(earlier) if earlier is not None else {}, _of_row(row),
            f"communities/{row.path}/", _SAID_IN_ROW if hidden else None,
        )  # fmt: skip
    for path, gone in before.items():
        told += _differ(_of_row(gone), {}, f"communities/{path}/", None)
    own = _differ(
        dict(leaves(replace(old, communities=()), _OWN)), dict(leaves(head, _OWN)), "",
        _SAID if few else None,
    )  # fmt: skip
    return Revision(number=number, of=of, sha256=sha256, moved=(*own, *told), withheld=few)


def _of_row(row: CommunityRow) -> dict[str, Leaf]:
    return dict(leaves(row, _WAYS))


def _differ(
    before: Mapping[str, Leaf], after: Mapping[str, Leaf], ahead: str,
    without: re.Pattern[str] | None,
) -> list[Moved]:  # fmt: skip
    places = [*after, *(place for place in before if place not in after)]
    return [
        Moved(place=f"{ahead}{place}", old=before.get(place), new=after.get(place))
        for place in places
        if before.get(place) != after.get(place)
        and not (without is not None and without.match(place))
    ]


def _few(old: CommunityRow, new: CommunityRow, policy: Policy) -> bool:
    pairs = ((old.received, new.received), (old.valid, new.valid))
    return any(
        first is not None and last is not None and 0 < abs(last - first) < policy.min_base_print
        for first, last in pairs
    )
