"""Commands about one community, given a street or a community whose data is the street's."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from checkup import result, street_result
from checkup.rounds.newest import newest
from checkup.street import Wanted, opened
from tests.test_cli import checkup
from tests.test_compare_street import SAY
from tests.test_example_street import TOP
from tests.test_street_batch import batch, community
from tests.test_street_routing import LEDGER, MEMBERS, book

FENGSHU, LIUSHU = "枫树社区", "柳树社区"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One ledger for all communities of a street, and what ``batch`` wrote of them."""
    top = tmp_path_factory.mktemp("街道") / "示例街道"
    book(top / "街道.xlsx", 街道=MEMBERS[:3])
    known = ["现场照片", "调查员甲", "2025-05-22"]
    book(top / "设施台账.xlsx", 设施台账=[
        LEDGER,
        [FENGSHU, "F1", "枫树卫生站", "社区卫生服务站", 60, "在用", None],
        [LIUSHU, "L1", "柳树卫生站", "社区卫生服务站", 200, "在用", None],
    ], 制度与佐证=[
        ["所属社区", "规则编号", "是否符合", "证据等级", "核实人", "日期"],
        [FENGSHU, "CCS-20.a", "否", *known],
        [LIUSHU, "CCS-20.b", "否", *known],
    ])  # fmt: skip
    batch(top)
    return top


def test_a_form_for_a_street_has_every_community_in_it(street: Path, tmp_path: Path) -> None:
    by_street, by_name = tmp_path / "街道.xlsx", tmp_path / "社区.xlsx"
    ran = checkup("fill", street, "--form", "附件1", "-o", by_street)
    assert ran.returncode == 0, ran.stderr
    ran = checkup("fill", street / FENGSHU, street / LIUSHU, "--form", "附件1", "-o", by_name)
    assert ran.returncode == 0, ran.stderr
    assert by_street.read_bytes() == by_name.read_bytes()
    assert all(name in _text(by_street) for name in (FENGSHU, LIUSHU))


PURSE = 3_000_000
"""元: less than the example street could use."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example street with one plan for all, its results in a folder of their own."""
    out = tmp_path_factory.mktemp("方案") / "出"
    batch(TOP, out, Wanted(budget=PURSE))
    return out


def _projects(form: Path, names: Iterable[str]) -> Counter[str]:
    """Projects of these names, by rows of the form: what is to be built may be called alike."""
    from openpyxl import load_workbook

    known = set(names)
    rows = ([cell for cell in row if cell in known]
            for sheet in load_workbook(form) for row in sheet.values)  # fmt: skip
    return Counter(found[0] for found in rows if found)


def test_a_form_for_a_street_with_a_plan_has_what_the_plan_chose(
    planned: Path, tmp_path: Path
) -> None:
    street = street_result.load(planned / "街道汇总.json")
    plan = street.plan
    assert plan is not None
    chosen = Counter(name for each in plan.communities for name in each.names)
    every = {each.name for row in street.communities for each in row.projects} | set(chosen)
    ran = checkup("fill", planned, "--form", "附件2", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 0, ran.stderr
    assert 0 < chosen.total() < sum(len(row.projects) for row in street.communities)
    assert _projects(tmp_path / "报.xlsx", every) == chosen
    told = f"表里是选上的 {plan.projects} 个项目；{plan.left_out} 项短板没有排上或没有补全"
    assert told in ran.stderr
    assert told in _text(tmp_path / "报-提交前核对.xlsx")


def test_a_list_of_shortfalls_says_which_measure_the_plan_left_out_and_why(
    planned: Path, tmp_path: Path
) -> None:
    ran = checkup("fill", planned, "--form", "附件1", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 0, ran.stderr
    street = street_result.load(planned / "街道汇总.json")
    assert street.plan is not None
    listed = {(row.path, each.name) for row in street.communities for each in row.shortfalls}
    left = {each.option for each in street.plan.left
            if each.reason == "unpriced" and (each.community, each.name) in listed}  # fmt: skip
    assert left
    text = _text(tmp_path / "报.xlsx")
    assert all(f"{option}（没有排上：没有价格，须先询价）" in text for option in left)


def test_a_street_plan_leaves_nothing_that_its_projects_bring_to_the_full(planned: Path) -> None:
    """A place for infants shared with a neighbour is one; a ground without its equipment is not,
    and nothing else makes that good."""
    plan = street_result.load(planned / "街道汇总.json").plan
    assert plan is not None
    sharing = {
        each.community for each in plan.communities if "与河东社区共享托育机构" in each.names
    }
    assert len(sharing) == 2
    assert not [each for each in plan.left if each.community in sharing and each.name == "托儿所"]
    (ground,) = (each for each in plan.left if each.name == "活动场地")
    assert (ground.reason, ground.option[:8]) == ("not_ranked", "补齐活动场地设施")
    assert plan.left_out == len({(each.community, each.name) for each in plan.left})


def test_a_form_is_not_filled_where_results_are_not_those_of_the_plan(
    planned: Path, tmp_path: Path
) -> None:
    out = tmp_path / "出"
    shutil.copytree(planned, out)
    street = street_result.load(out / "街道汇总.json")
    assert street.plan is not None
    (row,) = (each for each in street.communities if each.path ==
              street.plan.communities[0].community)  # fmt: skip
    found = result.load(out / row.result)
    (out / row.result).write_bytes(result.to_bytes(replace(found, facts={})))
    ran = checkup("fill", out, "--form", "附件2", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 3
    assert "再运行一次 checkup batch" in ran.stderr
    assert not (tmp_path / "报.xlsx").exists()


def test_a_purse_too_small_chose_nothing_and_the_form_has_every_proposal(tmp_path: Path) -> None:
    batch(TOP, tmp_path / "出", Wanted(budget=1))
    street = street_result.load(tmp_path / "出" / "街道汇总.json")
    assert street.plan is not None
    assert street.plan.least is not None
    names = Counter(each.name for row in street.communities for each in row.projects)
    ran = checkup("fill", tmp_path / "出", "--form", "附件2", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 0, ran.stderr
    assert _projects(tmp_path / "报.xlsx", names) == names


def _text(file: Path) -> str:
    from openpyxl import load_workbook

    cells = (cell for sheet in load_workbook(file) for row in sheet.values for cell in row)
    return " ".join(str(cell) for cell in cells if cell is not None)


def test_a_community_of_a_street_is_what_batch_made_of_it(street: Path, tmp_path: Path) -> None:
    kept = json.loads((street / FENGSHU / "体检结果" / "result.json").read_bytes())
    ran = checkup("plan", street / FENGSHU, "-o", tmp_path / "方案", "--quiet")
    assert ran.returncode == 0, ran.stderr
    planned = json.loads((tmp_path / "方案" / "result.json").read_bytes())
    assert planned["facts"] == kept["facts"] != {}


def test_a_street_is_not_scored_or_planned_as_one_community(street: Path) -> None:
    for command in ("score", "plan"):
        ran = checkup(command, street)
        assert ran.returncode == 2
        assert "checkup batch" in ran.stderr
    assert not (street / "体检结果" / "result.json").exists()


def test_a_folder_with_nothing_of_its_own_is_not_scored_over_what_batch_wrote(
    street: Path,
) -> None:
    file = street / FENGSHU / "体检结果" / "result.json"
    before = file.read_bytes()
    ran = checkup("score", street / FENGSHU)
    assert ran.returncode == 2
    assert "checkup batch" in ran.stderr
    assert file.read_bytes() == before


def test_a_community_that_batch_has_not_done_is_not_guessed(tmp_path: Path) -> None:
    book(tmp_path / "街道.xlsx", 街道=MEMBERS)
    folder = community(tmp_path / FENGSHU, 1000)
    ran = checkup("plan", folder)
    assert ran.returncode == 2
    assert "请先运行 checkup batch" in ran.stderr
    ran = checkup("score", folder, "--quiet", "-o", tmp_path / "单独")
    assert ran.returncode == 0
    assert "只读社区自己的文件夹" in ran.stderr


def test_a_named_round_that_reaches_further_is_newer_than_a_run_without_a_name(
    tmp_path: Path,
) -> None:
    top = tmp_path / "示例街道"
    community(top / "甲社区", 1000)
    first, last = date(2024, 9, 1), date(2025, 9, 1)
    bare = batch(top, None, Wanted(as_of=first)).file
    batch(top, None, Wanted(as_of=first, round="2024"))
    assert opened.find(top, SAY) == bare
    later = batch(top, None, Wanted(as_of=last, round="2025")).file
    assert opened.find(top, SAY) == later
    kept = top / "甲社区" / "体检结果"
    assert newest(kept, "result.json", SAY, unnamed=kept / "result.json") == kept / "2025"
    batch(top, None, Wanted(as_of=last))
    assert opened.find(top, SAY) == bare
