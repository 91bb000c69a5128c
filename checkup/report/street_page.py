"""街道汇总.html: many communities on pages that stay small enough to open.

The first page tells the street; the matrix of communities and items is cut into pages of a
hundred, each a file that opens alone, and 目录 leads by name to each row. Nothing is computed
here. Rows are taken one page at a time: a street of thousands is never held as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from checkup import vocabulary
from checkup.model import Score, Status
from checkup.report import engine, street_paging, street_plan_words, street_words
from checkup.report.street_paging import PER_PAGE, Standing, file_of, mark_of
from checkup.report.wording import Wording
from checkup.street_result import CommunityRow, Outlier, ProjectRow, StreetResult

Rows = Callable[[], Iterable[CommunityRow]]
"""The street's communities, from the first, each time it is called."""
_NAMED = 100
"""Up to so many communities are named where a list of them stands; the workbook has them all."""
_COUNTS: tuple[tuple[str, tuple[Status, ...]], ...] = (
    ("met", ("met",)), ("short", ("short", "partial")),
    ("unconfirmed", ("unconfirmed", "unknown")), ("exempt", ("exempt",)),
)  # fmt: skip


class Square(Struct, frozen=True):
    """One square of the matrix; ``shared``: met only with what neighbours share."""

    item: str
    status: Status
    shared: bool


class Line(Struct, frozen=True):
    """One community of the matrix, and no more of it: a page of whole communities is megabytes.

    ``mark`` is the anchor of its row, ``met`` and ``shared`` count items 计共享, both None
    where no neighbour's facility counts.
    """

    name: str
    path: str
    mark: str
    href: str
    squares: tuple[Square, ...]
    score: Score
    met: int | None
    shared: int | None


def render(head: StreetResult, rows: Rows, say: Wording) -> Iterator[tuple[str, str]]:
    """(file's name, text) of every page, the street's own first, the 目录 last where there are
    several. Pure."""
    names: dict[str, str] = {}
    followed: list[tuple[str, ProjectRow]] = []

    def standing() -> Iterator[Standing]:
        for row in rows():
            names[row.path] = row.name
            if len(followed) <= _NAMED:
                followed.extend((row.path, each) for each in street_words.decided(row))
            yield Standing(row.name, row.path, row.page)

    stem = say("street.file")
    paged = street_paging.paged(stem, standing(), say)
    seen = {**_view(head, names, say), **paged.view(), "followed": followed}
    lines = (_line(row, mark_of(at)) for at, row in enumerate(rows()))
    for number in range(1, max(len(paged.pages), 1) + 1):
        view = {**seen, "number": number, "lines": list(islice(lines, PER_PAGE))}
        yield file_of(stem, number), engine.render_plain("street.html.j2", view, say)
    if len(paged.pages) > 1:
        view = {**seen, "number": 0, "folders": paged.folders}
        yield paged.index, engine.render_plain("street.html.j2", view, say)


def _line(row: CommunityRow, mark: str) -> Line:
    shared = {cell.item for cell in row.shared.cells if cell.shared} if row.shared else set()
    return Line(
        name=row.name,
        path=row.path,
        mark=mark,
        href=quote(row.page),
        squares=tuple(Square(cell.item, cell.status, cell.item in shared) for cell in row.cells),
        score=row.score,
        met=row.shared.score.met if row.shared else None,
        shared=row.shared.shared if row.shared else None,
    )


def _view(head: StreetResult, names: Mapping[str, str], say: Wording) -> dict[str, Any]:
    said: dict[str, list[tuple[str, str | None, Outlier]]] = {}
    for each in head.funnels:
        for outlier in each.outliers:
            told = (each.measure, each.item, outlier)
            said.setdefault(outlier.community, []).append(told)
    return {
        "street": head,
        "top": head.name,
        "index_intro": say("street.page.index_intro"),
        "columns": [(item.no, item.short_name or item.name) for item in head.items],
        "names": names,
        "named": _NAMED,
        "items": {item.id: item for item in head.items},
        "counts": {item.id: _parts(counted(item.counts)) for item in head.items},
        "counts_shared": {item.id: counted(item.counts_shared) for item in head.items},
        "apart": _apart(head),
        "areas": street_words.areas(head, say),
        "unrouted": [street_words.unrouted(row, say) for row in head.unrouted[:_NAMED]],
        "without": lambda measure, few, figure: street_words.withheld(measure, few, say, figure),
        "kinds": {kind.id: kind.name for kind in vocabulary.load().kinds.values()},
        "said": dict(sorted(said.items())),
        "offers": [each for each in head.offers if each.reached],
        "unused": sum(not each.reached for each in head.offers),
        "sums": [
            (key, [(row, street_words.no_money(row, key in ("level", "channel"), say))
                   for row in rows])
            for key, rows in (
                ("level", head.by_level), ("year", head.by_year), ("channel", head.by_channel),
                ("task", head.by_task),
            )
        ],
        "plan_lines": street_plan_words.lines(head, say),
        "problems": [(path, row) for path, rows in head.problems.items() for row in rows],
    }  # fmt: skip


def _parts(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What there is any of."""
    return [(key, n) for key, n in counts.items() if n]


def _apart(head: StreetResult) -> dict[str, list[tuple[str, list[tuple[str, int]]]]]:
    """Item → per measure how many communities stand apart from the street's average."""
    found: dict[str, list[tuple[str, list[tuple[str, int]]]]] = {}
    for each in head.funnels:
        if each.item is not None:
            high = sum(outlier.high for outlier in each.outliers)
            low = len(each.outliers) - high
            told = {"high": high, "low": low, "same": each.same, "few": each.few}
            found.setdefault(each.item, []).append((each.measure, _parts(told)))
    return found


def counted(counts: Mapping[Status, int]) -> dict[str, int]:
    """The official counts: met, short (部分达标 within), unconfirmed (无数据 within), exempt."""
    return {key: sum(counts.get(each, 0) for each in of) for key, of in _COUNTS}
