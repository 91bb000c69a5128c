"""Neighbours: which facility counts for whom, and what each gets of it (method §6.1).

A facility counts for another community when its owner opens it to outsiders, the item may be
shared (``shareable``) and the walk is within 15 minutes (:mod:`checkup.street.walks`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import cos, radians

from checkup.judge import reach
from checkup.judge.document import StandardItem
from checkup.judge.reach import Point
from checkup.judge.rules import kinds_of
from checkup.judge.standard import Standard
from checkup.policy import Policy
from checkup.street.distances import Distances
from checkup.street.near import Near, Place, same
from checkup.street.packed import Packed
from checkup.street.walks import Walks
from checkup.street_result import Credit, Reach, SharedFacility
from checkup.vocabulary import fold

_DEGREE = 111_195.0
"""Metres of one degree of latitude."""
_AGED = ("aged_60", "aged_60_and_disabled")


class Neighbours:
    """All communities of a run with what is near them; keys are communities' paths."""

    def __init__(
        self, near: Mapping[str, Near], rules: Standard, policy: Policy, table: Distances
    ) -> None:
        self.near = near
        self.policy = policy
        self.table = table
        self.walks = Walks(near, policy, table)
        self._kept = Packed(tuple[Reach, ...])
        self.items: dict[str, list[StandardItem]] = defaultdict(list)
        """Facility kind → items that may be met by a neighbour's one."""
        self.aged: set[str] = set()
        for item in rules.items:
            kinds = {kind for rule in item.rules for kind in kinds_of(rule)}
            kinds |= set(item.higher_level)
            if item.target in _AGED:
                self.aged |= kinds
            if item.shareable:
                for kind in sorted(kinds):
                    self.items[kind].append(item)
        self._grid: dict[tuple[str, int, int], list[tuple[str, str]]] = defaultdict(list)
        """Cell → communities and 编号 of the open facilities in it."""
        # a degree of longitude is shortest at the farthest place from the equator
        far = max((abs(each.latitude) for each in self._points()), default=0.0)
        radius = max(*policy.circle_metres, policy.circle_metres_60) / policy.detour
        self._step = radius / _DEGREE
        self._across = self._step / max(cos(radians(min(far + 1, 89.0))), 0.01)
        for path, place in self._open():
            if place.point is not None:
                self._grid[self._cell(place.point)].append((path, place.id))

    def credits(self) -> Mapping[str, tuple[Credit, ...]]:
        """Community → what counts for it, the nearest first; communities with nothing have no
        key. A facility told by two hosts (same name, kind and place) is credited once (P-6.2)."""
        found = Packed(tuple[Credit, ...])
        for path in self.near:
            told = sorted(
                self._credited(path),
                key=lambda each: (each.item, each.circle, each.metres or 0.0, each.facility),
            )
            if told:
                found[path] = tuple(told)
        return found

    def offers(self, credits: Mapping[str, Iterable[Credit]]) -> tuple[SharedFacility, ...]:
        """Every facility that is open to outsiders, once, with whom it reaches and what each
        community gets of its capacity."""
        reached: dict[str, dict[str, str]] = defaultdict(dict)
        for path, each in credits.items():
            for credit in each:
                reached[credit.facility].setdefault(path, credit.item)
        found = []
        listed: set[tuple[str, str, Point]] = set()
        for path, place in self._open():
            to = reached.get(id_of(path, place), {})
            if place.point is not None:
                # one that two communities tell as theirs stands there once (P-6.2)
                twin = (place.kind, fold(place.name), place.point)
                if twin in listed and not to:
                    continue
                listed.add(twin)
            found.append(
                SharedFacility(
                    id=id_of(path, place), name=place.name, kind=place.kind, host=path,
                    capacity=place.measures.get("size"), unit=place.unit,
                    reached=tuple(sorted(to)), parts=self._parts(path, place, tuple(to)),
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda each: each.id))

    def place(self, host: str, number: str) -> Place:
        """A community's facility by its 编号."""
        return next(each for each in self.near[host].places if each.id == number)

    def share_of(self, path: str, place: Place, other: str, to: Iterable[str]) -> float | None:
        """The part of a facility's capacity (0–1) that ``other`` gets; None when not known."""
        people = self._people(path, place, to)
        return None if people is None else reach.apportioned(1.0, people).get(other, 0.0)

    def reaches(self, path: str) -> tuple[Reach, ...]:
        """:meth:`_reaches`, reckoned once: rows are gone through several times."""
        if path not in self._kept:
            self._kept[path] = self._reaches(path)
        return self._kept[path]

    def _reaches(self, path: str) -> tuple[Reach, ...]:
        """For each kind of facility the nearest one, its own or an open one of a neighbour."""
        near = self.near[path]
        of_kind: dict[str, list[tuple[str, Place]]] = defaultdict(list)
        for place in near.places:
            of_kind[place.kind].append((path, place))
        for other, place in self._candidates(path):
            of_kind[place.kind].append((other, place))
        found = []
        for kind, places in sorted(of_kind.items()):
            aged = kind in self.aged
            walks = [walk for each in places if (walk := self.walks.of(path, *each)) is not None]
            if not walks:
                continue
            best = min(walks, key=lambda each: each.nearness(self.policy, aged))
            found.append(
                Reach(
                    kind=kind, circle=best.circle(self.policy, aged), minutes=best.minutes,
                    metres=best.metres, method=best.method, rough=best.rough, aged=aged,
                    within=self.walks.within(path, [place for _, place in places], aged),
                )
            )  # fmt: skip
        return tuple(found)

    def _credited(self, path: str) -> Iterator[Credit]:
        seen: list[Place] = [each for each in self.near[path].places if each.hosted]
        for host, place in self._candidates(path):
            # its own, or one that another host told already
            if any(same(each, place) and _one_place(each, place) for each in seen):
                continue
            walk = self.walks.of(path, host, place)
            if walk is None:
                continue
            counted = False
            for item in self.items[place.kind]:
                circle = walk.circle(self.policy, item.target in _AGED)
                if circle is None:
                    continue
                counted = True
                yield Credit(
                    item=item.id, facility=id_of(host, place), name=place.name, kind=place.kind,
                    host=host, circle=circle, minutes=walk.minutes, metres=walk.metres,
                    method=walk.method, rough=walk.rough,
                )  # fmt: skip
            if counted:
                seen.append(place)

    def _candidates(self, path: str) -> list[tuple[str, Place]]:
        """Open facilities of others that may be near: by the table, by this community's own
        measurement, or by the grid."""
        found: dict[str, tuple[str, Place]] = {}
        for host, place in self._around(path):
            found[id_of(host, place)] = (host, place)
        listed = [each for each in self.near[path].places if not each.hosted and each.measured]
        for host in self.table.hosts_of(path):
            if host != path:
                for place in self._opened(host):
                    found[id_of(host, place)] = (host, place)
        if listed:
            for host, place in self._open():
                if host != path and any(same(each, place) for each in listed):
                    found[id_of(host, place)] = (host, place)
        return [found[key] for key in sorted(found)]

    def _around(self, path: str) -> Iterator[tuple[str, Place]]:
        """Open facilities of others in the cells around the community's spots."""
        cells = {
            (crs, x + right, y + up)
            for spot in self.near[path].spots
            for crs, x, y in [self._cell(spot.point)]
            for right in (-1, 0, 1)
            for up in (-1, 0, 1)
        }
        for cell in sorted(cells & self._grid.keys()):
            for host, number in self._grid[cell]:
                if host != path:
                    yield host, self.place(host, number)

    def _cell(self, point: Point) -> tuple[str, int, int]:
        return (
            point.crs,
            int(point.longitude // self._across),
            int(point.latitude // self._step),
        )

    def _points(self) -> Iterator[Point]:
        for each in self.near.values():
            yield from (spot.point for spot in each.spots)
            yield from (place.point for place in each.places if place.point is not None)

    def _open(self) -> Iterator[tuple[str, Place]]:
        for path in self.near:
            yield from ((path, place) for place in self._opened(path))

    def _opened(self, path: str) -> Iterator[Place]:
        for place in self.near[path].places:
            if place.open and place.hosted and place.kind in self.items:
                yield place

    def _people(self, host: str, place: Place, to: Iterable[str]) -> dict[str, float] | None:
        """The target group of every community of the catchment; None where one is unknown."""
        item = self.items[place.kind][0]
        groups = {each: self.near[each].groups.get(item.target) for each in (host, *to)}
        known = {each: people for each, people in groups.items() if people is not None}
        return known if len(known) == len(groups) else None

    def _parts(self, host: str, place: Place, to: tuple[str, ...]) -> dict[str, float]:
        capacity, people = place.measures.get("size"), self._people(host, place, to)
        if capacity is None or people is None or not to:
            return {}
        return dict(sorted(reach.apportioned(capacity, people).items()))


def id_of(host: str, place: Place) -> str:
    """A facility's id in the street: its host's path and its 编号."""
    return f"{host}#{place.id}"


def _one_place(one: Place, other: Place) -> bool:
    """Not known to stand at two places."""
    return one.point is None or other.point is None or one.point == other.point
