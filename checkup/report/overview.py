"""总览, the workbook's first sheet: what a reader needs who reads no other."""

from __future__ import annotations

from checkup.report import (
    brief,
    figures,
    lists,
    money_charts,
    native_charts,
    shortfall_lists,
    survey_lists,
    survey_words,
)
from checkup.report.book import Book
from checkup.report.sheets import Sheet
from checkup.report.tables import Cell, Number, Row
from checkup.report.wording import Wording
from checkup.result import Result

_TOP = 5
"""Shortfalls shown here; all of them are in 短板清单."""


def write(book: Book, result: Result, say: Wording, title: str) -> None:
    """The first sheet: headline, figures, first shortfalls, goals with a chart."""
    sheet = book.sheet("overview", say("workbook.internal"))
    sheet.title(title)
    as_of = result.made_with.as_of
    sheet.note(
        say(
            "workbook.overview.under" if as_of else "workbook.overview.under_undated",
            standard=result.standard.name or result.standard.id,
            version=result.standard.version,
            as_of=figures.day(as_of, say),
            program=result.made_with.checkup,
        )
    )
    if result.standard.overlay_names:
        names = say("figure.join").join(result.standard.overlay_names)
        sheet.note(say("workbook.overview.overlays", names=names))
    sheet.note(_headline(result, say), bold=True, font_size=13)
    sheet.note(_score_line(result, say), font_size=11)
    sheet.heading(say("brief.title"))
    sheet.note(brief.text(result, say))
    sheet.heading(say("workbook.overview.figures"))
    sheet.table("figures", _figures(result, say))
    sheet.heading(say("workbook.overview.first"))
    if result.shortfalls:
        sheet.table("first", _first(result, say))
    else:
        sheet.note(say("workbook.overview.no_shortfall"))
    _voice(sheet, result, say)
    sheet.new_page()
    sheet.heading(say("workbook.overview.goals"))
    first = sheet.table("goals", _goals(result, say))
    native_charts.stacked(
        sheet, "goals", first, len(result.goals), "name", charted(say),
        say("workbook.overview.chart"), 300,
    )  # fmt: skip
    money_charts.write(sheet, result, say)


def _voice(sheet: Sheet, result: Result, say: Wording) -> None:
    """Who answered and how far to trust it, in sentences, and the sample beside the register."""
    told = [*survey_words.who(result, say), *survey_words.headline(result, say),
            *survey_words.quality(result, say)]  # fmt: skip
    if not told:
        return
    sheet.new_page()
    sheet.heading(say("workbook.overview.voice"))
    for sentence in told:
        sheet.note(sentence)
    rows = survey_lists.composition(result, say)
    if rows:
        sheet.heading(say("page.survey.composition"))
        sheet.note(say("page.survey.composition_intro"))
        sheet.table("composition", rows)


def charted(say: Wording) -> tuple[tuple[str, str, str], ...]:
    """What is certain and what is still open: where nothing is known all is open, never 0."""
    return (
        ("low", say("workbook.overview.chart_low"), native_charts.DARK),
        ("open", say("workbook.overview.chart_open"), native_charts.PALE),
    )


def _headline(result: Result, say: Wording) -> str:
    score = result.score
    return say(
        "workbook.overview.headline",
        met=score.met,
        missed=score.short + score.partial,
        partial=score.partial,
        open=score.unconfirmed + score.unknown,
        exempt=score.exempt,
        all=len(result.items),
    )


def _score_line(result: Result, say: Wording) -> str:
    score = result.score
    key = "score_none" if score.value is None else "score" if score.official else "score_draft"
    return say(
        f"workbook.overview.{key}",
        value=figures.score(score.value, say),
        low=figures.score(score.low, say),
        high=figures.score(score.high, say),
        coverage=figures.share(score.coverage, say),
        missing=sum(each.scored for each in result.to_collect),
    )


def _figures(result: Result, say: Wording) -> list[Row]:
    """The figures of the headline and the community, one per row."""
    community, score, survey = result.community, result.score, result.survey
    other, cost = result.score_other_units, result.plan.cost
    build = say(f"build.{community.build}") if community.build else None
    overall = survey.overall.top2 if survey and survey.overall else None
    asked = (
        say("workbook.overview.meaning.survey", received=survey.received,
            excluded=survey.received - survey.valid)
        if survey else say("workbook.overview.meaning.no_survey")
    )  # fmt: skip
    projects = result.plan.projects
    priced = sum(each.cost.typical is not None for each in projects)
    free = sum(figures.needs_no_works(each.cost) for each in projects)
    money = say(
        "workbook.overview.meaning.cost",
        priced=priced,
        unpriced=len(projects) - priced - free,
        free=free,
    )
    unpriced = say("workbook.absent.unpriced")
    draft = say(
        "workbook.overview.meaning.draft", gate=figures.share(result.policy.coverage_gate, say)
    )

    def count(value: float | None) -> Number | None:
        return None if value is None else Number(value, "whole")

    def points(value: float | None) -> Number | None:
        return None if value is None else Number(value, "one")

    def share(value: float | None) -> Number | None:
        return None if value is None else Number(value, "percent")

    def wan(yuan: int | None) -> Number | str:
        return unpriced if yuan is None else Number(yuan / figures.YUAN_PER_WAN, "two")

    rows: list[tuple[str, Cell, str, str]] = [
        ("population", count(community.population), "people", ""),
        ("households", count(community.households), "households", ""),
        ("area", community.area_ha, "ha", ""),
        ("build", build, "word", ""),
        ("met", count(score.met), "items", ""),
        ("missed", count(score.short + score.partial), "items", ""),
        ("partial", count(score.partial), "items", say("workbook.overview.meaning.partial")),
        ("unconfirmed", count(score.unconfirmed), "items", ""),
        ("unknown", count(score.unknown), "items", ""),
        ("exempt", count(score.exempt), "items", ""),
        *([("score", points(score.value), "points", "")] if score.official else []),
        ("low", points(score.low), "points", say("workbook.overview.meaning.range")),
        ("high", points(score.high), "points", say("workbook.overview.meaning.range")),
        ("coverage", share(score.coverage), "share", say("workbook.overview.meaning.coverage")),
        *([] if score.official else [("score_draft", points(score.value), "points", draft)]),
        ("valid", count(survey.valid if survey else None), "copies", asked),
        ("overall", share(overall), "share", ""),
        ("shortfalls", count(len(result.shortfalls)), "pieces", ""),
        ("projects", count(len(result.plan.projects)), "pieces", ""),
        ("cost_low", wan(cost.low), "money", money),
        ("cost_typical", wan(cost.typical), "money", money),
        ("cost_high", wan(cost.high), "money", money),
    ]
    if community.parking_per_household is not None:
        parking = Number(community.parking_per_household, "two")
        told = say("workbook.overview.meaning.parking")
        rows.insert(4, ("parking", parking, "per_household", told))
    if other:
        told = say("workbook.overview.meaning.other_units", units=other.units)
        rows.insert(-7, ("other_units", points(other.value), "points", told))
    return [
        {
            "name": say(f"workbook.overview.row.{key}"),
            "value": value,
            "unit": say(f"workbook.overview.unit.{unit}"),
            "meaning": meaning,
        }
        for key, value, unit, meaning in rows
    ]


def _first(result: Result, say: Wording) -> list[Row]:
    items = {item.id: item for item in result.items}
    return [
        {
            "name": lists.item_name(result, each.item, say),
            "rank": each.rank,
            "status": say(f"status.{each.status}"),
            "kind": say(f"gap_kind.{each.gap_kind or 'none'}"),
            "demand": demand.rate if (demand := items[each.item].demand) else None,
            "satisfied": told.top2 if (told := items[each.item].satisfaction) else None,
            "people": shortfall_lists.people(each),
        }
        for each in result.shortfalls[:_TOP]
    ]


def _goals(result: Result, say: Wording) -> list[Row]:
    return [
        {
            "name": goal.name,
            "score": goal.score,
            "low": goal.low,
            "high": goal.high,
            "open": goal.high - goal.low,
            "coverage": goal.coverage,
            "items": sum(item.goal == goal.id for item in result.items),
        }
        for goal in result.goals
    ]
