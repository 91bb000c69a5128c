"""What the page's part about residents looks up: sentences, tables by group, quadrants."""

from __future__ import annotations

from typing import Any, get_args

from msgspec import Struct

from checkup.model import Composition, Estimate, Item, Quadrant, QuestionResult, Variable
from checkup.report import charts, survey_words
from checkup.report.wording import Wording
from checkup.result import Result


class GroupTable(Struct, frozen=True):
    """满意率 of every rated question by one variable; ``cells`` stand in the order of ``labels``.

    None: too few answered, or a share that would tell of a few people.
    """

    variable: Variable
    labels: tuple[str, ...]
    rows: tuple[tuple[QuestionResult, tuple[Estimate | None, ...]], ...]


def view(result: Result, say: Wording) -> dict[str, Any]:
    """Names that ``report/survey*.html.j2`` use, beside the result itself."""
    survey = result.survey
    return {
        "who": survey_words.who(result, say),
        "overall": survey_words.headline(result, say),
        "quality": survey_words.quality(result, say),
        "interval": survey_words.interval(result, say),
        "composition": composition(result),
        "by_variable": tables(result),
        "plane": charts.plane(result.items, survey.quadrants if survey else None),
        "quadrants": quadrants(result),
        "basics": basics(result, say),
    }


def composition(result: Result) -> tuple[Composition, ...]:
    """Categories whose share of the sample can be compared with the register, then the rest."""
    rows = result.survey.weighting.composition if result.survey else ()
    return tuple(sorted(rows, key=lambda row: row.target is None))


def tables(result: Result) -> tuple[GroupTable, ...]:
    """One table per variable that some question on satisfaction has columns for."""
    if result.survey is None:
        return ()
    asked = [each for each in result.survey.questions if each.kind in ("satisfaction", "overall")]
    found = []
    for variable in get_args(Variable):
        columns = [
            (question, column)
            for question in asked
            for breakdown in question.breakdowns
            if breakdown.variable == variable
            for column in breakdown.columns
        ]
        labels = tuple(dict.fromkeys(column.label for _, column in columns))
        by_place = {(question.id, column.label): column.top2 for question, column in columns}
        rows = tuple(
            (question, tuple(by_place.get((question.id, label)) for label in labels))
            for question in asked
        )
        if any(cell for _, cells in rows for cell in cells):
            found.append(GroupTable(variable, labels, rows))
    return tuple(found)


def quadrants(result: Result) -> dict[Quadrant, list[Item]]:
    """The items of each quadrant, what is to improve first; empty without lines."""
    return {
        name: items
        for name in get_args(Quadrant)
        if (items := [each for each in result.items if each.quadrant == name])
    }


def basics(result: Result, say: Wording) -> dict[str, str]:
    """Item → 满意率 with and without 基本满意, for scales that have the label."""
    questions = result.survey.questions if result.survey else ()
    return {
        each.item: told
        for each in questions
        if each.item and each.kind == "satisfaction" and (told := survey_words.basic(each, say))
    }
