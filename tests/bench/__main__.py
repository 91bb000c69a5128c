"""``python -m tests.bench``: reading a survey of 11,000 rows × 49 columns against the raw reader,
what residents say, estimated for every question and group, against the same raw read, and what
the reports cost.

Reading is measured in whole processes, start-up included, in pairs and in turn; processor time,
so that a busy machine does not count; the figure is the median of the pairs' ratios.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from examples import make_answers
from tests.bench import drawn

ROWS, PAIRS = 11_000, 5
ROOT = Path(__file__).parent.parent.parent


def seconds(module: str, file: Path) -> float:
    """Processor time of one process (POSIX)."""
    # an installed program finds its modules compiled, whatever this shell has set
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begin = os.times()
    subprocess.run([sys.executable, "-m", module, str(file)], cwd=ROOT, env=env, check=True)
    end = os.times()
    return end.children_user - begin.children_user + end.children_system - begin.children_system


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "问卷.xlsx"
        make_answers.write(make_answers.FIRST._replace(rows=ROWS, copies=0), file)
        ratios = []
        seconds("tests.bench.coded", file)
        estimated = subprocess.run(
            [sys.executable, "-m", "tests.bench.estimated", str(file)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        for _ in range(PAIRS):
            raw = seconds("tests.bench.raw", file)
            ratios.append(seconds("tests.bench.coded", file) / raw)
    each = " ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"coded / raw, {ROWS} x 49: {statistics.median(ratios):.2f}  (pairs: {each}; goal 2.00)")
    print(f"estimated / raw, all questions and groups: {estimated}  (goal 0.50)")
    drawn.main()


if __name__ == "__main__":
    main()
