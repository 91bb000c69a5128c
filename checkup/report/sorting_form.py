"""待归类.xlsx: masked words that no rule sorts, for a person to say what they are about.

A local working file, never a report: the one place where what people wrote may stand, with what
tells a person masked. Rows are read back by the words themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from checkup import needs
from checkup.needs import Waiting
from checkup.report.book import Book
from checkup.report.tables import Blank, Row, layout
from checkup.report.wording import Wording
from checkup.result import Result


def render(result: Result, waiting: Sequence[Waiting], say: Wording) -> bytes:
    """The file's bytes; the same words give the same bytes."""
    book = Book(say("sorting.title", name=result.community.name), say, layout("sorting"))
    sheet = book.sheet("words", say("workbook.internal"))
    sheet.title(say("sorting.title", name=result.community.name))
    sheet.note(say("sorting.local"))
    sheet.note(say("sorting.how"))
    rows: list[Row] = [
        {
            "no": no,
            "voice": say(f"voices.voice.{each.voice}"),
            "text": each.text,
            "need": Blank(fill=True),
            "also": Blank(fill=True),
        }
        for no, each in enumerate(waiting, 1)
    ]
    first = sheet.table("list", rows, main=True)
    offered = needs.choices()
    rule = {
        "validate": "list",
        "source": f"='{say('sorting.sheet.needs')}'!$A${_HEAD + 1}:$A${_HEAD + len(offered)}",
        "error_title": say("forms.input.wrong_title"),
        "error_message": say("sorting.wrong"),
    }
    for row in range(first, first + len(rows)):
        for key in ("need", "also"):
            sheet.choose(row, key, "list", rule)
    _needs(book, offered, say)
    return book.finished()


_HEAD = 2
"""Rows above the first need: the title and the head."""


def _needs(book: Book, offered: Sequence[str], say: Wording) -> None:
    sheet = book.sheet("needs")
    sheet.title(say("sorting.needs_title"))
    examples = {needs.label(each): each for each in needs.load().file.needs}
    sheet.table(
        "list",
        [
            {
                "label": label,
                "words": say("figure.join").join(examples[label].words[:_WORDS])
                if label in examples
                else say("sorting.none"),
            }
            for label in offered
        ],
    )


_WORDS = 8
"""Words shown to tell a need; all of them are in ``surveys/needs.yaml``."""
