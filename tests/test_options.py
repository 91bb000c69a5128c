"""What could be done about a shortfall, and what it gains: an engine run, never a typed figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from checkup import intake, judge, vocabulary
from checkup.intake import settings
from checkup.judge import standard as standards
from checkup.judge.predicates import Answer, Checklist
from checkup.judge.standard import Standard
from checkup.judge.standing import stand
from checkup.model import Build, Community, Fact, Finding, Offer
from checkup.plan import case_of, load_remedies
from checkup.plan.case import Case
from checkup.plan.effects import Effect, after
from checkup.plan.options import Choice
from checkup.policy import Policy

EXAMPLES = Path(__file__).parent.parent / "examples"
POLICY = Policy()
REMEDIES = load_remedies()
DAY = date(2023, 9, 30)
OVERLAYS = tuple(each.id for each in standards.available_overlays("complete-community-2020"))


@dataclass(frozen=True)
class Told:
    """A community with its options."""

    community: Community
    standard: Standard
    case: Case


@cache
def example(name: str) -> Told:
    rules = standards.load()
    loaded = settings.load(EXAMPLES / name)
    return told(intake.read(EXAMPLES / name, loaded, rules.clauses(), POLICY).community, rules)


@cache
def bare(build: Build, overlays: tuple[str, ...] = ()) -> Told:
    """A community where everything was looked for and nothing is there."""
    rules = standards.load(overlays=overlays)
    facts: dict[str, Fact] = {
        f"surveyed.{kind}": Fact(value="yes") for kind in vocabulary.load().kinds
    }
    for rule in rules.rules.values():
        if isinstance(rule.test, Answer):
            facts[f"answer.{rule.id}"] = Fact(value="no")
        if isinstance(rule.test, Checklist):
            facts |= {f"answer.{rule.id}.{part.name}": Fact(value="no") for part in rule.test.parts}
    facts |= {
        f"profile.{name}": Fact(value=value)
        for name, value in {
            "population": 9000, "households": 3600, "parking_spaces": 100, "daily_parcels": 900,
            "charger_ready_spaces": 10, "property_floor_area": 300000, "garden_sports_area": 0,
            "service_activity_area": 0, "central_heating": "yes",
        }.items()
    }  # fmt: skip
    return told(Community(id="虚构", name="虚构", build=build, facts=facts), rules)


def told(community: Community, rules: Standard) -> Told:
    assessment = judge.judge(community, rules, POLICY, DAY)
    case = case_of(assessment, None, community, rules, REMEDIES, POLICY, DAY)
    return Told(community, rules, case)


EVERYTHING_SHORT = [bare(build, laid) for build in ("new", "existing", "old")
                    for laid in ((), OVERLAYS)]  # fmt: skip
ALL = [*EVERYTHING_SHORT, example("枫树社区"), example("枫树社区-复检")]


def findings_after(place: Told, effects: list[Effect]) -> dict[str, Finding]:
    done = after(place.community, effects)
    assessment = judge.judge(done, place.standard, POLICY, DAY)
    return {each.rule: each for each in assessment.findings if each.estate is None}


def is_met(choice: Choice, found: dict[str, Finding]) -> bool:
    return all(
        found[want.rule].status == "met"
        if want.part is None
        else any(p.name == want.part and p.score == 100 for p in found[want.rule].parts)
        for want in choice.covered
    )


@pytest.mark.parametrize("place", ALL)
def test_every_option_closes_what_it_says_it_covers(place: Told) -> None:
    together = {choice.id for choice in place.case.recommended}
    unmet = [
        choice.id
        for choice in place.case.options
        if choice.id not in together and not is_met(choice, findings_after(place, [choice.effect]))
    ]
    assert unmet == []


@pytest.mark.parametrize("place", ALL)
def test_what_is_recommended_closes_every_shortfall_together(place: Told) -> None:
    found = findings_after(place, [choice.effect for choice in place.case.recommended])
    still = {
        want.rule
        for choice in place.case.recommended
        for want in choice.covered
        if not is_met(replace(choice, covered=(want,)), found)
    }
    assert still <= SHARES_OF_WHAT_GROWS


SHARES_OF_WHAT_GROWS = {"CCS-10.b", "PILOT-A2"}
"""More parking asks for more chargers, more rooms for more of them: paid for when it is known."""


@pytest.mark.parametrize("place", ALL)
def test_every_shortfall_has_options_and_the_recommended_ones_are_among_them(place: Told) -> None:
    case = place.case
    options = {each.id for each in case.options}
    assert len(options) == len(case.options)
    assert {each.id for each in case.recommended} <= options
    closed = {shortfall for each in case.options for shortfall in each.closes}
    assert closed == {row.shortfall.id for row in case.ranked}


@pytest.mark.parametrize("place", ALL)
def test_the_gain_of_an_option_is_the_whole_engine_after_less_before(place: Told) -> None:
    before = judge.judge(place.community, place.standard, POLICY, DAY)
    scores = {item.id: item.score for item in before.items}
    for choice, project in zip(place.case.options, place.case.projects, strict=True):
        done = after(place.community, [choice.effect])
        full = judge.judge(done, place.standard, POLICY, DAY)
        if before.score.value is None or full.score.value is None:
            assert project.gain is None
        else:
            assert project.gain == pytest.approx(full.score.value - before.score.value)
        moved = {
            item.id: item.score - scores[item.id]
            for item in full.items
            if item.score is not None and scores[item.id] is not None
            and abs(item.score - scores[item.id]) > 1e-9
        }  # fmt: skip
        assert project.effects == pytest.approx(moved), choice.id


@pytest.mark.parametrize("place", ALL)
def test_doing_more_never_lowers_an_item(place: Told) -> None:
    before = place.case.engine.before
    done = place.case.engine.standing([choice.effect for choice in place.case.recommended])
    assert all(
        node is None or node.low <= (done.nodes[item] or node).low + 1e-9
        for item, node in before.nodes.items()
    )


@pytest.mark.parametrize("place", ALL[-2:])
def test_standing_equals_the_judgement_it_stands_for(place: Told) -> None:
    assessment = judge.judge(place.community, place.standard, POLICY, DAY)
    found = stand(place.community, place.standard, POLICY, DAY)
    assert replace(assessment.score, grade=None) == found.total
    for item in assessment.items:
        assert item.score == found.score(item.id)


def test_after_leaves_the_community_as_it_was() -> None:
    place = example("枫树社区")
    before = (dict(place.community.facts), place.community.facilities)
    after(place.community, [each.effect for each in place.case.options])
    assert before == (place.community.facts, place.community.facilities)


@pytest.mark.parametrize("build", ["new", "existing", "old"])
def test_all_seven_ways_are_in_the_data_and_named_by_options(build: Build) -> None:
    ways = {each.way for each in (*REMEDIES.remedies, *REMEDIES.operate)}
    assert ways == {"operate", "share", "convert", "extend", "rent", "build", "buy"}
    offered = {choice.remedy.way for choice in bare(build).case.options}
    assert {"build", "rent", "extend", "operate"} <= offered


# --- sharing with a neighbour -------------------------------------------------------------------


def offered(*offers: Offer) -> dict[str, Choice]:
    place = example("枫树社区")
    assessment = judge.judge(place.community, place.standard, POLICY, DAY)
    case = case_of(assessment, None, place.community, place.standard, REMEDIES, POLICY, DAY, offers)
    return {each.id: each for each in case.options if each.offer is not None}


def health(walk_minutes: float, **measures: float) -> Offer:
    return Offer(id="N1", community="邻近社区", name="邻近社区卫生服务站", kind="health_station",
                 walk_minutes=walk_minutes, measures=measures)  # fmt: skip


def test_a_neighbours_facility_near_by_covers_what_it_is_known_to_meet() -> None:
    (choice,) = offered(health(12, building_area=150.0)).values()
    assert choice.id == "S01-R05.21-N1"
    assert {want.rule for want in choice.covered} == {"CCS-05.a", "CCS-05.b"}
    assert is_met(choice, findings_after(example("枫树社区"), [choice.effect]))
    (small,) = offered(health(12, building_area=80.0)).values()
    assert {want.rule for want in small.covered} == {"CCS-05.a"}


def test_a_facility_too_far_away_or_of_another_kind_is_no_option() -> None:
    assert offered(health(16, building_area=150.0)) == {}
    assert offered(replace(health(5), kind="barber")) == {}
    assert offered() == {}
