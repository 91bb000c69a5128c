"""What the largest example's report costs: processor seconds by file, and the page's size."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from checkup import pipeline
from checkup.report import drawings, page, residents, wording, workbook

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "枫树社区"


def main() -> None:
    say = wording.load()
    result = pipeline.check_up(EXAMPLE, say)
    size = len(page.render(result, say).encode())
    renders: dict[str, Callable[[], object]] = {
        "page": lambda: page.render(result, say),
        "residents": lambda: residents.render(result, say),
        "charts": lambda: drawings.render(result, say),
        "workbook": lambda: workbook.render(result, say),
    }
    told = []
    for name, render in renders.items():
        begin = time.process_time()
        render()
        told.append(f"{name} {time.process_time() - begin:.2f}")
    print(f"report, processor seconds: {'  '.join(told)}  (page: goal 1.00)")
    print(f"page: {size / 1e6:.2f} MB  (goal 1.00)")
