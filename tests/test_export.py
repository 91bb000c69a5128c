"""--export: long tables for other programs, the same facts as in the result."""

from __future__ import annotations

import csv
import importlib.util
import json
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from samples import sample_result

from checkup.model import Estate, Fact
from checkup.report import export, export_files, wording
from checkup.report.export import TABLES
from checkup.result import Result
from tests.test_cli import checkup
from tests.test_street_batch import YAML, community

ROOT = Path(__file__).parent.parent
say = wording.load()
RESULT = sample_result()


def made(found: Result, folder: Path, form: export_files.Format) -> list[str]:
    files = export_files.write(export.rows(found, "北片/甲"), folder, form)
    return [file.name for file in files]


def with_point(crs: str | None, note: str | None = None) -> Result:
    facts = {
        "estate.e.longitude": Fact(value=104.1, note=note),
        "estate.e.latitude": Fact(value=30.6, note=note),
    }
    names = {"longitude": "estate.e.longitude", "latitude": "estate.e.latitude"}
    if crs is not None:
        facts["estate.e.crs"] = Fact(value=crs)
        names["crs"] = "estate.e.crs"
    estate = Estate(id="e", name="一院", facts=names)
    return replace(RESULT, facts={**RESULT.facts, **facts}, estates=(*RESULT.estates, estate))


def test_every_row_has_the_columns_of_its_table() -> None:
    seen = set()
    for table, row in export.rows(with_point("wgs84"), "."):
        assert len(row) == len(TABLES[table]), table
        for value, (name, kind) in zip(row, TABLES[table].items(), strict=True):
            types = {"text": str, "whole": int, "flag": int, "number": (int, float)}
            assert value is None or isinstance(value, types[kind]), (table, name, value)
        seen.add(table)
    assert seen == set(TABLES)


def test_csv_has_every_row_and_nothing_that_a_spreadsheet_takes_for_a_formula(
    tmp_path: Path,
) -> None:
    found = replace(RESULT, community=replace(RESULT.community, name="=1+1"))
    made(found, tmp_path, "csv")
    for table in TABLES:
        with (tmp_path / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
            head, *rows = csv.reader(stream)
        assert head == list(TABLES[table])
        assert len(rows) == sum(name == table for name, _ in export.rows(found, "."))
        assert all(row[0] == "'=1+1" for row in rows)
        assert not {"None", "nan", "True"} & {cell for row in rows for cell in row}


def test_the_database_tells_what_the_result_tells_in_the_same_bytes(tmp_path: Path) -> None:
    made(RESULT, tmp_path / "一", "sqlite")
    made(RESULT, tmp_path / "二", "sqlite")
    file = tmp_path / "一" / export_files.DATABASE
    assert file.read_bytes() == (tmp_path / "二" / export_files.DATABASE).read_bytes()
    base = sqlite3.connect(file)
    told = base.execute("SELECT item, status, score FROM items ORDER BY no").fetchall()
    base.close()
    assert told == [(each.id, each.status, each.score) for each in RESULT.items]


def test_every_share_leaves_with_its_bounds() -> None:
    told = [row for table, row in export.rows(RESULT, ".") if table == "estimates"]
    names = list(TABLES["estimates"])
    low, value, high = (names.index(each) for each in ("low", "value", "high"))
    assert {row[2] for row in told} == {"overall", "satisfied", "mean", "lacking"}
    assert all(row[low] <= row[value] <= row[high] for row in told)


def test_tables_of_another_form_are_replaced_and_nobody_elses_files(tmp_path: Path) -> None:
    made(RESULT, tmp_path, "csv")
    (tmp_path / "自己的.csv").write_text("x", encoding="utf-8")
    names = made(RESULT, tmp_path, "sqlite")
    assert {each.name for each in tmp_path.iterdir()} == {*names, "自己的.csv"}
    names = made(RESULT, tmp_path, "csv")
    assert {each.name for each in tmp_path.iterdir()} == {*names, "自己的.csv"}


def test_a_run_without_export_says_that_the_tables_are_of_an_earlier_one(tmp_path: Path) -> None:
    folder = community(tmp_path / "街道" / "甲社区", 1000)
    for words in (("batch", tmp_path / "街道", "-j", 1), ("score", folder)):
        assert checkup(*words, "--quiet", "--export", "csv").returncode == 0
        (folder / "checkup.yaml").write_text(YAML.format(households=900), encoding="utf-8")
        ran = checkup(*words, "--quiet")
        assert ran.returncode == 0
        assert "以前一次运行" in ran.stderr
        assert "以前一次运行" not in checkup(*words, "--quiet", "--export", "csv").stderr


def test_a_share_of_few_answers_does_not_leave() -> None:
    item = next(each for each in RESULT.items if each.satisfaction)
    assert item.satisfaction is not None
    few = replace(item, satisfaction=replace(item.satisfaction, n=9))
    found = replace(RESULT, items=tuple(few if each is item else each for each in RESULT.items))
    told = [row for table, row in export.rows(found, ".") if table == "estimates"]
    assert told
    assert not [row for row in told if row[3] == item.id and row[2] in ("satisfied", "mean")]
    assert all(row[-1] >= found.policy.min_base_print for row in told)


def test_points_stand_in_a_map_file_of_their_own_coordinate_system(tmp_path: Path) -> None:
    names = made(with_point("gcj02"), tmp_path, "csv")
    assert "points-gcj02.geojson" in names
    told = json.loads((tmp_path / "points-gcj02.geojson").read_text(encoding="utf-8"))
    (feature,) = [each for each in told["features"] if each["properties"]["id"] == "e"]
    assert feature["geometry"]["coordinates"] == [104.1, 30.6]
    assert (feature["properties"]["crs"], feature["properties"]["usable"]) == ("gcj02", 1)
    names = made(with_point(None, "crs_unstated"), tmp_path, "csv")
    assert not [name for name in names if name.endswith("geojson")]
    assert not list(tmp_path.glob("*.geojson"))


def test_parquet_has_the_types_of_the_schema(tmp_path: Path) -> None:
    from pyarrow import parquet

    made(RESULT, tmp_path, "parquet")
    table = parquet.read_table(tmp_path / "items.parquet")
    assert table.num_rows == len(RESULT.items)
    assert table.column("score").to_pylist() == [each.score for each in RESULT.items]


def test_without_the_library_parquet_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(export_files.NoParquetError):
        made(RESULT, tmp_path, "parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_documented_schema_is_the_codes() -> None:
    spec = importlib.util.spec_from_file_location("make_export", ROOT / "docs" / "make_export.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    assert page == module.text()
