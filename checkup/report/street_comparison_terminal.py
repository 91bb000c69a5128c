"""What ``checkup compare`` says of two rounds of a street: the headline, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checkup.report import comparison_rows
from checkup.report import street_comparison_rows as rows
from checkup.report.wording import Wording
from checkup.street_comparison import StreetComparison

if TYPE_CHECKING:
    from rich.console import Console


def show(
    console: Console, comparison: StreetComparison, files: Sequence[Path], say: Wording
) -> None:
    """A few lines: what to know first, what changed, the files."""
    title = say("street_comparison.title", name=comparison.new.name)
    console.print(title, style="bold", markup=False)
    rounds = say("comparison.rounds", old=comparison_rows.name_of(comparison.old, say),
                 new=comparison_rows.name_of(comparison.new, say))  # fmt: skip
    lines = (rounds, *rows.warnings(comparison, say), *rows.headline(comparison, say))
    for line in (*lines, *map(str, files)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
