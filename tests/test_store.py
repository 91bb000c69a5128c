"""The office's own project store: read, added to, never overruled (design §5 and §7)."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checkup import records
from checkup.intake import store_cells
from checkup.model import Plan, Project, Ref, StoredMoney, StoredProject, StoreRow, Wishes
from checkup.plan import planned, store_rows
from checkup.plan.aims import Names
from checkup.plan.case import Case
from checkup.plan.question import question
from checkup.plan.schedule import Task, schedule
from checkup.plan.store import held, objections
from checkup.plan.together import apart
from tests.test_options import example

FIRST = "枫树社区"
_TYPED = {
    "name", "closes", "nature", "place", "quantity", "unit", "total", "start", "finish", "lead",
    "order", "status", "done_share", "spent", "estates", "scale",
}  # fmt: skip


# --- what cells say -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("300", "万元", 3_000_000), ("300万", "元", 3_000_000), ("3000000元", "万元", 3_000_000),
        ("389.38", "万元", 3_893_800), ("1,200", "元", 1200), ("0.3亿元", "万元", 30_000_000),
        ("约300", "万元", None), ("300", "美元", None),
    ],
)  # fmt: skip
def test_money_is_read_in_the_unit_beside_it_or_of_the_header(
    text: str, unit: str, yuan: int | None
) -> None:
    assert store_cells.money(text, unit) == yuan


def test_funding_by_level_is_read_into_parts() -> None:
    told = store_cells.funding("市级 100；区级:60万元、居民 5", "万元")
    assert told == (
        StoredMoney("市级", 1_000_000), StoredMoney("区级", 600_000), StoredMoney("居民", 50_000)
    )  # fmt: skip
    assert store_cells.funding("市级补助", "万元") is None


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("2026年3月—2026年12月", ("2026Q1", "2026Q4")), ("2026-03-2026-12", ("2026Q1", "2026Q4")),
        ("2026Q2–2027Q1", ("2026Q2", "2027Q1")), ("2026-2027年", ("2026Q1", "2027Q4")),
        ("2026年第二季度", ("2026Q2", "2026Q2")), ("2026-03-15至2026-06-20", ("2026Q1", "2026Q2")),
        ("待定", None), ("2027年—2026年", None),
    ],
)  # fmt: skip
def test_a_period_is_read_into_quarters(text: str, quarters: tuple[str, str] | None) -> None:
    assert store_cells.period(text) == quarters


def test_households_and_shares_are_read_or_refused() -> None:
    assert store_cells.households("320/400") == (320, 400)
    assert store_cells.households("320户／400户") == (320, 400)
    assert store_cells.households("400/320") is None
    assert [store_cells.share(text) for text in ("60", "60%", "0.6", "120", "近半")] == [
        0.6, 0.6, 0.6, None, None,
    ]  # fmt: skip


# --- a person's row beside our proposals ---------------------------------------------------


def stored(own_id: str = "K01", **told: Any) -> StoredProject:
    """A row of a person's own, or with ``key`` one of ours in which ``hand`` was changed."""
    cells = {
        column: cell
        for column, cell in told.items()
        if column not in _TYPED | {"key", "hand", "ours"}
    }
    cells |= {each: str(told[each]) for each in _TYPED & {*told}}
    return StoredProject(
        id=own_id,
        ref=Ref("S9", "项目库", "A2"),
        cells=told.get("cells", cells),
        hand=told.get("hand", tuple(sorted(cells))),
        **{key: value for key, value in told.items() if key in _TYPED | {"key", "ours"}},
        **({} if "name" in told else {"name": "社区自己的项目"}),
    )


def settled(*rows: StoredProject) -> Case:
    """The first example's case with these rows in its store."""
    told = example(FIRST)
    case, rules = told.case, told.standard
    community = replace(case.community, stored_projects=rows)
    names = Names(case.ranked, community, rules)
    choices = [
        *zip(case.options, case.projects, strict=True),
        *zip(case.recommended, case.proposed, strict=True),
    ]
    store = held(names, community, choices, case.proposed, case.others)
    return replace(case, community=community, store=store)


def said(*rows: StoredProject) -> list[tuple[str, str]]:
    community = settled(*rows).community
    return [(each.code, each.found) for each in objections(community, example(FIRST).standard)]


def planned_with(*rows: StoredProject, budget: int | None = None) -> Plan:
    (made,) = planned([settled(*rows)], Wishes(budget=budget))
    return made


@cache
def ours() -> Plan:
    return planned_with()


def ours_for(item: str) -> list[Project]:
    case = example(FIRST).case
    rows = {row.shortfall.id for row in case.ranked if row.candidate.item.id == item}
    return [each for each in ours().projects if rows & {*each.closes}]


def test_without_a_store_nothing_is_followed_and_every_proposal_is_ours() -> None:
    assert ours().followed == ()
    assert ours().differences == ()
    assert all(each.stored is None and each.by_hand == () for each in ours().projects)
    assert len(ours().store) == len(ours().projects)


@pytest.mark.parametrize("word", ["05", "CCS-05", "社区卫生服务站", "CCS-05.a", "05 卫生服务站"])
def test_a_project_that_closes_a_shortfall_replaces_our_proposal(word: str) -> None:
    made = planned_with(stored(name="卫生站迁建", closes=word, total=3_000_000))
    (own,) = [each for each in made.projects if each.stored]
    assert own.name == "卫生站迁建"
    assert own.cost.typical == 3_000_000
    replaced = {each.option for each in ours_for("CCS-05")}
    assert replaced <= {*own.replaces}
    assert not replaced & {each.option for each in made.projects if not each.stored}
    others = {each.option for each in ours().projects} - replaced
    assert others == {each.option for each in made.projects if not each.stored}


def test_a_name_with_commas_is_one_name_and_a_semicolon_parts_two() -> None:
    made = planned_with(stored(closes="水、电、路、气、热、信等设施；05"))
    (own,) = [each for each in made.projects if each.stored]
    items = {row.shortfall.id: row.candidate.item.id for row in example(FIRST).case.ranked}
    assert "CCS-05" in {items[each] for each in own.closes}
    assert said(stored(closes="水、电、路、气、热、信等设施；05")) == []


def test_words_that_name_nothing_are_said_and_replace_nothing() -> None:
    row = stored(closes="喷泉；S01")
    assert said(row) == [("project_aimless", "喷泉"), ("project_aimless", "S01")]
    made = planned_with(row)
    assert {each.option for each in ours().projects} < {each.option for each in made.projects}


def test_a_matter_outside_the_items_is_closed_by_its_name() -> None:
    (matter, *_) = example(FIRST).case.community.other_shortfalls
    made = planned_with(stored(closes=matter.name))
    (own,) = [each for each in made.projects if each.stored]
    assert own.closes == (matter.id,)
    assert [each for each in made.projects if matter.id in each.closes] == [own]


@pytest.mark.parametrize("status", ["approved", "under_way", "done"])
def test_what_is_approved_under_way_or_done_is_followed_and_not_proposed_again(status: str) -> None:
    row = stored(closes="05", status=status, done_share=0.4, spent=1_000_000, total=3_000_000)
    made = planned_with(row)
    (own,) = made.followed
    assert (own.status, own.done_share, own.spent) == (status, 0.4, 1_000_000)
    closed = {*own.closes}
    assert closed
    assert not any(closed & {*each.closes} for each in made.projects)


def test_money_of_followed_projects_is_in_no_sum() -> None:
    with_it = planned_with(stored(closes="05", status="under_way", total=990_000_000))
    without = sum(
        each.cost.typical or 0 for each in ours().projects if each not in ours_for("CCS-05")
    )
    assert with_it.cost.typical == without


def test_a_finished_project_changes_no_score() -> None:
    # 销号 only on evidence: what the store calls done gains nothing in the engine
    made = planned_with(stored(closes="05", status="done", done_share=1.0))
    plain = planned_with()
    assert made.prospect is not None
    assert plain.prospect is not None
    assert (made.prospect.gain or 0) < (plain.prospect.gain or 0)
    assert made.followed[0].gain is None


def test_what_a_project_brings_is_the_engines_word_or_unknown() -> None:
    (base,) = ours_for("CCS-05")
    assert base.quantity is not None
    enough = stored(closes="05", quantity=base.quantity + 10, unit=base.unit)
    less = stored(closes="05", quantity=base.quantity - 10, unit=base.unit)
    silent = stored(closes="05")
    gains = [
        next(each.gain for each in planned_with(row).projects if each.stored)
        for row in (enough, less, silent)
    ]
    assert gains == [base.gain, None, None]


# --- rows we wrote, in which a person changed something -------------------------------------


def proposal(item: str = "CCS-05") -> StoreRow:
    row = next(each for each in ours().store if each.key.startswith(item))
    return row


def edited(row: StoreRow, own_id: str = "K01", **changes: float | str | None) -> StoredProject:
    """The row as it is read back after these cells were typed."""
    cells = {k: v for k, v in {**row.cells, **changes}.items() if v is not None}
    typed: dict[str, Any] = {
        key: str(cells[key]) if key in cells else None
        for key in ("name", "place", "unit", "closes")
    }
    record = records.Record(key=row.key, ours=row.ours, hand=row.hand)
    total, size = cells.get("total"), cells.get("quantity")
    return StoredProject(
        id=own_id, ref=Ref("S9", "项目库", "A2"), cells=cells, key=row.key, ours=row.ours,
        hand=records.changed(cells, record), **{**typed, "name": typed["name"] or ""},
        quantity=float(size) if isinstance(size, int | float) else None,
        total=round(float(total) * 10_000) if isinstance(total, int | float) else None,
    )  # fmt: skip


def test_an_unchanged_proposal_is_still_ours() -> None:
    made = planned_with(edited(proposal()))
    assert [each.option for each in made.projects] == [each.option for each in ours().projects]
    assert all(each.stored is None for each in made.projects)


def test_a_changed_cell_wins_is_marked_and_the_difference_is_listed() -> None:
    row = proposal()
    made = planned_with(edited(row, total=99.5))
    (own,) = [each for each in made.projects if each.stored]
    assert own.by_hand == ("total",)
    assert own.cost.typical == 995_000
    (difference,) = made.differences
    assert (difference.column, difference.theirs, difference.ours) == (
        "total", 99.5, row.cells["total"],
    )  # fmt: skip
    back = made.store[0]
    assert back.cells == {**row.cells, "total": 99.5, "mark": "人工"}
    assert back.hand == ("total",)


def test_a_cleared_cell_stays_empty() -> None:
    made = planned_with(edited(proposal(), total=None, place=None))
    (own,) = [each for each in made.projects if each.stored]
    assert own.cost.typical is None
    assert "total" not in made.store[0].cells
    assert {(each.column, each.theirs) for each in made.differences} == {
        ("total", None), ("place", None),
    }  # fmt: skip


def test_a_cell_once_changed_stays_the_persons_though_we_come_to_say_the_same() -> None:
    row = proposal()
    once = planned_with(edited(row, total=99.5)).store[0]
    # our own figure moves to what the person wrote, and away again
    same = replace(once, ours={**once.ours, "total": 99.5})
    again = planned_with(edited(same)).store[0]
    assert again.cells["total"] == 99.5
    assert again.hand == ("total",)


def test_the_engine_vouches_for_a_row_only_while_its_kind_and_size_stand() -> None:
    row = proposal()
    kept, moved = (
        planned_with(edited(row, lead="区卫健局")),
        planned_with(edited(row, place="别处")),
    )
    gains = [next(each.gain for each in made.projects if each.stored) for made in (kept, moved)]
    assert gains[0] == ours_for("CCS-05")[0].gain
    assert gains[1] is None


EDITS = st.dictionaries(
    st.sampled_from(
        ["name", "place", "total", "quantity", "unit", "period", "lead", "phone", "contact",
         "votes", "hours", "estates", "scale"]
    ),
    st.one_of(st.none(), st.integers(0, 10**6), st.text("甲乙丙丁0123 万元", max_size=12)),
    max_size=6,
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 30), EDITS), min_size=1, max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_cell_that_a_person_wrote_is_ever_overwritten(
    edits: list[tuple[int, dict[str, float | str | None]]],
) -> None:
    written = ours().store
    rows: dict[int, dict[str, float | str | None]] = {}
    for place, changes in edits:
        typed = {k: v.strip() if isinstance(v, str) else v for k, v in changes.items()}
        rows[place % len(written)] = {k: v if v != "" else None for k, v in typed.items()}
    told = [
        edited(row, f"K{place + 1:02}", **rows.get(place, {})) for place, row in enumerate(written)
    ]
    made = planned_with(*told)
    again = {each.key: each for each in made.store}
    for place, changes in rows.items():
        before = written[place]
        for column, cell in changes.items():
            if records.written(cell) != records.written(before.cells.get(column)):
                back = again[before.key].cells.get(column)
                assert records.written(back) == records.written(cell)
                assert column in again[before.key].hand


@given(st.lists(st.sampled_from(["05", "14", "喷泉", "10；12", ""]), min_size=1, max_size=4))
@settings(max_examples=20, deadline=None)
def test_rows_of_their_own_come_back_in_order_and_cell_by_cell(words: list[str]) -> None:
    rows = [
        stored(
            f"K{no:02}",
            name=f"项目{no}",
            closes=word or None,
            cells={"name": f"项目{no}", "closes": word, "votes": "  12 ", "total": 3.5},
        )
        for no, word in enumerate(words, 1)
    ]
    back = planned_with(*rows).store[: len(rows)]
    assert [{k: v for k, v in each.cells.items() if k != "mark"} for each in back] == [
        each.cells for each in rows
    ]


# --- the order that residents agreed on ----------------------------------------------------


def ordered(item: str, own_id: str, order: int | None, total: int | None) -> StoredProject:
    (base, *_) = ours_for(item)
    return stored(
        own_id, name=f"项目{own_id}", closes=item, order=order, total=total,
        quantity=base.quantity, unit=base.unit,
    )  # fmt: skip


def test_agreed_projects_stand_in_the_agreed_order_and_start_in_it() -> None:
    made = planned_with(
        ordered("CCS-05", "K01", 3, 100_000), ordered("CCS-14", "K02", 1, 100_000),
        ordered("CCS-12", "K03", 2, 100_000),
    )  # fmt: skip
    agreed = [each for each in made.projects if each.agreement.order is not None]
    assert [each.agreement.order for each in agreed] == [1, 2, 3]
    starts = [each.start or "" for each in agreed]
    assert starts == sorted(starts)


def test_under_a_budget_none_is_chosen_before_the_one_agreed_on_ahead_of_it() -> None:
    rows = (
        ordered("CCS-14", "K01", 1, 900_000), ordered("CCS-05", "K02", 2, 100_000),
    )  # fmt: skip
    poor = planned_with(*rows, budget=800_000)
    assert not [each for each in poor.projects if each.stored]
    rich = planned_with(*rows, budget=1_000_000)
    assert [each.agreement.order for each in rich.projects if each.stored] == [1, 2]
    free = planned_with(*(replace(each, order=None) for each in rows), budget=800_000)
    assert [each.stored for each in free.projects if each.stored] == ["K02"]


def test_a_later_one_waits_while_an_earlier_one_has_no_price() -> None:
    made = planned_with(
        ordered("CCS-14", "K01", 1, None), ordered("CCS-05", "K02", 2, 100_000), budget=5_000_000
    )
    assert not [each for each in made.projects if each.stored]
    assert "predecessor" in {each.reason for each in made.left_out}


def test_followed_projects_take_nothing_of_the_budget_and_leave_no_gap() -> None:
    row = ordered("CCS-05", "K01", None, 9_000_000)
    made = planned_with(replace(row, status="approved"), budget=300_000)
    closed = {*made.followed[0].closes}
    assert not closed & {each.shortfall for each in made.left_out}
    assert made.least is None


def test_what_the_office_gave_up_is_left_out_with_that_reason() -> None:
    made = planned_with(stored(closes="05", status="stopped"), budget=5_000_000)
    reasons = {each.shortfall: each.reason for each in made.left_out}
    assert {reasons.get(each) for each in made.followed[0].closes} == {"refused"}


def test_dates_of_the_office_are_fixed_and_what_waits_for_them_waits() -> None:
    tasks = [Task(id="a", quarters=1, fixed=(8104, 8110)), Task(id="b", quarters=2, after=("a",))]
    assert schedule(tasks, 8100) == {"a": (8104, 8110), "b": (8111, 8112)}


def test_an_agreed_order_lets_projects_run_side_by_side() -> None:
    tasks = [Task(id="a", quarters=4, not_before=8103), Task(id="b", quarters=1)]
    assert schedule(tasks, 8100, ["a", "b"]) == {"a": (8103, 8106), "b": (8103, 8103)}
    assert schedule(tasks, 8100) == {"a": (8103, 8106), "b": (8100, 8100)}


# --- one place, one time ---------------------------------------------------------------------


def works(name: str, start: str, finish: str, **told: Any) -> Project:
    return replace(ours().projects[0], id=name, name=name, start=start, finish=finish, **told)


def test_projects_at_one_place_in_different_periods_are_named_together() -> None:
    one = works("修路", "2026Q1", "2026Q2", place="一区 中心路")
    two = works("种树", "2026Q4", "2026Q4", place="一区中心路")
    (found,) = apart([one, two], ())
    assert (found.why, [each[0] for each in found.projects]) == ("place", ["修路", "种树"])
    assert apart([one, replace(two, start="2026Q2")], ()) == ()
    assert apart([one, replace(two, place="二区")], ()) == ()


def test_two_works_on_one_kind_of_pipe_are_named_together_where_they_meet() -> None:
    one = works("雨污分流", "2026Q1", "2026Q2", place=None, estates=("一区",))
    two = works("雨污混接改造", "2027Q1", "2027Q2", place=None, estates=("一区", "二区"))
    (found,) = apart([one, two], ("雨污",))
    assert (found.why, found.where) == ("pipe", "雨污")
    assert apart([one, replace(two, estates=("三区",))], ("雨污",)) == ()


def test_a_cell_is_the_same_however_a_program_writes_the_number() -> None:
    told = {"total": 320.0, "name": "甲 "}
    assert records.seal(told) == records.seal({"name": "甲", "total": "320", "mark": "人工"})
    assert records.seal(told) != records.seal({"name": "甲", "total": "321"})


def test_the_agreed_chain_is_a_chain() -> None:
    tasks = [Task(id=each, quarters=1, not_before=8100 + no) for no, each in enumerate("cba")]
    when = schedule(tasks, 8100, ["a", "b", "c"])
    assert all(when[first][0] <= when[second][0] for first, second in pairwise("abc"))


def test_our_rows_say_what_the_plan_says() -> None:
    for row, project in zip(ours().store, ours().projects, strict=True):
        assert row.cells["name"] == project.name
        assert row.cells.get("total") == (
            None if project.cost.typical is None else project.cost.typical / 10_000
        )
    assert store_rows.rows(settled().store, (), ours().projects) == ours().store


def test_a_room_that_an_approved_project_has_taken_is_not_given_again() -> None:
    row = proposal()
    space = next(each.space for each in ours_for("CCS-05"))
    assert space
    taken = settled(replace(edited(row, lead="区卫健局"), status="approved"))
    asked = question([taken], Wishes(budget=10_000_000)).programme
    free = question([settled()], Wishes(budget=10_000_000)).programme
    area = {each.id: each.area for each in asked.rooms}
    before = {each.id: each.area for each in free.rooms}
    (base,) = [each for each in taken.options if each.id == ours_for("CCS-05")[0].option]
    assert area[f"0/{space}"] == before[f"0/{space}"] - base.area
    assert base.area > 0


def test_a_project_of_the_office_is_paid_in_the_years_it_names() -> None:
    row = stored(closes="05", total=100_000, start="2027Q1", finish="2027Q4", period="2027年")
    (candidate,) = [
        each
        for each in question(
            [settled(row)], Wishes(yearly={2026: 10**7, 2027: 10**7})
        ).programme.candidates
        if each.id == "0/K01"
    ]
    assert candidate.years == (2027,)


def test_a_project_for_no_shortfall_is_in_the_list_and_left_out_by_name_under_a_budget() -> None:
    row = stored(name="文化墙", total=100_000)
    assert "文化墙" in {each.name for each in planned_with(row).projects}
    lines = {each.shortfall: each.reason for each in planned_with(row, budget=10**6).left_out}
    assert lines["文化墙"] == "not_ranked"


def test_what_nobody_will_do_is_said_without_a_budget_too() -> None:
    made = planned_with(stored(closes="05", status="stopped"))
    (line,) = made.left_out
    assert (line.shortfall, line.reason) == (made.followed[0].closes[0], "refused")
