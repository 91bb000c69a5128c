"""How many people or households an item is for: the target groups N_g of method §1.9."""

from __future__ import annotations

from typing import NamedTuple

from checkup.model import Community
from checkup.policy import Policy


class GroupSize(NamedTuple):
    """Size of a target group; ``size`` is None when nothing tells it.

    ``estimated``: from a national share, or from a register that lacks a part of the group.
    """

    size: float | None
    estimated: bool


def group_sizes(community: Community, policy: Policy) -> dict[str, GroupSize]:
    """Every target group with its size, in people or households (standard.md §1.3b).

    Children count by households where the profile tells them, else by heads. What the profile
    does not tell is population × national share, marked estimated; without a population it
    stays unknown. Keys are the ``target`` words of the standard.
    """
    told = {
        name: community.number(f"profile.{name}")
        for name in (
            "population", "population_60", "disabled", "households_0_3", "population_0_3",
            "households_3_6", "population_3_6",
        )
    }  # fmt: skip
    everyone = GroupSize(told["population"], False)
    aged = _told_or_share(told["population"], policy.share_60_plus, told["population_60"])
    disabled = told["disabled"]
    # The share of 0–3 stands for 3–6 too: both span three years of age
    return {
        "all": everyone,
        "vehicles": everyone,
        "aged_60": aged,
        "aged_60_and_disabled": GroupSize(
            None if aged.size is None else aged.size + (disabled or 0),
            aged.estimated or disabled is None,
        ),
        "children_0_3": _told_or_share(
            told["population"], policy.share_0_3, told["households_0_3"], told["population_0_3"]
        ),
        "children_3_6": _told_or_share(
            told["population"], policy.share_0_3, told["households_3_6"], told["population_3_6"]
        ),
    }


def _told_or_share(population: float | None, share: float, *told: float | None) -> GroupSize:
    """The first figure that was told, else ``share`` of the population."""
    for size in told:
        if size is not None:
            return GroupSize(size, False)
    return GroupSize(None if population is None else population * share, True)
