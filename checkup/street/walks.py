"""How far a facility is from a community: by 距离表, by minutes that were measured, else by
coordinates of one system (method §6.1). Distances of unstated or mixed systems do not exist here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from checkup.judge import reach
from checkup.policy import Policy
from checkup.street.distances import Distances
from checkup.street.near import Near, Place, same
from checkup.street_result import Distance


class Walk(Struct, frozen=True, kw_only=True):
    """The way from a community to a facility; ``rough`` as of :class:`checkup.street.near.Near`."""

    method: Distance
    minutes: float | None = None
    metres: float | None = None
    rough: bool = False

    def circle(self, policy: Policy, aged: bool) -> int | None:
        """The smallest circle it lies in; None beyond 15 minutes."""
        if self.minutes is not None:
            return reach.circle_of_minutes(self.minutes)
        if self.metres is None:
            return None
        return reach.circle_of_metres(self.metres, policy, aged)

    def nearness(self, policy: Policy, aged: bool) -> tuple[int, float]:
        """What ways are ordered by: the circle, then minutes or metres."""
        circle = self.circle(policy, aged)
        return (99 if circle is None else circle, self.minutes or self.metres or 0.0)


class Walks:
    """The ways from the communities of a run to facilities; keys are communities' paths."""

    def __init__(self, near: Mapping[str, Near], policy: Policy, table: Distances) -> None:
        self._near = near
        self._policy = policy
        self._table = table

    def of(self, path: str, host: str, place: Place) -> Walk | None:
        """How far a facility is from a community; None where nobody can tell."""
        near = self._near[path]
        told = self._table.between(path, host, place.id, place.name)
        if told is not None:
            return Walk(method="table", minutes=told.minutes, metres=told.metres)
        own = place if host == path else next((e for e in near.places if same(e, place)), None)
        if own is not None and own.minutes is not None and (own.measured or host == path):
            how: Distance = "navigated" if own.navigated else "walked" if own.measured else "told"
            return Walk(method=how, minutes=own.minutes)
        return self._line(near, place)

    def _line(self, near: Near, place: Place) -> Walk | None:
        told = self._spots(near, place)
        metres = reach.metres_for(told, self._policy.shared_cover) if told else None
        if metres is None:
            return None
        return Walk(method="straight", metres=metres, rough=near.rough)

    def _spots(self, near: Near, place: Place) -> list[tuple[float | None, float]]:
        """(people, walking metres) of each spot; none where a spot is in another system."""
        if place.point is None:
            return []
        walks = [(each.people, reach.walk(each.point, place.point, self._policy))
                 for each in near.spots]  # fmt: skip
        known = [(people, metres) for people, metres in walks if metres is not None]
        return known if len(known) == len(walks) else []

    def within(
        self, path: str, places: Iterable[Place], aged: bool
    ) -> tuple[float | None, float | None, float | None] | None:
        """Shares of the people whose nearest facility lies in each circle, by coordinates."""
        nearest: list[float] | None = None
        for place in places:
            told = [metres for _, metres in self._spots(self._near[path], place)]
            if told:
                nearest = told if nearest is None else list(map(min, nearest, told))
        if nearest is None:
            return None
        people = [each.people for each in self._near[path].spots]
        pairs = list(zip(people, nearest, strict=True))
        five, ten, fifteen = (
            reach.coverage(pairs, radius) for radius in reach.radii(self._policy, aged)
        )
        return five, ten, fifteen
