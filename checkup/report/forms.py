"""The blank 设施台账.xlsx that a community fills, with drop-downs and a guide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checkup import vocabulary
from checkup.report.book import Book
from checkup.report.celltext import plain, width_of
from checkup.report.looks import LINE
from checkup.report.sheets import accepted
from checkup.report.tables import Row, layout
from checkup.report.wording import Wording
from checkup.vocabulary import Column, Vocabulary

Prefill = Mapping[str, Sequence[Mapping[str, object]]]
"""Sheet id → rows of column id → text or number; None stays an empty cell."""

_ROWS = 500
"""Rows of the blank ledger that have drop-downs."""


def ledger(say: Wording, prefill: Prefill | None = None) -> bytes:
    """设施台账.xlsx with every sheet and column, drop-downs and a guide; ``prefill`` fills rows.

    社区概况 lists all its fields and 填报范围 all facility kinds; prefilled rows take their places.
    """
    words = vocabulary.load()
    book = Book(say("ledger_form.title"), say, layout("forms"))
    given = prefill or {}
    for sheet in words.sheets.values():
        if not sheet.blank:
            continue
        rows = list(given.get(sheet.id, ()))
        if sheet.id == "profile":
            fields = ({"field": each.name, "unit": each.unit} for each in words.profile.values())
            rows = _merged(fields, rows, "field")
        if sheet.id == "scope":
            kinds = ({"kind": each.name} for each in words.kinds.values() if each.item)
            rows = _merged(kinds, rows, "kind")
        columns = [column for column in sheet.columns if not column.personal]
        paper = grid(book, sheet.name, columns, rows, words)
        if sheet.id == "prices" and rows:
            _price_rules(paper, columns, rows, say)
    _guide(book, words, say)
    return book.finished()


def _merged(
    all_: Iterable[Mapping[str, object]], given: Sequence[Mapping[str, object]], key: str
) -> list[Mapping[str, object]]:
    """All rows there could be, with the given ones in their places and the rest after them."""
    told = {row[key]: row for row in given}
    rows = [{**row, **told.pop(row[key], {})} for row in all_]
    return [*rows, *told.values()]


def grid(
    book: Book, name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, object]],
    words: Vocabulary,
) -> Any:  # fmt: skip
    """One sheet to fill: the header in its first row, so that any program reads it. Gives the
    worksheet."""
    paper = book.workbook.add_worksheet(name)
    look = {"font_name": book.page.head_font, "border": 1, "border_color": LINE, "align": "center"}
    head = book.looks.format(**look, text_wrap=True, bg_color="#EDEFF2")
    key = book.looks.format(**look, text_wrap=True, bg_color="#FFF8DC")
    cell = book.looks.format(text_wrap=True)
    for place, column in enumerate(columns):
        accepted(paper.write_string(0, place, column.name, key if column.key else head), name)
        note = {"author": book.say("workbook.author"), "x_scale": 1.6}
        accepted(paper.write_comment(0, place, _help(column, words, book.say), note), name)
        width = max(width_of(column.name) + 3, 10)
        for row, values in enumerate(rows, 1):
            value = values.get(column.id)
            if isinstance(value, (int, float)):
                accepted(paper.write_number(row, place, value, cell), name)
            elif value is not None:
                text = plain(str(value), book.say)
                accepted(paper.write_string(row, place, text, cell), name)
                width = max(width, min(width_of(text) + 2, 40))
        accepted(paper.set_column(place, place, width), name)
        rule = _rule(column, words, book.say)
        if rule:
            accepted(paper.data_validation(1, place, _ROWS, place, rule), name)
    if columns[0].id == "field":
        _profile_rules(paper, columns, rows, words, book.say)
    paper.set_row(0, 24)
    paper.freeze_panes(1, 0)
    paper.repeat_rows(0)
    paper.set_landscape()
    paper.set_paper(9)
    paper.fit_to_pages(1, 0)
    paper.set_footer(book.say("workbook.footer"))
    return paper


def _profile_rules(
    paper: Any, columns: Sequence[Column], rows: Sequence[Mapping[str, object]],
    words: Vocabulary, say: Wording,
) -> None:  # fmt: skip
    """社区概况 has a field per row, so its drop-downs go by row."""
    place = [column.id for column in columns].index("value")
    fields = {each.name: each for each in words.profile.values()}
    for row, values in enumerate(rows, 1):
        field = fields.get(str(values["field"]))
        if field and field.words:
            rule = choice([known[0] for known in words.words[field.words].values()], say)
            accepted(paper.data_validation(row, place, row, place, rule), paper.name)


def _price_rules(
    paper: Any, columns: Sequence[Column], rows: Sequence[Mapping[str, object]], say: Wording
) -> None:
    """Below the prices that are listed, the same names and units to choose from."""
    first = len(rows) + 1
    names = [column.id for column in columns]
    units = list(dict.fromkeys(str(row["unit"]) for row in rows))
    for key, source in (("code", f"='{paper.name}'!$A$2:$A${first}"), ("unit", units)):
        place = names.index(key)
        accepted(paper.data_validation(first, place, _ROWS, place, choice(source, say)), paper.name)


def _rule(column: Column, words: Vocabulary, say: Wording) -> dict[str, Any] | None:
    """What a column's cells may hold; another value is warned about, not refused."""
    if column.type == "choice":
        if column.key:
            return None
        if column.words:
            return choice([known[0] for known in words.words[column.words].values()], say)
        # a list inside the cell's rule holds 255 characters, so the kinds stand on their own sheet
        scope = words.sheets["scope"]
        count = sum(1 for kind in words.kinds.values() if kind.item)
        return choice(f"='{scope.name}'!$A$2:$A${count + 1}", say)
    if column.id == "estate":
        return choice(f"='{words.sheets['estates'].name}'!$A$2:$A$200", say)
    if column.type in ("count", "number"):
        kind = "integer" if column.type == "count" else "decimal"
        return {"validate": kind, "criteria": ">=", "value": 0, "error_type": "warning",
                "error_title": say("forms.input.wrong_title"),
                "error_message": say("forms.input.wrong_count")}  # fmt: skip
    return None


def choice(source: list[str] | str, say: Wording) -> dict[str, Any]:
    """A drop-down; another value is warned about, not refused."""
    return {"validate": "list", "source": source, "error_type": "warning",
            "error_title": say("ledger_form.input_title"),
            "error_message": say("ledger_form.wrong")}  # fmt: skip


def _help(column: Column, words: Vocabulary, say: Wording) -> str:
    """What to write in a column, for the guide and the header's comment."""
    lines = [column.help] if column.help else []
    if column.words:
        written = say("figure.join").join(known[0] for known in words.words[column.words].values())
        lines.append(say("ledger_form.words", words=written))
    if column.key:
        lines.append(say("ledger_form.key"))
    return "\n".join(lines) or say("ledger_form.no_help")


def _guide(book: Book, words: Vocabulary, say: Wording) -> None:
    sheet = book.sheet("guide")
    sheet.title(say("ledger_form.title"))
    for key in ("first", "second", "third", "fourth"):
        sheet.note(say(f"ledger_form.how.{key}"))
    rows: list[Row] = []
    for each in (each for each in words.sheets.values() if each.blank):
        rows += [
            {
                "sheet": each.name,
                "column": column.name,
                "type": _type(column, say),
                "help": _help(column, words, say),
            }
            for column in each.columns
            if not column.personal
        ]
    sheet.table("list", rows, main=True)


def _type(column: Column, say: Wording) -> str:
    kind = say(f"ledger_form.type.{column.type}")
    return say("ledger_form.type_unit", type=kind, unit=column.unit) if column.unit else kind
