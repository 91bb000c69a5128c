"""Shortfalls in the method's order, and a project for each that never invents a price."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checkup.datafiles import DataFileError, standards_dir
from checkup.judge import standard as standards
from checkup.judge.people import GroupSize, group_sizes
from checkup.model import (
    Assessment,
    Community,
    Demand,
    Estate,
    Fact,
    Finding,
    GapFound,
    Item,
    Needed,
    Opinion,
    Part,
    Plan,
    Satisfaction,
    Score,
    Shortfall,
    Signature,
    Space,
    Status,
    Survey,
    Weighting,
)
from checkup.opinion.estimates import Interval, shrunk, wilson
from checkup.plan import likely, load_remedies, money, plan
from checkup.plan.ranking import Candidate, Demanded, rank
from checkup.plan.remedies import Operating, Price, UnitCost
from checkup.policy import Policy

STANDARD = standards.load()
REMEDIES = load_remedies()
POLICY = Policy()
GOLDEN = Path(__file__).parent / "golden" / "costs.txt"
REGENERATE = "python -m tests.test_plan"


# --- small made-up communities ------------------------------------------------------------


def community(spaces: tuple[Space, ...] = (), facts: dict[str, Any] | None = None) -> Community:
    told = {
        "profile.population": 7221, "profile.population_60": 1800, "profile.disabled": 200,
        "profile.households_0_3": 210, "profile.households": 3277, **(facts or {}),
    }  # fmt: skip
    return Community(
        id="虚构社区", name="虚构社区", spaces=spaces,
        facts={name: Fact(value=value) for name, value in told.items()},
    )  # fmt: skip


def item(number: int, score: float | None, *, low: float | None = None,
         high: float | None = None, **more: Any) -> Item:  # fmt: skip
    asked = next(each for each in STANDARD.items if each.no == number)
    low = (score or 0.0) if low is None else low
    high = (100.0 if score is None else score) if high is None else high
    status: Status = (
        "unknown" if score is None else "met" if low == 100 else "short" if high < 20
        else "partial" if high < 100 else "unconfirmed"
    )  # fmt: skip
    base = Item(
        id=asked.id, no=number, goal=asked.goal, task=asked.task, name=asked.name, status=status,
        score=score, low=low, high=high, coverage=0.0 if score is None else 1.0, weight=1.0,
        contribution=0.0, could_add=0.0, lead=asked.lead, target=asked.target, order=asked.order,
    )  # fmt: skip
    return replace(base, **more)


def finding(rule: str, score: float | None = 0.0, **more: Any) -> Finding:
    status: Status = "unknown" if score is None else "met" if score == 100 else "short"
    base = Finding(
        rule=rule, item=rule.split(".")[0], force="must", status=status, score=score,
        low=score or 0.0, high=100.0 if score is None else score, coverage=1.0, clause="虚构",
        scored=True,
    )  # fmt: skip
    return replace(base, **more)


def assessed(items: list[Item], findings: list[Finding]) -> Assessment:
    score = Score(
        value=None, low=0.0, high=100.0, coverage=0.0, official=False, grade=None, met=0,
        partial=0, short=0, unconfirmed=0, unknown=0, exempt=0,
    )  # fmt: skip
    return Assessment(
        findings=tuple(findings), items=tuple(items), goals=(), score=score,
        score_other_units=None, to_collect=(), page=(),
    )  # fmt: skip


def opinion(
    answers: dict[str, tuple[int, int]],
    satisfied: dict[str, tuple[float, float, float]] | None = None,
) -> Opinion:
    x, n = (sum(pair[at] for pair in answers.values()) for at in (0, 1))
    prior = x / n if n else None
    demand = {}
    for asked, (has, of) in answers.items():
        rate = wilson(has / of, of)
        smooth = shrunk(has, of, prior or 0.0, POLICY.shrink_m)
        around = wilson(smooth, of + POLICY.shrink_m)
        demand[asked] = Demand(
            rate=rate.value, low=rate.low, high=rate.high, n=of, people=None, x=has,
            need_rate=rate.value, shrunk=smooth, shrunk_low=around.low, shrunk_high=around.high,
        )  # fmt: skip
    survey = Survey(
        received=0, valid=0, excluded={}, flagged={}, channels={}, groups={}, questions=(),
        weighting=Weighting(used=False, n_eff=0.0, deff=1.0, why="虚构"),
    )  # fmt: skip
    return Opinion(
        survey=survey, demand=demand, prior=prior,
        satisfaction={
            name: Satisfaction(mean=50.0, low=45.0, high=55.0, n=400, top2=mid, top2_low=low,
                               top2_high=high)
            for name, (mid, low, high) in (satisfied or {}).items()
        },
    )  # fmt: skip


def planned(
    items: list[Item],
    findings: list[Finding],
    voice: Opinion | None = None,
    place: Community | None = None,
    policy: Policy = POLICY,
) -> tuple[tuple[Shortfall, ...], Plan]:
    return plan(assessed(items, findings), voice, place or community(), STANDARD, REMEDIES, policy)


NO_HEALTH_STATION = [
    finding("CCS-05.a", needed=Needed(1.0, "个", ">="), gap=GapFound("missing", 1.0, "个")),
    finding("CCS-05.b", needed=Needed(120.0, "㎡", ">="), gap=GapFound("missing", 120.0, "㎡")),
    finding("CCS-05.c", gap=GapFound("missing", 5.0, None)),
]


# --- the order (method §3) ----------------------------------------------------------------

T_3_1 = [
    ("消防通道", 0, 338.9783, 257.53, 442.79, (1, 1), "medium"),
    ("老年服务站", 1, 1175.3369, 961.19, 1398.81, (2, 2), "medium"),
    ("托儿所", 1, 157.1434, 115.10, 199.24, (3, 3), "medium"),
    ("活动场地", 2, 1706.5539, 1525.18, 1894.94, (4, 5), "medium"),
    ("停车充电", 2, 1669.8494, 1527.69, 1811.32, (4, 5), "medium"),
    ("无障碍设施", 2, 208.3019, 107.47, 338.68, (6, 6), "low"),
]


def t_3_1(policy: Policy) -> tuple[Shortfall, ...]:
    items = [
        # the worked example gives e = 1.5 to 04 and 03 only
        item(12, 70.0, order=None), item(10, 55.0), item(14, 40.0), item(3, 0.0), item(4, 0.0),
    ]  # fmt: skip
    voice = opinion({
        "CCS-10.c3": (40, 480), "CCS-04": (54, 120), "CCS-03": (18, 30), "CCS-14": (190, 480),
        "CCS-10": (250, 480),
    })  # fmt: skip
    return planned(items, [finding("CCS-10.c3", 50.0)], voice, policy=policy)[0]


def test_the_worked_example_of_the_method_is_reproduced() -> None:
    rows = t_3_1(Policy(equity=1.5, first=()))
    assert len(rows) == len(T_3_1)
    for place, (row, expected) in enumerate(zip(rows, T_3_1, strict=True), start=1):
        name, tier, urgency, low, high, ranks, confidence = expected
        assert row.id == f"S{place:02}"
        assert row.rank == place
        assert (row.tier, (row.rank_best, row.rank_worst)) == (tier, ranks), name
        assert row.confidence == confidence, name
        assert row.index is not None
        assert row.index_low is not None
        assert row.index_high is not None
        assert row.index * 72.21 == pytest.approx(urgency, abs=5e-5), name
        assert row.index_low * 72.21 == pytest.approx(low, abs=5e-3), name
        assert row.index_high * 72.21 == pytest.approx(high, abs=5e-3), name
    assert [row.item for row in rows] == [f"CCS-{no:02}" for no in (10, 4, 3, 14, 10, 12)]
    assert rows[5].demand == pytest.approx(0.347170, abs=1e-6)


def test_old_and_young_go_ahead_inside_their_tier_and_not_beyond_it() -> None:
    items = [item(5, 0.0), item(3, 0.0), item(4, 0.0), item(2, 50.0)]
    rows, _ = planned(items, [])
    assert [(row.item, row.rank) for row in rows] == [
        ("CCS-04", 1), ("CCS-03", 2), ("CCS-05", 3), ("CCS-02", 4),
    ]  # fmt: skip
    assert all(row.rank_best <= row.rank <= row.rank_worst for row in rows)


def test_without_a_survey_everyone_in_the_group_counts_and_no_demand_is_claimed() -> None:
    rows, _ = planned([item(5, 40.0)], [])
    assert rows[0].index == pytest.approx(60.0)
    assert rows[0].demand is None
    assert rows[0].confidence == "low"


def test_an_unknown_population_leaves_the_index_unknown_and_still_ranks_by_severity() -> None:
    place = replace(community(), facts={})
    rows, made = planned([item(14, 60.0), item(5, 30.0)], [], place=place)
    assert [(row.item, row.index, row.people) for row in rows] == [
        ("CCS-05", None, None), ("CCS-14", None, None),
    ]  # fmt: skip
    assert [(row.rank_best, row.rank_worst) for row in rows] == [(1, 2), (1, 2)]
    assert all(project.beneficiaries is None for project in made.projects)


def test_unknown_and_unconfirmed_and_exempt_items_are_never_ranked() -> None:
    items = [
        item(5, None), item(14, 80.0, low=50.0, high=100.0), item(6, 0.0, status="exempt"),
    ]  # fmt: skip
    assert planned(items, [])[0] == ()


def test_a_met_item_that_residents_surely_dislike_is_an_operation_shortfall() -> None:
    voice = opinion({"CCS-05": (100, 400)}, {"CCS-05": (0.60, 0.55, 0.65)})
    rows, made = planned([item(5, 100.0)], [], voice)
    assert [(row.tier, row.status, row.gap_kind) for row in rows] == [(3, "met", None)]
    assert rows[0].severity == pytest.approx(0.25)
    assert [project.cost.typical for project in made.projects] == [None]


def test_a_met_item_whose_interval_reaches_the_line_is_no_shortfall() -> None:
    voice = opinion({"CCS-05": (100, 400)}, {"CCS-05": (0.78, 0.75, 0.80)})
    assert planned([item(5, 100.0)], [], voice)[0] == ()


def test_a_safety_part_of_a_list_is_a_row_of_its_own_and_one_project_closes_both() -> None:
    short = finding(
        "CCS-09.a", 83.0, status="partial", gap=GapFound("insufficient", 1.0, None),
        parts=(Part(name="供水", score=100.0), Part(name="供气", score=0.0, veto=True)),
    )  # fmt: skip
    rows, made = planned([item(9, 90.0)], [short])
    assert [(row.tier, row.name, row.severity) for row in rows] == [
        (0, "供气", 1.0), (2, "水电路气热信", pytest.approx(0.1)),
    ]  # fmt: skip
    assert [project.closes for project in made.projects] == [("S01", "S02")]


def test_a_safety_part_nobody_told_about_is_no_shortfall() -> None:
    short = finding(
        "CCS-09.a", 0.0, status="partial", high=85.0,
        parts=(Part(name="供水", score=0.0), Part(name="供气", score=None, veto=True)),
    )  # fmt: skip
    rows, _ = planned([item(9, 50.0, high=90.0)], [short])
    assert [row.tier for row in rows] == [2]


def test_shortfalls_of_a_new_estate_come_after_all_others() -> None:
    missed = finding(
        "CCS-10.a", 60.0, estate="枫林苑", gap=GapFound("insufficient", 0.4, "个/户"),
        scored=False,
    )  # fmt: skip
    place = community(facts={"estate.E1.households": 500})
    estate = Estate(id="E1", name="枫林苑", facts={"households": "estate.E1.households"})
    rows, made = planned(
        [item(10, 100.0), item(5, 90.0)], [missed], place=replace(place, estates=(estate,))
    )
    assert [(row.item, row.estates, row.index) for row in rows][1:] == [
        ("CCS-10", ("枫林苑",), None)
    ]
    # 0.4 spaces for each household of the estate, not of the community
    assert [project.quantity for project in made.projects if project.place == "枫林苑"] == [200.0]


def test_what_one_estate_misses_of_an_item_is_one_row_with_its_worst_severity() -> None:
    rooms = [
        finding("CCS-16.b", 40.0, estate="枫林苑", gap=GapFound("insufficient", 1.2, "‰")),
        finding("CCS-16.c", 80.0, estate="枫林苑", gap=GapFound("insufficient", 10.0, "㎡")),
    ]
    rows, made = planned([item(16, 100.0)], rooms)
    assert [(row.rules, row.severity) for row in rows] == [(("CCS-16.b", "CCS-16.c"), 0.6)]
    assert [(each.place, each.quantity) for each in made.projects] == [("枫林苑", 10.0)]


def test_confidence_is_high_only_with_evidence_register_and_answers() -> None:
    seen = finding("CCS-05.b", 50.0, facts=("facility.F1.building_area",))
    voice = opinion({"CCS-05": (50, 100)})

    def confidence(**fact: Any) -> str:
        place = community()
        facts = {**place.facts, "facility.F1.building_area": Fact(value=60, **fact)}
        rows, _ = planned([item(5, 50.0)], [seen], voice, replace(place, facts=facts))
        return rows[0].confidence

    assert confidence(grade="measured") == "high"
    assert confidence(grade="self_reported") == "medium"
    assert confidence() == "medium"
    signed = replace(seen, via="person", by=Signature(surveyor="甲", reviewer="乙",
                                                      signed=date(2023, 9, 1)))  # fmt: skip
    assert planned([item(5, 50.0)], [signed], voice)[0][0].confidence == "high"
    assert planned([item(5, 50.0, high=80.0)], [signed], voice)[0][0].confidence == "low"


SHARES = st.floats(0, 1)
BOUNDS = st.tuples(SHARES, SHARES, SHARES).map(sorted).map(lambda b: Interval(b[1], b[0], b[2]))
CANDIDATES = st.builds(
    lambda number, tier, severity, demand, people: Candidate(
        tier=tier, item=item(number, 50.0), name="虚构", rules=(), wants=(), severity=severity,
        demand=Demanded(demand, 100, True), people=GroupSize(people, False), equity=1.0,
        gap_kind=None, confidence="low", status="partial",
    ),
    st.integers(1, 20), st.integers(0, 3), BOUNDS, BOUNDS,
    st.one_of(st.none(), st.integers(0, 30000).map(float)),
)  # fmt: skip


@given(CANDIDATES, SHARES, SHARES, st.floats(0, 1000))
def test_urgency_never_falls_when_severity_demand_or_people_rise(
    candidate: Candidate, severity: float, demand: float, people: float
) -> None:  # P-3.1
    def more(interval: Interval, by: float) -> Interval:
        return Interval(*(value + by for value in (interval.value, interval.low, interval.high)))

    before = candidate.urgency()
    size = candidate.people.size
    if before is None or size is None:
        return
    for worse in (
        replace(candidate, severity=more(candidate.severity, severity)),
        replace(candidate, demand=Demanded(more(candidate.demand.share, demand), 100, True)),
        replace(candidate, people=GroupSize(size + people, False)),
    ):
        after = worse.urgency()
        assert after is not None
        assert after.value >= before.value
        assert after.low >= before.low
        assert after.high >= before.high


@given(st.lists(CANDIDATES, max_size=12))
def test_tiers_are_never_crossed_and_every_rank_lies_in_its_range(
    candidates: list[Candidate],
) -> None:  # P-3.3
    rows = [row.shortfall for row in rank(candidates, 7221.0, POLICY)]
    assert [row.tier for row in rows] == sorted(row.tier for row in rows)
    assert [row.rank for row in rows] == list(range(1, len(candidates) + 1))
    assert all(row.rank_best <= row.rank <= row.rank_worst for row in rows)


@given(st.data())
def test_the_list_does_not_depend_on_the_order_of_the_input(data: st.DataObject) -> None:  # P-3.4
    items = [item(number, 5.0 * (number % 4)) for number in range(1, 21)]
    findings = [*NO_HEALTH_STATION, finding("CCS-10.c3", 50.0)]
    mixed = data.draw(st.permutations(items)), data.draw(st.permutations(findings))
    assert planned(items, findings) == planned(*mixed)


@given(st.lists(st.sampled_from([None, 0.0, 30.0, 100.0]), min_size=20, max_size=20))
def test_an_item_that_is_met_and_not_disliked_never_appears(
    scores: list[float | None],
) -> None:  # P-3.2
    items = [item(number, score) for number, score in enumerate(scores, start=1)]
    voice = opinion({"CCS-05": (399, 400)}, {each.id: (0.9, 0.85, 0.95) for each in items})
    rows, _ = planned(items, [], voice)
    assert {row.item for row in rows} == {
        each.id for each in items if each.status in ("short", "partial")
    }


# --- who it is for ------------------------------------------------------------------------


def test_group_sizes_come_from_the_register_and_else_from_a_share_that_says_so() -> None:
    told = group_sizes(community(), POLICY)
    assert told["aged_60"] == (1800.0, False)
    assert told["aged_60_and_disabled"] == (2000.0, False)
    assert told["children_0_3"] == (210.0, False)
    assert told["vehicles"] == (7221.0, False)
    assert told["children_3_6"] == (7221 * 0.03, True)
    bare = replace(community(), facts={"profile.population": Fact(value=1000)})
    assert group_sizes(bare, POLICY)["aged_60"] == (1000 * 0.187, True)
    assert group_sizes(replace(bare, facts={}), POLICY)["aged_60"] == (None, True)
    assert {each.target for each in STANDARD.items} <= set(told)


# --- projects -----------------------------------------------------------------------------


def test_a_missing_station_becomes_one_project_with_area_price_and_lead() -> None:
    rows, made = planned([item(5, 0.0)], NO_HEALTH_STATION)
    assert [(row.item, row.gap_kind, row.rules) for row in rows] == [
        ("CCS-05", "missing", ("CCS-05.a", "CCS-05.b", "CCS-05.c"))
    ]
    (project,) = made.projects
    assert project.closes == ("S01",)
    assert project.rules == ("CCS-05.a", "CCS-05.b", "CCS-05.c")
    assert (project.quantity, project.unit) == (120.0, "㎡")
    # 120 ㎡ × 690 / 1380 / 2500: equipment is left out, other costs and reserve are in
    assert (project.cost.low, project.cost.typical, project.cost.high) == (82800, 165600, 300000)
    assert project.cost.year == 2023
    assert project.operating == 300000
    assert project.lead == ("卫健",)
    assert project.beneficiaries == 7221
    assert project.gain is None
    assert {funding.amount for funding in project.funding} == {None}


def test_two_missing_stations_cost_twice_as_much() -> None:
    two = replace(NO_HEALTH_STATION[0], gap=GapFound("missing", 2.0, "个"))
    (project,) = planned([item(5, 0.0)], [two, *NO_HEALTH_STATION[1:]])[1].projects
    assert (project.quantity, project.cost.typical, project.operating) == (240.0, 331200, 600000)


def test_a_quantity_nobody_can_tell_leaves_the_price_unknown_and_not_zero() -> None:
    (project,) = planned([item(12, 0.0)], [finding("CCS-12.a", gap=GapFound("failing", None, None))]
                         )[1].projects  # fmt: skip
    assert project.quantity is None
    assert (project.cost.low, project.cost.typical, project.cost.high) == (None, None, None)
    assert project.cost.basis is None


def test_a_measure_without_works_says_so_and_has_no_price() -> None:
    (project,) = planned([item(20, 0.0)], [finding("CCS-20.b"), finding("CCS-20.a")])[1].projects
    assert project.nature == "制度"
    assert project.cost.typical is None
    assert project.cost.basis == "组织活动和制定公约，不需要工程费"


def test_a_station_that_lacks_rooms_grows_to_the_size_that_suits_and_needs_no_second_budget() -> (
    None
):
    single_use = [
        finding("CCS-01.b", 40.0, force="should", scored=False,
                gap=GapFound("insufficient", 480.0, "㎡")),
        finding("CCS-01.c", 50.0, status="partial", gap=GapFound("insufficient", 2.0, "项"),
                parts=(Part(name="办事大厅", score=100.0), Part(name="阅览室", score=0.0))),
    ]  # fmt: skip
    rows, made = planned([item(1, 75.0)], single_use)
    assert [row.rules for row in rows] == [("CCS-01.c",)]
    (project,) = made.projects
    assert (project.remedy, project.quantity) == ("R01.4", 480.0)
    assert project.operating is None
    (project,) = planned([item(1, 75.0)], single_use[1:])[1].projects
    assert (project.remedy, project.quantity, project.unit) == ("R01.5", 1.0, "项")
    assert (project.cost.typical, project.cost.basis) == (None, None)


def test_clauses_that_one_remedy_cannot_close_get_a_second_project() -> None:
    short = [
        finding("CCS-13.b", 50.0, gap=GapFound("insufficient", 1.0, "处")),
        finding("CCS-13.d", gap=GapFound("missing", 30.0, "㎡")),
    ]
    _, made = planned([item(13, 50.0)], short)
    assert [(each.remedy, each.rules, each.closes) for each in made.projects] == [
        ("R13.2", ("CCS-13.b",), ("S01",)), ("R13.4", ("CCS-13.d",), ("S01",)),
    ]  # fmt: skip
    assert made.cost.typical == 50000 + 450000


def test_the_missing_parts_of_a_list_stand_in_the_name() -> None:
    shops = finding(
        "CCS-08.a", 33.0, status="partial", gap=GapFound("insufficient", 2.0, None),
        parts=(Part(name="理发店", score=100.0), Part(name="维修点", score=0.0),
               Part(name="家政服务网点", score=0.0), Part(name="洗衣店", score=None)),
    )  # fmt: skip
    (project,) = planned([item(8, 33.0)], [shops])[1].projects
    assert project.name == "引入便民商业网点（维修点、家政服务网点）"
    assert project.quantity == 2


@pytest.mark.parametrize("number", range(1, 21))
def test_every_item_has_a_remedy_and_every_short_must_rule_ends_in_a_project(number: int) -> None:
    asked = next(each for each in STANDARD.items if each.no == number)
    assert REMEDIES.of_item(asked.id)
    musts = [rule.id for rule in asked.rules if rule.force == "must"]
    for rule in musts:
        _, made = planned([item(number, 0.0)], [finding(rule, gap=GapFound("missing", None, None))])
        assert made.projects
        assert {rule for each in made.projects for rule in each.rules} == {rule}
        assert {each.remedy for each in made.projects}.isdisjoint({REMEDIES.otherwise.id})


def test_remedies_name_rules_and_parts_that_exist() -> None:
    overlays = [each.id for each in standards.available_overlays(STANDARD.id)]
    rules = dict(STANDARD.rules)
    for overlay in overlays:
        rules |= standards.load(overlays=(overlay,)).rules
    parts = {name for names in STANDARD.clauses().values() for name in names}
    for remedy in REMEDIES.remedies:
        needs = remedy.needs_space
        named = {
            *remedy.rules, *remedy.covers, remedy.quantity.of, remedy.quantity.times,
            needs and needs.area, needs and needs.area_gap,
        } - {None}  # fmt: skip
        assert named <= rules.keys(), remedy.id
        assert set(remedy.parts) <= parts, remedy.id
        assert {each.id for each in STANDARD.items} >= {remedy.item}, remedy.id


# --- idle spaces --------------------------------------------------------------------------


def space(
    space_id: str, uses: tuple[str, ...] = (), **columns: Any
) -> tuple[Space, dict[str, Any]]:
    facts = {f"space.{space_id}.{column}": value for column, value in columns.items()}
    made = Space(
        id=space_id, name=f"{space_id}号房", estate="枫树一区", uses=uses,
        facts={column: f"space.{space_id}.{column}" for column in columns},
    )  # fmt: skip
    return made, facts


def with_spaces(*spaces: tuple[Space, dict[str, Any]]) -> Community:
    facts = {name: value for _, more in spaces for name, value in more.items()}
    return community(tuple(each for each, _ in spaces), facts)


NO_OLD_STATION = [finding("CCS-04.a", gap=GapFound("missing", 1.0, "个"))]
NO_NURSERY = [finding("CCS-03.a", gap=GapFound("missing", 1.0, "个"))]


def test_the_smallest_space_that_fits_is_taken() -> None:
    place = with_spaces(
        space("X1", area=900, floor="1"), space("X2", area=360, floor="一层"),
        space("X3", area=349, floor="1"),
    )  # fmt: skip
    (project,) = planned([item(4, 0.0)], NO_OLD_STATION, place=place)[1].projects
    assert (project.space, project.name) == ("X2", "利用闲置空间“X2号房”改造老年服务站")
    assert project.place == "枫树一区"


@pytest.mark.parametrize(
    ("why", "unfit"),
    [
        ("area unknown", space("X1", floor="1")),
        ("too small", space("X1", area=100, floor="1")),
        ("upstairs without a lift", space("X1", area=500, floor="3", lift="no")),
        ("floor and lift unknown", space("X1", area=500)),
        ("meant for something else", space("X1", ("仓储",), area=500, floor="1")),
        ("another kind of area", space("X1", area=500, floor="1", area_kind="land")),
    ],
)
def test_a_space_that_does_not_fit_is_left_alone(
    why: str, unfit: tuple[Space, dict[str, Any]]
) -> None:
    (project,) = planned([item(4, 0.0)], NO_OLD_STATION, place=with_spaces(unfit))[1].projects
    assert project.space is None, why
    assert project.remedy == "R04.2"


def test_a_lift_makes_an_upper_floor_fit() -> None:
    place = with_spaces(space("X1", ("养老",), area=500, floor="3", lift="yes"))
    assert planned([item(4, 0.0)], NO_OLD_STATION, place=place)[1].projects[0].space == "X1"


def test_a_space_is_given_to_one_project_only() -> None:
    place = with_spaces(space("X1", area=500, floor="1"))
    _, made = planned([item(3, 0.0), item(4, 0.0)], [*NO_OLD_STATION, *NO_NURSERY], place=place)
    assert [project.space for project in made.projects] == ["X1", None]


def test_a_meal_point_takes_the_area_of_the_room_that_is_named_for_it() -> None:
    meals = finding(
        "CCS-04.c", 75.0, status="partial", gap=GapFound("insufficient", 1.0, None),
        parts=(Part(name="助餐", score=0.0), Part(name="保健", score=100.0)),
    )  # fmt: skip
    named = with_spaces(space("X1", ("社区食堂",), area=160, floor="1"))
    (project,) = planned([item(4, 90.0)], [meals], place=named)[1].projects
    assert (project.remedy, project.quantity, project.cost.typical) == ("R04.3", 160.0, 480000)
    unnamed = with_spaces(space("X1", area=160, floor="1"))
    (project,) = planned([item(4, 90.0)], [meals], place=unnamed)[1].projects
    assert project.remedy == "R04.4"


# --- money --------------------------------------------------------------------------------


def price(amount: int, includes: Any = "all_in", marks: tuple[Any, Any, Any] = ("sure",) * 3
          ) -> UnitCost:  # fmt: skip
    low, typical, high = (Price(amount=amount, mark=mark) for mark in marks)
    return UnitCost(
        code="X", name="虚构", unit="㎡", low=low, typical=typical, high=high, includes=includes,
        source="虚构", operating=Operating(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("quantity", "amount", "expected"),
    [(1.0, 149, 100), (1.0, 150, 200), (1.0, 250, 300), (0.5, 500, 300), (1.005, 10000, 10100)],
)
def test_costs_are_rounded_half_up_to_a_hundred(
    quantity: float, amount: int, expected: int
) -> None:
    assert money.cost(quantity, price(amount), POLICY).typical == expected


def test_other_costs_and_reserve_are_added_to_works_only() -> None:
    assert money.cost(10.0, price(100000, "works_only"), POLICY).typical == 1242000
    assert money.cost(10.0, price(100000), POLICY).typical == 1000000
    assert money.cost(10.0, price(100000, "without_equipment"), POLICY).typical == 1000000


def test_a_missing_quantity_or_price_stays_missing() -> None:
    assert money.cost(None, price(100), POLICY) == money.UNPRICED
    assert money.cost(10.0, None, POLICY) == money.UNPRICED
    assert money.total([]) == money.UNPRICED
    assert money.total([money.UNPRICED]).typical is None
    assert money.total([money.UNPRICED, money.cost(1.0, price(500), POLICY)]).typical == 500
    assert money.operating(None, 1.0, Operating(amount=5, per="unit")) is None
    assert money.operating(None, 1.0, Operating(amount=5)) is None
    assert money.operating(3.0, 1.0, Operating(note="运营商")) is None


def test_only_a_wholly_assumed_row_is_called_an_assumption() -> None:
    assert money.mark_of(price(1, marks=("assumption",) * 3)) == "assumption"
    assert money.mark_of(price(1, marks=("second_hand", "assumption", "doubt"))) == "doubt"
    assert money.mark_of(REMEDIES.costs["U05"]) == "second_hand"
    assert money.mark_of(REMEDIES.costs["U03"]) == "assumption"


# --- the data -----------------------------------------------------------------------------


def cost_lines() -> list[str]:
    """One line per unit cost: code, unit, what it includes, each figure with mark and year."""
    lines = []
    for cost in REMEDIES.costs.values():
        figures = " ".join(
            f"{each.amount}:{each.mark}:{each.year or '-'}"
            for each in (cost.low, cost.typical, cost.high)
        )
        runs = cost.operating
        operating = f"{runs.amount}/{runs.per}" if runs.amount is not None else "-"
        lines.append(f"{cost.code} {cost.unit} {cost.includes} {figures} operating {operating}")
    return sorted(lines)


def test_unit_costs_equal_the_stability_list() -> None:
    assert cost_lines() == GOLDEN.read_text(encoding="utf-8").splitlines(), (
        f"a unit cost changed: if that is meant, run {REGENERATE}"
    )


@pytest.mark.parametrize(
    ("code", "unit", "figures"),
    [
        ("U01", "㎡", (1000, 1800, 3000)), ("U02", "㎡", (1850, 3000, 3500)),
        ("U04", "托位", (30000, 50000, 80000)), ("U06", "㎡", (690, 1380, 2500)),
        ("U10", "端口", (250, 1240, 3000)), ("U12a", "位", (500, 5000, 15000)),
        ("U12b", "位", (60000, 150000, 300000)), ("U13", "㎡", (92, 314, 449)),
        ("U19", "组", (15000, 25000, 40000)), ("U24", "㎡·月", (15, 35, 80)),
        ("U26", "项", (5000, 20000, 50000)),
    ],
)  # fmt: skip
def test_unit_costs_equal_the_method(code: str, unit: str, figures: tuple[int, ...]) -> None:
    cost = REMEDIES.costs[code]
    assert (cost.unit, (cost.low.amount, cost.typical.amount, cost.high.amount)) == (unit, figures)


def test_the_library_is_whole_and_ordered() -> None:
    numbers = [f"U{number:02}" for number in range(1, 27) if number != 12]
    assert set(REMEDIES.costs) == {*numbers, "U12a", "U12b"}
    assert set(REMEDIES.channels) == {f"F{number}" for number in range(1, 10)}
    for cost in REMEDIES.costs.values():
        assert cost.low.amount <= cost.typical.amount <= cost.high.amount, cost.code


@pytest.mark.parametrize(
    ("old", "new", "fault", "found"),
    [
        ("cost: U02", "cost: U99", "reference", "U99"),
        ("id: R04.2", "id: R04.1", "duplicate_key", "R04.1"),
        ("channels: [F5, F4, F8]", "channels: [F5, F44, F8]", "reference", "F44"),
        ("name: 落实用房并改造老年服务站", "name: 改造“{space}”", "reference", "space"),
        ("nature: 购买服务", "nature: 买服务", "unknown_word", "买服务"),
    ],
)
def test_a_broken_remedies_file_says_where(
    tmp_path: Path, old: str, new: str, fault: str, found: str
) -> None:
    folder = standards_dir() / STANDARD.id
    for name in ("costs", "funding", "remedies"):
        text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_remedies(str(tmp_path))
    assert (caught.value.fault, caught.value.found) == (fault, found)
    assert caught.value.file.name == "remedies.yaml"
    assert caught.value.line


# --- likely shortfalls --------------------------------------------------------------------


def test_a_kind_without_rows_that_many_miss_is_likely_and_not_counted() -> None:
    findings = [finding("CCS-05.a", None), finding("CCS-05.b", None)]
    voice = opinion({"CCS-05": (120, 400)})
    given = assessed([item(5, None)], findings)
    found = likely(given, voice, community(), STANDARD, POLICY)
    assert [(each.item, each.kind, each.rate, each.n) for each in found] == [
        ("CCS-05", "health_station", 0.3, 400)
    ]
    assert planned([item(5, None)], findings, voice)[0] == ()
    few = opinion({"CCS-05": (119, 400)})
    assert likely(given, few, community(), STANDARD, POLICY) == ()
    declared = community(facts={"surveyed.health_station": "yes"})
    assert likely(given, voice, declared, STANDARD, POLICY) == ()
    assert likely(given, None, community(), STANDARD, POLICY) == ()


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(cost_lines()) + "\n", encoding="utf-8")
