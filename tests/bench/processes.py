"""Whole processes against each other, start-up included: in turn, so that a busy machine is as
slow for one as for the other."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PROGRAM = ("-m", "checkup")


class Cost(NamedTuple):
    """Seconds of one process: on the clock, and of the processor (POSIX)."""

    wall: float
    cpu: float


def cost(*arguments: str | int | Path) -> Cost:
    """What one Python process with these arguments takes; its output is thrown away."""
    # an installed program finds its modules compiled, whatever this shell has set
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *map(str, arguments)]
    before, begin = os.times(), time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - begin, os.times()
    return Cost(wall, sum(after[2:4]) - sum(before[2:4]))


def in_turn(runs: Mapping[str, Callable[[], Cost]], turns: int) -> dict[str, list[Cost]]:
    """Every run's costs, ``turns`` of each, after one that is not counted."""
    for run in runs.values():
        run()
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(turns):
        for name, run in runs.items():
            costs[name].append(run())
    return costs


def times(ours: Sequence[Cost], theirs: Sequence[Cost]) -> str:
    """Ours by theirs, pair by pair: the median, on the clock and of the processor."""
    wall = statistics.median(a.wall / b.wall for a, b in zip(ours, theirs, strict=True))
    cpu = statistics.median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))
    return f"{wall:.2f} wall, {cpu:.2f} processor"
