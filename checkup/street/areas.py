"""调查范围: a questionnaire asked within a radius is heard by every community inside it.

Whether a community lies inside, only coordinates tell: any of its points in 街道.xlsx, along a
straight line, in the centre's own coordinate system. Nothing is guessed from names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from checkup.intake.ledger import Row, Table
from checkup.judge.reach import Point, straight
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.street.distances import figure
from checkup.vocabulary import Vocabulary, fold

_SEVERAL = "、"


class Area(Struct, frozen=True, kw_only=True):
    """One line of 调查范围: a file's or sheet's name, and the communities in its radius."""

    survey: str
    at: Ref
    metres: float
    communities: tuple[str, ...]

    def is_of(self, titles: Iterable[str]) -> bool:
        """Whether the questionnaire goes by one of these names."""
        return fold(self.survey) in map(fold, titles)


def read(
    tables: Iterable[Table], members: Mapping[str, Sequence[Point]], vocabulary: Vocabulary,
    found: list[Problem],
) -> tuple[Area, ...]:  # fmt: skip
    """The areas with a community inside; ``members``: name → points. What is wrong is added to
    ``found``."""
    areas = []
    for table in tables:
        for row in table.rows:
            area = _area(row, table, members, vocabulary, found)
            areas += [area] if area is not None else []
    return tuple(areas)


def _area(
    row: Row, table: Table, members: Mapping[str, Sequence[Point]], vocabulary: Vocabulary,
    found: list[Problem],
) -> Area | None:  # fmt: skip
    survey, at = row.text("survey"), row.at["survey"]
    centre = point(row, table, vocabulary, found)
    metres = figure(row, "radius", table, vocabulary, found)
    if survey is None or centre is None or not metres or metres < 0:
        found.append(problem("area_incomplete", at, found=survey or ""))
        return None
    ways = {
        name: [way for each in points if (way := straight(centre, each)) is not None]
        for name, points in members.items()
    }
    open_ = [name for name, told in ways.items() if not told]
    if open_:
        found.append(problem("area_unplaced", at, found=_SEVERAL.join(open_)))
    inside = tuple(name for name, told in ways.items() if told and min(told) <= metres)
    if not inside:
        found.append(problem("area_empty", at, found=survey))
        return None
    return Area(survey=survey, at=at, metres=metres, communities=inside)


def point(row: Row, table: Table, vocabulary: Vocabulary, found: list[Problem]) -> Point | None:
    """Where a line lies; None without both figures, and, said, without a coordinate system."""
    longitude, latitude = (
        figure(row, axis, table, vocabulary, found) for axis in ("longitude", "latitude")
    )
    if longitude is None or latitude is None:
        return None
    crs = vocabulary.choice("crs", row.text("crs") or table.units.get("longitude") or "")
    if crs is None:
        found.append(problem("crs_unstated", row.at["longitude"], found=str(longitude)))
        return None
    return Point(longitude, latitude, crs)
