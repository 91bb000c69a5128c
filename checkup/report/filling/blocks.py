"""Which rows of a form repeat: found from its placeholders, its marks and its merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Problem
from checkup.report.filling import placeholders
from checkup.report.filling.fields import Scope
from checkup.report.filling.flaws import flaw
from checkup.report.filling.placeholders import Hole

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LISTS: tuple[Scope, ...] = ("project", "shortfall", "indicator", "followed")
"""Scopes of which there are several rows."""


_WHOSE = "indicator.project"
"""The field that says whose a 绩效 row is in a list of several projects."""


class At(Struct, frozen=True):
    """A cell with placeholders."""

    row: int
    column: int
    cell: str
    holes: tuple[Hole, ...]


class Found(Struct, frozen=True):
    """A repeated block of a sheet: its rows, and of what it is a list."""

    first: int
    last: int
    scope: Scope
    marked: bool = False
    """Whether marks say where it begins and ends."""


class Shape(Struct, frozen=True):
    """What a sheet asks for. ``page``: it is one page per project."""

    cells: tuple[At, ...]
    blocks: tuple[Found, ...]
    page: bool
    problems: tuple[Problem, ...]


def of(sheet: Worksheet) -> Shape:
    """The placeholders and repeated rows of a sheet, and what is wrong with them."""
    problems: list[Problem] = []
    cells = list(_cells(sheet, problems))
    in_title, faults = placeholders.read(sheet.title)
    problems += [_faulty(each, sheet.title, None) for each in faults]
    page = any(
        hole.mark == "each_page" or (hole.field is not None and hole.field.scope == "project")
        for hole in (*in_title, *(hole for at in cells for hole in at.holes if hole.mark))
    )
    page = page or _of_one(cells)
    listed = _rows(sheet, cells, page, problems)
    blocks = _marked(sheet, cells, listed, problems)
    covered = {row for each in blocks for row in range(each.first, each.last + 1)}
    blocks += _runs(sheet, {row: at for row, at in listed.items() if row not in covered})
    for block in blocks:
        problems += _across(sheet, block)
    return Shape(
        tuple(cells), tuple(sorted(blocks, key=lambda each: each.first)), page, tuple(problems)
    )


def _of_one(cells: list[At]) -> bool:
    """Whether a sheet is of one project though nothing marks it: its 绩效 rows don't say whose."""
    holes = [(at.row, hole) for at in cells for hole in at.holes]
    fields = [(row, hole.field) for row, hole in holes if hole.field is not None]
    targets = {row for row, field in fields if field.scope == "indicator"}
    beside = {row for row, field in fields if field.scope == "project"} - targets
    told = any(field.id == _WHOSE for _, field in fields)
    marked = any(hole.mark in ("begin", "end") for _, hole in holes)
    return bool(targets and beside) and not told and not marked


def _faulty(fault: placeholders.Fault, sheet: str, cell: str | None) -> Problem:
    return flaw(fault.code, sheet, cell, fault.found, near="、".join(fault.near) or "—")


def _cells(sheet: Worksheet, problems: list[Problem]) -> Iterator[At]:
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or not placeholders.holds(cell.value):
                continue
            holes, faults = placeholders.read(str(cell.value))
            problems += [_faulty(each, sheet.title, cell.coordinate) for each in faults]
            if cell.data_type == "f":
                # a placeholder inside a formula would change what it means
                problems.append(flaw("form_in_formula", sheet.title, cell.coordinate, cell.value))
            elif holes:
                yield At(cell.row, int(cell.column or 0), cell.coordinate, tuple(holes))


def _rows(
    sheet: Worksheet, cells: list[At], page: bool, problems: list[Problem]
) -> dict[int, tuple[Scope, At]]:
    """Row → the list it belongs to, and the cell that says so."""
    listed: dict[int, tuple[Scope, At]] = {}
    for at in cells:
        for hole in at.holes:
            scope = hole.field.scope if hole.field else None
            if scope not in LISTS or (page and scope == "project"):
                continue
            known = listed.setdefault(at.row, (scope, at))
            if known[0] != scope:
                problems.append(flaw("form_two_lists", sheet.title, at.cell, hole.text))
    return listed


def _marked(
    sheet: Worksheet, cells: list[At], listed: dict[int, tuple[Scope, At]],
    problems: list[Problem],
) -> list[Found]:  # fmt: skip
    """Blocks between a begin and an end mark; without a list in them they are of communities."""
    blocks: list[Found] = []
    open_: At | None = None
    for at in cells:
        for hole in at.holes:
            if hole.mark == "begin" and open_ is None:
                open_ = at
            elif hole.mark == "end" and open_ is not None:
                inside = [listed[row] for row in range(open_.row, at.row + 1) if row in listed]
                scopes = {scope for scope, _ in inside}
                if len(scopes) > 1:
                    odd = next(each for scope, each in inside if scope != inside[0][0])
                    problems.append(
                        flaw("form_two_lists", sheet.title, odd.cell, odd.holes[0].text)
                    )
                blocks.append(
                    Found(open_.row, at.row, inside[0][0] if inside else "community", True)
                )
                open_ = None
            elif hole.mark in ("begin", "end"):
                problems.append(_unpaired(sheet, at, hole))
    if open_ is not None:
        problems.append(_unpaired(sheet, open_, open_.holes[0]))
    return blocks


def _unpaired(sheet: Worksheet, at: At, hole: Hole) -> Problem:
    return flaw("form_mark_unpaired", sheet.title, at.cell, hole.text)


def _runs(sheet: Worksheet, listed: dict[int, tuple[Scope, At]]) -> list[Found]:
    """Neighbouring rows of one list are one block, with the rows their merged cells reach."""
    runs: list[Found] = []
    for row in sorted(listed):
        scope, _ = listed[row]
        bottom = max([row, *(
            area.max_row for area in sheet.merged_cells.ranges
            if area.min_row == row and _holds_list(sheet, area.min_row, area.min_col)
        )])  # fmt: skip
        if runs and runs[-1].scope == scope and row <= runs[-1].last + 1:
            runs[-1] = Found(runs[-1].first, max(bottom, runs[-1].last), scope)
        else:
            runs.append(Found(row, bottom, scope))
    return runs


def _holds_list(sheet: Worksheet, row: int, column: int) -> bool:
    value = sheet.cell(row, column).value
    if not isinstance(value, str):
        return False
    return any(
        hole.field is not None and hole.field.scope in LISTS for hole in placeholders.read(value)[0]
    )


def _across(sheet: Worksheet, block: Found) -> Iterator[Problem]:
    """Merged cells that a repetition would tear; one around all of the block is stretched."""
    from openpyxl.utils import get_column_letter

    for area in sorted(sheet.merged_cells.ranges, key=lambda each: each.coord):
        top, bottom = area.min_row, area.max_row
        apart = bottom < block.first or top > block.last
        inside = block.first <= top and bottom <= block.last
        around = top < block.first and bottom >= block.last
        if not (apart or inside or around):
            cell = f"{get_column_letter(area.min_col)}{top}"
            yield flaw("form_across_merge", sheet.title, cell, area.coord)
