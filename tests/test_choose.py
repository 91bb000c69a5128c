"""Choosing under a budget: the worked cases of method §4.5, its refusals and its reasons."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from checkup.plan.choose import choose
from checkup.plan.curve import curve
from checkup.plan.plain import plain
from checkup.plan.programme import (
    Candidate,
    Channel,
    Demands,
    Floor,
    Infeasible,
    LeftOut,
    Pair,
    Programme,
    Room,
    Selection,
)
from checkup.plan.reasons import explained
from checkup.plan.verify import violations

WAN = 10_000
VALUES = {"A1": 1000, "A2": 120, "A3": 2800, "A4": 3600, "A5": 800, "B1": 700, "B3": 2000}
EARLY = {"F1": 0.8, "F3": 1.0}
LATE = {"F2": 0.7, "F3": 1.0}


def option(
    name: str, cost: int, operating: int, effects: dict[str, float], **more: object
) -> Candidate:
    return Candidate(
        id=name,
        cost=cost * WAN,
        operating=operating * WAN,
        effects=effects,
        **more,  # type: ignore[arg-type]
    )


PAIRS = tuple(
    Pair(id=name, value=value, missing=50 if name == "A5" else 100, rank=rank)
    for rank, (name, value) in enumerate(VALUES.items(), start=1)
)
OPTIONS = (
    option("P1", 90, 25, {"A1": 100}, area=400, spaces=("S1", "S2"), channels=LATE),
    option("P2", 150, 35, {"A1": 100, "B1": 100}, area=620, spaces=("S2",), channels=LATE),
    option("P3", 30, 20, {"B1": 60}, channels=LATE),
    option("P4", 60, 15, {"A2": 100}, area=220, spaces=("S1", "S2"), channels={"F3": 1.0}),
    option("P5", 55, 4, {"A3": 60}, channels=EARLY),
    option("P6", 80, 3, {"A4": 30}, after=("P7",), channels=EARLY),
    option("P7", 20, 1, {"A5": 50}, resolves=("A5",), channels=EARLY),
    option("P8", 25, 2, {"B3": 30}, channels=EARLY),
)
ROOMS = (Room(id="S1", area=450), Room(id="S2", area=650))
CHANNELS = (
    Channel(code="F1", priority=1, budget=120 * WAN),
    Channel(code="F2", priority=2, budget=100 * WAN),
    Channel(code="F3", priority=3, budget=110 * WAN),
)


def street(
    budget: int | None, operating: int | None, *, channels: bool, **more: object
) -> Programme:
    """T-4.3, money in 万元."""
    return Programme(
        pairs=PAIRS,
        candidates=OPTIONS,
        rooms=ROOMS,
        channels=CHANNELS if channels else (),
        demands=Demands(
            budget=None if budget is None else budget * WAN,
            operating=None if operating is None else operating * WAN,
            mandatory=("A5",),
            **more,  # type: ignore[arg-type]
        ),
    )


def chosen(programme: Programme) -> Selection:
    plan = choose(programme)
    assert isinstance(plan, Selection)
    assert violations(programme, plan) == ()
    return plan


def reasons(plan: Selection) -> dict[str, tuple[str, ...]]:
    return {each.id: each.reasons for each in plan.left_out}


@pytest.mark.parametrize("channels", [True, False], ids=["with channels", "without channels"])
@pytest.mark.parametrize(
    ("budget", "ids", "benefit", "cost", "operating"),
    [
        (330, "P2 P5 P6 P7 P8", 5460, 330, 45),
        (300, "P1 P3 P5 P6 P7 P8", 5180, 300, 55),
    ],
)
def test_the_worked_case_of_the_method(
    budget: int, ids: str, benefit: int, cost: int, operating: int, channels: bool
) -> None:
    plan = chosen(street(budget, 60, channels=channels))
    assert plan.chosen == tuple(ids.split())
    assert plan.benefit == pytest.approx(benefit, rel=1e-12)
    assert (plan.cost, plan.operating) == (cost * WAN, operating * WAN)
    assert (plan.gap, plan.cost_gap) == (0.0, 0.0)
    assert plan.impossible == plan.broken == ()


def test_the_shared_centre_goes_into_the_only_room_that_holds_it() -> None:
    assert chosen(street(330, 60, channels=True)).rooms == {"P2": "S2"}


def test_a_low_operating_limit_changes_the_choice() -> None:
    plan = chosen(street(330, 40, channels=False))
    assert plan.chosen == ("P1", "P5", "P6", "P7", "P8")
    assert plan.benefit == pytest.approx(4760, rel=1e-12)
    assert (plan.cost, plan.operating) == (270 * WAN, 35 * WAN)
    # P2 would take the place of P1: the money is there, the yearly operation is not
    assert reasons(plan)["P2"] == ("operating",)


@pytest.mark.parametrize("channels", [True, False])
@pytest.mark.parametrize("budget", [15 * WAN, 20 * WAN - 1])
def test_a_budget_below_the_mandatory_projects_says_the_least_that_is_needed(
    budget: int, channels: bool
) -> None:
    programme = street(0, 60, channels=channels)
    programme = replace(programme, demands=replace(programme.demands, budget=budget))
    assert choose(programme) == Infeasible(minimum=20 * WAN, limits=("budget",))


def test_the_least_that_is_needed_is_enough() -> None:
    plan = chosen(street(20, 60, channels=True))
    assert plan.chosen == ("P7",)
    assert plan.cost == 20 * WAN


def test_the_sources_add_up_to_the_cost_and_the_first_channel_pays_most() -> None:
    plan = chosen(street(330, 60, channels=True))
    by_id = {each.id: each for each in OPTIONS}
    assert {name: sum(shares.values()) for name, shares in plan.funding.items()} == {
        name: by_id[name].cost for name in plan.chosen
    }
    # F1 may pay 80 % of P5–P8 (144) but has 120; F2 70 % of P2 (105) but has 100; F3 the rest
    assert plan.funding == {
        "P2": {"F2": 100 * WAN, "F3": 50 * WAN},
        "P5": {"F1": 44 * WAN, "F3": 11 * WAN},
        "P6": {"F1": 64 * WAN, "F3": 16 * WAN},
        "P7": {"F1": 12 * WAN, "F3": 8 * WAN},
        "P8": {"F3": 25 * WAN},
    }


@pytest.mark.parametrize(
    ("budget", "benefit"), [(60, 1120), (75, 1540), (85, 1680), (110, 1680), (135, 1680)]
)
def test_additive_effects_are_capped_at_what_is_missing(budget: int, benefit: int) -> None:
    programme = Programme(
        pairs=(Pair(id="A", value=2800, missing=60, mode="add"),),
        candidates=(
            option("P1", 50, 0, {"A": 35}),
            option("P2", 60, 0, {"A": 40}),
            option("P3", 25, 0, {"A": 20}),
        ),
        demands=Demands(budget=budget * WAN),
    )
    plan = chosen(programme)
    assert plan.benefit == pytest.approx(benefit, rel=1e-12)
    # the least money for that benefit: 85 is enough for all later budgets
    assert plan.cost <= 85 * WAN


def test_the_plain_plan_goes_down_the_list_and_is_never_better() -> None:
    programme = street(330, 60, channels=False)
    by_hand = plain(programme)
    # the mandatory P7, then the pairs in order: P1, P4, P5, P6; B1: P3 breaks the operating limit
    assert by_hand.chosen == ("P1", "P4", "P5", "P6", "P7", "P8")
    assert by_hand.broken == ()
    assert violations(programme, by_hand) == ()
    assert by_hand.gap is None
    assert by_hand.benefit == pytest.approx(4880)
    assert by_hand.benefit < 5460
    assert by_hand.open == (LeftOut(id="B1", reasons=("budget", "operating")),)


def test_the_plain_plan_keeps_to_the_channels_too() -> None:
    by_hand = plain(street(330, 60, channels=True))
    # F3 alone pays P4 and the rest of the others: with P6 it would need 118 of its 110
    assert by_hand.chosen == ("P1", "P4", "P5", "P7", "P8")
    assert reasons(by_hand)["P6"] == ("channel",)


def test_the_plain_plan_says_which_demand_it_does_not_meet() -> None:
    programme = street(15, 60, channels=False)
    assert [(each.limit, each.id) for each in plain(programme).broken] == [("mandatory", "A5")]


def test_the_curve_rises_with_the_budget_and_has_its_ten_per_cent() -> None:
    points = curve(street(300, 60, channels=True))
    benefits = [point.benefit for point in points]
    assert [point.percent for point in points] == [50, 75, 90, 100, 110, 125, 150]
    assert benefits == sorted(benefits)  # type: ignore[type-var]
    (here,) = (point for point in points if point.percent == 100)
    (more,) = (point for point in points if point.percent == 110)
    assert here.benefit == pytest.approx(5180)
    assert more.benefit == pytest.approx(5460)
    assert more.budget == 330 * WAN
    assert all(point.gap == 0.0 for point in points)


def test_the_curve_is_empty_below_the_mandatory_minimum() -> None:
    points = curve(street(38, 60, channels=False))
    assert [point.benefit for point in points][:1] == [None]
    assert points[1].benefit == pytest.approx(400)


def test_the_curve_takes_the_plan_that_is_there() -> None:
    programme = street(300, 60, channels=True)
    assert curve(programme, chosen(programme)) == curve(programme)


def test_without_a_budget_there_is_no_curve() -> None:
    assert curve(street(None, 60, channels=False)) == ()


# --- reasons --------------------------------------------------------------------------------


def test_each_candidate_left_out_has_its_reason() -> None:
    programme = street(330, 60, channels=False, forbid=("P8",))
    unpriced = replace(OPTIONS[3], cost=None)
    programme = replace(programme, candidates=(*OPTIONS[:3], unpriced, *OPTIONS[4:]))
    plan = chosen(programme)
    assert plan.unpriced == ("P4",)
    told = reasons(plan)
    assert told["P4"] == ("unpriced",)
    assert told["P8"] == ("forbidden",)
    assert {each.id: each.reasons for each in plan.open} == {
        "A2": ("unpriced",),
        "B3": ("forbidden",),
    }


def test_a_pair_without_any_option_says_so() -> None:
    programme = street(330, 60, channels=False)
    more = Pair(id="C9", value=500, missing=100, rank=9)
    plan = chosen(replace(programme, pairs=(*PAIRS, more)))
    assert plan.open[-1] == LeftOut(id="C9", reasons=("no_option",))


def test_what_finds_no_room_says_so() -> None:
    programme = replace(street(None, None, channels=False), rooms=(Room(id="S1", area=450),))
    plan = chosen(programme)
    # 620 ㎡ never fit; 400 and 220 ㎡ do not fit together into 450 ㎡
    assert reasons(plan)["P2"] == ("space",)
    assert reasons(plan)["P4"] == ("space",)
    assert plan.rooms == {"P1": "S1"}


def test_what_a_better_one_already_reaches_is_covered() -> None:
    plan = chosen(street(330, 60, channels=False))
    assert reasons(plan)["P1"] == ("covered",)
    assert reasons(plan)["P4"] == ("budget",)


def test_a_candidate_whose_predecessor_cannot_be_waits_for_nothing() -> None:
    plan = chosen(street(330, 60, channels=False, forbid=("P7",)))
    assert reasons(plan)["P6"] == ("predecessor",)
    # nothing else resolves the mandatory pair: it is said, not demanded
    assert plan.impossible == (LeftOut(id="A5", reasons=("forbidden",)),)


def test_of_an_exclusive_group_one_is_chosen() -> None:
    pair = Pair(id="A", value=100, missing=100, mode="add")
    programme = Programme(
        pairs=(pair,),
        candidates=(
            option("P1", 10, 0, {"A": 60}, exclusive=("site",)),
            option("P2", 10, 0, {"A": 50}, exclusive=("site",)),
        ),
    )
    plan = chosen(programme)
    assert plan.chosen == ("P1",)
    assert reasons(plan) == {"P2": ("exclusive",)}


def test_channels_that_cannot_pay_are_the_reason() -> None:
    programme = street(None, 60, channels=True)
    narrow = (
        replace(CHANNELS[0], budget=200 * WAN),
        CHANNELS[1],
        replace(CHANNELS[2], budget=9 * WAN),
    )
    plan = chosen(replace(programme, channels=narrow))
    # F3 alone can pay 4 of P7 and 5 of P8: nothing is left for the 9 of P3, nor ever for 11 of P5
    assert plan.chosen == ("P7", "P8")
    assert reasons(plan)["P3"] == reasons(plan)["P5"] == ("channel",)


def test_an_unknown_operating_cost_is_said() -> None:
    programme = street(330, 60, channels=False)
    changed = tuple(replace(each, operating=None) if each.id == "P5" else each for each in OPTIONS)
    assert chosen(replace(programme, candidates=changed)).operating_unknown == ("P5",)


def test_what_a_search_ended_early_did_not_come_to_says_so() -> None:
    nothing = Selection(
        chosen=(), benefit=0.0, cost=0, operating=0, rooms={}, years={}, serves={}, funding={},
        reached={}, gap=0.5,
    )  # fmt: skip
    told = reasons(explained(street(100, 60, channels=False), nothing))
    assert told["P5"] == told["P6"] == ("stopped",)
    assert told["P2"] == ("budget",)


# --- what a user may ask --------------------------------------------------------------------


def test_a_forced_candidate_is_in_the_plan_and_what_must_come_before_it() -> None:
    programme = street(160, 60, channels=False, force=("P4", "P6"))
    assert chosen(programme).chosen == ("P4", "P6", "P7")


def test_a_forced_candidate_without_a_price_is_said_and_not_chosen() -> None:
    programme = street(330, 60, channels=False, force=("P4",))
    changed = tuple(replace(each, cost=None) if each.id == "P4" else each for each in OPTIONS)
    plan = chosen(replace(programme, candidates=changed))
    assert plan.impossible == (LeftOut(id="P4", reasons=("unpriced",)),)


def test_demands_that_contradict_each_other_have_no_minimum() -> None:
    both = tuple(
        replace(each, exclusive=("site",)) if each.id in {"P5", "P8"} else each for each in OPTIONS
    )
    programme = street(330, 60, channels=False, force=("P5", "P8"))
    assert choose(replace(programme, candidates=both)) == Infeasible(minimum=None, limits=())


def test_an_operating_limit_below_the_mandatory_projects_is_named() -> None:
    assert choose(street(330, 0, channels=False)) == Infeasible(
        minimum=20 * WAN, limits=("channel", "operating")
    )


def test_a_floor_keeps_a_share_of_the_money_for_a_group() -> None:
    group = Floor(group="B", candidates=("P3", "P8", "P2"), share=0.15)
    free = chosen(street(170, 60, channels=False))
    held = chosen(street(170, 60, channels=False, floors=(group,)))
    spent = sum(
        (each.cost or 0) for each in OPTIONS if each.id in {*held.chosen} & {"P3", "P8", "P2"}
    )
    assert spent >= 0.15 * 170 * WAN
    assert held.benefit < free.benefit


def test_a_floor_nobody_can_use_is_named() -> None:
    floor = Floor(group="B", candidates=("P8",), share=0.5)
    assert choose(street(330, 60, channels=False, floors=(floor,))) == Infeasible(
        minimum=20 * WAN, limits=("floor",)
    )


def test_yearly_budgets_hold_and_what_comes_first_is_paid_no_later() -> None:
    programme = street(330, 60, channels=False, yearly={2026: 60 * WAN, 2027: 100 * WAN})
    plan = chosen(programme)
    assert plan.years["P7"] <= plan.years["P6"]
    # P7 must not come after P6, and the two fill the second year: P5 has the first
    by_id = {each.id: each for each in OPTIONS}
    for year, money in {2026: 60, 2027: 100}.items():
        spent = [by_id[name].cost or 0 for name in plan.chosen if plan.years[name] == year]
        assert sum(spent) <= money * WAN
    assert plan.years == {"P5": 2026, "P6": 2027, "P7": 2027}
    assert plan.benefit == pytest.approx(3160)


def test_what_can_be_paid_earlier_is() -> None:
    programme = street(None, 60, channels=False, yearly={2028: 900 * WAN, 2027: 900 * WAN})
    assert set(chosen(programme).years.values()) == {2027}


def test_a_shared_place_serves_no_more_than_it_holds() -> None:
    programme = Programme(
        pairs=tuple(Pair(id=name, value=value, missing=100) for name, value in
                    {"A": 900, "B": 800, "C": 700}.items()),
        candidates=(
            option("P1", 10, 0, dict.fromkeys("ABC", 100), capacity=60,
                   loads={"A": 50, "B": 30, "C": 30}),
        ),
    )  # fmt: skip
    plan = chosen(programme)
    assert plan.serves == {"P1": ("B", "C")}
    assert plan.benefit == pytest.approx(1500)
