"""街道复检对比.xlsx: two rounds of a street as lists that filter. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from checkup.comparison import Arising, Change, Closing
from checkup.report import comparison_sheets, tables
from checkup.report import street_comparison_rows as rows
from checkup.report.book import Book
from checkup.report.street_page import counted
from checkup.report.tables import Cell, FileLink, Row
from checkup.report.wording import Wording
from checkup.street_comparison import Pair, StreetChange, StreetComparison, StreetItem

_PARTS = ("old", "old_by_new_rules", "new", "delta", "rules", "real", "true", "completion")


def render(comparison: StreetComparison, say: Wording) -> bytes:
    """The workbook's bytes: the same for the same comparison."""
    title = say("street_comparison.title", name=comparison.new.name)
    rules = rows.rules_sentence(comparison, say)
    book = Book(title, say, tables.layout("street_comparison"), rules)
    _overview(book, comparison, title, rules)
    names = {pair.new_path: pair.name for pair in comparison.pairs}
    items = {item.id: item.name for item in comparison.items}
    _list(book, "matrix", list(_matrix(comparison, say)), _numbered(comparison, say))
    _list(book, "communities", [_community(pair) for pair in comparison.pairs])
    _list(book, "items", [_item(item) for item in comparison.items])
    _list(book, "shortfalls", [_shortfalls(item) for item in comparison.items])
    voices = comparison.voices
    told = rows.voices_sentences(comparison, say)
    changes = (*voices.overall, *voices.items) if voices else ()
    _list(book, "voices", [_street(book, each, items) for each in changes], told[0])
    _list(
        book, "marked",
        [
            {**_change(book, each.change, items),
             "community": names.get(each.community, each.community)}
            for each in (voices.marked if voices else ())
        ],
    )  # fmt: skip
    _list(
        book, "alone",
        [
            {"name": each.name, "path": each.path, "why": rows.alone(each, comparison, say)}
            for each in comparison.alone
        ],
    )  # fmt: skip
    method = book.sheet("method", say("workbook.internal"))
    method.title(say("comparison.part.method"))
    for key in ("pairs", "people", "tests", "families", "own"):
        method.note(say(f"street_comparison.method.{key}"))
    for key in ("split", "closing", "grounds", "panel"):
        method.note(say(f"comparison.method.{key}"))
    method.note(say("comparison.unrounded"))
    for line in told[1:]:
        method.note(line)
    return book.finished()


def _overview(book: Book, comparison: StreetComparison, title: str, rules: str) -> None:
    say = book.say
    sheet = comparison_sheets.opening(
        book, title, (comparison.old, comparison.new),
        rows.warnings(comparison, say), rows.headline(comparison, say), rules,
    )  # fmt: skip
    if comparison.totals is not None:
        sheet.heading(say("street_comparison.totals"))
        sheet.table(
            "totals",
            [
                {"name": say(f"street_comparison.total.{key}"),
                 "value": getattr(comparison.totals, key)}
                for key in _PARTS
            ],
        )  # fmt: skip


def _list(book: Book, key: str, told: Sequence[Row], note: str | None = None) -> None:
    say = book.say
    sheet = book.sheet(key, say("workbook.internal"))
    sheet.title(say(f"street_comparison.sheet.{key}"))
    sheet.note(note or say(f"street_comparison.note.{key}"))
    if told:
        sheet.table("list", told, main=True)
    else:
        sheet.note(say("street.note.none"))


def _numbered(comparison: StreetComparison, say: Wording) -> str:
    named = (
        say("street.numbered", no=f"{each.no:02d}", name=each.name) for each in comparison.items
    )
    return say("figure.join").join(named) or say("street_comparison.none.matrix")


def _matrix(comparison: StreetComparison, say: Wording) -> Iterator[Row]:
    numbers = {item.id: f"i{item.no:02d}" for item in comparison.items}
    for pair in comparison.pairs:
        squares: dict[str, Cell] = {f"i{no:02d}": None for no in range(1, 21)}
        for each in pair.moves:
            old, new = say(f"status.{each.old_by_new_rules}"), say(f"status.{each.new}")
            kind = say(f"street_comparison.kind.{each.kind}")
            sign = say(f"street_comparison.sign.{each.kind}")
            key = "square_same" if each.kind == "same" else "square"
            if each.by_rules:
                key = f"{key}_rules"
            squares[numbers[each.item]] = say(
                f"street_comparison.{key}", sign=sign, kind=kind, old=old, new=new
            )
        yield {"name": pair.name, "path": pair.new_path, **squares}


def _community(pair: Pair) -> Row:
    totals = pair.totals
    satisfied = next((each for each in pair.overall if each.measure == "satisfied"), None)
    return {
        "name": pair.name,
        "path": pair.new_path,
        "old_path": pair.old_path,
        "population": pair.population,
        "old": totals.old.value,
        "middle": totals.old_by_new_rules.value,
        "new": totals.new.value,
        "delta": totals.delta,
        "rules": totals.rules,
        "true": totals.true,
        "completion": totals.completion,
        "old_met": totals.old.met,
        "new_met": totals.new.met,
        "closed": pair.closed.get("closed", 0),
        "unproven": pair.closed.get("unproven", 0),
        "open": pair.closed.get("open", 0),
        "arisen": sum(pair.arisen.values()),
        "old_satisfied": satisfied.old.value if satisfied else None,
        "new_satisfied": satisfied.new.value if satisfied else None,
        # a # would begin an anchor inside the file
        "page": FileLink(pair.page, pair.page)
        if pair.page and "#" not in pair.page
        else pair.page or None,
    }


def _item(item: StreetItem) -> Row:
    before, after = counted(item.old_by_new_rules), counted(item.new)
    return {
        "no": item.no,
        "item": item.name,
        **{f"old_{key}": before[key] for key in rows.COUNTS},
        **{f"new_{key}": after[key] for key in rows.COUNTS},
        "by_rules": item.by_rules,
        **{kind: item.kinds.get(kind, 0) for kind in rows.KINDS},
    }


def _shortfalls(item: StreetItem) -> Row:
    return {
        "no": item.no,
        "item": item.name,
        "before": sum(item.closed.values()),
        **{key: item.closed.get(key, 0) for key in get_args(Closing)},
        "arisen": sum(item.arisen.values()),
        **{f"arisen_{key}": item.arisen.get(key, 0) for key in get_args(Arising)},
    }


def _street(book: Book, each: StreetChange, items: dict[str, str]) -> Row:
    return {
        **_change(book, each.change, items),
        "communities": each.communities,
        "people": each.people,
        "old_eff": each.n_eff[0],
        "new_eff": each.n_eff[1],
        "left_out": each.incomparable,
        "uncounted": each.uncounted,
    }


def _change(book: Book, each: Change, items: dict[str, str]) -> Row:
    overall = book.say("comparison.overall")
    return comparison_sheets.change(book, items.get(each.item or "", overall), each)
