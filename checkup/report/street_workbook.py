"""街道汇总.xlsx: everything of the street as lists that filter; every community, none cut off.

Nothing is computed here; rows are taken one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from checkup import vocabulary
from checkup.report import policy_words, street_plan_words, street_words
from checkup.report import street_neighbour_lists as neighbours
from checkup.report import street_project_lists as projects
from checkup.report import street_standing_lists as standing
from checkup.report.book import Book
from checkup.report.street_page import Rows
from checkup.report.tables import Row, layout
from checkup.report.wording import Wording
from checkup.street_result import StreetResult


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
    _list(book, "matrix", (standing.matrix(row, items, say) for row in rows()), names=listed)
    sharing = any(each.counts_shared for each in head.items)
    _list(book, "communities", (standing.community(row, sharing, say) for row in rows()))
    _list(book, "items", (standing.item(each, say) for each in head.items),
          street_words.areas(head, say))  # fmt: skip
    _list(book, "shortfalls", (
        each for row in rows() for each in standing.shortfalls(row, items, say)
    ))  # fmt: skip
    _list(book, "projects", (each for row in rows() for each in projects.projects(row, say)))
    _list(book, "progress", (each for row in rows() for each in projects.decided(row, say)))
    if head.groups:
        _list(book, "ranks", standing.ranks(head, names, say))
    _list(book, "money", projects.money(head, say))
    if head.plan is not None:
        _list(book, "plan", projects.planned(head.plan, names, say),
              lines="".join(street_plan_words.lines(head, say, len(names))))  # fmt: skip
        _list(book, "left", projects.left(head.plan, names, say))
    _list(book, "shared", (
        each for row in rows() for each in neighbours.credits(row, items, names, kinds, say)
    ))  # fmt: skip
    _list(book, "offers", neighbours.offers(head, names, kinds))
    _list(book, "reach", (each for row in rows() for each in neighbours.reach(row, kinds, say)))
    _list(book, "voices", standing.outliers(head, items, names, say))
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
