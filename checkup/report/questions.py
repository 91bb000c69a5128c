"""待补资料.xlsx: the page to answer, and every missing figure.

Rows are read back by the words a person sees: 类别, 名称, 规则编号, 要点; 对象, 编号, 缺什么. There
are no hidden ids.
"""

from __future__ import annotations

from typing import Any

from checkup.model import PageQuestion
from checkup.report import lists
from checkup.report.book import Book
from checkup.report.tables import Blank, Row, layout
from checkup.report.wording import Wording
from checkup.result import Result

_RULES = 4
"""Rule numbers a row of the page names; of more it says how many."""


def render(result: Result, say: Wording) -> bytes:
    """待补资料.xlsx: the page to answer, and every missing cell. Same result, same bytes."""
    book = Book(say("forms.title", name=result.community.name), say, layout("forms"))
    _page(book, result, say)
    _missing(book, result, say)
    return book.finished()


def _page(book: Book, result: Result, say: Wording) -> None:
    sheet = book.sheet("page")
    sheet.title(say("forms.page_title"))
    sheet.note(say("forms.page_how"))
    sheet.note(say("forms.page_back"))
    if not result.page:
        sheet.note(say("forms.page_none"))
        return
    rows = [_question(result, no, each, say) for no, each in enumerate(result.page, 1)]
    first = sheet.table("list", rows, main=True)
    for row, each in enumerate(result.page, first):
        sheet.choose(row, "answer", "list", _choice(each, say))
        if each.ask == "scope":
            sheet.choose(row, "count", "list", _count(say))


def _choice(each: PageQuestion, say: Wording) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(each.options),
        "input_title": say(f"forms.input.{each.ask}_title"),
        "input_message": say(f"forms.input.{each.ask}"),
        "error_title": say("forms.input.wrong_title"),
        "error_message": say("forms.input.wrong"),
    }


def _count(say: Wording) -> dict[str, Any]:
    return {
        "validate": "integer",
        "criteria": ">=",
        "value": 0,
        "input_title": say("forms.input.count_title"),
        "input_message": say("forms.input.count"),
        "error_title": say("forms.input.wrong_title"),
        "error_message": say("forms.input.wrong_count"),
    }


def _question(result: Result, no: int, each: PageQuestion, say: Wording) -> Row:
    return {
        "no": no,
        "ask": say(f"forms.ask.{each.ask}"),
        **_asked(result, each, say),
        "known": _known(each, say),
        "answer": Blank(fill=True),
        "count": Blank(fill=each.ask == "scope"),
        "could_add": each.could_add,
        "who": each.who or None,
    }


def _asked(result: Result, each: PageQuestion, say: Wording) -> Row:
    """The words by which a row is read back, and the question in words."""
    if each.ask == "answer":
        item = next((one.item for one in result.findings if one.rule == each.key), each.key)
        return {
            "name": lists.item_name(result, item, say),
            "part": each.part or say("forms.whole"),
            "question": each.label,
            "rule": each.key,
        }
    rules = (
        say("figure.join").join(each.rules)
        if len(each.rules) <= _RULES
        else say("forms.rules", count=len(each.rules))
    )
    return {
        "name": each.key,
        "part": Blank(fill=False),
        "question": say(f"forms.{each.ask}", name=each.label),
        "rule": rules,
    }


def _known(each: PageQuestion, say: Wording) -> str | None:
    if each.ask != "scope":
        return each.known
    if each.known_count is None:
        return say("forms.known.surveyed", word=each.known) if each.known else None
    if each.known is None:
        return say("forms.known.count", count=each.known_count)
    return say("forms.known.surveyed_count", word=each.known, count=each.known_count)


def _missing(book: Book, result: Result, say: Wording) -> None:
    sheet = book.sheet("missing")
    sheet.title(say("forms.missing_title"))
    sheet.note(say("forms.missing_how"))
    rows = _gaps(result, say)
    if not rows:
        sheet.note(say("forms.missing_none"))
        return
    sheet.table("list", rows, main=True)


def _gaps(result: Result, say: Wording) -> list[Row]:
    """Each missing fact once, without what the page asks; only figures are filled in here."""
    chosen = {each.key for each in result.page if each.ask == "profile"}
    rows: list[Row] = []
    seen: set[str] = set()
    for each in result.to_collect:
        for missing in each.missing:
            group = missing.fact.partition(".")[0]
            on_page = (
                (group in ("surveyed", "answer") and each.scored)
                or (group == "profile" and missing.label in chosen)
            )  # fmt: skip
            if on_page or missing.fact in seen:
                continue
            seen.add(missing.fact)
            row = dict(lists.missing_row(result, each, missing, say))
            told_elsewhere = f"forms.elsewhere.{group}"
            figure = told_elsewhere not in say
            if not figure and missing.ref is None:
                row["place"] = say(told_elsewhere)
            # what is empty here is read back as empty
            row |= {key: row[key] or Blank(fill=False) for key in ("subject", "number")}
            fill = dict.fromkeys(("value", "unit", "source"), Blank(fill=figure))
            rows.append({"no": len(rows) + 1, **row, **fill})
    return rows
