"""What every built-in table has around its rows: number, title and who fills it in above, words
over the columns, the line to sign on below.
"""

from __future__ import annotations

from checkup.report.celltext import width_of
from checkup.report.filling import fields
from checkup.report.filling.fields import Known
from checkup.report.filling.layouts import Column, Fonts, ListLayout
from checkup.report.filling.paper import Paper
from checkup.report.wording import Wording

_BLANK = "\u3000"
_LEAST_GAP = 6
"""Blanks to sign in, at least."""


def top(
    paper: Paper, name: str, title: str, whose: str, fonts: Fonts, *, draft: bool, money: bool
) -> int:
    """附件N, the title, and the line of 填报单位, 填报日期 and 单位. Gives the next row."""
    look, say, last = paper.book.looks.format, paper.book.say, paper.last
    first = look(font_name=fonts.head, font_size=16, align="left")
    # not merged, so that it runs over the narrow first column
    paper.check(paper.sheet.write_string(0, 0, name, first))
    if draft:
        mark = look(font_name=fonts.head, font_size=16, align="right")
        paper.check(paper.sheet.write_string(0, last, say("application.draft"), mark))
    paper.height(0, 24)
    paper.text(1, 0, title, look(font_name=fonts.title, font_size=22, align="center"), last)
    paper.height(1, 36)
    line = look(font_size=10.5, align="left", text_wrap=True)
    third = max(round(last * 0.4), 1)
    words = say("application.filled_by", name=whose)
    paper.text(2, 0, words, line, third)
    on = say("application.filled_on")
    right = last - third + 1
    while right < last and width_of(on) > paper.room(third + 1, right - 1):
        right += 1
    paper.text(2, third + 1, on, look(font_size=10.5, align="center"), right - 1)
    paper.text(2, right, say("application.unit") if money else "",
               look(font_size=10.5, align="right"), last)  # fmt: skip
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


def signatures(paper: Paper, row: int) -> int:
    """The line to sign on, its words spread so that a hand can write; gives the next row."""
    line = paper.book.looks.format(font_size=10.5, align="left")
    words = paper.book.say("application.signatures").split()
    free = paper.room(0, paper.last) - width_of("".join(words))
    gap = _BLANK * max(_LEAST_GAP, int(free / width_of(_BLANK) / len(words)))
    paper.text(row, 0, gap.join(words), line, paper.last)
    paper.height(row, 30)
    return row + 1
