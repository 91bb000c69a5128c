"""Communities beside each other (method §6.2): T-6.2, T-6.3, and sums that count nobody twice."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest
from msgspec.structs import replace
from samples import sample_result

from checkup.judge import standard
from checkup.model import SurveyArea
from checkup.policy import Policy
from checkup.report import street_words, wording
from checkup.street import benchmark, summary, tally, totals
from checkup.street.benchmark import Standing, Told
from checkup.street_result import (
    Cell,
    CommunityRow,
    Rate,
    StreetResult,
    load,
    pieces,
    to_bytes,
)

say = wording.load()
POLICY = Policy()
RESULT = sample_result()
T_6_2 = {"A": (82, 80, 84), "B": (78, 70, 90), "C": (75, 75, 75), "D": (60, 58, 62)}


def cell(item: str, score: float | None, status: str = "met", **more: object) -> Cell:
    at = 50.0 if score is None else score
    told = {"low": at, "high": at, "coverage": 1.0, "weight": 1.0, **more}
    return Cell(item=item, status=status, score=score, **told)  # type: ignore[arg-type]


def standings() -> list[Standing]:
    return [Standing(name, *bounds, 0.9, ()) for name, bounds in T_6_2.items()]


def street(*rows: CommunityRow, ranked: bool = False) -> StreetResult:
    return totals.head(tally.of(rows, ranked, say), "示例街道", standard.load(), POLICY)


@pytest.fixture(scope="module")
def row() -> CommunityRow:
    return summary.row(RESULT, "甲社区", "result.json", "体检报告.html")


# --- ranks ---------------------------------------------------------------------------------------


def test_t_6_2_ranks_are_ranges() -> None:
    group = benchmark.group("old", standings(), POLICY)
    spans = {each.community: (each.best, each.worst) for each in group.places}
    assert spans == {"A": (1, 2), "B": (1, 3), "C": (2, 3), "D": (4, 4)}
    assert [each.community for each in group.places] == ["A", "B", "C", "D"]


def test_below_the_coverage_gate_a_community_is_listed_and_not_ranked() -> None:
    told = [each._replace(coverage=0.79) if each.community == "A" else each for each in standings()]
    group = benchmark.group("old", told, POLICY)
    assert group.listed == ("A",)
    assert {each.community: (each.best, each.worst) for each in group.places} == {
        "B": (1, 2), "C": (1, 2), "D": (3, 3),
    }  # fmt: skip


def test_where_nobody_told_the_build_type_nothing_is_ranked() -> None:
    group = benchmark.group(None, standings(), POLICY)
    assert (group.places, group.listed) == ((), ("A", "B", "C", "D"))


def test_the_same_items_are_those_known_in_all_of_them() -> None:
    one = (cell("1", 100.0), cell("2", 0.0), cell("3", None))
    other = (cell("1", 50.0), cell("2", 100.0, low=0.0), cell("3", 80.0))
    group = benchmark.group(
        "old", [Standing("甲", 50, 50, 50, 1, one), Standing("乙", 60, 60, 60, 1, other)], POLICY
    )
    assert group.items == ("1",)
    assert [(each.community, each.same_items) for each in group.places] == [
        ("乙", 50.0), ("甲", 100.0),
    ]  # fmt: skip


def test_ranks_stay_inside_build_types_and_away_unless_asked_for(row: CommunityRow) -> None:
    rows = [
        replace(row, path="甲", build="old"), replace(row, path="乙", build="new"),
        replace(row, path="丙", build=None),
    ]  # fmt: skip
    assert street(*rows).groups == ()
    rows = [replace(each, score=replace(each.score, coverage=1.0)) for each in rows]
    groups = street(*rows, ranked=True).groups
    assert [(each.build, [p.community for p in each.places], each.listed) for each in groups] == [
        ("new", ["乙"], ()), ("old", ["甲"], ()), (None, [], ("丙",)),
    ]  # fmt: skip


# --- survey figures ------------------------------------------------------------------------------


def test_t_6_3_few_answers_show_no_difference_and_many_do() -> None:
    assert benchmark.deviation(0.60, 0.70, 40) == pytest.approx(-1.380131, abs=1e-6)
    assert benchmark.deviation(0.64, 0.70, 400) == pytest.approx(-2.618615, abs=1e-6)


def test_the_funnel_names_who_clearly_differs_and_counts_the_others() -> None:
    told = [
        Told("大", 0.72, 300, 94_000), Told("低", 0.40, 400, 5_000), Told("少", 0.30, 29, 900),
        Told("中", 0.66, 40, 1_000),
    ]  # fmt: skip
    found = benchmark.funnel("satisfied", "CCS-01", told, POLICY)
    assert found is not None
    assert found.mean == pytest.approx((0.72 * 94 + 0.40 * 5 + 0.66) / 100)
    assert [(each.community, each.high) for each in found.outliers] == [("低", False)]
    assert (found.same, found.few) == (2, 1)


def test_without_anybodys_population_there_is_no_street_average() -> None:
    told = [Told("甲", 0.7, 400, None), Told("乙", 0.6, 400, None)]
    assert benchmark.funnel("overall", None, told, POLICY) is None
    assert benchmark.pool(told, POLICY) is None


def test_the_streets_share_is_weighted_by_people_with_its_variance() -> None:
    found = benchmark.pool([Told("甲", 0.8, 100, 9_000), Told("乙", 0.4, 50, 1_000)], POLICY)
    assert found is not None
    assert found.value == pytest.approx(0.76)
    sd = (0.9**2 * 0.8 * 0.2 / 100 + 0.1**2 * 0.4 * 0.6 / 50) ** 0.5
    assert found.high - found.value == pytest.approx(POLICY.confidence_z * sd)
    assert (found.n, found.people, found.communities) == (150, 10_000, 2)


def test_a_demand_is_weighted_by_the_people_an_item_is_for(row: CommunityRow) -> None:
    def of(path: str, share: float, group: float) -> CommunityRow:
        told = tuple(
            replace(each, lacking=Rate(share, 100), group=group) if each.item == "CCS-04" else each
            for each in row.cells
        )
        return replace(row, path=path, cells=told, population=10_000)

    found = street(of("甲", 0.5, 3_000), of("乙", 0.1, 1_000))
    item = next(each for each in found.items if each.id == "CCS-04")
    assert item.lacking is not None
    assert item.lacking.value == pytest.approx(0.4)


# --- sums ----------------------------------------------------------------------------------------


def test_every_figure_of_the_street_is_one_of_its_communities(row: CommunityRow) -> None:
    found = street(row, replace(row, path="乙社区"))
    assert found.counted == 2
    assert found.population == 2 * (RESULT.community.population or 0)
    for item, cells in zip(found.items, row.cells, strict=True):
        assert item.counts == {cells.status: 2}
    assert found.total.projects == 2 * len(RESULT.plan.projects)
    priced = [each.cost.typical for each in RESULT.plan.projects if each.cost.typical is not None]
    assert found.total.typical == 2 * sum(priced)
    assert found.total.unpriced == 2 * (len(RESULT.plan.projects) - len(priced))
    settled = [
        part.amount or 0 for each in RESULT.plan.projects for part in each.funding if part.amount
    ]
    assert sum(each.typical for each in found.by_level) == 2 * sum(settled)
    assert sum(each.typical for each in found.by_channel) == 2 * sum(settled)
    assert sum(each.projects for each in found.by_year) == found.total.projects


def test_people_who_miss_one_item_in_two_ways_count_once(row: CommunityRow) -> None:
    one = row.shortfalls[0]
    twice = (replace(one, people=500.0), replace(one, id="S99", people=400.0))
    (found,) = street(replace(row, shortfalls=twice)).shortfalls
    assert (found.item, found.communities, found.people) == (one.item, ("甲社区",), 500.0)


def test_projects_are_followed_by_where_they_stand(row: CommunityRow) -> None:
    one = row.projects[0]
    told = (
        replace(one, status="under_way", typical=300_000, spent=100_000),
        replace(one, id="P98", status="under_way", typical=None, low=None, high=None, spent=50_000),
        replace(one, id="P99", status="done", typical=200_000, spent=None),
    )
    whole = street(replace(row, projects=told[:1], followed=told[1:]))
    # what is settled already is no money to find
    assert (whole.total.projects, whole.total.typical) == (1, 300_000)
    found = whole.progress
    assert [(each.status, each.projects, each.total, each.spent) for each in found] == [
        ("done", 1, 200_000, None), ("under_way", 2, 300_000, 150_000),
    ]  # fmt: skip


def test_a_community_whose_group_is_unknown_is_counted_not_guessed(row: CommunityRow) -> None:
    one = row.shortfalls[0]
    told = [
        replace(row, path=path, shortfalls=(replace(one, people=people),))
        for path, people in (("甲", 500.0), ("乙", None))
    ]
    (found,) = street(*told).shortfalls
    assert (found.people, found.people_unknown) == (500.0, 1)


def test_a_handful_of_answers_is_not_counted_out() -> None:
    assert RESULT.survey is not None
    few = replace(RESULT, survey=replace(RESULT.survey, received=9, valid=3, overall=None))
    row = summary.row(few, "甲")
    assert (row.received, row.valid, row.overall) == (None, None, None)


def test_written_in_pieces_it_is_the_whole_file(row: CommunityRow, tmp_path: Path) -> None:
    for rows in ((), (row,), (row, replace(row, path="乙社区"))):
        head = street(*rows)
        file = tmp_path / "街道汇总.json"
        file.write_bytes(b"".join(pieces(head, rows)))
        assert load(file).communities == rows
        assert file.read_bytes() == to_bytes(replace(head, communities=rows))


def test_communities_that_hear_the_same_answers_count_them_once() -> None:
    area = SurveyArea(survey="问卷", metres=1500, communities=("甲", "乙"))
    apart = [Told("甲", 0.6, 400, 6_000), Told("乙", 0.6, 400, 4_000)]
    shared = [each._replace(areas=(area,)) for each in apart]
    other = Told("丙", 0.9, 100, 10_000)
    found = benchmark.pool([*shared, other], POLICY)
    assert found is not None
    assert (found.n, found.communities, found.people) == (500, 3, 20_000)
    # half of the street by 400 answers, half of it by 100
    half = POLICY.confidence_z * sqrt(0.25 * 0.6 * 0.4 / 400 + 0.25 * 0.9 * 0.1 / 100)
    assert found.value == pytest.approx(0.75)
    assert (found.low, found.high) == (pytest.approx(0.75 - half), pytest.approx(0.75 + half))
    naive = benchmark.pool([*apart, other], POLICY)
    assert naive is not None
    assert naive.n == 900
    assert naive.low > found.low


def test_who_shares_over_a_third_is_one_part() -> None:
    one, two = (SurveyArea(survey=name, metres=1, communities=()) for name in "一二")
    assert benchmark.together([(one,), (), (one, two), (two,), ()]) == [[0, 2, 3], [1], [4]]


def test_who_is_left_out_because_too_few_are_satisfied_is_said_with_their_people(
    row: CommunityRow,
) -> None:
    first, second, *_ = (each.item for each in row.cells)

    def with_(path: str, people: float | None, rate: Rate | None, hides: bool) -> CommunityRow:
        few = ("satisfaction", "demand") if hides else ()
        cells = (
            cell(first, 100, satisfied=rate, withheld=few, group=people),
            cell(second, 100, satisfied=rate),
        )
        return replace(
            row, path=path, population=people, cells=cells, overall=rate, overall_withheld=hides
        )

    open_ = with_("甲社区", 9_000, Rate(0.886, 300), False)
    found = street(
        open_, with_("乙社区", 7_800, None, True), with_("丙社区", None, None, True)
    )  # fmt: skip
    (item, other) = (each for each in found.items if each.id in (first, second))
    for left in (item.satisfied_withheld, item.lacking_withheld, found.overall_withheld):
        assert left is not None
        assert (left.communities, left.people) == (2, 7_800)
    assert item.satisfied is not None
    assert item.satisfied.value == pytest.approx(0.886)
    assert other.satisfied_withheld is None
    told = {(each.measure, each.item): each.withheld for each in found.funnels}
    assert told["satisfied", first] == item.satisfied_withheld
    assert told["satisfied", second] is None
    page = street_words.withheld("satisfied", item.satisfied_withheld, say)
    assert page.startswith("不含 2 个社区（7,800 人）")
    alone = street(open_, with_("丙社区", None, None, True)).overall_withheld
    assert alone is not None
    assert street_words.withheld("overall", alone, say).startswith("不含 1 个社区：")
    none = street_words.withheld("overall", alone, say, figure=None)
    assert none.startswith("1 个社区")
    assert "偏离" not in none, "no figure, no bias"
