"""提交前核对.xlsx: what is still to do with a filled form, beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from checkup.report.book import Book
from checkup.report.filling.handin import Check
from checkup.report.filling.workbook import Filled, Gap
from checkup.report.tables import Row, layout
from checkup.report.wording import Wording


class Line(Struct, frozen=True, kw_only=True):
    """One thing to do: how pressing, where, and what. ``field`` is set for a blank left open."""

    level: str
    place: str
    what: str
    field: str = ""


def lines(
    found: Sequence[Check], filled: Filled | None, gaps: Sequence[Gap], most: int, say: Wording
) -> list[Line]:
    """Everything to do, what stands in the way first. Gaps of one field are one line.

    ``most``: how many rows the form lists.
    """
    listed = [
        Line(level=say("handin.level.block"), place=each.whose, what=each.sentence)
        for each in found if each.blocks
    ]  # fmt: skip
    if filled is not None:
        listed += _of_file(filled, say)
    listed += _of_gaps(gaps, most, say)
    listed += [
        Line(level=say("handin.level.note"), place=each.whose, what=each.sentence)
        for each in found if not each.blocks
    ]  # fmt: skip
    return listed


def _of_file(filled: Filled, say: Wording) -> Iterator[Line]:
    do, file = say("handin.level.do"), say("handin.whole_file")
    if filled.lost:
        parts = say("figure.join").join(say(f"check.lost_part.{key}") for key in filled.lost)
        yield Line(level=do, place=file, what=say("handin.lost", parts=parts))
    if filled.formulas:
        yield Line(level=do, place=file, what=say("handin.save_once", count=filled.formulas))
    for key, sheet in dict.fromkeys(filled.notes):
        yield Line(level=do, place=sheet, what=say(f"handin.left.{key}"))
    for put in filled.proposed:
        yield Line(
            level=do,
            place=say("handin.cell", sheet=put.sheet, cell=put.cell),
            what=say("handin.proposed", caption=put.caption, placeholder=put.placeholder),
        )
    for left in filled.unmatched:
        yield Line(level=do, place=say("handin.cell", sheet=left.sheet, cell=left.cell),
                   what=say(f"handin.unmatched.{left.why}", caption=left.caption))  # fmt: skip


def _of_gaps(gaps: Sequence[Gap], most: int, say: Wording) -> Iterator[Line]:
    """``most``: how many rows there are, for what every one of them lacks."""
    by_field: dict[str, list[Gap]] = {}
    for each in gaps:
        by_field.setdefault(each.field, []).append(each)
    for field, members in by_field.items():
        numbers = [each.no for each in members if each.no is not None]
        places = list(dict.fromkeys(
            say("handin.cell", sheet=each.sheet, cell=each.cell) if each.cell else each.whose
            for each in members
        ))  # fmt: skip
        place = say("figure.join").join(places)
        if len(numbers) == most > 1:
            place = say("handin.all_of", count=most)
        elif numbers:
            place = say("handin.rows", rows=say("figure.join").join(_runs(numbers)))
        yield Line(level=say("handin.level.blank"), place=place,
                   what=say("handin.blank", field=field, count=len(members)),
                   field=field)  # fmt: skip


def _runs(numbers: Sequence[int]) -> list[str]:
    """Numbers in order, neighbours as 1–3."""
    runs: list[tuple[int, int]] = []
    for each in numbers:
        if runs and runs[-1][1] == each - 1:
            runs[-1] = (runs[-1][0], each)
        else:
            runs.append((each, each))
    return [str(a) if a == b else f"{a}–{b}" for a, b in runs]


def _merged(listed: Sequence[Line], say: Wording) -> list[Line]:
    """Notes that say the same of several projects in one line; what is to be done stays apart."""
    note = say("handin.level.note")
    places: dict[tuple[str, str, str], list[str]] = {}
    for each in listed:
        key = (each.level, each.what, "" if each.level == note else each.place)
        places.setdefault(key, []).append(each.place)
    return [
        Line(level=level, place=say("figure.join").join(dict.fromkeys(members)), what=what)
        for (level, what, _), members in places.items()
    ]


def render(listed: Sequence[Line], file: str, say: Wording) -> bytes:
    """The workbook's bytes: the same for the same list."""
    book = Book(say("handin.title"), say, layout("handin"))
    sheet = book.sheet("list")
    sheet.title(say("handin.title"))
    sheet.note(say("handin.of_file", file=file))
    rows: list[Row] = [
        {"no": no, "level": each.level, "place": each.place, "what": each.what, "done": ""}
        for no, each in enumerate(_merged(listed, say), 1)
    ]
    if rows:
        sheet.table("list", rows, main=True)
    else:
        sheet.note(say("handin.nothing"))
    return book.finished()
