"""题目对照.xlsx: which item and use each question of an export seems to have, for a person to
correct. The header is the one by which the sheet is read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checkup.report.book import Book
from checkup.report.tables import Blank, Row, layout
from checkup.report.wording import Wording

_SHOWN = ("number", "title", "part", "type", "options", "proposed_item", "proposed_use",
          "confidence", "note")  # fmt: skip


def render(
    rows: Sequence[Mapping[str, str | float]],
    labels: Sequence[tuple[str, str]],
    uses: Sequence[str],
    line: float,
    say: Wording,
) -> bytes:
    """The workbook. A missing or empty value is an empty cell; two last columns are to fill.

    ``labels`` are (what may stand under 条目, what it is), ``uses`` the words for 用途, ``line``
    the confidence (0–1) from which a proposal counts when it is left standing.
    """
    book = Book(say("map.title"), say, layout("map"))
    sheet = book.sheet("questions")
    sheet.title(say("map.title"))
    for key in ("first", "second", "third"):
        sheet.note(say(f"map.how.{key}", line=f"{line:.0%}"))
    if not rows:
        sheet.note(say("map.none"))
    else:
        first = sheet.table("list", [_row(each) for each in rows], main=True)
        below = f"='{say('map.sheet.choices')}'!$A$2:$A${len(labels) + 1}"
        for at in range(first, first + len(rows)):
            sheet.choose(at, "item", "list", _list(below, say))
            sheet.choose(at, "use", "list", _list(list(uses), say))
    choices = book.sheet("choices")
    choices.table("list", [{"label": label, "what": what} for label, what in labels], main=True)
    return book.finished()


def _row(values: Mapping[str, str | float]) -> Row:
    filled = {key: values.get(key, "") for key in _SHOWN}
    empty = Blank(fill=False)
    return {
        **{key: empty if value == "" else value for key, value in filled.items()},
        "item": Blank(fill=True),
        "use": Blank(fill=True),
    }


def _list(source: list[str] | str, say: Wording) -> dict[str, Any]:
    return {"validate": "list", "source": source, "error_type": "warning",
            "error_title": say("map.input.wrong_title"),
            "error_message": say("map.input.wrong")}  # fmt: skip
