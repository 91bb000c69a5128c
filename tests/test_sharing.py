"""Neighbours (method §6.1): what is open and near counts for others, beside their own results."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checkup import checking, pipeline, street_result
from checkup.judge import standard
from checkup.judge.reach import Point, Spot
from checkup.policy import Policy
from checkup.report import wording
from checkup.result import to_bytes
from checkup.street import Wanted, check_up_all
from checkup.street.distances import Distances
from checkup.street.near import Near, Place, near_of
from checkup.street.sharing import Neighbours
from checkup.street_result import CommunityRow, StreetResult

say = wording.load()
RULES, POLICY = standard.load(), Policy()
METRE = 1 / 111_194.92664455873 / POLICY.detour
"""Degrees of latitude of one metre on foot."""


# --- pure ----------------------------------------------------------------------------------------


def spot(metres: float, people: float | None = 1000, crs: str = "wgs84") -> Spot:
    return Spot(Point(104.0, 30.0 + metres * METRE, crs), people)


def place(kind: str = "nursery", metres: float | None = 0.0, **more: Any) -> Place:
    point = None if metres is None else Point(104.0, 30.0 + metres * METRE, "wgs84")
    told = {"id": "1", "name": "小芽", "hosted": True, "open": True, "minutes": None,
            "measured": False, **more}  # fmt: skip
    return Place(kind=kind, point=point, **told)


def near(*spots: Spot, places: Iterable[Place] = (), **groups: float) -> Near:
    return Near(id="", name="", spots=spots, places=tuple(places), groups=groups)


def among(table: Distances | None = None, **told: Near) -> Neighbours:
    named = {
        path: Near(id=path, name=path, spots=each.spots, places=each.places, groups=each.groups)
        for path, each in told.items()
    }
    return Neighbours(named, RULES, POLICY, table or Distances())


def test_t_6_1_places_go_to_the_communities_in_reach_by_their_children() -> None:
    nursery = place(measures={"size": 60.0})
    told = among(
        A=near(spot(800), places=[nursery], children_0_3=150),
        B=near(spot(900), children_0_3=100),
        C=near(spot(1300), children_0_3=400),
    )
    credits = told.credits()
    assert set(credits) == {"B"}
    (offer,) = told.offers(credits)
    assert offer.parts == pytest.approx({"A": 36, "B": 24})
    assert offer.reached == ("B",)


def test_items_of_old_people_have_the_shorter_radius() -> None:
    for metres, kinds in ((790, {"elderly_station", "nursery"}), (810, {"nursery"})):
        told = among(
            A=near(spot(0), places=[place("elderly_station", id="1"), place("nursery", id="2")]),
            B=near(spot(metres)),
        )
        assert {each.kind for each in told.credits().get("B", ())} == kinds


@pytest.mark.parametrize(
    "offered",
    [
        place(open=False),
        place("service_station"),
        place(hosted=False),
        place(metres=1100),
        place(metres=None),
    ],
    ids=["not open", "not shareable", "not its own", "too far", "nowhere"],
)
def test_what_is_closed_far_or_not_to_be_shared_counts_for_nobody(offered: Place) -> None:
    assert among(A=near(places=[offered]), B=near(spot(0))).credits() == {}


def test_another_coordinate_system_is_never_measured() -> None:
    told = among(A=near(places=[place()]), B=near(spot(0, crs="gcj02")))
    assert told.credits() == {}
    assert among(A=near(places=[place()]), B=near(spot(0), spot(0, crs="gcj02"))).credits() == {}


def test_half_of_the_people_have_to_be_within_reach() -> None:
    for people, credited in ((1000.0, True), (999.0, False), (None, False)):
        told = among(A=near(places=[place()]), B=near(spot(100, people), spot(2000, 1000)))
        assert bool(told.credits()) is credited


def test_minutes_the_neighbour_walked_come_before_coordinates() -> None:
    walked = place(hosted=False, open=False, minutes=14.0, measured=True, metres=None)
    told = among(A=near(places=[place(metres=5000)]), B=near(spot(0), places=[walked]))
    (credit,) = told.credits()["B"]
    assert (credit.minutes, credit.metres, credit.circle, credit.method) == (14, None, 15, "walked")
    led = place(hosted=False, open=False, minutes=14.0, measured=True, navigated=True, metres=None)
    told = among(A=near(places=[place(metres=5000)]), B=near(spot(0), places=[led]))
    assert [each.method for each in told.credits()["B"]] == ["navigated"]
    guessed = place(hosted=False, open=False, minutes=14.0, measured=False, metres=None)
    told = among(A=near(places=[place(metres=5000)]), B=near(spot(0), places=[guessed]))
    assert told.credits() == {}


def test_a_facility_that_two_communities_tell_as_theirs_counts_once() -> None:
    """P-6.2."""
    told = among(A=near(places=[place()]), B=near(places=[place(id="9")]), C=near(spot(0)))
    credits = told.credits()
    assert [each.host for each in credits["C"]] == ["A"]
    assert [(each.id, each.reached) for each in told.offers(credits)] == [("A#1", ("C",))]


@given(
    st.lists(
        st.tuples(st.integers(0, 2500), st.integers(0, 3000), st.integers(0, 120), st.booleans()),
        min_size=2, max_size=7,
    )
)  # fmt: skip
def test_the_street_never_has_more_places_than_its_facilities(
    told: list[tuple[int, int, int, bool]],
) -> None:
    """P-6.1, P-6.2: of any facility no more is given than it has, and each stands there once."""
    neighbours = among(
        **{
            f"c{number}": near(
                spot(metres, people),
                places=[place(metres=metres, open=is_open, id="1", name=f"托育{number}",
                              measures={"size": float(size)})],
                children_0_3=float(people),
            )
            for number, (metres, people, size, is_open) in enumerate(told)
        }
    )  # fmt: skip
    credits = neighbours.credits()
    offers = neighbours.offers(credits)
    assert len({each.id for each in offers}) == len(offers) == sum(each[3] for each in told)
    for each in offers:
        assert sum(each.parts.values()) <= (each.capacity or 0) * (1 + 1e-9)
        assert set(each.parts) <= {each.host, *each.reached}
    for path, own in credits.items():
        assert all(each.host != path and each.circle in (5, 10, 15) for each in own)


def test_circles_take_the_nearest_and_say_how_many_people_live_in_each() -> None:
    told = among(
        A=near(spot(200, 800), spot(450, 600), spot(900, 400), places=[place(), place(metres=700,
               id="2", name="大树")]),
        B=near(spot(0), places=[place(metres=1000, id="3", name="远苗")]),
    )  # fmt: skip
    (reach,) = told.reaches("A")
    assert (reach.circle, reach.method) == (5, "straight")
    # 200 m · 250 m (to 700) · 100 m (B's, at 1000)
    assert reach.within == (1.0, 1.0, 1.0)
    (reach,) = among(A=near(spot(200, 800), spot(450, 600), spot(1400, 600), places=[place()])
                     ).reaches("A")  # fmt: skip
    assert reach.within == pytest.approx((0.4, 0.7, 0.7))


# --- through the whole street --------------------------------------------------------------------

NURSERY = {"编号": "Y1", "设施名称": "小芽托育", "设施类别": "托儿所", "现状": "在用",
           "建筑面积(㎡)": 260, "对外开放": "是", "经度": 104.0, "纬度": 30.0,
           "坐标系": "WGS-84"}  # fmt: skip


def community(folder: Path, metres: float, *rows: dict[str, Any], **sheets: Any) -> None:
    folder.mkdir(parents=True)
    told: dict[str, Any] = {
        "社区概况": {"建设类型": "既有", "常住人口": 8000, "户数": 3000},
        "小区清单": [{"名称": "一院", "人口": 8000, "经度": 104.0, "纬度": 30.0 + metres * METRE,
                  "坐标系": "WGS-84"}],
        "填报范围": [{"设施类别": "托儿所", "已查清": "是"}],
        **sheets,
    }  # fmt: skip
    if rows:
        told["设施台账"] = list(rows)
    (folder / "checkup.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")


def street(top: Path, out: Path | None = None) -> StreetResult:
    done = check_up_all(
        top, out, say, Wanted(), 1, lambda step: None, lambda workers: ThreadPoolExecutor(1)
    )
    assert done is not None
    return street_result.load(done.file)


def rows(found: StreetResult) -> dict[str, CommunityRow]:
    return {row.path: row for row in found.communities}


def test_a_neighbours_nursery_meets_the_item_beside_the_own_result(tmp_path: Path) -> None:
    answered = {"制度与佐证": [{"规则编号": "CCS-03.c", "是否符合": "是"}]}
    community(tmp_path / "甲", 0, NURSERY, **answered)
    community(tmp_path / "乙", 600)
    alone = to_bytes(pipeline.check_up(tmp_path / "乙", say))
    found = street(tmp_path, tmp_path / "汇总")
    second = rows(found)["乙"]
    assert {each.item: each.status for each in second.cells}["CCS-03"] == "short"
    assert second.shared is not None
    (cell,) = second.shared.cells
    assert (cell.item, cell.status, cell.shared) == ("CCS-03", "met", True)
    assert second.shared.shared == 1
    (credit,) = second.shared.credits
    assert (credit.host, credit.circle, credit.method) == ("甲", 15, "straight")
    assert credit.metres == pytest.approx(600, abs=0.01)
    item = next(each for each in found.items if each.id == "CCS-03")
    assert (item.counts, item.counts_shared, item.shared) == (
        {"met": 1, "short": 1}, {"met": 2}, 1,
    )  # fmt: skip
    assert (tmp_path / "汇总" / "乙" / "result.json").read_bytes() == alone
    assert rows(found)["甲"].shared is None or not rows(found)["甲"].shared.shared


def test_places_are_divided_by_children_though_one_community_tells_households_too(
    tmp_path: Path,
) -> None:
    told = {"建设类型": "既有", "常住人口": 8000, "户数": 3000, "0–3岁人口": 150}
    more = {**told, "有0–3岁孩子的户数": 100}
    community(tmp_path / "甲", 0, {**NURSERY, "规模": 60}, 社区概况=more)
    community(tmp_path / "乙", 600, 社区概况=told)
    (offer,) = street(tmp_path, tmp_path / "汇总").offers
    assert offer.parts == {"甲": 30, "乙": 30}


def test_nothing_is_shared_where_the_door_is_closed_or_the_walk_too_long(tmp_path: Path) -> None:
    community(tmp_path / "甲", 0, {**NURSERY, "对外开放": "否"})
    community(tmp_path / "乙", 600)
    community(tmp_path / "丙", 0, {**NURSERY, "经度": 105.0})
    assert all(row.shared is None for row in street(tmp_path, tmp_path / "汇总").communities)


def block(name: str, metres: float, people: int | None, estate: str = "一院") -> dict[str, Any]:
    return {"楼栋": name, "所在小区": estate, "人口": people, "经度": 104.0,
            "纬度": 30.0 + metres * METRE, "坐标系": "WGS-84"}  # fmt: skip


def test_people_are_counted_where_their_buildings_stand_t_2_3(tmp_path: Path) -> None:
    blocks = [block("1栋", 350, 800), block("2栋", 480, 600), block("3栋", 720, 400)]
    community(tmp_path / "甲", 5000, NURSERY, 楼栋点位=blocks)
    found = near_of(pipeline.check_up(tmp_path / "甲", say))
    assert [each.people for each in found.spots] == [800, 600, 400]
    assert not found.rough
    (reach,) = rows(street(tmp_path, tmp_path / "汇总"))["甲"].reach
    assert reach.within is not None
    assert reach.within[1] == pytest.approx(0.777778, abs=5e-7)
    assert not reach.rough


def test_an_estate_without_buildings_stays_at_its_centre_and_that_is_rough(tmp_path: Path) -> None:
    estates = [
        {"名称": name, "人口": 4000, "经度": 104.0, "纬度": 30.0 + at * METRE, "坐标系": "WGS-84"}
        for name, at in (("一院", 100), ("二院", 300))
    ]
    blocks = [block("1栋", 350, None), block("2栋", 480, 600)]
    community(tmp_path / "甲", 0, NURSERY, 小区清单=estates, 楼栋点位=blocks)
    found = near_of(pipeline.check_up(tmp_path / "甲", say))
    assert [each.people for each in found.spots] == [None, 600, 4000]
    assert found.rough
    (reach,) = rows(street(tmp_path, tmp_path / "汇总"))["甲"].reach
    assert reach.rough


def test_buildings_in_another_system_than_the_rest_are_refused(tmp_path: Path) -> None:
    community(tmp_path / "甲", 0, NURSERY, 楼栋点位=[{**block("1栋", 350, 800), "坐标系": "百度"}])
    found = pipeline.check_up(tmp_path / "甲", say)
    assert "crs_mixed" in [each.code for each in found.problems]
    assert near_of(found).spots == ()


def test_coordinates_of_two_systems_are_refused_and_said(tmp_path: Path) -> None:
    community(tmp_path / "甲", 0, NURSERY)
    community(tmp_path / "乙", 600)
    file = tmp_path / "乙" / "checkup.yaml"
    file.write_text(file.read_text("utf-8").replace("WGS-84", "GCJ-02"), "utf-8")
    found = street(tmp_path, tmp_path / "汇总")
    assert all(row.shared is None for row in found.communities)
    assert [each.code for each in found.problems["."]] == ["crs_mixed"]


def test_a_distance_table_wins_over_coordinates(tmp_path: Path) -> None:
    community(tmp_path / "甲", 0, NURSERY)
    community(tmp_path / "乙", 100)
    community(tmp_path / "丙", 5000)
    (tmp_path / "距离表.csv").write_text(
        "社区,设施,设施所属社区,步行分钟,步行距离(米)\n乙,小芽托育,甲,25,\n丙,Y1,甲,,950\n", "utf-8"
    )
    found = rows(street(tmp_path, tmp_path / "汇总"))
    assert set(found) == {"甲", "乙", "丙"}
    assert found["乙"].shared is None
    assert found["丙"].shared is not None
    (credit,) = found["丙"].shared.credits
    assert (credit.metres, credit.circle, credit.method) == (950, 15, "table")


def test_lines_of_a_distance_table_that_match_nothing_are_said_with_their_cells(
    tmp_path: Path,
) -> None:
    community(tmp_path / "甲", 0, NURSERY)
    community(
        tmp_path / "乙", 5000, {**NURSERY, "编号": "Z1", "设施名称": "自家", "对外开放": "否"}
    )
    (tmp_path / "距离表.csv").write_text(
        "社区,设施,设施所属社区,步行分钟,步行距离(米)\n乙,小芽托育,丁,5,\n乙,Y1,,5,\n丙,Y1,甲,5,\n"
        "甲,自家,乙,5,\n乙,Z1,乙,5,\n乙,自家,,5,\n乙,小芽托育,,5,\n乙,Y1, 甲 ,9,\n乙,Y1,甲,6,\n"
        "乙,Y1,甲,6,\n", "utf-8",
    )  # fmt: skip
    done = street(tmp_path, tmp_path / "汇总")
    told = [(each.code, each.cell, each.found, each.source) for each in done.problems["."]]
    file = "距离表.csv"
    assert sorted(told) == [
        ("distance_community_unknown", "A4", "丙", file),
        ("distance_community_unknown", "C2", "丁", file),
        ("distance_facility_unknown", "B3", "Y1", file),
        ("distance_facility_unknown", "B5", "自家", file),
        ("distance_repeated", "B10", "Y1", file),
    ]
    (credit,) = rows(done)["乙"].shared.credits  # type: ignore[union-attr]
    assert credit.minutes == 6, "of two lines the later counts"
    page = (tmp_path / "汇总" / "街道汇总.html").read_text("utf-8")
    assert "距离表里的设施没有对上" in page
    looked = checking.check_all(tmp_path, say, lambda error: None)
    assert {each.name: each.rows for each in looked[0].sources.values()} == {file: 10}
    assert sorted((row.code, row.cell, row.found) for row in looked[0].problems) == [
        each[:3] for each in sorted(told)
    ]


def register(top: Path, *lines: str) -> None:
    (top / "街道.csv").write_text("社区,别名\n" + "".join(f"{each}\n" for each in lines), "utf-8")


def walks(top: Path, *lines: str) -> None:
    head = "社区,设施,设施所属社区,步行分钟,步行距离(米)\n"
    (top / "距离表.csv").write_text(head + "".join(f"{each}\n" for each in lines), "utf-8")


def test_a_distance_table_may_name_communities_as_the_register_does(tmp_path: Path) -> None:
    """By alias, or by the full name where only an alias is the folder's; the same line by two
    names is one line."""
    community(tmp_path / "甲", 0, NURSERY)
    community(tmp_path / "乙社区", 5000)
    community(tmp_path / "丙社区", 5100)
    register(tmp_path, "甲社区,甲、甲居委会", "乙社区,乙、乙 坊", "丙社区,")
    walks(tmp_path, "乙坊,小芽托育,甲居委会,14,", "丙社区,Y1,甲社区,9,", "乙,小芽托育,甲,14,")
    done = street(tmp_path, tmp_path / "汇总")
    assert done.problems == {}
    told = {path: row.shared for path, row in rows(done).items() if row.shared and row.name != "甲"}
    assert {path: [each.minutes for each in own.credits] for path, own in told.items()} == {
        "乙社区": [14], "丙社区": [9],
    }  # fmt: skip
    assert [row.code for each in checking.check_all(tmp_path, say, lambda error: None)
            for row in each.problems if row.code.startswith("distance")] == []  # fmt: skip
    walks(tmp_path, "乙坊,小芽托育,甲居委会,14,", "乙社区,小芽托育,甲,6,")
    done = street(tmp_path, tmp_path / "汇总")
    assert [(each.code, each.cell) for each in done.problems["."]] == [("distance_repeated", "B3")]
    assert rows(done)["乙社区"].shared.credits[0].minutes == 6  # type: ignore[union-attr]


def test_circles_know_what_the_table_and_the_own_feet_measured(tmp_path: Path) -> None:
    """A neighbour's facility that is far on the map, or nowhere, stands in the circle that was
    looked up or walked: what counts 计共享 is never missing from the circles."""
    community(tmp_path / "甲", 0, {**NURSERY, "经度": 105.0})
    community(tmp_path / "乙", 5000)
    walked = {"编号": "L1", "设施名称": "小芽托育", "设施类别": "托儿所", "现状": "在用",
              "所在小区": "隔壁的院", "步行分钟": 4, "距离测法": "实走"}  # fmt: skip
    community(tmp_path / "丙", 5100, walked)
    walks(tmp_path, "乙,小芽托育,甲,9,")
    found = rows(street(tmp_path, tmp_path / "汇总"))
    told = {path: [(each.kind, each.circle, each.method) for each in found[path].reach]
            for path in ("乙", "丙")}  # fmt: skip
    assert told == {"乙": [("nursery", 10, "table")], "丙": [("nursery", 5, "walked")]}
    for path, own in told.items():
        credits = found[path].shared.credits  # type: ignore[union-attr]
        assert [(each.kind, each.circle, each.method) for each in credits] == own


def test_a_word_that_two_communities_go_by_is_nobodys_in_a_distance_table(tmp_path: Path) -> None:
    community(tmp_path / "甲社区", 0, NURSERY)
    community(tmp_path / "乙社区", 5000)
    community(tmp_path / "丙社区", 5100)
    # 丁社区 has nothing in this run and is still somebody
    register(tmp_path, "甲社区,", "乙社区,新村", "丙社区,新村、老街", "丁社区,老街、北街")
    walks(tmp_path, *(f"{word},小芽托育,甲社区,5," for word in ("新村", "老街", "北街")))
    done = street(tmp_path, tmp_path / "汇总")
    told = [(each.code, each.cell, each.found) for each in done.problems["."]
            if each.code.startswith("distance")]  # fmt: skip
    assert told == [
        ("distance_community_unknown", f"A{at}", word)
        for at, word in enumerate(("新村", "老街", "北街"), 2)
    ]
    assert not any(row.shared for row in done.communities)
    looked = checking.check_all(tmp_path, say, lambda error: None)
    assert [(row.code, row.cell, row.found) for each in looked for row in each.problems
            if row.code.startswith("distance")] == told  # fmt: skip


def test_each_street_of_a_district_has_its_own_distance_table(tmp_path: Path) -> None:
    """Names are those of its own street first; the district's table stands over the streets'."""
    for at, name in enumerate(("东街", "西街")):
        own = {**NURSERY, "经度": 105.0 + at, "设施名称": f"{name}托育"}
        community(tmp_path / name / "和平社区", at, own)
        community(tmp_path / name / "乙社区", 5000 + at)
        register(tmp_path / name, "和平社区,和平", "乙社区,乙")
        walks(tmp_path / name, f"乙,{name}托育,和平,9,", f"丙{at},{name}托育,和平,9,")
    walks(tmp_path, "乙社区,东街托育,,3,")
    done = street(tmp_path, tmp_path / "汇总")
    found = rows(done)
    for name in ("东街", "西街"):
        (credit,) = found[f"{name}/乙社区"].shared.credits  # type: ignore[union-attr]
        assert (credit.host, credit.minutes) == (f"{name}/和平社区", 9)
    told = {path: [(each.code, each.source, each.cell, each.found) for each in each_rows]
            for path, each_rows in done.problems.items()}  # fmt: skip
    file, code = "距离表.csv", "distance_community_unknown"
    assert told == {
        ".": [(code, file, "A2", "乙社区")],
        "东街": [(code, file, "A3", "丙0")],
        "西街": [(code, file, "A3", "丙1")],
    }
    looked = checking.check_all(tmp_path, say, lambda error: None)
    assert {each.folder.relative_to(tmp_path).as_posix(): [(row.code, row.cell, row.found)
            for row in each.problems if row.code == code] for each in looked[:3]} == {
        path: [(code, cell, word) for code, _, cell, word in each] for path, each in told.items()
    }  # fmt: skip
    walks(tmp_path, "西街乙,西街托育,西街和平,3,")
    register(tmp_path / "西街", "和平社区,和平、西街和平", "乙社区,乙、西街乙")
    again = rows(street(tmp_path, tmp_path / "汇总"))
    minutes = [again[f"{name}/乙社区"].shared.credits[0].minutes for name in ("东街", "西街")]  # type: ignore[union-attr]
    assert minutes == [9, 3], "the district's own table stands"


def test_the_second_round_is_not_done_again_when_nothing_changed(tmp_path: Path) -> None:
    community(tmp_path / "甲", 0, NURSERY)
    community(tmp_path / "乙", 600)
    out = tmp_path / "汇总"
    first = street(tmp_path, out)
    mark = out / "乙" / ".checkup-shared.json"
    before = mark.stat().st_mtime_ns
    assert street(tmp_path, out) == first
    assert mark.stat().st_mtime_ns == before
    community(tmp_path / "丁", 100, {**NURSERY, "编号": "Y9", "设施名称": "另一家"})
    assert len(rows(street(tmp_path, out))["乙"].shared.credits) == 2  # type: ignore[union-attr]
    assert mark.stat().st_mtime_ns != before


def test_one_budget_chooses_among_all_communities_and_what_neighbours_offer(
    tmp_path: Path,
) -> None:
    community(tmp_path / "甲", 0, NURSERY)
    community(tmp_path / "乙", 600)
    done = check_up_all(
        tmp_path, tmp_path / "汇总", say, Wanted(budget=400_000), 1, lambda step: None,
        lambda workers: ThreadPoolExecutor(1),
    )  # fmt: skip
    assert done is not None
    told = street_result.load(done.file).plan
    assert told is not None
    assert told.least is None
    assert told.cost <= told.budget == 400_000
    chosen = {each.community: each.names for each in told.communities}
    assert any("甲" in name for name in chosen["乙"]), "sharing with 甲 is the cheapest way"
    single = pipeline.check_up(tmp_path / "乙", say)
    assert (tmp_path / "汇总" / "乙" / "result.json").read_bytes() == to_bytes(single)


def test_points_come_in_as_a_csv_of_numbers_names_and_coordinates(tmp_path: Path) -> None:
    """What QGIS saves: the rows are those of the ledger by their number and name."""
    head = "编号,设施名称,设施类别,现状,对外开放\nY1,小芽托育,托儿所,在用,是\n"
    (tmp_path / "设施台账.csv").write_text(head, "utf-8")
    points = "编号,设施名称,经度,纬度,坐标系\nY1,小芽托育,104.0,30.0,WGS-84\n"
    (tmp_path / "点位.csv").write_text(points, "utf-8")
    (told,) = near_of(pipeline.check_up(tmp_path, say)).places
    assert (told.kind, told.open, told.point) == ("nursery", True, Point(104.0, 30.0, "wgs84"))


def test_a_street_keeps_a_floor_for_each_community_and_says_who_cannot_use_it(
    tmp_path: Path,
) -> None:
    community(tmp_path / "甲", 0, NURSERY)
    community(tmp_path / "乙", 600)
    done = check_up_all(
        tmp_path, tmp_path / "汇总", say, Wanted(budget=90_000_000, floor=40_000_000), 1,
        lambda step: None, lambda workers: ThreadPoolExecutor(1),
    )  # fmt: skip
    assert done is not None
    told = street_result.load(done.file).plan
    assert told is not None
    assert told.floor is not None
    assert told.asked == told.floor.asked == 40_000_000
    assert {each.name for each in told.floor.lowered} == {"甲", "乙"}, "nothing there is so dear"
    least = {each.community: each.least for each in told.floor.lowered}
    assert all(0 < each.floor == least[each.community] <= each.cost for each in told.communities)  # type: ignore[operator]
    page = (tmp_path / "汇总" / "街道汇总.html").read_text("utf-8").replace("\xa0", " ")
    assert "每个社区至少安排 4,000.00 万元" in page
    assert "2 个社区能补的全补上也用不到这么多" in page
    assert "保底没有代价" in page
