"""街道复检对比.xlsx: two rounds of a street as lists that filter. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checkup.comparison import Change
from checkup.report import comparison_rows, tables
from checkup.report import street_comparison_rows as rows
from checkup.report.comparison_book import scaled
from checkup.report.sheets import Book
from checkup.report.street_page import counted
from checkup.report.tables import Cell, Row
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
    _list(book, "items", [_item(item, say) for item in comparison.items])
    voices = comparison.voices
    told = rows.voices_sentences(comparison, say)
    changes = (*voices.overall, *voices.items) if voices else ()
    _list(book, "voices", [_street(each, items, say) for each in changes], told[0])
    _list(
        book, "marked",
        [
            {"name": names.get(each.community, each.community), **_change(each.change, items, say)}
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
    sheet = book.sheet("overview", say("workbook.internal"))
    sheet.title(title)
    sheet.note(
        say("comparison.under", old=comparison_rows.name_of(comparison.old, say),
            new=comparison_rows.name_of(comparison.new, say), version=comparison.new.checkup)
    )  # fmt: skip
    for line in rows.warnings(comparison, say):
        sheet.note(line, bold=True)
    for line in rows.headline(comparison, say):
        sheet.note(line, font_size=12)
    sheet.note(rules)
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
        "page": pair.page or None,
    }


def _item(item: StreetItem, say: Wording) -> Row:
    before, after = counted(item.old_by_new_rules), counted(item.new)
    return {
        "no": item.no,
        "item": item.name,
        **{f"old_{key}": before[key] for key in rows.COUNTS},
        **{f"new_{key}": after[key] for key in rows.COUNTS},
        "by_rules": item.by_rules,
        **{kind: item.kinds.get(kind, 0) for kind in rows.KINDS},
        "closed": rows.listed("closed", item.closed, say) or None,
        "arisen": rows.listed("arisen", item.arisen, say) or None,
    }


def _street(each: StreetChange, items: dict[str, str], say: Wording) -> Row:
    return {
        **_change(each.change, items, say),
        "communities": each.communities,
        "people": each.people,
        "old_eff": each.n_eff[0],
        "new_eff": each.n_eff[1],
        "left_out": each.incomparable,
    }


def _change(each: Change, items: dict[str, str], say: Wording) -> Row:
    return {
        "item": items.get(each.item or "", say("comparison.overall")),
        "measure": say(f"comparison.measure.{each.measure}"),
        "old": scaled(each, each.old.value),
        "old_n": each.old.n,
        "new": scaled(each, each.new.value),
        "new_n": each.new.n,
        "difference": scaled(each, each.difference),
        "low": scaled(each, each.low),
        "high": scaled(each, each.high),
        "adjusted": None if each.adjusted is None else comparison_rows.p_value(each.adjusted, say),
        "verdict": comparison_rows.verdict(each, say),
    }
