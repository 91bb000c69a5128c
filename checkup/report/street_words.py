"""What there is to say of a street in sentences: page, workbook and terminal alike."""

from __future__ import annotations

from checkup.report import figures
from checkup.report.wording import Wording
from checkup.street_result import (
    CommunityRow,
    Measure,
    Money,
    ProjectRow,
    StreetResult,
    Unprinted,
    Unrouted,
)


def areas(head: StreetResult, say: Wording) -> list[str]:
    """The questionnaires that several communities hear, a sentence each."""
    return [
        say(
            "street.area", survey=each.survey, metres=figures.whole(round(each.metres), say),
            communities=say("figure.join").join(each.communities),
        )
        for each in head.areas
    ]  # fmt: skip


def withheld(measure: Measure, few: Unprinted, say: Wording, figure: object = True) -> str:
    """What a figure of the street does not count, and why; ``figure`` None: there is none, as
    nothing is left to count."""
    if figure is None:
        return say(f"street.withheld_all.{measure}", n=few.communities)
    if few.people is None:
        return say(f"street.withheld_unknown.{measure}", n=few.communities)
    people = figures.whole(round(few.people), say)
    return say(f"street.withheld.{measure}", n=few.communities, people=people)


def decided(row: CommunityRow) -> list[ProjectRow]:
    """督办: the community's projects that somebody has decided on, from its project store."""
    return [each for each in (*row.projects, *row.followed) if each.status != "proposed"]


def no_money(row: Money, settled: bool, say: Wording) -> str | None:
    """What stands instead of a sum: nothing settled, nothing quoted, nothing to be paid; None
    where there is a sum. ``settled``: the heading is a level or a channel."""
    if settled:
        return say("street.page.unsettled") if row.open == row.projects else None
    if row.free == row.projects:
        return say("figure.no_works")
    return say("figure.to_quote") if row.unpriced + row.free == row.projects else None


def unrouted(row: Unrouted, say: Wording) -> str:
    """Rows that belong to no community: where they stand, what they say, and why."""
    place = say("street.unrouted.sheet", file=row.file, sheet=row.sheet) if row.sheet else row.file
    if row.label is None:
        return say(f"street.unrouted.{'few' if row.rows is None else 'rest'}", place=place,
                   rows=row.rows)  # fmt: skip
    key = "clash" if row.clash else "row" if row.near is None else "near"
    return say(f"street.unrouted.{key}", place=place, rows=row.rows, label=row.label, near=row.near)
