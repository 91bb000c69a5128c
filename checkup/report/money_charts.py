"""Money by level and benefit against budget on 总览: the figures, then the drawings."""

from __future__ import annotations

from checkup.report import native_charts, project_lists
from checkup.report.plan_sheet import totals
from checkup.report.sheets import Sheet
from checkup.report.wording import Wording
from checkup.result import Result


def write(sheet: Sheet, result: Result, say: Wording) -> None:
    """Both tables with their charts; nothing where a plan has no money to speak of."""
    money, budgets = project_lists.levels(result, say), project_lists.curve(result, say)
    if money:
        sheet.new_page()
        sheet.heading(say("workbook.overview.levels"))
        sheet.note(say("page.plan.levels_note"))
        first = sheet.table("levels", money, total=totals(money, ("amount",)))
        series = (("amount", say("workbook.head.amount"), native_charts.DARK),)
        native_charts.bars(sheet, "levels", first, len(money), "level", series,
                           say("workbook.overview.levels"), 100 + 40 * len(money))  # fmt: skip
    if budgets:
        sheet.new_page()
        sheet.heading(say("workbook.overview.curve"))
        sheet.note(say("plan.benefit"))
        first = sheet.table("curve", budgets)
        native_charts.line(sheet, "curve", first, len(budgets), "budget", "benefit",
                           say("workbook.overview.curve"), 280)  # fmt: skip
