"""The 532 check: how the floor area of a plan divides among 公益, 低偿 and 市场 (method §4.3).

The source does not say of what the shares are; floor area is our assumption. Advice only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checkup.model import ModelMix, Project
from checkup.plan.terms import Mix

_FLOOR = ("convert", "rent", "build", "extend")
_FLOOR_TASK = "T-A"
"""Service facilities: what other tasks count in ㎡ is ground."""


def of(projects: Iterable[Project], terms: Mix) -> ModelMix | None:
    """The mix of the projects' floor area; None without any."""
    areas: dict[str, float] = {}
    for each in projects:
        if (
            each.unit == "㎡" and each.quantity and each.model
            and each.way in _FLOOR and each.task == _FLOOR_TASK
        ):  # fmt: skip
            areas[each.model] = areas.get(each.model, 0.0) + each.quantity
    return check(areas, terms) if areas else None


def check(areas: Mapping[str, float], terms: Mix) -> ModelMix:
    """Areas in ㎡ by model → shares in percent, and whether each is within the tolerance."""
    wanted = {"公益": terms.public, "低偿": terms.low, "市场": terms.market}
    whole = sum(areas.values())
    shares = {model: 100 * areas.get(model, 0.0) / whole for model in wanted}
    within = all(abs(shares[model] - wanted[model]) <= terms.tolerance for model in wanted)
    return ModelMix(areas=dict(areas), shares=shares, within=within, wanted=wanted)
