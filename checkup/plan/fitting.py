"""Who goes into which room: areas that share rooms, searched exactly (method §4.5, row 5)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

STEPS = 20_000
"""Places tried before a search is given up; about ten tenants of four rooms need fewer."""


class Tenant(Struct, frozen=True):
    """What needs a room: its area and the rooms that suit it, in hundredths of a ㎡."""

    id: str
    area: int
    rooms: tuple[str, ...]


def fit(tenants: Mapping[str, Tenant], rooms: Mapping[str, int]) -> dict[str, str] | None:
    """Tenant → room such that no room holds more than its area; None when there is no such way.

    Largest tenant first into the room that leaves least; the same whatever the order given. A
    search that passes ``STEPS`` counts as not fitting: a plan is then poorer, never wrong.
    """
    order = sorted(tenants.values(), key=lambda each: (-each.area, len(each.rooms), each.id))
    free = dict(rooms)
    placed: dict[str, str] = {}
    failed: set[tuple[int, tuple[int, ...]]] = set()
    left = STEPS

    def place(number: int) -> bool:
        nonlocal left
        if number == len(order):
            return True
        state = (number, tuple(free.values()))
        if state in failed:
            return False
        tenant = order[number]
        for room in sorted(set(tenant.rooms) & free.keys(), key=lambda name: (free[name], name)):
            if free[room] < tenant.area or left <= 0:
                continue
            left -= 1
            free[room] -= tenant.area
            placed[tenant.id] = room
            if place(number + 1):
                return True
            free[room] += tenant.area
            del placed[tenant.id]
        failed.add(state)
        return False

    return placed if place(0) else None


def neighbours(start: Tenant, *by_room: Mapping[str, Mapping[str, Tenant]]) -> dict[str, Tenant]:
    """``start`` and all whose rooms it may contend for, directly or through others.

    ``by_room``: room → the tenants it suits.
    """
    found = {start.id: start}
    rooms: list[str] = list(start.rooms)
    for room in rooms:
        for told in by_room:
            for each in told.get(room, {}).values():
                if each.id not in found:
                    found[each.id] = each
                    rooms.extend(each.rooms)
    return found
