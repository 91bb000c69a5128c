"""``python -m tests.bench.street``: one plan for a made street of 50 communities, stage by stage.

Processor seconds of this process, and what the search may have missed.
"""

from __future__ import annotations

import time

from checkup.plan.choose import best_benefit, choose
from checkup.plan.equations import Equations
from checkup.plan.programme import Selection
from checkup.plan.verify import violations
from tests.choice_street import street

COMMUNITIES = 50


def main() -> None:
    programme = street(COMMUNITIES)
    print(f"{COMMUNITIES} communities, {sum(Equations(programme).whole)} binaries")
    begin = time.process_time()
    best = best_benefit(programme)
    first = time.process_time() - begin
    assert best is not None
    print(f"stage 1: {first:.1f} s, gap {best.gap}")
    plan = choose(programme)
    everything = time.process_time() - begin - first
    assert isinstance(plan, Selection)
    assert violations(programme, plan) == ()
    print(f"all stages, with reasons: {everything:.1f} s, gap {plan.gap} in benefit, ", end="")
    print(f"{plan.cost_gap} in cost; {len(plan.chosen)} of {len(programme.candidates)} chosen")


if __name__ == "__main__":
    main()
