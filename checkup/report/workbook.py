"""体检报告.xlsx: the result as a workbook an office can hand on (design §8).

Nothing is computed here: sums are formulas whose cached value is the sum of the cells shown.
"""

from __future__ import annotations

import msgspec

from checkup.report import (
    evidence,
    lists,
    native_charts,
    opinion_charts,
    overview,
    plan_sheet,
    policy_words,
    shortfall_lists,
    survey_lists,
    survey_words,
    voices,
)
from checkup.report.book import Book
from checkup.report.lists import Anchors
from checkup.report.sheets import Sheet
from checkup.report.tables import Number, Row
from checkup.report.templates import OURS, Templates
from checkup.report.wording import Wording
from checkup.result import Result

_FIRST = 4
"""The first row of every list: title, note and head stand above it."""


def render(result: Result, say: Wording, own: Templates = OURS) -> bytes:
    """The workbook's bytes: the same for the same result."""
    title = say("workbook.overview.title", name=result.community.name)
    book = Book(title, say, own.layout(), say("workbook.about", name=result.standard.name))
    overview.write(book, result, say, title)
    _shortfalls(book, result, say)
    _projects(book, result, say)
    _list(book, "collect", lists.collect(result, say), say("workbook.collect.note"))
    _items(book, result, say)
    _survey(book, result, say)
    _needs(book, result, say)
    _ledger(book, result, say)
    rows = evidence.basis(result, say, _ranked(result))
    _list(book, "basis", rows, say("workbook.basis.note"))
    _method(book, result, say)
    return book.finished()


def _sheet(book: Book, key: str) -> Sheet:
    return book.sheet(key, book.say("workbook.internal"))


def _list(
    book: Book, key: str, rows: list[Row], note: str, total: dict[str, Number] | None = None
) -> Sheet:
    """A sheet with one list; a list without rows says so in a sentence."""
    sheet = _sheet(book, key)
    sheet.title(book.say(f"workbook.{key}.title"))
    sheet.note(note)
    if rows:
        sheet.table("list", rows, main=True, total=total)
    else:
        sheet.note(book.say(f"workbook.{key}.none"))
    return sheet


def _shortfalls(book: Book, result: Result, say: Wording) -> None:
    basis = {each.rule: row for row, each in enumerate(result.findings, _FIRST)}
    projects = {
        closed: row
        for row, each in reversed(list(enumerate(result.plan.projects, _FIRST)))
        for closed in each.closes
    }
    rows = shortfall_lists.shortfalls(result, say, basis, projects)
    sheet = _list(book, "shortfalls", rows, say("workbook.shortfalls.note"))
    for key, more in (
        ("verify", shortfall_lists.to_verify(result, say)),
        ("advisory", shortfall_lists.advisory(result, say)),
        ("likely", shortfall_lists.likely(result, say)),
        ("others", shortfall_lists.others(result, say)),
    ):
        if more:
            sheet.heading(say(f"workbook.shortfalls.{key}"))
            sheet.table(key, more)


def _projects(book: Book, result: Result, say: Wording) -> None:
    plan_sheet.write(_sheet(book, "projects"), result, say, _ranked(result))


def _ranked(result: Result) -> Anchors:
    return {each.id: row for row, each in enumerate(result.shortfalls, _FIRST)}


def _items(book: Book, result: Result, say: Wording) -> None:
    rows = lists.items(result, say)
    total = plan_sheet.totals(rows, ("contribution",))
    note = say("workbook.items.note", interval=survey_words.interval(result, say))
    sheet = _list(book, "items", rows, note, total)
    sheet.new_page()
    native_charts.stacked(
        sheet,
        "list",
        _FIRST,
        len(rows),
        "name",
        overview.charted(say),
        say("workbook.items.chart"),
        620,
    )
    opinion_charts.write(sheet, result, say)


def _survey(book: Book, result: Result, say: Wording) -> None:
    told = result.survey
    note = (
        say(
            "workbook.survey.note",
            received=told.received,
            valid=told.valid,
            interval=survey_words.interval(result, say),
        )
        if told
        else say("workbook.survey.without")
    )
    _list(book, "survey", survey_lists.survey(result, say), note)


def _needs(book: Book, result: Result, say: Wording) -> None:
    sheet = _list(book, "needs", voices.needs(result, say), say("workbook.needs.note"))
    for key, rows in (
        ("items", voices.items(result, say)),
        ("counts", voices.counts(result, say)),
        ("services", voices.services(result, say)),
    ):
        if rows:
            sheet.heading(say(f"workbook.needs.{key}"))
            sheet.table(key, rows)


def _ledger(book: Book, result: Result, say: Wording) -> None:
    rows = evidence.facilities(result, say)
    sheet = _list(book, "ledger", rows, say("workbook.ledger.note"))
    problems = evidence.problems(result, say)
    if problems:
        sheet.heading(say("workbook.ledger.problems"))
        sheet.table("problems", problems)


def _method(book: Book, result: Result, say: Wording) -> None:
    sheet = _sheet(book, "method")
    sheet.title(say("workbook.method.title"))
    standard = result.standard
    sheet.note(
        say(
            "workbook.method.standard",
            name=standard.name or standard.id, version=standard.version, sha=standard.sha256[:12],
        )
    )  # fmt: skip
    for key in ("missing", "scored", "status", "opinion", "cost"):
        sheet.note(say(f"workbook.method.{key}"))
    sheet.heading(say("workbook.method.policy"))
    sheet.table("policy", _policy(result, say))
    sheet.heading(say("workbook.method.sources"))
    if result.sources:
        sheet.table("sources", _sources(result, say))
    else:
        sheet.note(say("workbook.method.none"))


def _policy(result: Result, say: Wording) -> list[Row]:
    return [
        {
            "name": say(f"policy.{key}"),
            "value": policy_words.cell(key, value, say),
            "unit": policy_words.unit(key, say),
        }
        for key, value in msgspec.structs.asdict(result.policy).items()
    ]


def _sources(result: Result, say: Wording) -> list[Row]:
    join = say("figure.join").join
    return [
        {
            "name": each.name,
            "kind": say(f"source_kind.{each.kind}"),
            "rows": each.rows,
            "used": len(each.columns.used),
            "private": join(each.columns.private) or None,
            "rest": join((*each.columns.unrecognised, *each.columns.ignored)) or None,
        }
        for each in result.sources.values()
    ]
