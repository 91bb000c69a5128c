"""``python -m tests.bench.one``: one community from its folder to its files, and ``--help``.

11,000 answers × 49 columns with the example's ledger, as whole processes: against the raw reader
and against pandas, each of which only loads the questionnaire; and against the same community
with 100 answers, which is what every run costs before its rows.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from examples import make_answers
from tests.bench.processes import PROGRAM, ROOT, Cost, cost, in_turn, times

ROWS, FEW, TURNS = 11_000, 100, 5


def community(folder: Path, rows: int) -> Path:
    """A folder with a questionnaire of so many answers and the example's ledger."""
    folder.mkdir()
    make_answers.write(make_answers.FIRST._replace(rows=rows, copies=0), folder / "问卷.xlsx")
    shutil.copy(ROOT / "examples" / make_answers.FIRST.folder / "设施台账.xlsx", folder)
    return folder


def score(folder: Path) -> Cost:
    """The first run on a folder, everything written."""
    shutil.rmtree(folder / "体检结果", ignore_errors=True)
    return cost(*PROGRAM, "score", folder, "--quiet")


def middle(costs: Sequence[Cost]) -> float:
    """Processor seconds."""
    return statistics.median(each.cpu for each in costs)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        whole = community(Path(name) / "大", ROWS)
        small = community(Path(name) / "小", FEW)
        file = whole / "问卷.xlsx"
        runs = {
            "raw": partial(cost, "-m", "tests.bench.raw", file),
            "score": partial(score, whole),
            "small": partial(score, small),
            "typer": partial(cost, "-c", "import typer"),
            "help": partial(cost, *PROGRAM, "--help"),
        }
        told = in_turn(runs, TURNS)
        frame = [cost("-m", "tests.bench.frame", file) for _ in range(2)]
    print(f"score / raw read, {ROWS} x 49 with ledger: {times(told['score'], told['raw'])} "
          "(goal 5.00 wall, aim 3.00)")  # fmt: skip
    print(f"score / pandas with openpyxl: {times(told['score'][-2:], frame)} "
          "(goal 1.00 wall, aim 0.50)")  # fmt: skip
    rest = (middle(told["score"]) - middle(told["small"])) / (ROWS - FEW) * 1000
    print(f"score, processor seconds: {middle(told['small']):.2f} with {FEW} answers, then "
          f"{rest:.3f} for 1,000; the raw read {middle(told['raw']):.2f}")  # fmt: skip
    print(f"--help / import typer: {times(told['help'], told['typer'])} (goal 3.00 wall)")


if __name__ == "__main__":
    main()
