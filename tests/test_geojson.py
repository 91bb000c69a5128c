"""Points of a map (GeoJSON) as rows of the ledger: names, systems, places, and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkup import pipeline
from checkup.judge.reach import Point
from checkup.policy import Policy
from checkup.report import export, export_files, wording
from checkup.result import Result
from checkup.street import routing
from checkup.street.near import near_of

say = wording.load()
NURSERY = {"编号": "Y1", "设施名称": "小芽托育", "设施类别": "托儿所", "现状": "在用",
           "建筑面积(㎡)": 320, "对外开放": True}  # fmt: skip


def feature(properties: dict[str, Any] | None, at: Any = (104.0, 30.0), kind: str = "Point") -> Any:
    geometry = None if at is None else {"type": kind, "coordinates": at}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **more, "features": list(features)}


def read(folder: Path, data: Any, name: str = "点位.geojson") -> Result:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, indent=1)
    (folder / name).write_text(text, "utf-8")
    return pipeline.check_up(folder, say)


def codes(found: Result) -> list[tuple[str, str | None, str | None]]:
    quiet = {"build_unknown", "state_not_asked"}
    return [(each.code, each.sheet, each.cell) for each in found.problems if each.code not in quiet]


def test_a_facility_of_a_map_is_one_of_the_ledger_and_points_to_its_feature(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature({}), feature(NURSERY, (104.0, 30.0, 480))))
    (each,) = [one for one in found.facilities if one.id == "Y1"]
    assert (each.name, each.kind, each.state) == ("小芽托育", "nursery", "in_use")
    area = found.facts[each.facts["building_area"]]
    assert area.value == 320
    assert area.refs[0].sheet == "features[1].properties.建筑面积(㎡)"
    line = (
        (tmp_path / "点位.geojson").read_text("utf-8").split("\n")[int(area.refs[0].cell[1:]) - 1]
    )
    assert line.strip() == "{"
    spot = found.facts[each.facts["longitude"]]
    assert (spot.value, spot.refs[0].sheet) == (104.0, "features[1].geometry")
    (near,) = near_of(found).places
    assert (near.open, near.point) == (True, Point(104.0, 30.0, "wgs84")), "RFC 7946 is WGS-84"
    (source,) = found.sources.values()
    assert (source.kind, source.rows) == ("ledger", 2)


@pytest.mark.parametrize(
    ("crs", "means"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84"),
        ("EPSG:4326", "wgs84"),
        ("urn:ogc:def:crs:EPSG::4490", "wgs84"),
        ("GCJ-02", "gcj02"),
        ("BD09", "bd09"),
    ],
)
def test_an_old_crs_member_is_respected(tmp_path: Path, crs: str, means: str) -> None:
    member = {"type": "name", "properties": {"name": crs}}
    found = read(tmp_path, collection(feature(NURSERY), crs=member))
    assert found.facts["facility.Y1.crs"].value == means
    assert codes(found) == []


def test_a_feature_may_name_a_system_of_its_own(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature({**NURSERY, "坐标系": "高德"})))
    fact = found.facts["facility.Y1.crs"]
    assert (fact.value, fact.refs[0].sheet) == ("gcj02", "features[0].properties.坐标系")


def test_two_systems_in_one_file_measure_nothing(tmp_path: Path) -> None:
    other = {**NURSERY, "编号": "Y2", "设施名称": "社区食堂", "设施类别": "社区食堂"}
    found = read(tmp_path, collection(feature(NURSERY), feature({**other, "坐标系": "GCJ-02"})))
    assert ("crs_mixed", "features[1].properties.坐标系") in [each[:2] for each in codes(found)]
    assert found.facts["facility.Y1.longitude"].note == "crs_mixed"


def test_where_a_point_lies_its_geometry_says(tmp_path: Path) -> None:
    """Moved in QGIS, the columns of the old table still stand in its properties."""
    found = read(tmp_path, collection(feature({**NURSERY, "经度": 99, "纬度": 9}, (104.1, 30.6))))
    assert found.facts["facility.Y1.longitude"].value == 104.1
    assert found.facts["facility.Y1.latitude"].value == 30.6
    assert codes(found) == []


def test_points_add_to_the_ledger_what_it_does_not_tell(tmp_path: Path) -> None:
    head = "编号,设施名称,设施类别,现状\nY1,小芽托育,托儿所,停用\n"
    (tmp_path / "设施台账.csv").write_text(head, "utf-8")
    found = read(tmp_path, collection(feature({"编号": "Y1", "设施名称": "小芽托育"})))
    (each,) = found.facilities
    assert each.state == "closed"
    assert found.facts["facility.Y1.longitude"].value == 104.0


@pytest.mark.parametrize(
    ("properties", "geometry"),
    [
        (NURSERY, None),
        (NURSERY, {"type": "Polygon", "coordinates": [[[104, 30], [105, 30], [104, 30]]]}),
        (NURSERY, {"type": "Point", "coordinates": []}),
        (NURSERY, {"type": "Point", "coordinates": ["104", "30"]}),
        (NURSERY, {"type": "Point", "coordinates": [30.6, 104.1]}),
        (NURSERY, {"type": "MultiPoint", "coordinates": [[104, 30], [104, 31]]}),
    ],
)
def test_what_is_no_point_leaves_the_place_unknown_and_the_rest_known(
    tmp_path: Path, properties: Any, geometry: Any
) -> None:
    bad = {"type": "Feature", "properties": properties, "geometry": geometry}
    found = read(tmp_path, collection(bad))
    assert codes(found) == [("geojson_geometry", "features[0].geometry", "L4")]
    assert found.facts["facility.Y1.building_area"].value == 320
    assert "facility.Y1.longitude" not in found.facts


def test_several_points_of_which_there_is_one_are_a_point(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature(NURSERY, [[104.0, 30.0]], "MultiPoint")))
    assert found.facts["facility.Y1.latitude"].value == 30.0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "FeatureCollection",\n "features": [', "json_broken"),
        ("[" * 100_000, "json_broken"),
        ('{"type": "FeatureCollection", "features": [' + "9" * 5000 + "]}", "json_broken"),
        ("[]", "geojson_form"),
        ('{"type": "Feature", "geometry": null, "properties": {}}', "geojson_form"),
        ('{"type": "FeatureCollection", "features": {}}', "geojson_form"),
    ],
)
def test_what_is_no_collection_is_a_problem_and_no_crash(
    tmp_path: Path, text: str, code: str
) -> None:
    assert [each[0] for each in codes(read(tmp_path, text))][:1] == [code]


def test_a_collection_without_features_or_with_strange_ones_is_no_crash(tmp_path: Path) -> None:
    read(tmp_path, collection())
    strange = [
        1, None, "x", [], {}, {"properties": [1]}, feature({"设施名称": {"a": 1}}),
        feature({"": 1, "longitude": 3, "设施名称": [1, [2]], "x": float("nan")}),
    ]  # fmt: skip
    found = read(tmp_path, collection(*strange))
    told = [each[0] for each in codes(found)]
    assert told.count("geojson_feature") == 5
    assert "nan" not in json.dumps([each.found for each in found.problems]).lower()


def test_other_json_is_none_of_our_business(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text('{"schema": "checkup-result/1"}', "utf-8")
    found = read(tmp_path, collection(feature(NURSERY)), "点位.json")
    assert [each.name for each in found.sources.values()] == ["点位.json"]
    assert [each.id for each in found.facilities] == ["Y1"]


def test_too_large_a_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkup.intake.features.MOST_BYTES", 100)
    found = read(tmp_path, collection(feature(NURSERY)))
    assert [each[0] for each in codes(found)] == ["file_too_large"]


def test_names_of_people_in_a_map_do_not_get_into_the_result(tmp_path: Path) -> None:
    found = read(tmp_path, collection(feature({**NURSERY, "联系电话": "13812345678"})))
    (source,) = found.sources.values()
    assert source.columns.private == ("联系电话",)
    assert "13812345678" not in json.dumps([str(each) for each in found.facts.items()])


def test_a_layer_called_like_a_sheet_is_that_sheet(tmp_path: Path) -> None:
    """Estates of a map: what T-2.3 takes its points from."""
    found = read(tmp_path, collection(feature({"名称": "枫树一区", "人口": 6000}), name="小区清单"))
    (spot,) = near_of(found).spots
    assert (spot.people, spot.point) == (6000, Point(104.0, 30.0, "wgs84"))


# --- out and in again -------------------------------------------------------------------------


def community(folder: Path, crs: str = "GCJ-02") -> Result:
    folder.mkdir()
    (folder / "设施台账.csv").write_text(
        "编号,设施名称,设施类别,现状,经度,纬度,坐标系\n"
        f"Y1,小芽托育,托儿所,在用,104.01,30.02,{crs}\nY2,社区食堂,社区食堂,在用,104.03,30.04,{crs}\n",
        "utf-8",
    )
    (folder / "小区清单.csv").write_text(
        f"小区名称,户数,人口,经度,纬度,坐标系\n枫树一区,2000,6000,104.05,30.06,{crs}\n", "utf-8"
    )
    (folder / "楼栋点位.csv").write_text(
        f"楼栋,所在小区,人口,经度,纬度,坐标系\n1栋,枫树一区,600,104.051,30.061,{crs}\n", "utf-8"
    )
    (folder / "checkup.yaml").write_text(f"社区概况: {{名称: {folder.name}}}\n", "utf-8")
    return pipeline.check_up(folder, say)


def points_of(*results: Result, folder: Path) -> str:
    rows = [row for each in results for row in export.rows(each, each.community.name)]
    export_files.write(rows, folder, "csv")
    (file,) = folder.glob("points-*.geojson")
    return file.read_text("utf-8")


def told(found: Result) -> dict[str, Any]:
    """Everything a point can carry."""
    kept = ("longitude", "latitude", "crs", "population")
    return {
        **{key: each.value for key, each in found.facts.items() if key.endswith(kept)},
        "facilities": [(each.id, each.name, each.kind) for each in found.facilities],
        "estates": [each.name for each in found.estates],
        "buildings": [(each.name, each.estate) for each in found.buildings],
    }


@pytest.mark.parametrize("crs", ["WGS-84", "GCJ-02", "BD-09"])
def test_what_we_export_comes_back_to_the_same_facts(tmp_path: Path, crs: str) -> None:
    first = community(tmp_path / "甲社区", crs)
    text = points_of(first, folder=tmp_path / "数据导出")
    again = tmp_path / "乙社区"
    again.mkdir()
    found = read(again, text)
    assert told(found) == told(first)
    assert codes(found) == []


@pytest.mark.parametrize("crs", ["WGS-84", "GCJ-02", "BD-09"])
def test_the_table_of_points_comes_back_to_the_same_facts_as_well(tmp_path: Path, crs: str) -> None:
    first = community(tmp_path / "甲社区", crs)
    points_of(first, folder=tmp_path / "数据导出")
    again = tmp_path / "乙社区"
    again.mkdir()
    (tmp_path / "数据导出" / "points.csv").rename(again / "points.csv")
    found = pipeline.check_up(again, say)
    assert told(found) == told(first)
    assert codes(found) == codes(pipeline.check_up(tmp_path / "甲社区", say))
    for fact in (found.facts["facility.Y2.longitude"], found.facts["estate.枫树一区.population"]):
        (ref,) = fact.refs
        lines = (again / "points.csv").read_text("utf-8-sig").splitlines()
        cell = lines[int(ref.cell[1:]) - 1].split(",")[ord(ref.cell[0]) - ord("A")]
        assert float(cell) == fact.value


def test_a_table_of_points_of_a_street_is_for_the_street(tmp_path: Path) -> None:
    names = ("甲社区", "乙社区")
    both = [community(tmp_path / name) for name in names]
    points_of(*both, folder=tmp_path / "数据导出")
    again = tmp_path / "丙社区"
    again.mkdir()
    points = (tmp_path / "数据导出" / "points.csv").read_text("utf-8-sig")
    (again / "points.csv").write_text(points, "utf-8")
    found = pipeline.check_up(again, say)
    assert codes(found) == [("points_of_several", None, None)]
    street = tmp_path / "街道"
    street.mkdir()
    (street / "街道.csv").write_text("社区,别名\n甲社区,\n乙社区,\n", "utf-8")
    (street / "points.csv").write_text(points, "utf-8")
    parts = routing.read(street, street / "街道.csv", Policy())[1].parts
    assert {
        name: sum(len(table.rows) for table in parts[name].tables) for name in names
    } == dict.fromkeys(names, 4)


def test_our_own_outputs_are_no_inputs(tmp_path: Path) -> None:
    first = community(tmp_path / "甲社区")
    points_of(first, folder=tmp_path / "甲社区" / "体检结果" / "数据导出")
    assert pipeline.check_up(tmp_path / "甲社区", say).sources == first.sources


def test_the_points_of_a_whole_street_are_not_read_as_one_community(tmp_path: Path) -> None:
    both = [community(tmp_path / name) for name in ("甲社区", "乙社区")]
    text = points_of(*both, folder=tmp_path / "数据导出")
    again = tmp_path / "丙社区"
    again.mkdir()
    found = read(again, text)
    assert codes(found) == [("points_of_several", None, None)]
    assert found.facilities == ()


def test_a_map_called_before_the_ledger_takes_nothing_from_it(tmp_path: Path) -> None:
    """Files are read in the order of their names; points of a map add, whatever theirs is."""
    ledger = (
        "编号,设施名称,设施类别,所在小区,规模,规模单位,功能,现状\n"
        "Y1,小芽托育,托儿所,枫树一区,60,托位,日托,停用\n"
    )
    estates = "小区名称,户数,人口\n枫树一区,2000,6000\n枫树二区,1000,2000\n"
    points = "编号,设施名称,经度,纬度,坐标系\nY1,小芽托育,104.01,30.02,WGS-84\n"
    homes = "小区名称,经度,纬度,坐标系\n枫树一区,104.05,30.06,WGS-84\n"
    found = []
    for name, first, second in (("甲", "z", "a"), ("乙", "a", "z")):
        folder = tmp_path / name
        folder.mkdir()
        for number, (of_map, of_ledger) in enumerate(((points, ledger), (homes, estates))):
            (folder / f"{first}{number}.csv").write_text(of_map, "utf-8")
            (folder / f"{second}{number}.csv").write_text(of_ledger, "utf-8")
        found.append(pipeline.check_up(folder, say))
    facts = [{key: (each.value, each.unit, each.gap) for key, each in one.facts.items()}
             for one in found]  # fmt: skip
    assert facts[0] == facts[1]
    assert found[0].facilities == found[1].facilities
    (nursery,) = found[1].facilities
    assert (nursery.estate, nursery.inside, nursery.functions) == ("枫树一区", True, ("日托",))
    assert facts[1]["facility.Y1.size"] == (60, "托位", None)
    assert facts[1]["profile.population"] == (8000, "人", None)
    assert codes(found[0]) == codes(found[1])


def test_what_a_second_ledger_adds_is_added_up_and_placed(tmp_path: Path) -> None:
    """Two ledgers of one thing, neither a map: estate, unit, sums and the system in the header."""
    (tmp_path / "a.csv").write_text("编号,设施名称,建筑面积(㎡)\nY1,小芽托育,300\n", "utf-8")
    (tmp_path / "b.csv").write_text(
        "编号,设施名称,所在小区,规模,规模单位,经度(GCJ-02),纬度(GCJ-02)\n"
        "Y1,小芽托育,枫树一区,60,托位,104.01,30.02\n", "utf-8",
    )  # fmt: skip
    (tmp_path / "c.csv").write_text("小区名称,建成年份,楼栋\n枫树一区,1990,10\n", "utf-8")
    (tmp_path / "d.csv").write_text(
        "小区名称,户数,人口,经度,纬度,坐标系\n枫树一区,2000,6000,104,30,WGS-84\n", "utf-8"
    )
    found = pipeline.check_up(tmp_path, say)
    assert [(each.estate, each.inside) for each in found.facilities] == [("枫树一区", True)]
    assert found.facts["facility.Y1.size"].unit == "托位"
    assert found.facts["facility.Y1.crs"].value == "gcj02"
    assert found.community.population == 6000
    assert "crs_mixed" in [each.code for each in found.problems]
