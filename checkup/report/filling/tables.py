"""附件1 and 附件2: lists of all results with 小计 by community and 合计.

Every sum is a formula whose cached value is the sum of the cells shown (method §5.3). Projects
whose money is settled stand below in a part of their own and are in no sum of what is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from checkup.report.celltext import width_of
from checkup.report.filling import fields
from checkup.report.filling.fields import Known
from checkup.report.filling.layouts import Column, Fonts, ListLayout
from checkup.report.filling.paper import (
    LEAST,
    Paper,
    balanced,
    book,
    digits_room,
    fitted,
    to_the_yuan,
)
from checkup.report.filling.placeholders import scaled
from checkup.report.filling.records import Case, Record
from checkup.report.sheets import Book
from checkup.report.wording import Wording

_BLANK = "\u3000"
_LEAST_GAP = 6
"""Blanks to sign in, at least."""
_NUMBERS = ("whole", "one", "figure", "wan")


class Sums(Struct, frozen=True):
    """A sum column: its letter, and its place from 0."""

    column: Column
    letter: str
    place: int


def render(
    name: str, table: ListLayout, case: Case, fonts: Fonts, say: Wording, *, draft: bool
) -> bytes:  # fmt: skip
    """The workbook's bytes. ``draft``: 草稿 stands at the top of every page."""
    from checkup.report.filling import summary

    title = say(f"application.{table.key}.title")
    made = book(title, fonts, say)
    asked, followed = rows_of(table, case)
    paper = _paper(name, table, made, (*asked, *followed))
    if draft:
        paper.draft()
    row = top(paper, name, title, str(case.total.values["applicant"] or ""), fonts, draft=draft,
              money=table.money)  # fmt: skip
    head = row
    row = _head(paper, table, head)
    paper.sheet.repeat_rows(head, row - 1)
    if followed:
        row = _section(paper, say("application.section.asked"), row)
    row, marked = _body(paper, table, asked, case, row)
    if followed:
        row = _section(paper, say("application.section.followed"), row)
        row = _followed(paper, table, followed, row)
    row = signatures(paper, row)
    for key in ("overlap", "blank") if table.money else ("blank",):
        paper.text(row, 0, say(f"application.note.{key}"), made.format(
            font_size=9, text_wrap=True, align="left"), paper.last)  # fmt: skip
        paper.height(row, LEAST)
        row += 1
    if table.money and asked:
        summary.sheet(made, name, table, case, marked, fonts, draft=draft, fine=paper.fine)
    return made.finished()


def rows_of(
    table: ListLayout, case: Case
) -> tuple[tuple[Record, ...], tuple[Record, ...]]:  # fmt: skip
    """What the list is of, and what stands below it for information."""
    return (case.projects, case.followed) if table.scope == "project" else (case.shortfalls, ())


def _paper(name: str, table: ListLayout, made: Book, records: Sequence[Record]) -> Paper:
    """A sheet whose columns of figures are as wide as the widest of them."""
    sums = [each for each in table.columns if each.sum]
    fine = to_the_yuan([record.values[each.field] for record in records for each in sums])
    widths = []
    for column in table.columns:
        known = amounts(records, column) if column.form in _NUMBERS else []
        widest = [*known, sum(known)] if column.sum else known
        widths.append(max(
            [column.width, *(digits_room(each, column.form, fine=fine) for each in widest)]
        ))  # fmt: skip
    texts = [each.form == "text" for each in table.columns]
    widths = fitted(widths, texts, table.paper)
    return Paper(made, name, widths, portrait=False, size=table.paper, fine=fine)


def top(
    paper: Paper, name: str, title: str, whose: str, fonts: Fonts, *, draft: bool, money: bool
) -> int:
    """附件N, the title, and the line of 填报单位, 填报日期 and 单位. Gives the next row."""
    made, say, last = paper.book, paper.book.say, paper.last
    first = made.format(font_name=fonts.head, font_size=16, align="left")
    # not merged, so that it runs over the narrow first column
    paper.check(paper.sheet.write_string(0, 0, name, first))
    if draft:
        mark = made.format(font_name=fonts.head, font_size=16, align="right")
        paper.check(paper.sheet.write_string(0, last, say("application.draft"), mark))
    paper.height(0, 24)
    paper.text(1, 0, title, made.format(font_name=fonts.title, font_size=22, align="center"), last)
    paper.height(1, 36)
    line = made.format(font_size=10.5, align="left", text_wrap=True)
    third = max(round(last * 0.4), 1)
    words = say("application.filled_by", name=whose)
    paper.text(2, 0, words, line, third)
    on = say("application.filled_on")
    right = last - third + 1
    while right < last and width_of(on) > paper.room(third + 1, right - 1):
        right += 1
    paper.text(2, third + 1, on, made.format(font_size=10.5, align="center"), right - 1)
    paper.text(2, right, say("application.unit") if money else "",
               made.format(font_size=10.5, align="right"), last)  # fmt: skip
    paper.height(2, paper.needs(words, 0, third))
    return 3


def field_of(table: ListLayout, column: Column) -> Known:
    """The field a column shows."""
    known = fields.known(f"{table.scope}.{column.field}")
    assert known is not None, column.field
    return known


def head_words(known: Known, head: str | None, say: Wording) -> str:
    """What stands over a column: its own words, else the field's name."""
    return say(head) if head else known.field.name


def _head(paper: Paper, table: ListLayout, row: int) -> int:
    """Two rows: groups above their columns, all others merged down."""
    say, look = paper.book.say, paper.head_look()
    needed = LEAST
    place = 0
    for group, members in groupby(table.columns, key=lambda each: each.group):
        columns = list(members)
        if group:
            paper.block(row, place, row, place + len(columns) - 1, say(group), look)
        for column in columns:
            words = balanced(
                head_words(field_of(table, column), column.head, say), paper.room(place, place)
            )
            needs = paper.needs(words, place, place)
            if group:
                paper.text(row + 1, place, words, look)
            else:
                paper.block(row, place, row + 1, place, words, look)
                needs -= LEAST
            needed = max(needed, needs)
            place += 1
    paper.height(row, LEAST)
    paper.height(row + 1, needed)
    return row + 2


def _section(paper: Paper, words: str, row: int) -> int:
    """The heading of a part of the list, across all of it."""
    paper.text(row, 0, words, paper.head_look(align="left"), paper.last)
    paper.height(row, LEAST + 2)
    return row + 1


def _body(
    paper: Paper, table: ListLayout, records: Sequence[Record], case: Case, row: int
) -> tuple[int, list[tuple[Record, int]]]:
    """Rows with 小计 where there are several communities, then 合计; rows of records by number."""
    say = paper.book.say
    sums = sums_of(table)
    first = row
    marked: list[tuple[Record, int]] = []
    if not records:
        paper.text(row, 0, say(f"application.{table.key}.none"), paper.look("center"), paper.last)
        paper.height(row, LEAST)
        return row + 1, marked
    several = len(case.communities) > 1
    for place, members in groupby(records, key=lambda each: each.place):
        mine = list(members)
        begin = row
        for record in mine:
            _record(paper, table, record, row)
            marked.append((record, row))
            row += 1
        if several and sums:
            words = say("application.subtotal", name=case.communities[place].label)
            _sum_row(paper, sums, mine, words, row, begin)
            row += 1
    if sums:
        _sum_row(paper, sums, records, say("application.total"), row, first)
        row += 1
    return row, marked


def _followed(paper: Paper, table: ListLayout, records: Sequence[Record], row: int) -> int:
    """What is approved or under way, with a sum of its own."""
    first = row
    for record in records:
        _record(paper, table, record, row)
        row += 1
    words = paper.book.say("application.followed_total")
    _sum_row(paper, sums_of(table), records, words, row, first)
    return row + 1


def sums_of(table: ListLayout) -> list[Sums]:
    """The columns that are added up."""
    from xlsxwriter.utility import xl_col_to_name

    return [
        Sums(each, xl_col_to_name(place), place)
        for place, each in enumerate(table.columns)
        if each.sum
    ]


def _record(paper: Paper, table: ListLayout, record: Record, row: int) -> None:
    needed = LEAST
    for place, column in enumerate(table.columns):
        known = field_of(table, column)
        words = paper.value(
            row, place, record.values[column.field], column.form,
            month=known.field.kind == "month",
        )  # fmt: skip
        needed = max(needed, paper.needs(words, place, place))
    paper.height(row, needed)


def _sum_row(
    paper: Paper, sums: Sequence[Sums], records: Sequence[Record], words: str, row: int, first: int
) -> None:  # fmt: skip
    """SUBTOTAL leaves out the subtotals above it, so that 合计 counts each row once."""
    look = paper.head_look()
    label = sums[0].place - 1
    paper.block(row, 0, row, label, words, look)
    at = {each.place: each for each in sums}
    for place in range(label + 1, paper.last + 1):
        if place not in at:
            paper.text(row, place, "", look)
            continue
        known = amounts(records, at[place].column)
        if not known:
            # a column where nothing is known has no total, not a 0
            paper.text(row, place, "", paper.look("wan"))
            continue
        letter = at[place].letter
        paper.formula(
            row, place, f"=SUBTOTAL(9,{letter}{first + 1}:{letter}{row})", total(known),
            paper.look("wan", font_name=paper.book.page.head_font),
        )  # fmt: skip
    paper.height(row, LEAST + 2)


def amounts(records: Sequence[Record], column: Column) -> list[float]:
    """The known figures of a column; amounts in 元."""
    values = [each.values[column.field] for each in records]
    return [each for each in values if isinstance(each, int | float)]


def total(yuan: Sequence[float]) -> float:
    """The sum in 万元, exact to the 元."""
    return scaled(sum(yuan), -4)


def signatures(paper: Paper, row: int) -> int:
    """The line to sign on, its words spread so that a hand can write; gives the next row."""
    line = paper.book.format(font_size=10.5, align="left")
    words = paper.book.say("application.signatures").split()
    free = paper.room(0, paper.last) - width_of("".join(words))
    gap = _BLANK * max(_LEAST_GAP, int(free / width_of(_BLANK) / len(words)))
    paper.text(row, 0, gap.join(words), line, paper.last)
    paper.height(row, 30)
    return row + 1
