"""Which idle space (闲置空间) fits a remedy: area, floor, lift, owner and use (method §4.1)."""

from __future__ import annotations

from collections.abc import Collection

from checkup.model import Community, Space
from checkup.plan.remedies import NeedsSpace
from checkup.plan.terms import SpaceWords
from checkup.vocabulary import fold


def area_of(space: Space, community: Community) -> float | None:
    """Its area in ㎡, None when nobody told it."""
    return community.number(space.facts.get("area", ""))


def fitting(
    needs: NeedsSpace,
    area: float | None,
    community: Community,
    words: SpaceWords,
) -> list[Space]:
    """The spaces that fit, the best first: use named, owner told, small.

    ``area`` is the least area in ㎡, None when any will do: then the use must be named. A space
    of unknown area never fits, nor one whose area is known to be of another kind, nor one whose
    ownership is told to be in doubt.
    """
    found = []
    for space in community.spaces:
        has = area_of(space, community)
        named = _named(space, needs.uses)
        owner = _value(space, "owner", community)
        if (
            not has
            or (area is not None and has < area)
            or ((area is None or needs.named) and not named)
            or (space.uses and not named)
            or not _of_kind(space, needs.kinds, community)
            or (needs.ground_floor_or_lift and not _easy_to_enter(space, community, words))
            or any(word in fold(str(owner or "")) for word in map(fold, words.owner_in_doubt))
        ):
            continue
        found.append((not named, owner is None, has, space.id, space))
    return [each[4] for each in sorted(found, key=lambda each: each[:4])]


def _named(space: Space, uses: Collection[str]) -> bool:
    return any(fold(word) in fold(use) for use in space.uses for word in uses)


def _of_kind(space: Space, kinds: Collection[str], community: Community) -> bool:
    kind = _value(space, "area_kind", community)
    return kind is None or kind in kinds


def _easy_to_enter(space: Space, community: Community, words: SpaceWords) -> bool:
    """On the ground floor or with a lift; what nobody told does not count as either."""
    if _value(space, "lift", community) in (True, "yes"):
        return True
    floor = _value(space, "floor", community)
    if isinstance(floor, float) and floor.is_integer():
        floor = int(floor)
    return floor is not None and fold(str(floor)) in {fold(word) for word in words.ground_floor}


def _value(space: Space, column: str, community: Community) -> bool | int | float | str | None:
    fact = community.fact(space.facts.get(column, ""))
    return None if fact is None else fact.value
