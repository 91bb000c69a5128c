"""街道复检对比.html: two rounds of a street, on pages of a hundred communities each and a 目录."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from checkup.report import comparison_rows, engine, street_paging
from checkup.report import street_comparison_rows as rows
from checkup.report.street_paging import PER_PAGE, Standing, file_of, mark_of
from checkup.report.wording import Wording
from checkup.street_comparison import Marked, Pair, StreetChange, StreetComparison

_NAMED = 100
"""Up to so many rows of a list; the workbook has them all."""


class Line(Struct, frozen=True):
    """One community of the matrix, with the way to its own comparison and the anchor of its row."""

    pair: Pair
    href: str
    mark: str


class Item(Struct, frozen=True):
    """One item with the street's figures of it, each None where it has none."""

    name: str
    satisfied: StreetChange | None
    lacking: StreetChange | None


def render(comparison: StreetComparison, say: Wording) -> Iterator[tuple[str, str]]:
    """(file's name, text) of every page, the street's own first, the 目录 last where there are
    several. Pure."""
    stem = say("street_comparison.file")
    standing = (Standing(pair.name, pair.new_path, pair.page) for pair in comparison.pairs)
    paged = street_paging.paged(stem, standing, say)
    seen = {**_view(comparison, say), **paged.view()}
    lines = [Line(pair, quote(pair.page), mark_of(at)) for at, pair in enumerate(comparison.pairs)]
    for number in range(1, max(len(paged.pages), 1) + 1):
        own = lines[(number - 1) * PER_PAGE : number * PER_PAGE]
        view = {**seen, "number": number, "lines": own}
        yield file_of(stem, number), engine.render_plain("street_comparison.html.j2", view, say)
    if len(paged.pages) > 1:
        view = {**seen, "number": 0, "folders": paged.folders}
        yield paged.index, engine.render_plain("street_comparison.html.j2", view, say)


def _view(comparison: StreetComparison, say: Wording) -> dict[str, Any]:
    voices = comparison.voices
    return {
        "comparison": comparison,
        "top": comparison.new.name,
        "index_intro": say("street_comparison.intro.index"),
        "columns": [(item.no, item.name) for item in comparison.items],
        "named": _NAMED,
        "old_name": comparison_rows.name_of(comparison.old, say),
        "new_name": comparison_rows.name_of(comparison.new, say),
        "headline": rows.headline(comparison, say),
        "warnings": rows.warnings(comparison, say),
        "rules": rows.rules_sentence(comparison, say),
        "items": {item.id: item for item in comparison.items},
        "names": {pair.new_path: pair.name for pair in comparison.pairs},
        "kinds": rows.KINDS,
        "both": lambda item: rows.both(item.old_by_new_rules, item.new, say),
        "became": lambda item: rows.kinds_line(item.kinds, item.by_rules, say),
        "closed_line": lambda item: rows.listed("closed", item.closed, say),
        "arisen_line": lambda item: rows.listed("arisen", item.arisen, say),
        "why": lambda each: rows.alone(each, comparison, say),
        "verdict": lambda change: comparison_rows.verdict(change, say),
        "interval": lambda change: comparison_rows.interval(change, say),
        "bases": lambda each: rows.bases(each, say),
        "heard": _heard(comparison),
        "marked": _marked(voices.marked if voices else ()),
        "voices_lines": rows.voices_sentences(comparison, say),
    }


def _marked(found: Sequence[Marked]) -> dict[str, list[Marked]]:
    """What is marked of each community; a mean only where its 满意率 is not."""
    shares = {
        (each.community, each.change.item) for each in found if each.change.measure == "satisfied"
    }
    told: dict[str, list[Marked]] = {}
    for each in found:
        if each.change.measure != "mean" or (each.community, each.change.item) not in shares:
            told.setdefault(each.community, []).append(each)
    return told


def _heard(comparison: StreetComparison) -> list[Item]:
    """One row per item, in the items' order."""
    told = {
        (each.change.item, each.change.measure): each
        for each in (comparison.voices.items if comparison.voices else ())
    }
    return [
        Item(item.name, told.get((item.id, "satisfied")), told.get((item.id, "lacking")))
        for item in comparison.items
        if (item.id, "satisfied") in told or (item.id, "lacking") in told
    ]
