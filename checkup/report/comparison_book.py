"""复检对比.xlsx: a comparison of two rounds as a workbook. Nothing is computed here."""

from __future__ import annotations

from checkup.comparison import Comparison
from checkup.model import Quantity
from checkup.report import comparison_rows, comparison_sheets, tables
from checkup.report.book import Book
from checkup.report.sheets import Sheet
from checkup.report.tables import Cell, Form, Number, Row
from checkup.report.wording import Wording

_STANDING: tuple[tuple[Form, tuple[str, ...]], ...] = (
    ("one", ("value", "low", "high")),
    ("whole", ("met", "short", "open", "exempt")),
)


def render(comparison: Comparison, say: Wording) -> bytes:
    """The workbook's bytes: the same for the same comparison."""
    title = say("comparison.title", name=comparison.new.community.name)
    rules = comparison_rows.rules_sentence(comparison, say)
    book = Book(title, say, tables.layout("comparison"), rules)
    _overview(book, comparison, title, say)
    _list(book, "closed", _closed(comparison, say), say("comparison.intro.closed"))
    _list(book, "arisen", _arisen(comparison, say), say("comparison.intro.arisen"))
    _list(book, "items", _items(comparison, say), say("comparison.intro.items"))
    _list(book, "clauses", _clauses(comparison, say), say("comparison.intro.clauses"))
    told = comparison_rows.voices_sentences(comparison, say)
    sheet = _list(book, "voices", _voices(comparison, book), told[0])
    if comparison.ratings:
        sheet.heading(say("comparison.ratings"))
        sheet.table("ratings", _ratings(comparison))
    method = book.sheet("method", say("workbook.internal"))
    method.title(say("comparison.part.method"))
    for key in ("split", "closing", "tests", "grounds", "panel"):
        method.note(say(f"comparison.method.{key}"))
    for line in comparison_rows.policy_lines(comparison, say):
        method.note(line)
    for line in told[1:]:
        method.note(line)
    return book.finished()


def _list(book: Book, key: str, rows: list[Row], note: str) -> Sheet:
    sheet = book.sheet(key, book.say("workbook.internal"))
    sheet.title(book.say(f"comparison.part.{key}"))
    sheet.note(note)
    if rows:
        sheet.table("list", rows, main=True)
    else:
        sheet.note(book.say(f"comparison.none.{key}"))
    return sheet


def _overview(book: Book, comparison: Comparison, title: str, say: Wording) -> None:
    sheet = comparison_sheets.opening(
        book, title, (comparison.old, comparison.new),
        comparison_rows.warnings(comparison, say), comparison_rows.headline(comparison, say),
        comparison_rows.rules_sentence(comparison, say),
    )  # fmt: skip
    sheet.heading(say("comparison.totals"))
    totals = comparison.totals
    rows: list[Row] = [
        {
            "name": say(f"comparison.standing.{key}"),
            "old": _figure(getattr(totals.old, key), form),
            "middle": _figure(getattr(totals.old_by_new_rules, key), form),
            "new": _figure(getattr(totals.new, key), form),
        }
        for form, keys in _STANDING
        for key in keys
    ]
    sheet.table("totals", rows)
    sheet.heading(say("comparison.parts_of_change"))
    sheet.table(
        "parts",
        [
            {"name": say(f"comparison.change_of.{key}"), "value": getattr(totals, key),
             "meaning": say(f"comparison.meaning.{key}")}
            for key in ("delta", "rules", "real", "true", "completion")
        ],
    )  # fmt: skip


def _figure(value: float | None, form: Form) -> Cell:
    return None if value is None else Number(value, form)


def _closed(comparison: Comparison, say: Wording) -> list[Row]:
    return [
        {
            "order": order,
            "name": each.name,
            "estate": each.estate,
            "rules": say("figure.join").join(each.rules) or None,
            "state": comparison_rows.state(each, say),
            "evidence": comparison_rows.evidence(each, say),
        }
        for order, each in enumerate(comparison.closed, 1)
    ]


def _arisen(comparison: Comparison, say: Wording) -> list[Row]:
    return [
        {
            "order": order,
            "name": each.name,
            "estate": each.estate,
            "rules": say("figure.join").join(each.rules) or None,
            "status": say(f"status.{each.status}"),
            "why": say(f"comparison.arising.{each.why}"),
        }
        for order, each in enumerate(comparison.arisen, 1)
    ]


def _items(comparison: Comparison, say: Wording) -> list[Row]:
    return [
        {
            "no": each.no,
            "name": each.name,
            "old": say(f"status.{each.old}"),
            "middle": say(f"status.{each.old_by_new_rules}"),
            "new": say(f"status.{each.new}"),
            "old_score": each.old_score,
            "middle_score": each.score_by_new_rules,
            "new_score": each.new_score,
            "change": each.change,
            "kind": say(f"comparison.kind.{each.kind}"),
            "remark": say("comparison.known_more") if each.known_more else None,
        }
        for each in comparison.items
    ]


def _clauses(comparison: Comparison, say: Wording) -> list[Row]:
    names = {item.id: item.name for item in comparison.items}
    return [
        {
            "rule": each.rule,
            "item": names.get(each.item, each.item),
            "estate": each.estate,
            "clause": each.clause,
            "old": say(f"status.{each.old}"),
            "new": say(f"status.{each.new}"),
            **_measured(each.old_measured, each.new_measured),
            "kind": say(f"comparison.kind.{each.kind}"),
        }
        for each in comparison.clauses
    ]


def _measured(old: Quantity | None, new: Quantity | None) -> Row:
    """Both figures of a clause, which are in one unit: that of the rule."""
    return {
        "old_measured": old.value if old else None,
        "new_measured": new.value if new else None,
        "unit": next((each.unit for each in (new, old) if each), None),
    }


def _voices(comparison: Comparison, book: Book) -> list[Row]:
    voices = comparison.voices
    if voices is None:
        return []
    names = {item.id: item.name for item in comparison.items}
    overall = book.say("comparison.overall")
    return [
        comparison_sheets.change(book, each.service or names.get(each.item or "", overall), each)
        for each in (*voices.overall, *voices.items, *voices.services)
    ]


def _ratings(comparison: Comparison) -> list[Row]:
    return [
        {"name": each.name, "point": each.point, "old": each.old, "new": each.new,
         "change": each.change}
        for each in comparison.ratings
    ]  # fmt: skip
