"""汇总 behind 附件2: by community and by year, each level of funds a column; formulas into it."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.report.book import Book
from checkup.report.filling.frame import field_of, head_words, signatures, top
from checkup.report.filling.layouts import Fonts, ListLayout
from checkup.report.filling.paper import LEAST, Paper, digits_room
from checkup.report.filling.records import Case, Record
from checkup.report.filling.sums import Sums, amounts, sums_of, total

Marked = tuple[Record, int]
"""A record and its row in the list, from 0."""
_MOST_RUNS = 200
"""A formula takes 255 ranges; beyond it the figure itself stands there."""


def sheet(
    made: Book, name: str, table: ListLayout, case: Case, marked: Sequence[Marked], fonts: Fonts, *,
    draft: bool, fine: bool,
) -> None:  # fmt: skip
    """The sheet 分级分年汇总. What stands in the list for information only is not in it."""
    say = made.say
    sums = sums_of(table)
    records = [record for record, _ in marked]
    widths = [
        max(10.0, digits_room(sum(amounts(records, each.column)), "wan", fine=fine))
        for each in sums
    ]
    paper = Paper(
        made, say("application.summary.sheet"), [20, 8, *widths], portrait=False, fine=fine
    )
    if draft:
        paper.draft()
    whose = str(case.total.values["applicant"] or "")
    title = say("application.summary.title")
    row = top(paper, name, title, whose, fonts, draft=draft, money=True)
    groups: list[tuple[str, list[tuple[str, list[Marked]]]]] = [
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
                for year in sorted({_year(each) for each in records}, key=lambda y: (not y, y))
            ],
        ),
    ]  # fmt: skip
    for group, lines in groups:
        heads = [group, say("application.summary.count")]
        heads += [head_words(field_of(table, each.column), each.column.head, say) for each in sums]
        for place, words in enumerate(heads):
            paper.text(row, place, words, paper.head_look())
        paper.height(row, 36)
        row += 1
        for label, members in lines:
            _row(paper, name, sums, label, members, row)
            row += 1
        _row(paper, name, sums, say("application.total"), marked, row)
        row += 2
    row = signatures(paper, row - 1)
    if case.followed:
        note = made.looks.format(font_size=9, text_wrap=True, align="left")
        paper.text(row, 0, say("application.note.followed"), note, paper.last)
        paper.height(row, LEAST)


def _row(
    paper: Paper, name: str, sums: Sequence[Sums], label: str, members: Sequence[Marked], row: int
) -> None:  # fmt: skip
    paper.text(row, 0, label, paper.look("text"))
    paper.check(paper.sheet.write_number(row, 1, len(members), paper.look("order")))
    for place, each in enumerate(sums, 2):
        known = amounts([record for record, _ in members], each.column)
        if not known:
            paper.text(row, place, "", paper.look("wan"))
            continue
        runs = _runs(members)
        if len(runs) > _MOST_RUNS:
            paper.check(paper.sheet.write_number(row, place, total(known), paper.look("wan")))
            continue
        cells = ",".join(f"'{name}'!{each.letter}{a}:{each.letter}{b}" for a, b in runs)
        paper.formula(row, place, f"=SUM({cells})", total(known), paper.look("wan"))
    paper.height(row, LEAST)


def _runs(members: Sequence[Marked]) -> list[tuple[int, int]]:
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
