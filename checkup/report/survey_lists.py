"""Rows of 居民问卷 and of what residents say on the other sheets.

Like :mod:`checkup.report.lists`: rows keyed by the columns of ``templates/tables/workbook.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checkup.model import Column, Estimate, OptionCount, QuestionResult, Variable
from checkup.report import survey_view
from checkup.report.lists import item_name
from checkup.report.tables import Cell, Row
from checkup.report.wording import Wording
from checkup.result import Result

_EMPTY = dict.fromkeys(
    ("number", "item", "by", "people", "option", "share", "n", "top2", "low", "high", "mean", "few")
)
Filled = dict[str, Cell]


def survey(result: Result, say: Wording) -> list[Row]:
    """Counts of the questionnaire, then every question: of all, and of each group.

    Options are counted for all and by 身份; the other variables have 满意率 and mean.
    """
    told = result.survey
    if told is None:
        return []
    count, channel, group = (say(f"workbook.survey.{key}") for key in ("count", "channel", "group"))
    rows = [
        _tally(count, say("workbook.survey.received"), told.received),
        _tally(count, say("workbook.survey.valid"), told.valid),
    ]
    for key, rules in (("excluded", told.excluded), ("flagged", told.flagged)):
        for rule, number in rules.items():
            reason = say(f"survey_rule.{rule}")
            rows.append(_tally(count, say(f"workbook.survey.{key}", reason=reason), number))
    rows += [_tally(channel, name, number) for name, number in told.channels.items()]
    rows += [_tally(group, name, number) for name, number in told.groups.items()]
    if told.overall:
        overall = told.overall
        part, title = say("workbook.survey.overall"), say("workbook.survey.overall_title")
        rows.append(
            _tally(part, title, overall.n)
            | {"n": overall.n, "top2": overall.top2, "mean": overall.mean,
               "low": overall.top2_low, "high": overall.top2_high}
        )  # fmt: skip
    for question in told.questions:
        rows += _question(result, question, say)
    return list(rows)


def _tally(part: str, title: str, count: int | None) -> Filled:
    return {**_EMPTY, "part": part, "title": title, "count": count}


def _question(result: Result, question: QuestionResult, say: Wording) -> Iterator[Filled]:
    part, answered = say("workbook.survey.question"), say("workbook.survey.answered")
    head = _tally(part, question.title, question.n) | {
        "number": question.number,
        "item": item_name(result, question.item, say) if question.item else None,
        "by": say("workbook.survey.all"),
        "people": say("workbook.survey.everybody"),
        "n": question.n,
    }
    open_ = say("workbook.survey.open") if question.kind == "open" else None
    mean = {"mean": question.mean}
    yield head | _rate(question.satisfied, say) | mean | {"option": open_ or answered}
    yield from _options(head, question.options, question.n)
    if question.weighted_satisfied is not None:
        weighted = question.weighted_mean
        yield (
            head
            | _rate(question.weighted_satisfied, say)
            | {"people": say("workbook.survey.weighted"), "option": answered, "count": None,
               "mean": weighted.value if weighted else None}
        )  # fmt: skip
    if question.satisfied_basic is not None:
        label = {"people": say("workbook.survey.basic"), "option": answered, "count": None}
        yield head | _rate(question.satisfied_basic, say) | label
    for breakdown in question.breakdowns:
        for column in breakdown.columns:
            yield from _column(head, breakdown.variable, column, say)


def _column(head: Filled, by: Variable, column: Column, say: Wording) -> Iterator[Filled]:
    """One group: what it says of the whole question, and by 身份 also each option."""
    told = column.mean
    if by != "group" and column.top2 is None and told is None:
        return
    here = head | {
        "by": say(f"variable.{by}"), "people": column.label, "count": column.n, "n": column.n,
    }  # fmt: skip
    yield (
        here
        | _rate(column.top2, say)
        | {"mean": told.value if told else None, "option": say("workbook.survey.answered")}
    )
    if by == "group":
        yield from _options(here, column.options, column.n)


def _options(head: Filled, options: Iterable[OptionCount], n: int | None) -> Iterator[Filled]:
    for option in options:
        share = option.count / n if n else None
        yield head | {"option": option.label, "count": option.count, "share": share}


def _rate(told: Estimate | None, say: Wording) -> Filled:
    if told is None:
        return {}
    few = say("workbook.survey.few") if told.few else None
    return {"top2": told.value, "low": told.low, "high": told.high, "few": few}


def composition(result: Result, say: Wording) -> list[Row]:
    """The sample beside the register, before and after weighting."""
    return [
        {
            "category": say(
                "page.survey.category_of", variable=say(f"variable.{row.variable}"), label=row.label
            ),
            "n": row.n,
            "before": row.sample,
            "target": row.target,
            "after": row.weighted,
        }
        for row in survey_view.composition(result)
    ]


def quadrants(result: Result, say: Wording) -> list[Row]:
    """The items of the four quadrants, both axes 0–100."""
    return [
        {
            "no": f"{item.no:02}",
            "name": item.name,
            "satisfied": item.satisfaction.top2 * 100 if item.satisfaction else None,
            "importance": item.importance,
            "quadrant": say(f"quadrant.{name}"),
            "edge": say("workbook.items.edge") if item.quadrant_edge else None,
        }
        for name, items in survey_view.quadrants(result).items()
        for item in items
        if item.satisfaction and item.importance is not None
    ]


def lines(result: Result, say: Wording) -> list[Row]:
    """The two lines between the quadrants, as ends of strokes."""
    found = result.survey.quadrants if result.survey else None
    if found is None:
        return []
    x, y = found.performance_line, found.importance_line
    ends = (("performance", ((x, 0.0), (x, 100.0))), ("importance", ((0.0, y), (100.0, y))))
    return [
        {"name": say(f"workbook.items.line_{key}"), "satisfied": at[0], "importance": at[1]}
        for key, pair in ends
        for at in pair
    ]


def demand(result: Result) -> list[Row]:
    """Unmet demand of each item that enough people answered, largest first."""
    least = result.policy.min_base_rank
    told = [(each, each.demand) for each in result.items if each.demand]
    return [
        {
            "no": f"{item.no:02}", "name": item.name, "rate": found.rate, "low": found.low,
            "high": found.high, "n": found.n,
        }
        for item, found in sorted(told, key=lambda pair: (-pair[1].rate, pair[0].no))
        if found.n >= least
    ]  # fmt: skip
