"""Rows of 街道汇总.xlsx on how communities and items stand, and what residents say of them.

Rows are keyed by the columns of ``templates/tables/street.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checkup.report import street_words
from checkup.report.street_page import counted
from checkup.report.tables import Cell, FileLink, Row
from checkup.report.wording import Wording
from checkup.street_result import CommunityRow, Measure, StreetItem, StreetResult, Unprinted


def matrix(row: CommunityRow, items: Mapping[str, StreetItem], say: Wording) -> Row:
    """A community with a square for each item."""
    shared = {cell.item for cell in row.shared.cells if cell.shared} if row.shared else set()
    squares: dict[str, Cell] = {f"i{each.no:02d}": None for each in items.values()}
    for cell in row.cells:
        own = say(f"street.mark.{cell.status}")
        shown = say("street.mark_shared", own=own) if cell.item in shared else own
        squares[f"i{items[cell.item].no:02d}"] = shown
    score = row.score
    return {
        "name": row.name,
        "path": row.path,
        **squares,
        "met": score.met,
        "short": score.short + score.partial,
        "open": score.unconfirmed + score.unknown,
    }


def community(row: CommunityRow, sharing: bool, say: Wording) -> Row:
    """A community's figures. ``sharing``: something is shared in the street; who gets none of it
    stands as it does."""
    score = row.score
    shared = row.shared.score.met if row.shared else score.met
    return {
        "name": row.name,
        "path": row.path,
        "street": row.street,
        "build": say(f"build.{row.build}") if row.build else None,
        "population": row.population,
        "met": score.met,
        "short": score.short + score.partial,
        "open": score.unconfirmed + score.unknown,
        "exempt": score.exempt,
        "score": score.value if score.official else None,
        "draft": None if score.official else score.value,
        "low": score.low,
        "high": score.high,
        "coverage": score.coverage,
        "met_shared": shared if sharing else None,
        "shared": (row.shared.shared if row.shared else 0) if sharing else None,
        # a # would begin an anchor inside the file
        "report": row.page if "#" in row.page else FileLink(say("street.open_report"), row.page),
    }


def item(item: StreetItem, say: Wording) -> Row:
    """An item over all communities."""
    told = counted(item.counts)
    return {
        "no": item.no,
        "name": item.name,
        "met": told["met"],
        "short": told["short"],
        "open": told["unconfirmed"],
        "exempt": told["exempt"],
        "met_shared": counted(item.counts_shared)["met"] if item.counts_shared else None,
        "shared": item.shared if item.counts_shared else None,
        "satisfied": item.satisfied.value if item.satisfied else None,
        "satisfied_low": item.satisfied.low if item.satisfied else None,
        "satisfied_high": item.satisfied.high if item.satisfied else None,
        "satisfied_n": item.satisfied.n if item.satisfied else None,
        "lacking": item.lacking.value if item.lacking else None,
        "lacking_n": item.lacking.n if item.lacking else None,
        "withheld": _withheld(item, say),
    }


def _withheld(item: StreetItem, say: Wording) -> str | None:
    """What the item's figures do not count, of each figure; None for nothing."""
    of: tuple[tuple[Measure, Unprinted | None, object], ...] = (
        ("satisfied", item.satisfied_withheld, item.satisfied),
        ("lacking", item.lacking_withheld, item.lacking),
    )
    told = [
        say("street.withheld_of", measure=say(f"street.measure.{measure}"),
            told=street_words.withheld(measure, few, say, figure))
        for measure, few, figure in of
        if few is not None
    ]  # fmt: skip
    return say("figure.join").join(told) or None


def shortfalls(row: CommunityRow, items: Mapping[str, StreetItem], say: Wording) -> Iterator[Row]:
    """What falls short in a community."""
    for each in row.shortfalls:
        yield {
            "community": row.name,
            "path": row.path,
            "no": items[each.item].no,
            "name": each.name,
            "status": say(f"status.{each.status}"),
            "gap": say(f"gap_kind.{each.gap_kind or 'none'}"),
            "rank": each.rank,
            "people": each.people,
        }


def ranks(head: StreetResult, names: Mapping[str, str], say: Wording) -> Iterator[Row]:
    """Ranks as ranges by build type, then those without one."""
    for group in head.groups:
        build = say(f"build.{group.build}") if group.build else say("street.page.no_build")
        for each in group.places:
            yield {
                "build": build,
                "community": names.get(each.community, each.community),
                "score": each.value,
                "low": each.low,
                "high": each.high,
                "best": each.best,
                "worst": each.worst,
                "same_items": each.same_items,
            }
        for path in group.listed:
            yield {
                "build": build,
                "community": names.get(path, path),
                **dict.fromkeys(("score", "low", "high", "best", "worst", "same_items")),
            }


def outliers(
    head: StreetResult, items: Mapping[str, StreetItem], names: Mapping[str, str], say: Wording
) -> Iterator[Row]:
    """Where residents say more or less than chance makes of the street's average."""
    for funnel in head.funnels:
        item = items[funnel.item] if funnel.item else None
        name = say("street.every_item") if item is None else item.short_name or item.name
        for each in funnel.outliers:
            yield {
                "community": names.get(each.community, each.community),
                "measure": say(f"street.measure.{funnel.measure}"),
                "item": name,
                "value": each.value,
                "n": each.n,
                "differs": say("street.high" if each.high else "street.low"),
            }
