"""The four counts a programme for old estates asks for: 小区, 楼栋, 户, 面积 (method §4.4, F1)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from checkup.result import Result


class Involved(Struct, frozen=True, kw_only=True):
    """Counts from the register; None where one of the estates does not tell."""

    estates: int | None
    buildings: float | None
    households: float | None
    floor_area: float | None
    names: tuple[str, ...] = ()


_OF_ALL = {
    "buildings": "profile.buildings", "households": "profile.households",
    "estates": "profile.estates",
}  # fmt: skip


def of(result: Result, named: Sequence[str]) -> Involved:
    """Counts over the estates a project names; over the whole community where it names none."""
    chosen = [each for each in result.estates if each.id in named or each.name in named]
    if named and len(chosen) < len(set(named)):
        # a name that no register knows: nobody can say how many households it has
        return Involved(
            estates=len(set(named)), buildings=None, households=None, floor_area=None,
            names=tuple(named),
        )  # fmt: skip
    estates = chosen if named else list(result.estates)

    def summed(column: str) -> float | None:
        if not named and (told := _number(result, _OF_ALL.get(column, ""))) is not None:
            return told
        told_by = [_number(result, each.facts.get(column, "")) for each in estates]
        known = [each for each in told_by if each is not None]
        return sum(known) if estates and len(known) == len(estates) else None

    count = len(estates) or _number(result, _OF_ALL["estates"])
    return Involved(
        estates=None if count is None else int(count),
        buildings=summed("buildings"),
        households=summed("households"),
        floor_area=summed("floor_area"),
        names=tuple(each.name for each in estates),
    )


def _number(result: Result, fact_id: str) -> float | None:
    fact = result.facts.get(fact_id)
    if fact is None or isinstance(fact.value, bool | str):
        return None
    return fact.value
