"""What a filled form differs in from the form before, placeholders and repeated rows aside."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from checkup.report.filling import blocks
from checkup.report.filling.blocks import Shape

_PRINT = (
    "orientation", "paperSize", "scale", "fitToHeight", "fitToWidth", "firstPageNumber",
    "blackAndWhite",
)  # fmt: skip


_ALIGNED = (
    "horizontal", "vertical", "textRotation", "wrapText", "shrinkToFit", "indent", "readingOrder",
)  # fmt: skip


def differences(before: Workbook, after: Workbook, twins: dict[str, list[str]]) -> list[str]:
    """Every difference in words; none for a form that was only filled.

    ``twins``: sheet of the form → the sheets it became; a sheet that is not named stayed itself.
    """
    found: list[str] = []
    expected = [new for old in before.sheetnames for new in twins.get(old, [old])]
    if after.sheetnames != expected:
        found.append(f"sheets {after.sheetnames} for {expected}")
    if set(before.defined_names) != set(after.defined_names):
        found.append("defined names")
    for old in before.worksheets:
        shape = blocks.of(old)
        for name in twins.get(old.title, [old.title]):
            found += [f"{name}: {each}" for each in _sheet(old, after[name], shape)]
    return found


def _rows(shape: Shape, grown: int, row: int) -> list[int]:
    """Where a row of the form is now: below a block further down, inside it several times."""
    if not shape.blocks:
        return [row]
    (block,) = shape.blocks
    height = block.last - block.first + 1
    if row < block.first:
        return [row]
    if row > block.last:
        return [row + grown]
    return [row + n * height for n in range(grown // height + 1)]


def _sheet(old: Worksheet, new: Worksheet, shape: Shape) -> list[str]:
    found: list[str] = []
    grown = new.max_row - old.max_row
    inside = {
        row for each in shape.blocks for row in range(each.first, each.last + 1)
    }  # fmt: skip
    for row in old.iter_rows():
        for cell in row:
            for place in _rows(shape, grown, cell.row):
                twin = new.cell(place, cell.column)
                at = f"{cell.coordinate} → {twin.coordinate}"
                found += [f"{at} {each}" for each in _looks(cell, twin)]
                asked = isinstance(cell.value, str) and "{{" in cell.value
                formula = cell.data_type == "f"
                if not asked and not formula and twin.value != cell.value:
                    found.append(f"{at} value {cell.value!r} → {twin.value!r}")
                if formula and twin.data_type != "f":
                    found.append(f"{at} formula gone")
    for number in range(1, old.max_row + 1):
        each = old.row_dimensions[number]
        for place in _rows(shape, grown, number):
            twin = new.row_dimensions[place]
            if (twin.height, twin.hidden) != (each.height, each.hidden):
                found.append(f"row {number} → {place}")
    widths = _widths(old), _widths(new)
    if widths[0] != widths[1]:
        found.append(f"widths {widths}")
    merges = sorted(
        f"{area.min_col}.{_rows(shape, grown, area.min_row)[n]}."
        f"{area.max_col}.{_rows(shape, grown, area.max_row)[n]}"
        for area in old.merged_cells.ranges
        for n in range(len(_rows(shape, grown, area.min_row)) if area.min_row in inside else 1)
    )
    here = sorted(
        f"{area.min_col}.{area.min_row}.{area.max_col}.{area.max_row}"
        for area in new.merged_cells.ranges
    )
    if merges != here:
        found.append(f"merges {here} for {merges}")
    found += _printed(old, new)
    for name in ("data_validations", "conditional_formatting"):
        if len(_listed(old, name)) != len(_listed(new, name)):
            found.append(name)
    return found


def _looks(cell: Any, twin: Any) -> list[str]:
    names = ("font", "fill", "border", "protection", "number_format")
    found = [name for name in names if repr(getattr(cell, name)) != repr(getattr(twin, name))]
    # what is not written and what is written as off are the same
    placed = [
        {name: getattr(each.alignment, name) or None for name in _ALIGNED}
        for each in (cell, twin)
    ]  # fmt: skip
    found += ["alignment"] if placed[0] != placed[1] else []
    texts = [each.comment.text if each.comment else None for each in (cell, twin)]
    links = [each.hyperlink.target if each.hyperlink else None for each in (cell, twin)]
    return (
        found
        + (["comment"] if texts[0] != texts[1] else [])
        + (["link"] if links[0] != links[1] else [])
    )


def _widths(sheet: Worksheet) -> dict[str, tuple[float, bool]]:
    return {key: (each.width, each.hidden) for key, each in sheet.column_dimensions.items()}


def _printed(old: Worksheet, new: Worksheet) -> list[str]:
    found = [
        name for name in _PRINT
        if getattr(old.page_setup, name) != getattr(new.page_setup, name)
    ]  # fmt: skip
    for name in ("left", "right", "top", "bottom", "header", "footer"):
        if getattr(old.page_margins, name) != getattr(new.page_margins, name):
            found.append(f"margin {name}")
    for part in ("oddHeader", "oddFooter"):
        for side in ("left", "center", "right"):
            a, b = (getattr(getattr(each, part), side).text for each in (old, new))
            if a != b:
                found.append(f"{part} {side}")
    if bool(old.print_area) != bool(new.print_area):
        found.append("print area")
    if old.print_title_rows != new.print_title_rows:
        found.append("print titles")
    a, b = old.sheet_view, new.sheet_view
    if (a.zoomScale, a.showGridLines, old.freeze_panes) != (
        b.zoomScale, b.showGridLines, new.freeze_panes,
    ):  # fmt: skip
        found.append("view")
    if repr(old.sheet_properties.tabColor) != repr(new.sheet_properties.tabColor):
        found.append("tab colour")
    return found


def _listed(sheet: Worksheet, name: str) -> list[Any]:
    rules: Any = getattr(sheet, name)
    return list(rules.dataValidation if name == "data_validations" else rules)
