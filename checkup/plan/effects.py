"""What a project changes of a community, so that the engine can tell what it gains (method §4.1).

A gain is never typed: an :class:`Effect` says what a project builds, enlarges or settles
(:mod:`checkup.plan.brings`), and :func:`after` gives the community with that done. Judging both
communities gives ΔC.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from checkup import vocabulary
from checkup.model import Community, Facility, Fact, Offer, Ref

PLANNED = "planned"
"""The source of facts that a project would bring about; no file has it."""


class Raised(Struct, frozen=True):
    """A facility's figure that grows to at least ``to``."""

    facility: str
    column: str
    to: float


class Effect(Struct, frozen=True, kw_only=True):
    """What is different afterwards; everything else of the community stays.

    ``told``: facts that hold from then on. ``at_least``: figures that grow to that much.
    ``settled``: rules of which a person's verdict of today no longer speaks.
    """

    facilities: tuple[Facility, ...] = ()
    told: dict[str, Fact] = {}
    at_least: dict[str, float] = {}
    raised: tuple[Raised, ...] = ()
    settled: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """Facility kinds of which there is more or larger."""


def shared(effect: Effect, option: str, offer: Offer) -> Effect:
    """The same with a neighbour's facility in the place of a new one: its own figures, no other."""
    facility_id = f"{PLANNED}.{option}"
    facts = {column: f"facility.{facility_id}.{column}" for column in offer.measures}
    facility = Facility(
        id=facility_id, name=offer.name, kind=offer.kind, functions=(), inside=False,
        state="in_use", facts=facts,
    )  # fmt: skip
    replaced = {fact for each in effect.facilities for fact in each.facts.values()}
    told = {fact: value for fact, value in effect.told.items() if fact not in replaced}
    size_unit = vocabulary.load().kinds[offer.kind].size_unit
    told |= {
        facts[column]: planned_fact(figure, size_unit if column == "size" else None)
        for column, figure in offer.measures.items()
    }
    return replace(effect, facilities=(facility,), told=told)


def after(community: Community, effects: Iterable[Effect]) -> Community:
    """The community with these things done, in any order. Pure: nothing is changed in place."""
    facts = dict(community.facts)
    facilities = {each.id: each for each in community.facilities}
    settled: set[str] = set()
    for effect in sorted(effects, key=lambda each: [one.id for one in each.facilities]):
        facts |= effect.told
        settled.update(effect.settled)
        for each in effect.facilities:
            facilities[each.id] = each
            _count_stated(facts, each)
        for fact_id, figure in effect.at_least.items():
            facts[fact_id] = _at_least(facts.get(fact_id), figure)
        for grown in effect.raised:
            facility = facilities[grown.facility]
            fact_id = facility.facts.get(grown.column, f"facility.{facility.id}.{grown.column}")
            facts[fact_id] = _at_least(facts.get(fact_id), grown.to)
            facilities[facility.id] = replace(
                facility, facts={**facility.facts, grown.column: fact_id}
            )
    return replace(
        community,
        facts=facts,
        facilities=tuple(facilities.values()),
        verdicts=tuple(
            each
            for each in community.verdicts
            if each.rule not in settled or each.outcome != "short"
        ),
    )


def planned_fact(value: bool | float | str, unit: str | None = None) -> Fact:
    """A fact that a project would bring about."""
    return Fact(value=value, unit=unit, refs=(Ref(PLANNED, "", ""),))


def _at_least(fact: Fact | None, figure: float) -> Fact:
    """The figure, or what is there if that is more."""
    if fact is None or isinstance(fact.value, str | bool) or fact.value is None:
        return planned_fact(figure, fact.unit if fact else None)
    return fact if fact.value >= figure else replace(fact, value=figure)


def _count_stated(facts: dict[str, Fact], facility: Facility) -> None:
    """One more of a kind whose number was stated (有几处)."""
    stated = facts.get(f"stated.{facility.kind}")
    if stated is not None and isinstance(stated.value, int | float):
        facts[f"stated.{facility.kind}"] = replace(stated, value=stated.value + 1)
