"""Native charts of the workbook, one below another under the rows they show."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from checkup.report.sheets import Sheet

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

DARK, PALE, LINE = "#1F4E79", "#C9D3DE", "#D9D9D9"
_WIDTH, _ROW = 820, 20
"""Pixels of a chart and of an empty row."""

Series = Sequence[tuple[str, str, str]]
"""Column, name and colour."""


def stacked(
    sheet: Sheet, table: str, first: int, count: int, names: str, series: Series, title: str,
    height: int,
) -> None:  # fmt: skip
    """A stacked bar chart of 0–100 from ``count`` rows from ``first`` (from 1) on.

    ``names`` is the column of the bars' names. A layout of a user's own without one of these
    columns has no chart.
    """
    chart = _bars(sheet, table, first, count, names, series, "stacked")
    if chart is None:
        return
    chart.set_x_axis({"min": 0, "max": 100, "major_gridlines": _grid()})
    _place(sheet, chart, title, height)


def bars(
    sheet: Sheet, table: str, first: int, count: int, names: str, series: Series, title: str,
    height: int, form: str = "#,##0.00",
) -> None:  # fmt: skip
    """Bars from 0 on; words in the column of values have no bar."""
    chart = _bars(sheet, table, first, count, names, series, "clustered")
    if chart is None:
        return
    chart.set_x_axis({"min": 0, "major_gridlines": _grid(), "num_format": form})
    if len(series) == 1:
        chart.set_legend({"none": True})
    _place(sheet, chart, title, height)


def line(
    sheet: Sheet, table: str, first: int, count: int, across: str, up: str, title: str, height: int
) -> None:
    """Points joined by a line: column ``up`` against column ``across``, both numbers."""
    at = sheet.letters(table)
    if not {across, up} <= set(at):
        return
    chart = sheet.workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    chart.add_series(
        {
            "categories": _cells(sheet, at[across], first, count),
            "values": _cells(sheet, at[up], first, count),
            "line": {"color": DARK, "width": 1.5},
            "marker": {"type": "circle", "size": 6, "fill": {"color": DARK}},
        }
    )
    head = dict(zip(at, _heads(sheet, table), strict=True))
    chart.set_x_axis({"name": head[across], "min": 0, "major_gridlines": _grid(), **_FONT})
    chart.set_y_axis({"name": head[up], "min": 0, "major_gridlines": _grid(), **_FONT})
    chart.set_legend({"none": True})
    _place(sheet, chart, title, height)


def quadrants(sheet: Sheet, first: int, numbers: Sequence[str], ends: int, title: str) -> None:
    """Importance against satisfaction, each point with its number, and the lines between.

    ``first``: first row of table ``quadrants``, ``numbers`` what stands beside its points;
    ``ends``: first row of table ``lines``, two rows for each line.
    """
    at, line = sheet.letters("quadrants"), sheet.letters("lines")
    if not {"satisfied", "importance"} <= set(at) or not {"satisfied", "importance"} <= set(line):
        return
    count = len(numbers)
    chart = sheet.workbook.add_chart({"type": "scatter"})
    # as text: a label that refers to a cell is read by few programs
    labels = [{"value": number} for number in numbers]
    chart.add_series(
        {
            "categories": _cells(sheet, at["satisfied"], first, count),
            "values": _cells(sheet, at["importance"], first, count),
            "marker": {"type": "circle", "size": 7, "fill": {"color": DARK}},
            "data_labels": {"value": True, "custom": labels, "position": "right"},
        }
    )
    for start in (ends, ends + 2):
        chart.add_series(
            {
                "categories": _cells(sheet, line["satisfied"], start, 2),
                "values": _cells(sheet, line["importance"], start, 2),
                "line": {"color": "#595959", "width": 1, "dash_type": "dash"},
                "marker": {"type": "none"},
            }
        )
    head = dict(zip(at, _heads(sheet, "quadrants"), strict=True))
    for axis, key in ((chart.set_x_axis, "satisfied"), (chart.set_y_axis, "importance")):
        axis({"name": head[key], "min": 0, "max": 100, "major_gridlines": _grid(), **_FONT})
    chart.set_legend({"none": True})
    _place(sheet, chart, title, 520)


_FONT: dict[str, Any] = {"name_font": {"size": 10, "bold": False}}


def _bars(
    sheet: Sheet, table: str, first: int, count: int, names: str, series: Series, kind: str
) -> Chart | None:
    at = sheet.letters(table)
    if not {names, *(key for key, _, _ in series)} <= set(at):
        return None
    chart = sheet.workbook.add_chart(
        {"type": "bar", **({"subtype": "stacked"} if kind == "stacked" else {})}
    )
    for key, name, colour in series:
        chart.add_series(
            {
                "name": name,
                "categories": _cells(sheet, at[names], first, count),
                "values": _cells(sheet, at[key], first, count),
                "fill": {"color": colour},
                "border": {"color": series[0][2]},
                "gap": 60,
            }
        )
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    return chart


def _cells(sheet: Sheet, column: str, first: int, count: int) -> str:
    return f"='{sheet.name}'!${column}${first}:${column}${first + count - 1}"


def _heads(sheet: Sheet, table: str) -> list[str]:
    return [sheet.say(column.head) for column in sheet.shape.tables[table]]


def _grid() -> dict[str, Any]:
    return {"visible": True, "line": {"color": LINE}}


def _place(sheet: Sheet, chart: Chart, title: str, height: int) -> None:
    """Below everything written so far; what comes next stands below the chart."""
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    chart.set_size({"width": _WIDTH, "height": height})
    sheet.paper.insert_chart(sheet.row + 1, 0, chart, {"description": title})
    sheet.row += ceil(height / _ROW) + 2
