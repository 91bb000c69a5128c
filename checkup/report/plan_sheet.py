"""The sheet 项目建设清单: the projects, cells for people to fill, and what is behind the choice."""

from __future__ import annotations

from typing import get_args

from checkup.model import ProjectStatus
from checkup.report import follow, plan_words, project_lists
from checkup.report.lists import Anchors
from checkup.report.sheets import Sheet
from checkup.report.tables import Number, Row
from checkup.report.wording import Wording
from checkup.result import Result


def totals(rows: list[Row], keys: tuple[str, ...]) -> dict[str, Number]:
    """What the sum formulas give; a column where nothing is known has no total, not a 0."""
    found = {}
    for key in keys:
        known = [value for row in rows if isinstance(value := row[key], (int, float))]
        if known:
            found[key] = Number(sum(known), "two")
    return found


def write(sheet: Sheet, result: Result, say: Wording, shortfalls: Anchors) -> None:
    """The whole sheet; ``shortfalls`` maps a shortfall's id to its row in 短板清单."""
    plan = result.plan
    sheet.title(say("workbook.projects.title"))
    sheet.note(say("workbook.projects.note"))
    rows = project_lists.projects(result, say, shortfalls)
    if rows:
        total = totals(rows, ("low", "typical", "high"))
        sheet.table("list", rows, main=True, total=total)
    else:
        sheet.note(plan_words.refused(plan, say) or say("workbook.projects.none"))
    _told(sheet, result, say)
    if rows:
        _follow_up(sheet, result, say)
    _store(sheet, result, say)
    for key, left in (
        ("impossible", plan_words.left_out(plan.impossible, result, say)),
        ("left_out", plan_words.not_planned(result, say)),
    ):
        if left:
            sheet.heading(say(f"workbook.projects.{key}"))
            sheet.table("left_out", project_lists.left_out(left))
    _estates(sheet, result, say)


def _told(sheet: Sheet, result: Result, say: Wording) -> None:
    """What the plan would bring, and why it is this one."""
    told = (
        plan_words.purse(result.plan, say), *plan_words.fairness(result.plan, say),
        plan_words.prospect(result, say), plan_words.search(result, say),
        plan_words.comparison(result, say), plan_words.reach(result, say),
        plan_words.scaled(result.plan, say), plan_words.mix(result, say),
    )  # fmt: skip
    if any(told):
        sheet.heading(say("workbook.projects.told"))
    for sentence in told:
        if sentence:
            sheet.note(sentence)


def _store(sheet: Sheet, result: Result, say: Wording) -> None:
    """What the office's own store adds: 督办, differences, what is better done at once."""
    together: list[Row] = [
        {"no": no, "line": follow.together_line(each, say)}
        for no, each in enumerate(result.plan.together, 1)
    ]
    for key, more in (
        ("followed", follow.followed(result, say)),
        ("differences", follow.differences(result, say)),
        ("together", together),
    ):
        if more:
            sheet.heading(say(f"store.{key}"))
            sheet.table(key, more)


def _follow_up(sheet: Sheet, result: Result, say: Wording) -> None:
    """落实与督办: what people fill, words limited by drop-downs where they are limited."""
    sheet.heading(say("workbook.projects.follow_up"))
    sheet.note(say("workbook.projects.follow_up_note"))
    rows = project_lists.follow_up(result, say)
    first = sheet.table("follow_up", rows)
    states = [say(f"store.status.{each}") for each in get_args(ProjectStatus)]
    units = project_lists.departments(result)
    for row in range(first, first + len(rows)):
        sheet.choose(
            row,
            "status",
            "follow_up",
            {
                "validate": "list",
                "source": states,
                "error_title": say("forms.input.wrong_title"),
                "error_message": say("forms.input.wrong"),
            },
        )
        if units and sum(len(each) + 1 for each in units) <= _LIST:
            sheet.choose(
                row,
                "lead",
                "follow_up",
                {
                    "validate": "list",
                    "source": units,
                    "error_type": "information",
                    "error_title": say("workbook.projects.lead_title"),
                    "error_message": say("workbook.projects.lead_other"),
                },
            )
        for key in ("agreed", "asked"):
            sheet.choose(
                row, key, "follow_up",
                {"validate": "integer", "criteria": ">=", "value": 0,
                 "error_title": say("forms.input.wrong_title"),
                 "error_message": say("forms.input.wrong_count")},
            )  # fmt: skip


_LIST = 255
"""Signs that Excel holds in the source of a drop-down."""


def _estates(sheet: Sheet, result: Result, say: Wording) -> None:
    rows = project_lists.estates(result, say)
    if not rows:
        return
    sheet.heading(say("workbook.projects.estates"))
    names = plan_words.names_of(result)
    shared = [names[each] for each in result.estate_lists[0].shared if each in names]
    if shared:
        sheet.note(say("page.plan.by_estate_shared", names=say("figure.join").join(shared)))
    sheet.table("estates", rows)
