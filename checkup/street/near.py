"""What a community tells its neighbours: where its people live, and what it opens to others."""

from __future__ import annotations

from msgspec import Struct

from checkup.intake.places import MIXED, UNSTATED
from checkup.judge.people import group_sizes
from checkup.judge.reach import Point, Spot
from checkup.model import Community, Facility, Value
from checkup.pipeline import community_of
from checkup.policy import Policy
from checkup.result import Result
from checkup.vocabulary import fold

MEASURES = ("building_area", "land_area", "usable_area", "size", "quantity")
"""Columns of 设施台账 that a neighbour is told of a facility."""
_UNUSABLE = (UNSTATED, MIXED)
_HEADS = {"children_0_3": "profile.population_0_3", "children_3_6": "profile.population_3_6"}
"""Target groups that may be told in households or in heads → where the heads stand."""


class Place(Struct, frozen=True, kw_only=True):
    """A facility in use: what it is and where. ``open``: opening to outsiders (对外开放=是).

    ``minutes`` are on foot as this community measured them; ``answers``: yes/no clauses that
    speak of just this facility, by rule.
    """

    id: str
    name: str
    kind: str
    hosted: bool
    """Of this community, not a neighbour's that it lists too."""
    open: bool
    point: Point | None
    minutes: float | None
    measured: bool
    """The minutes were walked or taken from a navigation, not guessed from a line."""
    functions: tuple[str, ...] | None = None
    measures: dict[str, float] = {}
    unit: str | None = None
    answers: dict[str, Value] = {}
    navigated: bool = False
    """Measured, but by a navigation and not on foot."""


class Near(Struct, frozen=True, kw_only=True):
    """One community among its neighbours; ``groups``: target group → its size.

    ``rough``: some spots are estates' centres, or nobody told how many live at one.
    """

    id: str
    name: str
    spots: tuple[Spot, ...] = ()
    rough: bool = False
    places: tuple[Place, ...] = ()
    groups: dict[str, float] = {}
    unstated: int = 0
    """Coordinates that are told and cannot be used: no system, or several in one ledger."""


def near_of(found: Result) -> Near:
    """What the result tells, and nothing of residents."""
    return of_community(community_of(found), found.policy)


def of_community(community: Community, policy: Policy) -> Near:
    """What a community tells as it was read."""
    alone = _alone(community)
    places = [_place(community, each, alone) for each in community.facilities if _counts(each)]
    spots, centres, unstated = _spots(community)
    unstated += sum(_point(community, each.facts)[1] for each in community.facilities)
    return Near(
        id=community.id,
        name=community.name,
        spots=tuple(spots),
        rough=centres or any(each.people is None for each in spots),
        places=tuple(each for each in places if each.open or each.point or each.minutes),
        groups=_people(community, policy),
        unstated=unstated,
    )


def _people(community: Community, policy: Policy) -> dict[str, float]:
    """Target group → its people. An item for children counts households where they are told; what
    is divided among communities is divided by heads, or one who tells more would get less."""
    sizes = {name: group.size for name, group in group_sizes(community, policy).items()}
    heads = {name: community.number(fact_id) for name, fact_id in _HEADS.items()}
    sizes |= {name: size for name, size in heads.items() if size is not None}
    return {name: size for name, size in sizes.items() if size is not None}


def _spots(community: Community) -> tuple[list[Spot], bool, int]:
    """Where people live, whether some of it is an estate's centre, and how many coordinates
    cannot be used. An estate of which a building is known has no centre as well."""
    spots: list[Spot] = []
    unstated = 0
    housed: set[str] = set()
    rows = [(fold(each.estate or ""), each.facts, False) for each in community.buildings]
    rows += [(fold(each.name), each.facts, True) for each in community.estates]
    centres = False
    for estate, facts, is_centre in rows:
        point, unusable = _point(community, facts)
        unstated += unusable
        if point is None or (is_centre and estate in housed):
            continue
        if is_centre:
            centres = True
        else:
            housed.add(estate)
        spots.append(Spot(point, community.number(facts.get("population", ""))))
    return spots, centres, unstated


def same(one: Place, other: Place) -> bool:
    """One facility told by two communities: the same name and kind."""
    return one.kind == other.kind and fold(one.name) == fold(other.name)


def _counts(facility: Facility) -> bool:
    return facility.kind is not None and facility.state == "in_use"


def _alone(community: Community) -> set[str]:
    """Kinds of which the community has just one: what is told of the kind is told of it."""
    kinds = [each.kind for each in community.facilities if _counts(each)]
    return {kind for kind in kinds if kind is not None and kinds.count(kind) == 1}


def _place(community: Community, facility: Facility, alone: set[str]) -> Place:
    assert facility.kind is not None
    facts = facility.facts
    measures = {
        column: value
        for column in MEASURES
        if (value := community.number(facts.get(column, ""))) is not None
    }
    size = community.fact(facts.get("size", ""))
    method = community.fact(facts.get("distance_method", ""))
    opened = community.fact(facts.get("open_to_others", ""))
    return Place(
        id=facility.id,
        name=facility.name,
        kind=facility.kind,
        hosted=facility.inside or facility.estate is None,
        open=opened is not None and opened.value == "yes",
        point=_point(community, facts)[0],
        minutes=community.number(facts.get("walk_minutes", "")),
        measured=method is not None and method.value in ("walked", "navigated"),
        navigated=method is not None and method.value == "navigated",
        functions=facility.functions,
        measures=measures,
        unit=size.unit if size is not None else None,
        answers={
            fact_id.removeprefix("answer."): fact.value
            for fact_id, fact in community.facts.items()
            if fact_id.startswith("answer.") and fact.value is not None
        }
        if facility.kind in alone and opened is not None and opened.value == "yes"
        else {},
    )


def _point(community: Community, facts: dict[str, str]) -> tuple[Point | None, bool]:
    """(the point, whether coordinates are told that cannot be used)."""
    longitude = community.number(facts.get("longitude", ""))
    latitude = community.number(facts.get("latitude", ""))
    if longitude is None or latitude is None:
        return None, False
    at = community.fact(facts["longitude"])
    crs = community.fact(facts.get("crs", ""))
    if (at is not None and at.note in _UNUSABLE) or crs is None or crs.value is None:
        return None, True
    return Point(longitude, latitude, str(crs.value)), False
