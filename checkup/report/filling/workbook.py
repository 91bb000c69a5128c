"""A user's own .xlsx, filled: placeholders replaced, rows repeated, everything else as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checkup.model import Problem
from checkup.report import foreign
from checkup.report.celltext import plain
from checkup.report.filling import blocks, captions, moving, placeholders, twins
from checkup.report.filling.blocks import Found, Shape
from checkup.report.filling.fields import Scope
from checkup.report.filling.flaws import RefusedError, flaw
from checkup.report.filling.pages import sheet_name
from checkup.report.filling.placeholders import Hole, Value
from checkup.report.filling.records import Case, Record
from checkup.report.filling.references import Block, Place, Rows, Sheets
from checkup.report.wording import Wording

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


_STACKED = 3
"""Rows beyond the first of a block that is rather a page of its own."""


class Gap(Struct, frozen=True, kw_only=True):
    """A place that stayed blank because nobody knows the value: which field, of what.

    ``no``: its 序号 in a table of ours.
    """

    sheet: str
    cell: str
    field: str
    whose: str
    no: int | None = None


class Filled(Struct, frozen=True, kw_only=True):
    """A filled form. ``lost``: keys of ``check.lost_part``; ``proposed``: cell → placeholder that
    was put there by its caption; ``unmatched``: captions nobody could place; ``formulas``: how
    many, all without a cached value; ``notes``: wording keys of ``fill.note`` with their sheets.
    """

    content: bytes
    gaps: tuple[Gap, ...]
    lost: tuple[str, ...] = ()
    formulas: int = 0
    proposed: tuple[captions.Proposal, ...] = ()
    unmatched: tuple[captions.Unmatched, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


class Page(Struct, frozen=True):
    """A sheet as it will be: of which sheet of the form, with which project or none."""

    sheet: str
    template: str
    project: Record | None


def fill(content: bytes, case: Case, say: Wording) -> Filled:
    """The form filled. Raises :class:`RefusedError` with every problem when it cannot be."""
    try:
        book = foreign.opened(content)
    except foreign.broken():
        raise RefusedError([flaw("form_unreadable")]) from None
    modified = book.properties.modified
    problems = [
        flaw("form_protected", each.title, _first(each))
        for each in book.worksheets
        if each.protection.sheet
    ]
    if book.security is not None and book.security.lockStructure:
        problems.append(flaw("form_protected"))
    if problems:
        raise RefusedError(problems)
    _flatten(book)
    proposed: list[captions.Proposal] = []
    unmatched: list[captions.Unmatched] = []
    if not any(_asked(each) for each in book.worksheets):
        proposed, unmatched = captions.propose(book, say)
        if not proposed:
            raise RefusedError([flaw("form_nothing")])
    shapes = {each.title: blocks.of(each) for each in book.worksheets}
    wrong: list[Problem] = [each for shape in shapes.values() for each in shape.problems]
    if wrong:
        raise RefusedError(wrong)
    notes = tuple(_notes(book, shapes, case))
    pages = _pages(book, shapes, case, say)
    gaps, formulas = _written(book, shapes, pages, case, say)
    if case.reference:
        _mark_draft(book, say)
    book.calculation.fullCalcOnLoad = True
    try:
        copy = foreign.saved(book, content, modified)
    except foreign.broken():
        raise RefusedError([flaw("form_unreadable")]) from None
    return Filled(
        content=copy, gaps=tuple(gaps), lost=tuple(foreign.lost(content, copy)),
        formulas=formulas, proposed=tuple(proposed), unmatched=tuple(unmatched), notes=notes,
    )  # fmt: skip


def _first(sheet: Worksheet) -> str | None:
    """The first cell that asks for anything."""
    return next(
        (cell.coordinate for row in sheet.iter_rows() for cell in row
         if placeholders.holds(foreign.words(cell.value) or "")), None,
    )  # fmt: skip


def _flatten(book: Workbook) -> None:
    """Placeholders in one piece, whatever parts their cells' texts are in."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = foreign.words(cell.value)
                if text is not None and placeholders.holds(text):
                    foreign.flatten(cell)


def _asked(sheet: Worksheet) -> bool:
    """Whether a sheet has a placeholder anywhere."""
    return placeholders.holds(sheet.title) or any(
        isinstance(cell.value, str) and placeholders.holds(str(cell.value))
        for row in sheet.iter_rows()
        for cell in row
    )


def _notes(
    book: Workbook, shapes: Mapping[str, Shape], case: Case
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """What cannot be followed and a person has to look at."""
    for sheet in book.worksheets:
        inner: Any = sheet
        if inner._charts and shapes[sheet.title].blocks:
            yield "charts", sheet.title
        if any(
            each.scope == "project" and not each.marked and each.last - each.first >= _STACKED
            for each in shapes[sheet.title].blocks
        ):
            yield "stacked", sheet.title
        if shapes[sheet.title].page and len(case.projects) > 1 and inner._charts:
            yield "charts", sheet.title


def _pages(book: Workbook, shapes: Mapping[str, Shape], case: Case, say: Wording) -> list[Page]:
    """One sheet per project where a sheet asks for it, each beside the one it is a copy of."""
    pages: list[Page] = []
    used = {each.title.casefold() for each in book.worksheets}
    for sheet in list(book.worksheets):
        title = sheet.title
        if not shapes[title].page:
            pages.append(Page(title, title, None))
            continue
        records: Sequence[Record | None] = case.projects or (None,)
        used.discard(title.casefold())
        copies: list[Any] = [sheet]
        for _ in records[1:]:
            copies.append(twins.of(book, sheet, copies[-1]))
        for number, (record, made) in enumerate(zip(records, copies, strict=True), 1):
            if placeholders.holds(title):
                wanted = placeholders.replaced(title, _of_page(case, record), say)
                made.title = sheet_name("", wanted.strip() or str(number), used)
            elif number > 1:
                made.title = sheet_name("", f"{title}{number}", used)
            else:
                used.add(title.casefold())
            pages.append(Page(made.title, title, record))
    return pages


def _of_page(case: Case, record: Record | None) -> Callable[[Hole], Value]:
    return lambda hole: _value(hole, case, record, None)


def _written(
    book: Workbook, shapes: Mapping[str, Shape], pages: Sequence[Page], case: Case, say: Wording
) -> tuple[list[Gap], int]:
    first = {page.template: page.sheet for page in reversed(pages)}
    origins: dict[str, dict[int, Place]] = {}
    known: dict[str, Sheets] = {}
    rows: dict[str, Rows] = {}
    for page in pages:
        shape = shapes[page.template]
        rows[page.sheet] = Rows(
            tuple(
                Block(each.first, each.last, max(1, len(_records(each.scope, page.project, case))))
                for each in shape.blocks
            )
        )
        found = moving.rows(book[page.sheet], rows[page.sheet])
        origins[page.sheet] = {
            row: Place(page.template, place.block, place.number) for row, place in found.items()
        }
    for page in pages:
        known[page.sheet] = Sheets(
            {
                template: rows[page.sheet if template == page.template else sheet]
                for template, sheet in first.items()
            },
            {**first, page.template: page.sheet},
        )
    count = moving.formulas(book, origins, known)
    moving.names(book, Sheets({t: rows[s] for t, s in first.items()}, first))
    gaps: list[Gap] = []
    for page in pages:
        gaps += _fill_sheet(book[page.sheet], page, shapes[page.template], origins, case, say)
    return gaps, count


def _records(scope: Scope, project: Record | None, case: Case) -> Sequence[Record]:
    """The rows of a list on a page; on a project's page those that belong to it."""
    if scope == "indicator":
        owners = case.projects if project is None else (project,)
        return [
            Record(values=values, label=owner.label, place=owner.place)
            for owner in owners
            for values in owner.indicators
        ]
    rows = {
        "project": case.projects, "shortfall": case.shortfalls, "community": case.communities,
        "followed": case.followed,
    }  # fmt: skip
    mine = rows[scope]
    if project is None or scope == "project":
        return mine
    return [each for each in mine if each.place == project.place]


def _fill_sheet(
    sheet: Worksheet, page: Page, shape: Shape, origins: Mapping[str, Mapping[int, Place]],
    case: Case, say: Wording,
) -> Iterator[Gap]:  # fmt: skip
    scopes = {(each.first, each.last): each for each in shape.blocks}
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or not placeholders.holds(str(cell.value)):
                continue
            place = origins[page.sheet].get(cell.row, Place(""))
            record: Record | None = None
            scope: Scope | None = None
            if place.block is not None:
                block: Found = scopes[(place.block.first, place.block.last)]
                scope = block.scope
                listed = _records(scope, page.project, case)
                record = listed[place.number] if place.number < len(listed) else None
            for hole in _put(cell, page.project, record, scope, case, say):
                whose = record or page.project or case.total
                yield Gap(sheet=sheet.title, cell=cell.coordinate, whose=whose.whose,
                          field=hole.field.name if hole.field else hole.text)  # fmt: skip


def _put(
    cell: Any, project: Record | None, record: Record | None, scope: Scope | None, case: Case,
    say: Wording,
) -> list[Hole]:  # fmt: skip
    """Write a cell; gives the placeholders whose value nobody knows."""
    text = str(cell.value)
    holes, _ = placeholders.read(text)

    def raw(hole: Hole) -> Value:
        return _value(hole, case, project, record, scope)

    owner = record or project or case.total

    def settled(hole: Hole) -> bool:
        whose = case.total if hole.field and hole.field.scope == "total" else owner
        return hole.field is None or hole.field.field.id in whose.none

    gaps = [each for each in holes if raw(each) is None and not settled(each)]
    told = [each for each in holes if each.mark is None]
    bare = text
    for each in holes:
        bare = bare if each.mark is None else bare.replace(each.text, "")
    if len(told) == 1 and bare.strip() == told[0].text:
        value = placeholders.value_of(told[0], raw(told[0]), say, "%" in cell.number_format)
    else:
        value = placeholders.replaced(text, raw, say)
    write(cell, value or None if isinstance(value, str) else value, say)
    return gaps


def write(cell: Any, value: Value, say: Wording) -> None:
    """A value into a cell of a form: a number as a number, text as nothing but text."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = plain(value, say)
    # openpyxl would make a formula of "=1+1" and an error of "#N/A"
    cell.data_type = "s"
    if value[:1] in tuple("=+-@"):
        cell.quotePrefix = True


def _value(
    hole: Hole, case: Case, project: Record | None, record: Record | None,
    scope: Scope | None = None,
) -> Value:  # fmt: skip
    """What a placeholder means where it stands."""
    if hole.field is None:
        return None
    wanted, key = hole.field.scope, hole.field.field.id
    if wanted == "total":
        return case.total.values[key]
    if wanted == scope and record is not None:
        return record.values[key]
    if wanted == "project":
        return None if project is None else project.values[key]
    if wanted == "community":
        whose = record or project
        if whose is not None:
            return case.communities[whose.place].values[key]
        if len(case.communities) == 1:
            return case.communities[0].values[key]
        return case.total.values["communities"] if key == "name" else (
            case.total.values["applicant"] if key == "applicant" else None
        )  # fmt: skip
    return None


def _mark_draft(book: Workbook, say: Wording) -> None:
    """草稿 at the top of every printed page: no cell outside the placeholders is touched."""
    for sheet in book.worksheets:
        inner: Any = sheet
        header = inner.oddHeader.right
        header.text = say("application.draft_print", before=header.text or "").strip()
