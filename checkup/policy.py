"""Defaults that are policy, not mathematics (method §0 and §7), in one block.

Every report prints the block; a community's ``checkup.yaml`` may change a key, and the report
then shows the changed value. What each key means stands in the wording file, ``policy.<key>``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Share = Annotated[float, Meta(ge=0, le=1)]
Score = Annotated[float, Meta(ge=0, le=100)]
Above = Annotated[float, Meta(gt=0)]
Amount = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=1)]


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value per decision. Shares are between 0 and 1, distances in metres."""

    coverage_gate: Share = 0.80
    short_below: Score = 20.0
    """An item whose upper bound is below this is 未达标, not 部分达标 (method §2.3)."""
    part_score: Score = 50.0
    """部分 in a list or a yes/no clause (method §2)."""
    at_most_slack: Above = 1.0
    """m of ``at_most``: the score reaches zero at (1 + m)·T."""
    population_low: Count = 5000
    population_high: Count = 12000
    old_built_by: int = 2000
    higher_level_minutes: Amount = 15.0
    """A higher-level facility outside the community counts within this walk."""
    circle_metres: tuple[Above, Above, Above] = (300.0, 500.0, 1000.0)
    """Service radii of the circles of 5, 10 and 15 minutes (method §2.2)."""
    circle_metres_60: Above = 800.0
    """The circle of 15 minutes for items of people of 60 and over."""
    detour: Above = 1.3
    """Walking distance = straight line × this, where nobody measured it (method §2.2)."""
    shared_cover: Share = 0.50
    """A neighbour's facility counts where at least this share of the people is within reach."""
    satisfied_line: Share = 0.80
    min_base_print: Count = 10
    min_base_rank: Count = 30
    shrink_m: Amount = 20.0
    sampling: Literal["开放链接", "随机抽样", "全员调查"] = "开放链接"
    """Only a random sample or a census may be corrected for a finite population (method §1.4)."""
    sample_margin: Annotated[float, Meta(gt=0, lt=1)] = 0.05
    sample_deff: Above = 1.3
    weight_base: Count = 100
    weight_deff: Above = 2.0
    """Weights are used from so many rows on, and up to this design effect (method §1.7)."""
    weight_bounds: tuple[Above, Above] = (0.2, 5.0)
    """A weight's bounds, in multiples of the mean."""
    importance_line: Score = 0.0
    """0: the mean of the items (method §0)."""
    completeness_online: Share = 0.80
    completeness_paper: Share = 0.50
    """Older people skip more, and the base is per question anyway (method §0 Q2)."""
    near_identical: Share = 0.90
    """Share of equal closed answers from which two rows of one person are one (method §1.2 Q4)."""
    most_from_one_device: Count = 5
    """More differing rows than these from one device were typed for others (method §0)."""
    repeat_answers: Count = 15
    """Closed answers that two equal rows must have to be one (Q5), and to look copied (Q10)."""
    repeat_minutes: Amount = 10.0
    seconds_per_answer: Amount = 1.0
    speed_hard: Share = 0.30
    speed_soft: Share = 0.50
    """Shares of the channel's median time: below the first a row goes, below the second it is
    flagged (Q6)."""
    speed_least_rows: Count = 30
    straight_rows: Count = 6
    contradictions: Count = 3
    batch_rows: Count = 10
    batch_minutes: Amount = 10.0
    interviewer_alike: Share = 0.40
    channel_gap: Share = 0.10
    channel_shift: Share = 0.20
    """A channel whose share of the answers moved so far between two rounds [assumption]: what
    residents say cannot be compared (method §6.3, same channel mix)."""
    confidence_z: Above = 1.959963984540054
    equity: Amount = 1.0
    first: tuple[Literal["一老", "一小"], ...] = ("一老", "一小")
    """Order inside a tier of shortfalls; a visible order, not a hidden multiplier (method §0)."""
    likely_shortfall: Share = 0.30
    proposal_line: Share = 0.80
    """A proposal of 题目对照 that a person left standing counts from this confidence."""
    share_60_plus: Share = 0.187
    share_0_3: Share = 0.03
    share_0_14: Share = 0.1795
    """0–14 in the census of 2020 [memory]; stands for those below 14, who do not answer."""
    other_costs: Amount = 0.15
    reserve: Amount = 0.08
    target_satisfied: Share = 0.85
    """满意率 promised in a performance table [assumption] (method §5.1)."""
    grades_shown: bool = False
    grade_lines: tuple[float, float, float] = (90.0, 75.0, 60.0)
