"""What the register tells of the people behind a survey: the targets of weighting (§1.7)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from checkup.model import Community
from checkup.policy import Policy

AGES = (14, 18, 35, 60, 80)
"""First year of each age band of the register; the last is open."""
_BANDS = ("14_17", "18_34", "35_59", "60_79", "80")


class Register(Struct, frozen=True, kw_only=True):
    """People by age, sex and estate; empty where nobody told. Ages map a band's first year to
    people, from 14 on: younger ones do not answer (method §1.7)."""

    population: float | None = None
    ages: Mapping[int, float] = {}
    men: Mapping[int, float] = {}
    """Of ``ages``, the men."""
    sexes: Mapping[str, float] = {}
    """``male`` and ``female``."""
    estates: Mapping[str, float] = {}
    """People by the estate's name."""


def of(community: Community, policy: Policy) -> Register:
    """The register as the profile and 小区清单 tell it.

    Without the five bands, 60 and older stand against the rest: the population without them
    and without those below 14, who are told or taken from the national share of 0–14.
    """
    population = community.number("profile.population")
    ages = _all(community, "population", _BANDS) or _two(community, population, policy)
    men = _all(community, "men", _BANDS) if len(ages) == len(AGES) else {}
    if any(men.get(low, 0) > ages[low] for low in ages):
        men = {}
    male, female = (community.number(f"profile.population_{sex}") for sex in ("male", "female"))
    estates = {
        each.name: people
        for each in community.estates
        if (people := community.number(each.facts.get("population", ""))) is not None
    }
    return Register(
        population=population,
        ages=ages,
        men=men,
        sexes={"male": male, "female": female} if male and female else {},
        # an estate without a figure would count as one without people
        estates=estates if len(estates) == len(community.estates) else {},
    )


def _all(community: Community, what: str, bands: tuple[str, ...]) -> dict[int, float]:
    """Band → people when every band is told, else nothing."""
    told = [community.number(f"profile.{what}_{band}") for band in bands]
    return {low: n for low, n in zip(AGES, told, strict=True) if n is not None and None not in told}


def _two(community: Community, population: float | None, policy: Policy) -> dict[int, float]:
    aged = community.number("profile.population_60")
    if population is None or aged is None:
        return {}
    young = community.number("profile.population_under_14")
    if young is None:
        young = population * policy.share_0_14
    between = population - aged - young
    return {14: between, 60: aged} if between > 0 else {}
