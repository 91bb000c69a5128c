"""修订 n of a sealed round: what moved, all of it in 修订说明.xlsx, the main part on the page."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from checkup.report import figures, revision_words, tables
from checkup.report.book import Book
from checkup.report.tables import Row
from checkup.report.wording import Wording
from checkup.result import Moved, Result, Revision
from checkup.street_result import StreetResult

Value = bool | int | float | str | None
_MAIN = ("value", "met", "partial", "short", "unconfirmed", "unknown", "exempt")


class Line(Struct, frozen=True):
    """One moved figure in words."""

    what: str
    field: str
    old: str
    new: str


def main(result: Result, say: Wording) -> list[Line]:
    """What moved of the total and of the items' statuses and scores."""
    if result.revision is None:
        return []
    names = {item.id: item.short_name or item.name for item in result.items}
    found = []
    for each in result.revision.moved:
        block, _, rest = each.place.partition("/")
        if block == "score" and rest in _MAIN:
            found.append(_line(say("rounds.block.score"), rest, each, say))
        item, _, field = rest.partition("/")
        if block == "items" and item in names and field in ("status", "score"):
            found.append(_line(names[item], field, each, say))
    return found


def render(result: Result, say: Wording) -> bytes:
    """The workbook's bytes; every value of the result that moved has a row."""
    assert result.revision is not None
    title = say("rounds.title", name=result.community.name)
    about = say("rounds.about_here", **_about(result.round, result.revision))
    blocks = {key: say(f"rounds.block.{key}") for key in say.table("rounds.block")}
    return _book(title, about, say("rounds.withheld"), result, result.revision, blocks, say)


def render_street(head: StreetResult, say: Wording) -> bytes:
    """The same for a street: its own figures, then those of its communities."""
    assert head.revision is not None
    title = say("rounds.title", name=head.name)
    about = say("rounds.street_about_here", **_about(head.round, head.revision))
    blocks = {key: say(f"rounds.street_block.{key}") for key in say.table("rounds.street_block")}
    return _book(title, about, say("rounds.street_withheld"), head, head.revision, blocks, say)


def _about(round_: str | None, revision: Revision) -> dict[str, object]:
    return {"round": round_ or "", "number": revision.number, "of": revision.of,
            "n": len(revision.moved)}  # fmt: skip


def _book(
    title: str, about: str, withheld: str, found: Result | StreetResult, revision: Revision,
    blocks: Mapping[str, str], say: Wording,
) -> bytes:  # fmt: skip
    book = Book(title, say, tables.layout("revision"))
    sheet = book.sheet("revision", say("workbook.internal"))
    sheet.title(title)
    sheet.note(about)
    if revision.withheld:
        sheet.note(withheld)
    known = revision_words.labels(found, revision.moved, say)
    rows: list[Row] = []
    for each in revision_words.in_order(revision.moved):
        block = blocks[each.place.partition("/")[0]]
        line = revision_words.told(each, block, known, found, say)
        rows.append(
            {"block": line.block, "which": line.which, "what": line.what, "old": line.old,
             "new": line.new}
        )  # fmt: skip
    if rows:
        sheet.table("list", rows, main=True)
    return book.finished()


def _line(what: str, field: str, moved: Moved, say: Wording) -> Line:
    def shown(value: Value) -> str:
        if value is None:
            return say("figure.unknown")
        if field == "status":
            return say(f"status.{value}")
        return _shown(value, say)

    return Line(what, say(f"rounds.field.{field}"), shown(moved.old), shown(moved.new))


def _shown(value: Value, say: Wording) -> str:
    if isinstance(value, bool):
        return say("figure.yes" if value else "figure.no")
    return figures.plain(value, 4) if isinstance(value, (int, float)) else str(value)
