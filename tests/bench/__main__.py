"""``python -m tests.bench``: reading a survey of 11,000 rows × 49 columns against the raw reader,
what residents say, estimated for every question and group, against the same raw read, and what
the reports cost.

Reading is measured in whole processes, start-up included, in pairs and in turn; processor time,
so that a busy machine does not count; the figure is the median of the pairs' ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from examples import make_answers
from tests.bench import drawn
from tests.bench.processes import ROOT, cost

ROWS, PAIRS = 11_000, 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "问卷.xlsx"
        make_answers.write(make_answers.FIRST._replace(rows=ROWS, copies=0), file)
        ratios = []
        cost("-m", "tests.bench.coded", file)
        estimated = subprocess.run(
            [sys.executable, "-m", "tests.bench.estimated", str(file)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        for _ in range(PAIRS):
            raw = cost("-m", "tests.bench.raw", file).cpu
            ratios.append(cost("-m", "tests.bench.coded", file).cpu / raw)
    each = " ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"coded / raw, {ROWS} x 49: {statistics.median(ratios):.2f}  (pairs: {each}; goal 2.00)")
    print(f"estimated / raw, all questions and groups: {estimated}  (goal 0.50)")
    drawn.main()


if __name__ == "__main__":
    main()
