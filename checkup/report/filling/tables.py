"""附件1 and 附件2: lists of all results with 小计 by community and 合计.

Every sum is a formula whose cached value is the sum of the cells shown (method §5.3). Projects
whose money is settled stand below in a part of their own and are in no sum of what is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from checkup.report.book import Book
from checkup.report.filling import summary
from checkup.report.filling.frame import field_of, head_words, signatures, top
from checkup.report.filling.layouts import Fonts, ListLayout
from checkup.report.filling.paper import (
    LEAST,
    Paper,
    balanced,
    book,
    digits_room,
    fitted,
    to_the_yuan,
)
from checkup.report.filling.records import Case, Record
from checkup.report.filling.sums import Sums, amounts, sums_of, total
from checkup.report.wording import Wording

_NUMBERS = ("whole", "one", "figure", "wan")


def render(
    name: str, table: ListLayout, case: Case, fonts: Fonts, say: Wording, *, draft: bool
) -> bytes:  # fmt: skip
    """The workbook's bytes. ``draft``: 草稿 stands at the top of every page."""
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
        paper.text(row, 0, say(f"application.note.{key}"), made.looks.format(
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
