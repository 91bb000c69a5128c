"""街道汇总.xlsx: everything of the street as lists that filter; every community, none cut off.

Nothing is computed here; rows are taken one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from checkup import vocabulary
from checkup.report import figures, plan_words, policy_words, street_plan_words, street_words
from checkup.report.sheets import Book
from checkup.report.street_page import Rows, counted
from checkup.report.tables import Cell, FileLink, Number, Row, layout
from checkup.report.wording import Wording
from checkup.street_result import (
    CommunityRow,
    Credit,
    Measure,
    Money,
    ProjectRow,
    Reach,
    StreetItem,
    StreetResult,
    Unprinted,
)

_WAN = figures.YUAN_PER_WAN


def write(head: StreetResult, rows: Rows, into: BinaryIO, say: Wording) -> None:
    """The workbook, the same bytes for the same result. Raises OSError."""
    items = {each.id: each for each in head.items}
    names = {row.path: row.name for row in rows()}
    kinds = {each.id: each.name for each in vocabulary.load().kinds.values()}
    book = Book(
        say("street.page.title", name=head.name), say, layout("street"),
        say("workbook.about", name=head.standards[0].name if head.standards else head.name),
        long=into,
    )  # fmt: skip
    listed = say("figure.join").join(
        say("street.numbered", no=f"{each.no:02d}", name=each.name) for each in head.items
    )
    _list(book, "matrix", (_community(row, items, say) for row in rows()), names=listed)
    sharing = any(each.counts_shared for each in head.items)
    _list(book, "communities", (_figures(row, sharing, say) for row in rows()))
    _list(book, "items", (_item(each, say) for each in head.items), street_words.areas(head, say))
    _list(book, "shortfalls", (each for row in rows() for each in _shortfalls(row, items, say)))
    _list(book, "projects", (each for row in rows() for each in _projects(row, say)))
    _list(book, "progress", (each for row in rows() for each in _followed(row, say)))
    if head.groups:
        _list(book, "ranks", _ranks(head, names, say))
    _list(book, "money", _money(head, say))
    if head.plan is not None:
        _list(book, "plan", (
            {"community": names.get(each.community, each.community), "projects": each.projects,
             "money": each.cost / _WAN, "name": say("figure.join").join(each.names),
             "floor": say("workbook.absent.na") if each.floor is None else each.floor / _WAN}
            for each in head.plan.communities
        ), lines="".join(street_plan_words.lines(head, say, len(names))))  # fmt: skip
        _list(book, "left", (
            {"community": names.get(each.community, each.community), "name": each.name,
             "option": each.option or None,
             "reason": plan_words.reason(each.reason, say)}
            for each in head.plan.left
        ))  # fmt: skip
    _list(book, "shared", (each for row in rows() for each in _credits(row, items, names, kinds,
                                                                       say)))  # fmt: skip
    _list(book, "offers", _offers(head, names, kinds))
    _list(book, "reach", (each for row in rows() for each in _reach(row, kinds, say)))
    _list(book, "voices", _voices(head, items, names, say))
    _list(book, "inputs", _inputs(head, names, say))
    _method(book, head, say)
    book.close()


def _list(
    book: Book, key: str, rows: Iterable[Row], more: Iterable[str] = (), **slots: str
) -> None:
    say = book.say
    sheet = book.sheet(key, say("workbook.internal"))
    sheet.title(say(f"street.sheet.{key}"))
    for line in (say(f"street.note.{key}", **slots), *more):
        sheet.note(line)
    left = iter(rows)
    first = next(left, None)
    if first is not None:
        sheet.table("list", chain((first,), left), main=True)
    else:
        sheet.note(say("street.note.none"))


def _community(row: CommunityRow, items: Mapping[str, StreetItem], say: Wording) -> Row:
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


def _figures(row: CommunityRow, sharing: bool, say: Wording) -> Row:
    """``sharing``: something is shared in the street; who gets none of it stands as it does."""
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


def _item(item: StreetItem, say: Wording) -> Row:
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


def _shortfalls(row: CommunityRow, items: Mapping[str, StreetItem], say: Wording) -> Iterator[Row]:
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


def _projects(row: CommunityRow, say: Wording) -> Iterator[Row]:
    for each in row.projects:
        levels = dict.fromkeys(share.level for share in each.funding)
        state = f"street.project_status.{each.status}"
        yield {
            "community": row.name,
            "path": row.path,
            "name": each.name,
            "task": say(f"task.{each.task}") if f"task.{each.task}" in say else each.task,
            "year": each.year,
            **_cost(each, say),
            "levels": say("figure.join").join(levels) or None,
            "state": say(state) if state in say else each.status,
        }


def _cost(each: ProjectRow, say: Wording) -> Row:
    if each.free:
        return dict.fromkeys(("typical", "low", "high"), say("figure.no_works"))
    return {"typical": _wan(each.typical), "low": _wan(each.low), "high": _wan(each.high)}


def _followed(row: CommunityRow, say: Wording) -> Iterator[Row]:
    for each in street_words.decided(row):
        state = f"street.project_status.{each.status}"
        yield {
            "community": row.name,
            "path": row.path,
            "name": each.name,
            "state": say(state) if state in say else each.status,
            "year": each.year,
            "typical": _cost(each, say)["typical"],
            "spent": _wan(each.spent),
        }


def _ranks(head: StreetResult, names: Mapping[str, str], say: Wording) -> Iterator[Row]:
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


def _short(item: StreetItem) -> str:
    return item.short_name or item.name


def _wan(yuan: int | None) -> float | None:
    return None if yuan is None else yuan / _WAN


def _money(head: StreetResult, say: Wording) -> Iterator[Row]:
    yield _sum(say("street.total"), say("street.total"), head.total, True, say)
    for key, rows in (
        ("level", head.by_level), ("year", head.by_year), ("channel", head.by_channel),
        ("task", head.by_task),
    ):  # fmt: skip
        for each in rows:
            name = each.key or say("street.page.undecided")
            if key == "task" and f"task.{each.key}" in say:
                name = say(f"task.{each.key}")
            yield _sum(say(f"street.page.by.{key}"), name, each, key in ("year", "task"), say)


def _sum(group: str, name: str, told: Money, priced: bool, say: Wording) -> Row:
    instead = street_words.no_money(told, not priced, say)
    money: Cell = Number(told.typical / _WAN, "two") if instead is None else instead
    return {"group": group, "key": name, "projects": told.projects, "money": money}


def _credits(
    row: CommunityRow, items: Mapping[str, StreetItem], names: Mapping[str, str],
    kinds: Mapping[str, str], say: Wording,
) -> Iterator[Row]:  # fmt: skip
    for each in row.shared.credits if row.shared else ():
        yield {
            "community": row.name,
            "no": items[each.item].no,
            "item": _short(items[each.item]),
            "facility": each.name,
            "kind": kinds.get(each.kind, each.kind),
            "host": names.get(each.host, each.host),
            "circle": each.circle,
            "minutes": each.minutes,
            "metres": each.metres,
            "method": _measured(each, say),
        }


def _offers(
    head: StreetResult, names: Mapping[str, str], kinds: Mapping[str, str]
) -> Iterator[Row]:
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


def _reach(row: CommunityRow, kinds: Mapping[str, str], say: Wording) -> Iterator[Row]:
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


def _voices(
    head: StreetResult, items: Mapping[str, StreetItem], names: Mapping[str, str], say: Wording
) -> Iterator[Row]:
    for funnel in head.funnels:
        for each in funnel.outliers:
            yield {
                "community": names.get(each.community, each.community),
                "measure": say(f"street.measure.{funnel.measure}"),
                "item": _short(items[funnel.item]) if funnel.item else say("street.every_item"),
                "value": each.value,
                "n": each.n,
                "differs": say("street.high" if each.high else "street.low"),
            }


def _inputs(head: StreetResult, names: Mapping[str, str], say: Wording) -> Iterator[Row]:
    for each in head.unusable:
        path = head.name if each.path == "." else each.path
        yield {"path": path, "file": each.file, "sentence": each.sentence}
    for row in head.unrouted:
        yield {
            "path": head.name if row.street == "." else row.street,
            "file": row.file,
            "sentence": street_words.unrouted(row, say),
        }
    for name in head.without_input:
        yield {"path": name, "file": None, "sentence": say("street.page.without")}
    for path, told in head.problems.items():
        for problem in told:
            yield {
                "path": head.name if path == "." else path,
                "file": problem.source,
                "sentence": say("street.unusable", title=say(f"problems.{problem.code}.title"),
                                expected=problem.expected, fix=problem.fix),
            }  # fmt: skip


def _method(book: Book, head: StreetResult, say: Wording) -> None:
    sheet = book.sheet("method", say("workbook.internal"))
    sheet.title(say("street.sheet.method"))
    for key in ("own", "shared", "capacity", "people", "funnel", "ranks"):
        sheet.note(say(f"street.method.{key}"))
    shown = (
        "circle_metres", "circle_metres_60", "detour", "shared_cover", "confidence_z",
        "min_base_rank", "coverage_gate",
    )  # fmt: skip
    values = {key: policy_words.text(key, getattr(head.policy, key), say) for key in shown}
    sheet.table(
        "list", [{"name": say(f"policy.{key}"), "value": text} for key, text in values.items()]
    )
