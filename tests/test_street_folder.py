"""A folder of communities without a 街道.xlsx, a folder with nothing, the same community twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from checkup import checking, kit, result
from checkup.report import wording
from tests.test_cli import checkup
from tests.test_street_batch import batch, community, two_communities
from tests.test_street_routing import book

say = wording.load()


@pytest.fixture
def street(tmp_path: Path) -> Path:
    return two_communities(tmp_path)


@pytest.mark.parametrize(
    "words",
    [("score",), ("plan", "--budget", "100万"), ("fill", "--form", "附件2", "-o", "报.xlsx"),
     ("explain", "05")],
)  # fmt: skip
def test_a_street_without_a_register_is_not_taken_for_one_empty_community(
    street: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    named = [tmp_path / each if each == "报.xlsx" else each for each in words]
    ran = checkup(named[0], street, *named[1:])
    assert ran.returncode == 2
    assert f"请先运行 checkup batch {street}" in ran.stderr
    assert not (street / "体检结果").exists()
    assert not (tmp_path / "报.xlsx").exists()


@pytest.mark.parametrize("words", [("plan",), ("fill", "--form", "附件2", "-o", "报.xlsx")])
def test_nothing_is_planned_or_filled_of_a_folder_with_nothing(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    empty = tmp_path / "空社区"
    empty.mkdir()
    named = [tmp_path / each if each == "报.xlsx" else each for each in words]
    ran = checkup(named[0], empty, *named[1:])
    assert ran.returncode == 3
    assert f"{empty} 里没有可读的文件" in ran.stderr
    assert [each.name for each in tmp_path.rglob("*")] == ["空社区"]


def test_check_looks_at_each_community_of_a_street_without_a_register(street: Path) -> None:
    looked = checking.check_all(street, say, lambda error: None)
    assert [each.folder.name for each in looked] == ["乙社区", "甲社区"]
    assert "folder_empty" not in {row.code for each in looked for row in each.problems}


def test_explain_on_a_street_names_its_communities_and_a_command_that_works(street: Path) -> None:
    batch(street)
    ran = checkup("explain", street, "05")
    assert ran.returncode == 2
    assert "乙社区、甲社区" in ran.stderr
    folder = ran.stderr.split('checkup explain "')[1].split('"')[0]
    ran = checkup("explain", folder, "05")
    assert ran.returncode == 0, ran.stderr


def test_a_form_of_a_street_without_a_register_works_from_what_batch_wrote(
    street: Path, tmp_path: Path
) -> None:
    batch(street)
    ran = checkup("fill", street, "--form", "附件1", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 0, ran.stderr


def test_a_community_whose_inputs_went_away_is_planned_from_its_result(
    street: Path,
) -> None:
    batch(street)
    (street / "甲社区" / "checkup.yaml").unlink()
    file = street / "甲社区" / "体检结果" / "result.json"
    before = result.load(file).facts
    assert before
    ran = checkup("plan", street / "甲社区", "--quiet")
    assert ran.returncode == 0, ran.stderr
    assert result.load(file).facts == before


# --- one community twice -------------------------------------------------------------------------


def _copied(street: Path) -> Path:
    copy = street / "甲社区 - 副本"
    shutil.copytree(street / "甲社区", copy)
    return copy


def test_a_copied_community_is_counted_twice_and_said_so(street: Path) -> None:
    alone = batch(street).head
    assert alone.problems == {}
    _copied(street)
    twice = batch(street).head
    assert twice.population == 3 * (alone.population or 0) / 2, "nothing is guessed away"
    (row,) = twice.problems["."]
    assert row.code == "communities_alike"
    assert "甲社区、甲社区 - 副本" in row.expected
    page = (street / "体检结果" / "街道汇总.html").read_text("utf-8")
    assert "甲社区、甲社区 - 副本" in page
    assert [row.code for row in batch(street).head.problems["."]] == ["communities_alike"]


def test_batch_says_in_a_line_that_a_community_stands_twice(street: Path) -> None:
    _copied(street)
    ran = checkup("batch", street, "--quiet", "-j", 1)
    assert ran.returncode == 0
    (line,) = (each for each in ran.stderr.splitlines() if "甲社区 - 副本" in each)
    assert "人数、短板和金额算重了" in line


def test_blank_forms_that_are_alike_are_nobodys_double(tmp_path: Path) -> None:
    for name in ("甲社区", "乙社区"):
        list(kit.write(tmp_path / name, say))
    assert batch(tmp_path).head.problems == {}


def _named(folder: Path, households: int, street: str | None = None) -> None:
    file = community(folder, households) / "checkup.yaml"
    if street is not None:
        file.write_text(file.read_text("utf-8") + f"  街道: {street}\n", "utf-8")


def test_one_name_in_one_street_is_said_and_in_two_streets_it_is_legitimate(
    tmp_path: Path,
) -> None:
    for number, (part, street) in enumerate(
        (("甲街道", "甲街道"), ("乙街道", "乙街道"), ("乙街道/新", "乙街道")), 1
    ):
        _named(tmp_path / part / "枫树社区", 1000 + number, street)
    (row,) = batch(tmp_path).head.problems["."]
    assert row.code == "community_repeated"
    assert "乙街道/新/枫树社区、乙街道/枫树社区" in row.expected
    ran = checkup("fill", tmp_path, "--form", "附件1", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 2
    assert "（乙街道/新/枫树社区、乙街道/枫树社区）" in ran.stderr
    assert not (tmp_path / "报.xlsx").exists()


def test_two_communities_of_one_name_are_told_apart_by_their_street_in_a_form(
    tmp_path: Path,
) -> None:
    """One tells its street itself, the other stands below the street's 街道.xlsx."""
    short = (
        "制度与佐证:\n  - 规则编号: CCS-20.a\n    是否符合: 否\n    证据等级: 现场照片\n"
        "    核实人: 调查员甲\n    日期: 2025-05-22\n"
    )
    for number, (part, street) in enumerate((("甲街道", "甲街道"), ("乙街道", None)), 1):
        _named(tmp_path / part / "枫树社区", 1000 + number, street)
        with (tmp_path / part / "枫树社区" / "checkup.yaml").open("a", encoding="utf-8") as file:
            file.write(short)
    book(tmp_path / "乙街道" / "街道.xlsx", 街道=[["社区", "别名"], ["枫树社区", "枫树"]])
    assert batch(tmp_path).head.problems == {}
    ran = checkup("fill", tmp_path, "--form", "附件1", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 0, ran.stderr
    shown = {cell for row in load_workbook(tmp_path / "报.xlsx").active.values for cell in row}
    assert {"甲街道枫树社区", "乙街道枫树社区"} <= shown
    assert "枫树社区" not in shown
