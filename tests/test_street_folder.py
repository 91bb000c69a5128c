"""A folder of communities without a 街道.xlsx, a folder with nothing, the same community twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkup import checking, result
from checkup.report import wording
from tests.test_cli import checkup
from tests.test_street_batch import batch, community

say = wording.load()


@pytest.fixture
def street(tmp_path: Path) -> Path:
    top = tmp_path / "示例街道"
    community(top / "甲社区", 1000)
    community(top / "北片" / "乙社区", 1100)
    return top


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
