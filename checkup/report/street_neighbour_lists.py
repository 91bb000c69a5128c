"""Rows of 街道汇总.xlsx on neighbours: what counts for whom, who opens what, what is near.

Rows are keyed by the columns of ``templates/tables/street.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checkup.report.tables import Row
from checkup.report.wording import Wording
from checkup.street_result import CommunityRow, Credit, Reach, StreetItem, StreetResult


def credits(
    row: CommunityRow, items: Mapping[str, StreetItem], names: Mapping[str, str],
    kinds: Mapping[str, str], say: Wording,
) -> Iterator[Row]:  # fmt: skip
    """Neighbours' facilities that count for a community."""
    for each in row.shared.credits if row.shared else ():
        item = items[each.item]
        yield {
            "community": row.name,
            "no": item.no,
            "item": item.short_name or item.name,
            "facility": each.name,
            "kind": kinds.get(each.kind, each.kind),
            "host": names.get(each.host, each.host),
            "circle": each.circle,
            "minutes": each.minutes,
            "metres": each.metres,
            "method": _measured(each, say),
        }


def offers(head: StreetResult, names: Mapping[str, str], kinds: Mapping[str, str]) -> Iterator[Row]:
    """Facilities open to outsiders, a row for each community they reach."""
    for each in head.offers:
        to: list[str | None] = [*sorted({*each.parts, *each.reached})]
        for path in to or [None]:
            yield {
                "facility": each.name,
                "kind": kinds.get(each.kind, each.kind),
                "host": names.get(each.host, each.host),
                "capacity": each.capacity,
                "unit": each.unit,
                "community": None if path is None else names.get(path, path),
                "part": None if path is None else each.parts.get(path),
            }


def _measured(each: Credit | Reach, say: Wording) -> str:
    told = say(f"street.distance.{each.method}")
    return say("street.distance_rough", told=told) if each.rough else told


def reach(row: CommunityRow, kinds: Mapping[str, str], say: Wording) -> Iterator[Row]:
    """The nearest facility of each kind, for a community."""
    for each in row.reach:
        within = each.within or (None, None, None)
        yield {
            "community": row.name,
            "kind": kinds.get(each.kind, each.kind),
            "circle": say("street.beyond") if each.circle is None else str(each.circle),
            "minutes": each.minutes,
            "metres": each.metres,
            "method": _measured(each, say),
            "within5": within[0],
            "within10": within[1],
            "within15": within[2],
        }
