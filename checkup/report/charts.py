"""Where the strokes of the small charts lie, in units of their drawing.

Pure functions from figures of the result to positions; every position is text with one decimal,
so that a page has the same bytes on any machine. No figure is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from checkup.model import Item, Project, Quadrants
from checkup.report.figures import fixed, quarter_index

WIDTH = 200.0
"""Drawing units of a bar's full length."""
_SIDE = 300.0
_EDGE, _TOP = 40.0, 38.0


class Bar(Struct, frozen=True):
    """A value on a scale with the range behind it. ``value`` is None when it is unknown."""

    value: str | None
    low: str
    span: str
    high: str


class Span(Struct, frozen=True):
    """A project's stretch of the schedule."""

    left: str
    width: str


class Schedule(Struct, frozen=True):
    """Quarters from first to last, their grid lines, and one span per project that has dates."""

    first: int
    last: int
    ticks: tuple[str, ...]
    spans: dict[str, Span]


class Dot(Struct, frozen=True):
    """One item between the lines; its number stands where it is free. ``edge``: 边界."""

    item: Item
    x: str
    y: str
    label_x: str
    label_y: str
    edge: bool


class Plane(Struct, frozen=True):
    """Satisfaction to the right, importance upwards, with the lines of the four quadrants."""

    side: str
    edge: str
    line: str
    level: str
    top: str
    dots: tuple[Dot, ...]


def _at(value: float) -> str:
    return fixed(value, 1).replace(",", "")


def _inside(value: float, full: float) -> float:
    return min(max(value / full, 0.0), 1.0) * WIDTH


def bar(value: float | None, low: float, high: float, full: float) -> Bar:
    """A value between 0 and ``full`` with its range, on a bar of :data:`WIDTH`."""
    left, right = _inside(low, full), _inside(high, full)
    return Bar(
        value=None if value is None else _at(_inside(value, full)),
        low=_at(left),
        span=_at(right - left),
        high=_at(right),
    )


def schedule(projects: Sequence[Project]) -> Schedule | None:
    """The projects' quarters on a common line, or None when none has dates."""
    dated = {
        project.id: (start, finish)
        for project in projects
        if (start := quarter_index(project.start)) is not None
        and (finish := quarter_index(project.finish)) is not None
        and start <= finish
    }
    if not dated:
        return None
    first = min(start for start, _ in dated.values())
    last = max(finish for _, finish in dated.values())
    step = WIDTH / (last - first + 1)
    return Schedule(
        first=first,
        last=last,
        ticks=tuple(_at(step * number) for number in range(last - first + 2)),
        spans={
            id_: Span(left=_at((start - first) * step), width=_at((finish - start + 1) * step))
            for id_, (start, finish) in dated.items()
        },
    )


def _around(x: float, y: float) -> Iterator[tuple[float, float]]:
    """Places for a number beside a dot, nearest first."""
    for away in (13.0, 20.0, 28.0, 36.0):
        for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)):
            yield x + right * away, y + down * away


def _free(at: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    """Whether a number of two digits put there covers no dot and no other number."""
    return at[1] < _TOP + _SIDE and all(
        abs(at[0] - x) >= 12 or abs(at[1] - y) >= 10 for x, y in taken
    )


def plane(items: Sequence[Item], lines: Quadrants | None) -> Plane | None:
    """The items that have a quadrant; None below three. Both axes 0–100.

    The axis of importance ends at the next ten above the largest one or its line.
    """
    told = [
        (item, item.satisfaction.top2, item.importance)
        for item in items
        if item.quadrant is not None
        and item.satisfaction is not None
        and item.importance is not None
    ]
    if len(told) < 3 or lines is None:
        return None
    highest = max(lines.importance_line, *(importance for _, _, importance in told))
    top = min(100.0, (int(highest / 10) + 1) * 10.0)
    spots = [
        (item, _EDGE + satisfied * _SIDE, _TOP + (1 - importance / top) * _SIDE)
        for item, satisfied, importance in told
    ]
    taken = [(x, y) for _, x, y in spots]
    dots = []
    for item, x, y in spots:
        label = next(
            (at for at in _around(x, y) if _free(at, taken)),
            next(_around(x, y)),
        )
        taken.append(label)
        at = {"x": _at(x), "y": _at(y), "label_x": _at(label[0]), "label_y": _at(label[1] + 4)}
        dots.append(Dot(item=item, edge=item.quadrant_edge, **at))
    return Plane(
        side=_at(_SIDE), edge=_at(_EDGE),
        line=_at(_EDGE + lines.performance_line / 100 * _SIDE),
        level=_at(_TOP + (1 - lines.importance_line / top) * _SIDE),
        top=fixed(top, 0), dots=tuple(dots),
    )  # fmt: skip
