"""附件1 and 附件2: lists of all results with 小计 by community, 合计, and 汇总 by level and year.

Every sum is a formula whose cached value is the sum of the cells shown (method §5.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from checkup.report.filling import fields
from checkup.report.filling.fields import Known
from checkup.report.filling.layouts import Column, Fonts, ListLayout
from checkup.report.filling.paper import LEAST, Paper, book
from checkup.report.filling.placeholders import scaled
from checkup.report.filling.records import Case, Record
from checkup.report.sheets import Book
from checkup.report.wording import Wording


class Sums(Struct, frozen=True):
    """A sum column: its letter, and amounts by record in the cell's own unit."""

    column: Column
    letter: str
    place: int


def render(
    name: str, table: ListLayout, case: Case, fonts: Fonts, say: Wording, *, draft: bool
) -> bytes:  # fmt: skip
    """The workbook's bytes. ``draft``: 草稿 stands at the top of every page."""
    title = say(f"application.{table.key}.title")
    made = book(title, fonts, say)
    paper = Paper(made, name, [each.width for each in table.columns], portrait=False)
    if draft:
        paper.draft()
    row = top(paper, name, title, str(case.total.values["applicant"] or ""), fonts, draft=draft,
              money=table.money)  # fmt: skip
    head = row
    row = _head(paper, table, head)
    paper.sheet.repeat_rows(head, row - 1)
    records = case.projects if table.scope == "project" else case.shortfalls
    row, marked = _body(paper, table, records, case, row)
    row = _signatures(paper, row)
    for key in ("overlap", "blank") if table.money else ("blank",):
        paper.text(row, 0, say(f"application.note.{key}"), made.format(
            font_size=9, text_wrap=True, align="left"), paper.last)  # fmt: skip
        paper.height(row, LEAST)
        row += 1
    if table.money and records:
        _summary(made, name, table, case, marked, fonts, draft=draft)
    return made.finished()


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
    line = made.format(font_size=10.5, align="left")
    third = max(last // 3, 1)
    paper.text(2, 0, say("application.filled_by", name=whose), line, third)
    paper.text(2, third + 1, say("application.filled_on"),
               made.format(font_size=10.5, align="center"), last - third)  # fmt: skip
    paper.text(2, last - third + 1, say("application.unit") if money else "",
               made.format(font_size=10.5, align="right"), last)  # fmt: skip
    paper.height(2, LEAST)
    return 3


def _field(table: ListLayout, column: Column) -> Known:
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
            words = head_words(_field(table, column), column.head, say)
            if group:
                paper.text(row + 1, place, words, look)
            else:
                paper.block(row, place, row + 1, place, words, look)
            needed = max(needed, paper.needs(words, place, place))
            place += 1
    paper.height(row, LEAST)
    paper.height(row + 1, needed)
    return row + 2


def _body(
    paper: Paper, table: ListLayout, records: Sequence[Record], case: Case, row: int
) -> tuple[int, list[tuple[Record, int]]]:
    """Rows with 小计 where there are several communities, then 合计; rows of records by number."""
    say = paper.book.say
    sums = _sums(table)
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
            _sum_row(paper, table, sums, mine, words, row, begin)
            row += 1
    if sums:
        _sum_row(paper, table, sums, records, say("application.total"), row, first)
        row += 1
    return row, marked


def _sums(table: ListLayout) -> list[Sums]:
    from xlsxwriter.utility import xl_col_to_name

    return [
        Sums(each, xl_col_to_name(place), place)
        for place, each in enumerate(table.columns)
        if each.sum
    ]


def _record(paper: Paper, table: ListLayout, record: Record, row: int) -> None:
    needed = LEAST
    for place, column in enumerate(table.columns):
        known = _field(table, column)
        words = paper.value(
            row, place, record.values[column.field], column.form,
            month=known.field.kind == "month",
        )  # fmt: skip
        needed = max(needed, paper.needs(words, place, place))
    paper.height(row, needed)


def _sum_row(
    paper: Paper, table: ListLayout, sums: Sequence[Sums], records: Sequence[Record], words: str,
    row: int, first: int,
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
    """The known amounts of a column, in 元."""
    values = [each.values[column.field] for each in records]
    return [each for each in values if isinstance(each, int | float)]


def total(yuan: Sequence[float]) -> float:
    """The sum in 万元, exact to the 元."""
    return scaled(sum(yuan), -4)


def _signatures(paper: Paper, row: int) -> int:
    line = paper.book.format(font_size=10.5, align="left")
    paper.text(row, 0, paper.book.say("application.signatures"), line, paper.last)
    paper.height(row, 26)
    return row + 1


def _summary(
    made: Book, name: str, table: ListLayout, case: Case, marked: Sequence[tuple[Record, int]],
    fonts: Fonts, *, draft: bool,
) -> None:  # fmt: skip
    """汇总: by community and by year, each level of funds a column; formulas into the list."""
    say = made.say
    sums = _sums(table)
    paper = Paper(
        made, say("application.summary.sheet"), [22, 8, *(11 for _ in sums)], portrait=False
    )
    if draft:
        paper.draft()
    whose = str(case.total.values["applicant"] or "")
    title = say("application.summary.title")
    row = top(paper, name, title, whose, fonts, draft=draft, money=True)
    groups: list[tuple[str, list[tuple[str, list[tuple[Record, int]]]]]] = [
        (
            say("application.summary.community"),
            [
                (each.label, [one for one in marked if one[0].place == place])
                for place, each in enumerate(case.communities)
            ],
        ),
        (
            say("application.summary.year"),
            [
                (say("application.summary.of_year", year=year) if year
                 else say("application.summary.no_year"),
                 [one for one in marked if _year(one[0]) == year])
                for year in sorted({_year(each) for each, _ in marked}, key=lambda y: (not y, y))
            ],
        ),
    ]  # fmt: skip
    for group, lines in groups:
        heads = [group, say("application.summary.count")]
        heads += [head_words(_field(table, each.column), each.column.head, say) for each in sums]
        for place, words in enumerate(heads):
            paper.text(row, place, words, paper.head_look())
        paper.height(row, 36)
        row += 1
        for label, members in lines:
            _summary_row(paper, name, sums, label, members, row)
            row += 1
        _summary_row(paper, name, sums, say("application.total"), marked, row)
        row += 2
    _signatures(paper, row - 1)


def _summary_row(
    paper: Paper, name: str, sums: Sequence[Sums], label: str,
    members: Sequence[tuple[Record, int]], row: int,
) -> None:  # fmt: skip
    paper.text(row, 0, label, paper.look("text"))
    paper.check(paper.sheet.write_number(row, 1, len(members), paper.look("order")))
    for place, each in enumerate(sums, 2):
        known = amounts([record for record, _ in members], each.column)
        if not known:
            paper.text(row, place, "", paper.look("wan"))
            continue
        cells = ",".join(f"'{name}'!{each.letter}{a}:{each.letter}{b}" for a, b in _runs(members))
        paper.formula(row, place, f"=SUM({cells})", total(known), paper.look("wan"))
    paper.height(row, LEAST)


def _runs(members: Sequence[tuple[Record, int]]) -> list[tuple[int, int]]:
    """The rows of these records (from 1) as ranges, so that no 小计 is among them."""
    runs: list[tuple[int, int]] = []
    for _, row in members:
        if runs and runs[-1][1] == row:
            runs[-1] = (runs[-1][0], row + 1)
        else:
            runs.append((row + 1, row + 1))
    return runs


def _year(record: Record) -> str:
    return str(record.values["start_year"] or "")
