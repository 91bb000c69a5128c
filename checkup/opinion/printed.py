"""What of residents' voice leaves: the figures a plan is made from and reports print (§1.11)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from checkup.model import Item, Opinion
from checkup.opinion import demand
from checkup.opinion.importance import both, lowest_third
from checkup.policy import Policy


def only(heard: Opinion, policy: Policy) -> Opinion:
    """The opinion without the figures that would tell of a few people.

    The plan is made from this one, so that a result can be planned again from itself, and so that
    no rank, index or amount gives away what is withheld: d₀ stands in (method §1.9).
    """
    return replace(
        heard,
        satisfaction={
            item: told
            for item, told in heard.satisfaction.items()
            if "satisfaction" not in heard.withheld.get(item, ())
        },
        demand={
            item: shown
            for item, told in heard.demand.items()
            if (shown := demand.printed(told, policy.min_base_print)) is not None
        },
    )


def beside(items: Sequence[Item], heard: Opinion, policy: Policy) -> tuple[Item, ...]:
    """The items with residents' voice beside the score, never inside it.

    Of what would tell of a few people only where it stands is told, not the figure.
    """
    shown = only(heard, policy)
    asked = heard.survey.quadrants is not None and heard.survey.quadrants.asked
    lowest = lowest_third(shown.satisfaction, policy)
    found = []
    for item in items:
        withheld = heard.withheld.get(item.id, ())
        found.append(
            replace(
                item,
                satisfaction=shown.satisfaction.get(item.id),
                demand=shown.demand.get(item.id),
                quadrant=heard.quadrant.get(item.id),
                quadrant_edge=item.id in heard.on_edge,
                importance=heard.importance.get(item.id)
                if asked or "demand" not in withheld
                else None,
                both=both(item.status, heard.satisfaction.get(item.id), policy),
                lowest_third=item.id in lowest,
                withheld=withheld,
            )
        )
    return tuple(found)
