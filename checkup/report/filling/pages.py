"""附件3 and 附件4: one A4 page per project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from checkup.report.filling import fields
from checkup.report.filling.frame import head_words, signatures, top
from checkup.report.filling.layouts import Fonts, Form, PageCell, PageLayout, PageRow
from checkup.report.filling.paper import LEAST, Paper, book, to_the_yuan
from checkup.report.filling.placeholders import Value
from checkup.report.filling.records import Case, Record, added
from checkup.report.wording import Wording

_LONGEST_NAME = 31
_BANNED = re.compile(r"[\[\]:*?/\\']")


def render(
    name: str, page: PageLayout, case: Case, fonts: Fonts, say: Wording, *, draft: bool, old: bool
) -> bytes:
    """The workbook's bytes, a sheet per project; without a project one blank page."""
    made = book(say(f"application.{page.key}.title"), fonts, say)
    used: set[str] = set()
    blank = Record(values={each.field.id: None for each in fields.listed()
                           if each.scope == "project"}, label="")  # fmt: skip
    fine = to_the_yuan([
        record.values[each.field.id] for record in case.projects for each in fields.listed()
        if each.scope == "project" and each.field.kind == "money"
    ])  # fmt: skip
    for record in case.projects or (blank,):
        title = sheet_name(str(record.values["no"] or ""), record.label or name, used)
        paper = Paper(made, title, list(page.widths), portrait=True, fine=fine)
        _page(paper, name, page, record, fonts, draft=draft, old=old)
    return made.finished()


def sheet_name(no: str, label: str, used: set[str]) -> str:
    """A sheet's name as spreadsheets take it: 31 signs, none that is banned, each once."""
    plain = _BANNED.sub(" ", f"{no} {label}").strip(" '") or no or "1"
    name = plain[:_LONGEST_NAME]
    number = 2
    while name.casefold() in used:
        end = f"({number})"
        name = plain[: _LONGEST_NAME - len(end)] + end
        number += 1
    used.add(name.casefold())
    return name


def _page(
    paper: Paper, name: str, page: PageLayout, record: Record, fonts: Fonts, *, draft: bool,
    old: bool,
) -> None:  # fmt: skip
    made, say = paper.book, paper.book.say
    if draft:
        paper.draft()
    whose = str(record.values["applicant"] or "")
    heading = say(f"application.{page.key}.title")
    row = top(paper, name, heading, whose, fonts, draft=draft, money=True)
    if page.key == "performance":
        line = made.looks.format(font_size=10.5, align="center")
        words = say("application.performance.year", year=record.values["start_year"] or "    ")
        paper.text(row, 0, words, line, paper.last)
        paper.height(row, LEAST)
        row += 1
    for each in page.rows:
        row = _row(paper, each, record, row)
    row = signatures(paper, row)
    if page.key == "performance":
        note = say("application.note.old" if old else "application.note.weights")
        small = made.looks.format(font_size=9, text_wrap=True, align="left")
        paper.text(row, 0, note, small, paper.last)
        paper.height(row, 30)


def _row(paper: Paper, each: PageRow, record: Record, row: int) -> int:
    """One row of the layout; gives the next row of the sheet."""
    say = paper.book.say
    if each.section:
        paper.text(row, 0, say(each.section), paper.head_look(), paper.last)
        paper.height(row, LEAST)
        return row + 1
    if each.opinion:
        paper.text(row, 0, say(each.opinion), paper.head_look())
        look = paper.look("text", align="right", valign="bottom")
        paper.text(row, 1, say("application.sign_here"), look, paper.last)
        paper.height(row, 44)
        return row + 1
    if each.indicators:
        return _indicators(paper, record.indicators, row)
    return _cells(paper, each, record, row)


_SPANS = {1: ((0, 1, 5),), 2: ((0, 1, 2), (3, 4, 5)), 3: ((0, 1, 1), (2, 3, 3), (4, 5, 5))}
"""Cells in a row → where each label stands, and where its value begins and ends."""


def _cells(paper: Paper, each: PageRow, record: Record, row: int) -> int:
    say = paper.book.say
    needed = 16.0 * each.lines + 4
    for cell, (label, begin, end) in zip(each.cells, _SPANS[len(each.cells)], strict=True):
        words = _label(cell, say)
        paper.text(row, label, words, paper.head_look())
        raw, form, month = _told(cell, record, say)
        shown = paper.value(row, begin, raw, form, end, month=month)
        needed = max(needed, paper.needs(words, label, label), paper.needs(shown, begin, end))
    paper.height(row, needed)
    return row + 1


def by_hand(cells: Sequence[PageCell]) -> list[str]:
    """The labels (wording keys) of what no result can tell: people fill it on every page."""
    return [
        label for cell in cells
        if (label := cell.blank or (cell.head if cell.words else None)) is not None
    ]  # fmt: skip


def _label(cell: PageCell, say: Wording) -> str:
    if cell.blank:
        return say(cell.blank)
    if cell.head:
        return say(cell.head)
    known = fields.known(f"project.{cell.field}")
    assert known is not None, cell.field
    return head_words(known, None, say)


def _told(cell: PageCell, record: Record, say: Wording) -> tuple[Value, Form, bool]:
    """What stands beside the label, its form, and whether it is a month."""
    if cell.words:
        return say(cell.words), cell.form, False
    if cell.fields:
        return added([record.values[each] for each in cell.fields]), cell.form, False
    if cell.field is None:
        return None, cell.form, False
    known = fields.known(f"project.{cell.field}")
    return record.values[cell.field], cell.form, bool(known and known.field.kind == "month")


_HEADS = ("first", "second", "third", "value", "note")
_PLACES = ((0, 0), (1, 1), (2, 3), (4, 4), (5, 5))


def _indicators(paper: Paper, rows: Sequence[dict[str, Value]], row: int) -> int:
    """绩效指标: levels merged downwards."""
    say = paper.book.say
    for key, (begin, end) in zip(_HEADS, _PLACES, strict=True):
        paper.text(row, begin, say(f"application.indicator.{key}"), paper.head_look(), end)
    paper.height(row, LEAST)
    row += 1
    first = row
    for each in rows:
        needed = LEAST
        for key, (begin, end) in zip(_HEADS[2:], _PLACES[2:], strict=True):
            words = paper.value(row, begin, each[key], "text", end)
            needed = max(needed, paper.needs(words, begin, end))
        paper.height(row, needed)
        row += 1
    for depth, look in ((1, paper.head_look()), (2, paper.look("center"))):
        at = first
        for levels, members in groupby(rows, key=lambda each, n=depth: _levels(each, n)):  # type: ignore[misc]
            down = at + len(list(members)) - 1
            paper.block(at, depth - 1, down, depth - 1, str(levels[-1]), look)
            at = down + 1
    return row


def _levels(each: dict[str, Value], depth: int) -> tuple[Any, ...]:
    return tuple(each[key] for key in _HEADS[:depth])
