"""What ``checkup compare`` says on the terminal: the headline, and where the reports are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checkup.comparison import Comparison
from checkup.report import comparison_rows
from checkup.report.wording import Wording

if TYPE_CHECKING:
    from rich.console import Console


def show(console: Console, comparison: Comparison, files: Sequence[Path], say: Wording) -> None:
    """A few lines: what to know first, what changed, the files."""
    title = say("comparison.title", name=comparison.new.community.name)
    console.print(title, style="bold", markup=False)
    rounds = say("comparison.rounds", old=comparison_rows.name_of(comparison.old, say),
                 new=comparison_rows.name_of(comparison.new, say))  # fmt: skip
    lines = (
        rounds,
        *comparison_rows.warnings(comparison, say),
        *comparison_rows.headline(comparison, say),
    )
    for line in (*lines, *map(str, files)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
