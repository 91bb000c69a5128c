"""Defaults that are policy, not mathematics (method §0 and §7), in one block.

Every report prints the block; a community's ``checkup.yaml`` may change a key, and the report
then shows the changed value. What each key means stands in the wording file, ``policy.<key>``.
"""

from __future__ import annotations

from msgspec import Struct


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value per decision. Shares are between 0 and 1, distances in metres."""

    coverage_gate: float = 0.80
    short_below: float = 20.0
    """An item whose upper bound is below this is 未达标, not 部分达标 (method §2.3)."""
    part_score: float = 50.0
    """部分 in a list or a yes/no clause (method §2)."""
    at_most_slack: float = 1.0
    """m of ``at_most``: the score reaches zero at (1 + m)·T."""
    population_low: int = 5000
    population_high: int = 12000
    old_built_by: int = 2000
    higher_level_minutes: float = 15.0
    """A higher-level facility outside the community counts within this walk."""
    satisfied_line: float = 0.80
    min_base_print: int = 10
    min_base_rank: int = 30
    shrink_m: float = 20.0
    completeness_online: float = 0.80
    confidence_z: float = 1.959963984540054
    equity: float = 1.0
    first: tuple[str, ...] = ("一老", "一小")
    """Order inside a tier of shortfalls; a visible order, not a hidden multiplier (method §0)."""
    likely_shortfall: float = 0.30
    share_60_plus: float = 0.187
    share_0_3: float = 0.03
    other_costs: float = 0.15
    reserve: float = 0.08
    grades_shown: bool = False
    grade_lines: tuple[float, float, float] = (90.0, 75.0, 60.0)
