"""``python -m tests.bench.many [quick]``: what a street costs, as ratios on this machine.

76 communities × 1,000 answers with one process and with two, a second run with nothing changed,
twice the communities, twice the rows, how much the parent grows from 76 to 760 communities, and
what one plan for all of these out of one purse costs.
The answers are made up (``examples/make_answers.py``); the communities share them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

from checkup import street_result
from examples import make_answers
from tests.bench.processes import PROGRAM, ROOT, cost

TURNS = 3
"""Of one process and two, after one another: neighbours on the same machine come and go."""
COUNTING = "sum(range(150_000_000))"
"""What two processes of this get done against one is all that this machine has to give."""
PURSE = 65_000
"""元 a community: about a fifth of its options."""
LEDGER = ROOT / "examples" / make_answers.FIRST.folder / "设施台账.xlsx"


def street(top: Path, communities: int, answers: Path | None = None) -> Path:
    """Communities half a kilometre apart with a ledger each, every fifth facility open to
    outsiders, and with these answers."""
    book = openpyxl.load_workbook(LEDGER)
    columns = {
        name: {cell.value: cell.column for cell in book[name][1]}
        for name in ("小区清单", "设施台账")
    }
    for number in range(communities):
        folder = top / f"第{number // 12}片" / f"第{number}社区"
        folder.mkdir(parents=True)
        if answers is not None:
            shutil.copy(answers, folder / "问卷.xlsx")
        for name, at in columns.items():
            for row in range(2, book[name].max_row + 1):
                told = {
                    "经度": 104.06 + number % 30 * 0.005 + row % 7 * 0.0003,
                    "纬度": 30.65 + number // 30 * 0.005 + row % 5 * 0.0003,
                    "坐标系": "WGS84",
                    "对外开放": "是" if row % 5 == 0 else "否",
                }
                for column in told.keys() & at.keys():
                    book[name].cell(row, at[column], told[column])
        book["社区概况"].cell(2, 2, f"第{number}社区")
        book.save(folder / LEDGER.name)
    return top


def batch(top: Path, out: Path, workers: int, budget: int = 0) -> tuple[float, float, int]:
    """(wall seconds, processor seconds, the parent's largest size in KB) of one run (Linux)."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from checkup.report import wording\n"
        "from checkup.street import Wanted, check_up_all\n"
        "if __name__ == '__main__':\n"
        "    top, out, workers, budget = sys.argv[1:]\n"
        "    check_up_all(Path(top), Path(out), wording.load(),\n"
        "                 Wanted(budget=int(budget) or None), int(workers), lambda step: None)\n"
        "    status = Path('/proc/self/status').read_text().split()\n"
        "    print(status[status.index('VmHWM:') + 1])\n"
    )
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = str(ROOT)
    before, begin = os.times(), time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", code, str(top), str(out), str(workers), str(budget)],
        cwd=ROOT, env=env, check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    wall, after = time.perf_counter() - begin, os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    return wall, cpu, int(ran.stdout)


def given() -> float:
    """How many times as much two bare processes get done here as one."""
    walls = []
    for count in (1, 2):
        begin = time.perf_counter()
        running = [subprocess.Popen([sys.executable, "-c", COUNTING]) for _ in range(count)]
        for each in running:
            each.wait()
        walls.append(time.perf_counter() - begin)
    return 2 * walls[0] / walls[1]


def main() -> None:
    quick = "quick" in sys.argv[1:]
    many, few, most = (12, 12, 60) if quick else (76, 76, 760)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        answers = work / "问卷.xlsx"
        make_answers.write(make_answers.FIRST._replace(rows=1000, copies=0), answers)
        top = street(work / "街道", many, answers)
        half = street(work / "半个街道", many // 2, answers)
        # half the street before and after, so that a machine that slows down tells nothing
        parts = [batch(half, work / "前", 1)]
        one = batch(top, work / "一", 1)
        parts.append(batch(half, work / "后", 1))
        two = batch(top, work / "二", 2)
        same = (*PROGRAM, "batch", top, "-o", work / "二", "-j", 2, "--quiet")
        again = sorted(cost(*same) for _ in range(TURNS))[TURNS // 2]
        turns, bare = [one[0] / two[0]], [given()]
        for turn in range(1 if quick else TURNS - 1):
            alone, both = (batch(top, work / f"{turn}次{n}", n)[0] for n in (1, 2))
            turns.append(alone / both)
            bare.append(given())
        print(f"{many} x 1000, -j 2 / -j 1: {statistics.median(turns):.2f} times, "
              f"{min(turns):.2f} to {max(turns):.2f} (goal 1.80); two bare processes / one: "
              f"{statistics.median(bare):.2f}, {min(bare):.2f} to {max(bare):.2f}")  # fmt: skip
        print(f"second run / first: {again.wall / two[0]:.1%} wall, {again.cpu / two[1]:.1%} "
              "processor (goal 5 %)")  # fmt: skip
        part = statistics.mean(each[1] for each in parts)
        print(f"{many} communities / {many // 2}, processor: {one[1] / part:.2f} (goal 2.10)")
        print(f"processor seconds per community: {one[1] / many:.2f}")
        rows = []
        for times in (1, 2):
            folder = work / f"{times}倍"
            folder.mkdir()
            every = make_answers.FIRST._replace(rows=11_000 * times, copies=0)
            make_answers.write(every, folder / "问卷.xlsx")
            rows.append(min(cost(*PROGRAM, "score", folder, "--quiet").cpu for _ in range(2)))
        print(f"22000 rows / 11000, processor: {rows[1] / rows[0]:.2f} (goal 2.10)")
        grown = [batch(street(work / f"无卷{n}", n), work / f"果{n}", 2)[2] for n in (few, most)]
        each = (grown[1] - grown[0]) / (most - few)
        print(f"parent from {few} to {most}: {each:.1f} KB a community (goal 20)")
        for count in (few, most):
            out = work / f"果{count}"
            spent = batch(work / f"无卷{count}", out, 2, count * PURSE)
            plan = street_result.load(out / "街道汇总.json").plan
            assert plan is not None
            print(f"one purse for {count}: processor {spent[1] / count * 1000:.0f} ms and "
                  f"{spent[2] / count:.0f} KB a community, {plan.projects} projects, gap "
                  f"{plan.gap} (goal: no more for {most} than for {few})")  # fmt: skip


if __name__ == "__main__":
    main()
