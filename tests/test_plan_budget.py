"""A plan under a budget: what is chosen, what is left out and why, and what it all brings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checkup import judge, pipeline
from checkup.model import LocalPrice, OtherShortfall, Plan, Ref, Wishes
from checkup.plan import case_of, load_remedies, mix, planned, wishes
from checkup.plan.case import Case
from checkup.plan.effects import after
from checkup.plan.naming import UnknownIdError
from checkup.plan.prices import Prices, objections
from checkup.plan.schedule import Task, first_quarter, next_quarter, quarter, schedule
from checkup.report import wording
from checkup.result import Result, to_bytes
from tests.test_options import DAY, POLICY, REMEDIES, Told, bare, example

PLACE = example("枫树社区")
MONEY = st.integers(0, 3_000_000)
say = wording.load()


def plan_of(case: Case, **asked: object) -> Plan:
    (made,) = planned([case], Wishes(**asked))  # type: ignore[arg-type]
    return made


def result_of(name: str) -> Result:
    return pipeline.check_up(Path(__file__).parent.parent / "examples" / name, say)


# --- what a plan promises -------------------------------------------------------------------


@pytest.mark.parametrize("place", [PLACE, example("枫树社区-复检"), bare("existing"), bare("new")])
@pytest.mark.parametrize("budget", [None, 400_000, 5_000_000])
def test_the_promised_gain_is_the_engine_after_less_the_engine_before(
    place: Told, budget: int | None
) -> None:  # P-4.6
    made = plan_of(place.case, budget=budget)
    effects = place.case.effects()
    done = after(place.community, [effects[p.option] for p in made.projects if p.option in effects])
    before = judge.judge(place.community, place.standard, POLICY, DAY)
    full = judge.judge(done, place.standard, POLICY, DAY)
    assert made.prospect is not None
    assert made.prospect.value == pytest.approx(full.score.value)
    assert made.prospect.gain == pytest.approx(full.score.value - before.score.value)
    assert made.prospect.met == full.score.met


@pytest.mark.parametrize("budget", [None, 0, 100_000, 500_000, 3_000_000])
def test_every_project_closes_a_shortfall_and_every_shortfall_is_closed_or_has_a_reason(
    budget: int | None,
) -> None:
    made = plan_of(PLACE.case, budget=budget)
    rows = {row.shortfall.id for row in PLACE.case.ranked}
    others = {each.id for each in PLACE.community.other_shortfalls}
    closed = {one for each in made.projects for one in each.closes}
    assert closed <= rows | others
    assert closed | {each.shortfall for each in made.left_out} == rows | others
    assert all(f"left_out.{each.reason}" in say for each in made.left_out)


@pytest.mark.parametrize("budget", [500_000, 3_000_000, 100_000_000])
def test_covered_is_only_said_of_what_the_chosen_projects_bring_to_the_full(budget: int) -> None:
    made = plan_of(PLACE.case, budget=budget)
    assert made.prospect is not None
    closed = {one for each in made.projects for one in each.closes}
    rows = {row.shortfall.id: row.candidate.item for row in PLACE.case.ranked}
    for left in made.left_out:
        item = rows.get(left.shortfall)
        reached = 0.0 if item is None else (item.score or 0) + made.prospect.effects.get(item.id, 0)
        assert (left.reason == "covered") <= (reached == pytest.approx(100))
        assert left.shortfall not in closed or reached < 100 or item is None


@settings(max_examples=15, deadline=None)
@given(MONEY, MONEY)
def test_more_money_never_brings_less_and_is_never_overspent(one: int, two: int) -> None:  # P-4.1
    small, large = sorted((one, two))
    less, more = plan_of(PLACE.case, budget=small), plan_of(PLACE.case, budget=large)
    assert (less.benefit or 0) <= (more.benefit or 0) + 1e-6
    for made, budget in ((less, small), (more, large)):
        assert sum(each.cost.typical or 0 for each in made.projects) <= budget
        assert made.plain is not None
        assert made.plain.cost <= budget
        assert made.plain.benefit <= (made.benefit or 0) + 1e-6


def test_an_option_without_a_price_is_never_chosen_under_a_budget_and_said() -> None:
    made = plan_of(PLACE.case, budget=100_000_000)
    assert all(each.cost.typical is not None or each.cost.basis for each in made.projects)
    assert ("S02", "unpriced") in {(each.shortfall, each.reason) for each in made.left_out}


def test_two_options_for_the_same_clause_are_never_both_chosen() -> None:
    made = plan_of(PLACE.case, budget=100_000_000)
    covered = [(one, rule) for each in made.projects for one in each.closes for rule in each.rules]
    assert len(covered) == len(set(covered))


def test_among_equals_the_idle_space_comes_before_the_rented_room() -> None:
    made = plan_of(PLACE.case, budget=3_000_000)
    station = next(each for each in made.projects if "CCS-01.c" in each.rules)
    assert (station.way, station.space) == ("convert", "KJ-4")


def test_the_curve_rises_and_passes_through_the_plan() -> None:
    made = plan_of(PLACE.case, budget=500_000)
    benefits = [each.benefit or 0.0 for each in made.curve]
    assert benefits == sorted(benefits)
    here = next(each for each in made.curve if each.budget == 500_000)
    assert here.benefit == pytest.approx(made.benefit)


# --- what the user asks -----------------------------------------------------------------------


def test_one_yuan_below_what_must_be_done_says_the_least_sum() -> None:
    station = next(e for e in PLACE.case.projects if e.id == "S01-R05.1-KJ-1")
    least = station.cost.typical or 0
    enough = plan_of(PLACE.case, budget=least, force=("S01",))
    assert (enough.least, [p.option for p in enough.projects if p.cost.typical]) == (
        None, [station.id],
    )  # fmt: skip
    short = plan_of(PLACE.case, budget=least - 1, force=("S01",))
    assert (short.least, short.projects) == (least, ())


def test_safety_is_in_every_plan_and_what_has_no_price_is_said_not_demanded() -> None:
    case = bare("existing").case
    below = plan_of(case, budget=29_999)
    assert (below.least, below.projects) == (30_000, ())
    made = plan_of(case, budget=30_000)
    assert "R10.1" in {each.remedy for each in made.projects if each.mandatory}
    gas = next(row.shortfall.id for row in case.ranked if row.shortfall.name == "供气")
    assert (gas, "unpriced") in {(each.shortfall, each.reason) for each in made.left_out}


def test_what_is_forced_is_in_and_what_is_forbidden_is_out() -> None:
    forced = plan_of(PLACE.case, budget=3_000_000, force=("S03-R04.3-KJ-2",))
    assert "S03-R04.3-KJ-2" in {each.option for each in forced.projects}
    forbidden = plan_of(PLACE.case, budget=3_000_000, forbid=("CCS-05", "R14.4", "Q01"))
    options = {each.option for each in forbidden.projects}
    assert not {one for one in options if one.startswith("S01") or "R14.4" in one or one[0] == "Q"}
    assert ("S01", "forbidden") in {(e.shortfall, e.reason) for e in forbidden.left_out}


def test_a_recommended_project_can_be_named_by_its_number() -> None:
    free = plan_of(PLACE.case)
    third = free.projects[2]
    made = plan_of(PLACE.case, budget=3_000_000, force=(third.id,))
    assert third.option in {each.option for each in made.projects}


def test_an_id_that_names_nothing_is_refused() -> None:
    with pytest.raises(UnknownIdError):
        plan_of(PLACE.case, budget=1, force=("S99",))


def test_yearly_budgets_put_projects_into_their_years() -> None:
    made = plan_of(PLACE.case, yearly={2024: 300_000, 2025: 200_000})
    paid: dict[int, int] = {}
    for each in made.projects:
        if each.cost.typical:
            year = int((each.start or "")[:4])
            paid[year] = paid.get(year, 0) + each.cost.typical
    assert paid
    assert all(paid[year] <= {2024: 300_000, 2025: 200_000}[year] for year in paid)


def test_sources_add_up_to_the_cost_to_the_yuan_where_amounts_are_told() -> None:  # P-4.7
    made = plan_of(PLACE.case, budget=2_000_000, channels={"F8": 700_000, "F4": 900_000})
    funded = [each for each in made.projects if each.cost.typical]
    assert funded
    for each in funded:
        assert sum(source.amount or 0 for source in each.funding) == each.cost.typical
    assert sum(s.amount or 0 for e in funded for s in e.funding if s.code == "F8") <= 700_000


@pytest.mark.parametrize(
    ("wishes", "clash"),
    [
        ({"force": ("S04-R14.4", "S04-R14.3-KJ-5")}, ("exclusive", "force")),
        ({"force": ("S05",), "yearly": {2024: 100_000}}, ("year", "force")),
        ({"force": ("S01",), "operating": 10_000}, ("operating", "force")),
    ],
)
def test_demands_no_budget_could_meet_are_named_and_not_called_too_little_money(
    wishes: dict[str, Any], clash: tuple[str, ...]
) -> None:
    made = plan_of(PLACE.case, budget=100_000_000, **wishes)
    assert (made.projects, made.least, made.clash) == ((), None, clash)


def test_limited_channels_do_not_make_a_rented_room_better_than_an_idle_one() -> None:
    """Same clauses, same cost, and the idle room has no rent (method §4.1)."""
    made = plan_of(
        PLACE.case, budget=1_500_000, channels={"F4": 500_000, "F5": 100_000, "F8": 600_000}
    )
    station = [each for each in made.projects if "CCS-01.c" in each.rules]
    assert [each.way for each in station] == ["convert"]
    for each in station:
        assert sum(source.amount or 0 for source in each.funding) == each.cost.typical


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("300万", 3_000_000), ("300万元", 3_000_000), ("3000000", 3_000_000), ("0.3亿", 30_000_000),
     ("3000000元", 3_000_000), ("１２．５万", 125_000), ("3,000,000 元", 3_000_000)],
)  # fmt: skip
def test_money_is_read_in_its_spellings(text: str, yuan: int) -> None:
    assert wishes.money(text) == yuan


@pytest.mark.parametrize("text", ["三百万", "300w", "-5万", "0.00001万", "", "万"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(wishes.UnreadableError):
        wishes.money(text)


def test_years_are_read_with_their_sums() -> None:
    assert wishes.yearly(["2026=100万", "2027年＝50万元"]) == {2026: 1_000_000, 2027: 500_000}
    for slip in (["2026:"], ["26=1万"], ["2026=1万", "2026=2万"]):
        with pytest.raises(wishes.UnreadableError):
            wishes.yearly(slip)


# --- several communities ----------------------------------------------------------------------


def test_two_communities_share_one_purse() -> None:
    cases = [PLACE.case, bare("existing").case]
    one, two = planned(cases, Wishes(budget=600_000))
    assert sum(e.cost.typical or 0 for each in (one, two) for e in each.projects) <= 600_000
    assert {e.option for e in two.projects} <= {each.id for each in two.options}
    alone = plan_of(cases[0], budget=600_000)
    assert (one.benefit or 0) + (two.benefit or 0) >= (alone.benefit or 0) - 1e-6


# --- made again from a result -------------------------------------------------------------------


def test_a_result_alone_gives_the_same_plan_as_its_folder() -> None:
    result = result_of("枫树社区")
    kept = msgspec.json.decode(to_bytes(result), type=Result)
    (again,) = pipeline.plan_again([kept], Wishes())
    assert again == result
    (chosen,) = pipeline.plan_again([kept], Wishes(budget=500_000))
    assert chosen.plan.budget == 500_000
    assert chosen.shortfalls == result.shortfalls


# --- money ----------------------------------------------------------------------------------


def local(code: str, unit: str, price: float, **more: object) -> LocalPrice:
    return LocalPrice(code=code, unit=unit, price=price, ref=Ref("S1", "本地造价", "A2"), **more)  # type: ignore[arg-type]


def with_prices(*prices: LocalPrice) -> Case:
    place = replace(PLACE.community, local_prices=prices)
    assessment = judge.judge(place, PLACE.standard, POLICY, DAY)
    return case_of(assessment, None, place, PLACE.standard, REMEDIES, POLICY, DAY)


def test_a_local_price_comes_before_the_library_with_its_source_and_year() -> None:
    told = local("U06", "㎡", 1500.5, year=2023, source="区里询价", signer="核价员甲")
    station = next(e for e in with_prices(told).projects if e.id == "S01-R05.1-KJ-1")
    cost = station.cost
    assert (cost.low, cost.typical, cost.high) == (180_100, 180_100, 180_100)
    assert (cost.basis, cost.mark, cost.year) == ("区里询价", "sure", 2023)


def test_a_price_for_one_remedy_touches_no_other_and_an_unsigned_one_is_second_hand() -> None:
    case = with_prices(local("R12.1", "处", 8000), local("R05.11", "㎡", 1000))
    by_id = {each.id: each for each in case.projects}
    assert by_id["S01-R05.11"].cost.mark == "second_hand"
    assert by_id["S01-R05.1-KJ-1"].cost.typical == 165_600


def test_a_local_price_in_another_unit_or_of_nothing_known_is_not_used_and_said() -> None:
    slips = [local("U06", "处", 1500), local("X1", "㎡", 1)]
    assert Prices(REMEDIES, slips).unused == slips
    assert [each.code for each in objections(REMEDIES, slips)] == ["price_not_used"] * 2


def test_rent_is_a_running_cost_and_an_unknown_one_stays_unknown() -> None:
    by_id = {each.id: each for each in PLACE.case.projects}
    # 120 ㎡ × 35 元 × 12 months beside the 300,000 the station runs on
    assert by_id["S01-R05.11"].operating == 300_000 + 120 * 35 * 12
    assert by_id["S02-R12.1"].operating is None
    assert by_id["S02-R12.1"].cost.typical is None


# --- matters outside the 20 items ---------------------------------------------------------------


def others(
    *told: tuple[str, float | None, str | None],
) -> list[tuple[str, float | None, str | None, int | None]]:
    place = replace(
        PLACE.community,
        other_shortfalls=tuple(
            OtherShortfall(id=f"Q{no:02}", name=name, quantity=quantity, unit=unit, estate=None,
                           basis=None, checked_by=None, ref=Ref("S1", "其他短板", "A2"))
            for no, (name, quantity, unit) in enumerate(told, 1)
        ),
    )  # fmt: skip
    assessment = judge.judge(place, PLACE.standard, POLICY, DAY)
    case = case_of(assessment, None, place, PLACE.standard, REMEDIES, POLICY, DAY)
    made = plan_of(case)
    return [
        (e.remedy, e.quantity, e.unit, e.cost.typical)
        for e in made.projects
        if e.closes[0][0] == "Q"
    ]


def test_a_matter_is_priced_only_in_the_unit_of_the_price() -> None:
    assert others(
        ("外墙脱落", 1000.0, "㎡"), ("外墙脱落", 4.0, "栋"), ("雨污分流", 200.0, "m")
    ) == [
        ("RQ.1", 1000.0, "㎡", 314_000),
        ("RQ.1", 4.0, "栋", None),
        ("RQ.2", 200.0, "m", 280_000),
    ]
    assert others(("学校距离远", None, None), ("说不清的事", 2.0, "件")) == [
        ("RQ.4", 1.0, "条", None),
        ("RQ.9", 2.0, "件", None),
    ]


# --- time and mix -------------------------------------------------------------------------------


def test_a_follower_starts_when_what_it_waits_for_is_done() -> None:  # T-4.2
    tasks = [Task(id="P6", quarters=2, after=("P7",)), Task(id="P7", quarters=1)]
    when = schedule(tasks, first_quarter(2026))
    assert [quarter(each) for each in when["P7"]] == ["2026Q1", "2026Q1"]
    assert [quarter(each) for each in when["P6"]] == ["2026Q2", "2026Q3"]
    assert schedule([Task(id="P6", quarters=2, after=("P9",))], first_quarter(2026))["P6"] == (
        first_quarter(2026), first_quarter(2026) + 1,
    )  # fmt: skip


def test_the_first_quarter_is_the_one_after_the_day_of_the_check_up() -> None:
    assert quarter(next_quarter(date(2023, 9, 30))) == "2023Q4"
    assert quarter(next_quarter(date(2023, 12, 31))) == "2024Q1"


def test_tasks_that_wait_for_each_other_are_refused_and_the_data_has_none() -> None:
    with pytest.raises(ValueError, match="A"):
        schedule(
            [Task(id="A", quarters=1, after=("B",)), Task(id="B", quarters=1, after=("A",))], 0
        )
    remedies = load_remedies()
    every = (*remedies.remedies, *remedies.operate, *remedies.others)
    schedule([Task(id=each.id, quarters=1, after=each.after) for each in every], 0)


def test_the_mix_of_the_method_is_within_five_points() -> None:  # T-4.1
    made = mix.check({"公益": 520.0, "低偿": 290.0, "市场": 190.0}, REMEDIES.mix)
    assert made.shares == {"公益": 52.0, "低偿": 29.0, "市场": 19.0}
    assert made.within
    assert not mix.check({"公益": 600.0, "低偿": 250.0, "市场": 150.0}, REMEDIES.mix).within


def test_beneficiaries_are_never_added_up() -> None:
    made = plan_of(PLACE.case)
    people = [each.beneficiaries for each in made.projects if each.beneficiaries]
    assert made.beneficiaries == max(people)
    assert made.beneficiaries <= (PLACE.community.number("profile.population") or 0)


# --- the list ---------------------------------------------------------------------------------


def test_the_shortfall_list_says_goal_task_treatment_and_what_to_verify_stands_apart() -> None:
    result = result_of("枫树社区")
    for row in result.shortfalls:
        item = next(each for each in result.items if each.id == row.item)
        assert (row.goal, row.task) == (item.goal, item.task)
        assert row.treatment_why
    by_item = {row.item: row.treatment for row in result.shortfalls}
    assert by_item["CCS-05"] == "deadline"
    assert by_item["CCS-09"] == "best_effort"
    moves = [each.could_move for each in result.to_verify]
    assert moves == sorted(moves, reverse=True)
    assert {e.item for e in result.to_verify}.isdisjoint(r.item for r in result.shortfalls)
    assert {e.status for e in result.to_verify} <= {"unknown", "unconfirmed"}


def test_each_estate_has_its_own_list() -> None:
    result = result_of("枫树社区")
    lists = {each.estate: each for each in result.estate_lists}
    assert set(lists) == {each.name for each in result.estates}
    assert lists["枫树一区"].others == ("Q02",)
    names = {each.id: each.name for each in result.plan.projects}
    assert any("一区原售楼部" in names[one] for one in lists["枫树一区"].projects)
    assert not any("一区原售楼部" in names[one] for one in lists["枫树二区"].projects)
