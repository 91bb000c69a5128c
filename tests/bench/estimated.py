"""What residents say, estimated for all questions and groups, against the raw read of the file.

One process: both are measured in it, as processor time, in turn. Prints the ratio of medians.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from python_calamine import CalamineWorkbook

from checkup import intake, opinion
from checkup.intake import settings
from checkup.policy import Policy

TURNS = 5
REGISTER = opinion.Register(
    population=33000.0,
    ages={14: 1000.0, 18: 8000.0, 35: 13000.0, 60: 5000.0, 80: 940.0},
    sexes={"male": 16000.0, "female": 17000.0},
)


def main(file: Path) -> None:
    told = intake.read(file.parent, settings.load(file.parent), {}, Policy())
    assert told.answers is not None
    targets = {q.item: "all" for q in told.answers.questions if q.item is not None}
    raw, estimated = [], []
    opinion.listen(told.answers, targets, {"all": 33000.0}, Policy(), REGISTER)
    for _ in range(TURNS):
        begin = time.process_time()
        with CalamineWorkbook.from_path(file) as book:
            book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        between = time.process_time()
        heard = opinion.listen(told.answers, targets, {"all": 33000.0}, Policy(), REGISTER)
        estimated.append(time.process_time() - between)
        raw.append(between - begin)
        assert heard.survey.weighting.used
    print(f"{statistics.median(estimated) / statistics.median(raw):.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
