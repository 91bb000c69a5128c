"""What residents say, on 二十项评分: demand and the four quadrants, figures and drawings."""

from __future__ import annotations

from checkup.report import native_charts, survey_lists, survey_words
from checkup.report.sheets import Sheet
from checkup.report.wording import Wording
from checkup.result import Result


def write(sheet: Sheet, result: Result, say: Wording) -> None:
    """Both tables with their charts, each on a page of its own; nothing without a survey."""
    wanted = survey_lists.demand(result)
    if wanted:
        sheet.new_page()
        sheet.heading(say("workbook.items.demand"))
        sheet.note(say("workbook.items.demand_note", interval=survey_words.interval(result, say)))
        first = sheet.table("demand", wanted)
        series = (("rate", say("workbook.head.demand"), native_charts.DARK),)
        native_charts.bars(sheet, "demand", first, len(wanted), "name", series,
                           say("workbook.items.demand"), 140 + 24 * len(wanted), "0%")  # fmt: skip
    spots, lines = survey_lists.quadrants(result, say), survey_lists.lines(result, say)
    if spots and lines:
        sheet.new_page()
        sheet.heading(say("workbook.items.quadrants"))
        asked = result.survey and result.survey.quadrants and result.survey.quadrants.asked
        sheet.note(say("page.survey.plane_note" if asked else "page.survey.plane_note_demand"))
        first = sheet.table("quadrants", spots)
        sheet.heading(say("workbook.items.lines"))
        ends = sheet.table("lines", lines)
        numbers = [str(row["no"]) for row in spots]
        native_charts.quadrants(sheet, first, numbers, ends, say("workbook.items.quadrants"))
