"""Which community of the new round is which of the old one: by its name, never by a guess.

A community's id is the 名称 of its profile. A folder that was moved is still the same community;
one that was renamed is told as gone and as new, with what else is known, for a person to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from checkup.street.opened import Member
from checkup.street_comparison import Alone, Unpaired


class Pairs(NamedTuple):
    """Old and new of each community that both rounds have, in the order of the new round."""

    both: tuple[tuple[Member, Member], ...]
    alone: tuple[Alone, ...]


def paired(old: Sequence[Member], new: Sequence[Member]) -> Pairs:
    """Pairs by name. A name that stands twice in a round pairs only within the same folder."""
    several = _several(old) | _several(new)
    before = {_key(each, several): each for each in old}
    both = tuple(
        (earlier, each) for each in new
        if (earlier := before.get(_key(each, several))) is not None
    )  # fmt: skip
    left = _without(new, {each.path for _, each in both})
    gone = _without(old, {each.path for each, _ in both})
    alone = [
        *(_alone(each, "new", several, gone.get(path)) for path, each in left.items()),
        *(_alone(each, "old", several, left.get(path)) for path, each in gone.items()),
    ]
    return Pairs(both, tuple(alone))


def _without(members: Sequence[Member], paths: set[str]) -> dict[str, Member]:
    return {each.path: each for each in members if each.path not in paths}


def _several(members: Sequence[Member]) -> set[str]:
    return {name for name, n in Counter(each.id for each in members).items() if n > 1}


def _key(member: Member, several: set[str]) -> tuple[str, str]:
    return member.id, member.path if member.id in several else ""


def _alone(
    member: Member, side: Literal["old", "new"], several: set[str], there: Member | None
) -> Alone:
    why: Unpaired = "new" if side == "new" else "gone"
    return Alone(
        id=member.id,
        name=member.name,
        path=member.path,
        side=side,
        why="same_name" if member.id in several else why,
        same_folder=there.name if there is not None else None,
    )
