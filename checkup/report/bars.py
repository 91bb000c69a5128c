"""Native bar charts of the workbook, under the rows they show."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.report.sheets import Sheet


def stacked(
    sheet: Sheet,
    table: str,
    first: int,
    count: int,
    names: str,
    series: Sequence[tuple[str, str, str]],
    title: str,
    height: int,
) -> None:
    """A stacked bar chart of 0–100 below what is written, from ``count`` rows from ``first`` on.

    ``names`` is the column of the bars' names; ``series`` are column, name and colour. A layout
    of a user's own without one of these columns has no chart.
    """
    at = sheet.letters(table)
    if not {names, *(key for key, _, _ in series)} <= set(at):
        return
    chart = sheet.book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    last = first + count - 1

    def cells(key: str) -> str:
        return f"='{sheet.name}'!${at[key]}${first}:${at[key]}${last}"

    for key, name, colour in series:
        chart.add_series(
            {
                "name": name,
                "categories": cells(names),
                "values": cells(key),
                "fill": {"color": colour},
                "border": {"color": series[0][2]},
                "gap": 60,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_x_axis({"min": 0, "max": 100, "major_gridlines": grid})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 820, "height": height})
    sheet.paper.insert_chart(sheet.row + 1, 0, chart, {"description": title})
