"""What the workbooks of two rounds have alike, of a community and of a street."""

from __future__ import annotations

from collections.abc import Sequence

from checkup.comparison import Change, Round
from checkup.report import comparison_rows, figures
from checkup.report.book import Book
from checkup.report.sheets import Sheet
from checkup.report.tables import Row
from checkup.street_comparison import Side


def opening(
    book: Book, title: str, rounds: tuple[Round, Round] | tuple[Side, Side],
    warnings: Sequence[str], headline: Sequence[str], rules: str,
) -> Sheet:  # fmt: skip
    """The first sheet, begun: whose rounds these are, what to know first, what changed."""
    say = book.say
    old, new = rounds
    sheet = book.sheet("overview", say("workbook.internal"))
    sheet.title(title)
    sheet.note(
        say("comparison.under", old=comparison_rows.name_of(old, say),
            new=comparison_rows.name_of(new, say), version=new.checkup)
    )  # fmt: skip
    for line in warnings:
        sheet.note(line, bold=True)
    for line in headline:
        sheet.note(line, font_size=12)
    sheet.note(rules)
    return sheet


def change(book: Book, name: str, told: Change) -> Row:
    """A change of what residents say, as the row of a list; ``name`` is what it is of."""
    say = book.say
    return {
        "name": name,
        "measure": say(f"comparison.measure.{told.measure}"),
        "old": _scaled(told, told.old.value),
        "old_n": told.old.n,
        "new": _scaled(told, told.new.value),
        "new_n": told.new.n,
        "difference": _scaled(told, told.difference),
        "low": _scaled(told, told.low),
        "high": _scaled(told, told.high),
        "p": told.p,
        "adjusted": told.adjusted,
        "verdict": comparison_rows.verdict(told, say),
    }


def _scaled(told: Change, value: float | None) -> float | None:
    """Shares as per cent, beside means on 0–100."""
    if value is None:
        return None
    return float(figures.half_up(value if told.measure == "mean" else 100 * value, 4))
