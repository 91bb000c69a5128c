"""``checkup plan`` as a user meets it: money as people write it, exits, and the same reports."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.test_cli import EXAMPLE, checkup


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's result, away from its folder."""
    out = tmp_path_factory.mktemp("scored")
    assert checkup("score", EXAMPLE, "-o", out, "--quiet").returncode == 0
    return out / "result.json"


def test_a_budget_says_what_is_chosen_what_is_not_and_writes_the_reports(
    scored: Path, tmp_path: Path
) -> None:
    ran = checkup("plan", scored, "--budget", "80万", "-o", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "预算 80.00 万元" in ran.stdout
    assert "没有安排：" in ran.stdout
    assert "没有价格，须先询价" in ran.stdout
    assert "照名次往下排" in ran.stdout
    written = {each.name for each in tmp_path.iterdir()}
    assert written >= {"result.json", "体检报告.html", "体检报告.xlsx", "待补资料.xlsx"}
    plan = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["plan"]
    assert plan["budget"] == 800_000
    assert plan["plain"]["options"]
    assert plan["curve"]
    assert all("with" in each for each in plan["projects"])


@pytest.mark.parametrize("money", ["80万元", "800000", "800000元", "0.008亿"])
def test_every_spelling_of_a_sum_gives_the_same_plan(scored: Path, money: str) -> None:
    ran = checkup("plan", scored, "--budget", money, "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["plan"]["budget"] == 800_000


def test_below_the_least_sum_it_says_so_and_exits_3(scored: Path, tmp_path: Path) -> None:
    ran = checkup("plan", scored, "--budget", "10万", "--force", "S01", "-o", tmp_path / "out")
    assert ran.returncode == 3
    assert "至少需要 16.56 万元" in ran.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--budget", "很多"], "“很多”不是金额"),
        (["--year", "明年=100万"], "“明年=100万”不是金额"),
        (["--budget", "80万", "--force", "S99"], "没有编号为“S99”"),
    ],
)
def test_a_slip_on_the_command_line_is_a_sentence_and_exit_2(
    scored: Path, words: list[str], said: str
) -> None:
    ran = checkup("plan", scored, *words)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_two_places_share_a_budget_and_are_written_apart(scored: Path, tmp_path: Path) -> None:
    second = EXAMPLE.parent / "枫树社区-复检"
    ran = checkup("plan", scored, second, "--budget", "50万", "-o", tmp_path, "--quiet")
    assert ran.returncode == 0, ran.stderr
    plans = [
        json.loads(each.read_text(encoding="utf-8"))["plan"]
        for each in sorted(tmp_path.glob("*/result.json"))
    ]
    assert len(plans) == 2
    assert sum(p["cost"]["typical"] or 0 for each in plans for p in each["projects"]) <= 500_000


def test_one_community_cannot_stand_twice_in_one_plan(scored: Path) -> None:
    ran = checkup("plan", EXAMPLE, scored, "--budget", "50万")
    assert ran.returncode == 2
    assert "“枫树社区”写了两次" in ran.stderr


def test_checkup_yaml_may_ask_for_a_plan_and_a_local_price_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "枫树社区"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("体检结果"))
    (folder / "checkup.yaml").write_text(
        "plan: {budget: 80万, forbid: [S03]}\n"
        "本地造价:\n  - {编号: U06, 单位: ㎡, 单价: 2000, 来源: 区里询价, 签字人: 核价员甲}\n",
        encoding="utf-8",
    )
    ran = checkup("score", folder, "--json")
    assert ran.returncode == 0, ran.stderr
    result = json.loads(ran.stdout)
    assert result["plan"]["budget"] == 800_000
    assert not any("S03" in each["closes"] for each in result["plan"]["projects"])
    station = next(each for each in result["plan"]["projects"] if "S01" in each["closes"])
    assert station["cost"]["typical"] == 240_000
    assert [each["code"] for each in result["local_prices"]] == ["U06"]


@pytest.mark.parametrize("slip", ["plan: {budget: 一堆}\n", "plan: {force: [S99], budget: 1万}\n"])
def test_a_slip_in_the_plan_of_checkup_yaml_is_exit_5(tmp_path: Path, slip: str) -> None:
    folder = tmp_path / "枫树社区"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("体检结果"))
    (folder / "checkup.yaml").write_text(slip, encoding="utf-8")
    ran = checkup("score", folder, "--json")
    assert ran.returncode == 5, ran.stdout[:200]
    assert "checkup.yaml" in ran.stderr


# --- a floor for each community, and what was forced in vain ---------------------------------


def test_a_floor_is_kept_and_its_price_is_told(scored: Path, tmp_path: Path) -> None:
    second = EXAMPLE.parent / "枫树社区-复检"
    words = ("plan", scored, second, "--budget", "40万", "--year", "2026=40万")
    ran = checkup(*words, "--floor", "15万", "-o", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("这笔预算由 2 个社区共用") == 2
    assert ran.stdout.count("每个社区至少 15.00 万元") == 2
    assert ran.stdout.count("分年预算和保底按同样比例增减") == 2
    flat = "".join(ran.stdout.split())
    assert ("保底的代价：" in flat) != ("保底没有代价：" in flat)
    for each in sorted(tmp_path.glob("*/result.json")):
        told = json.loads(each.read_text(encoding="utf-8"))["plan"]
        assert told["fairness"]["got"] >= told["fairness"]["least"]
        page = (each.parent / "体检报告.html").read_text(encoding="utf-8")
        assert "每个社区至少 15.00 万元" in page.replace("\xa0", " ")
        assert ("能补的全补上" in page) == (told["fairness"]["least"] < 150_000)


def test_a_floor_the_budget_cannot_pay_is_exit_3_with_the_sum_that_works(
    scored: Path, tmp_path: Path
) -> None:
    second = EXAMPLE.parent / "枫树社区-复检"
    ran = checkup("plan", scored, second, "--budget", "15万", "--floor", "15万", "-o", tmp_path)
    assert ran.returncode == 3
    assert "每个社区保底 15.00 万元，合在一起至少需要" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--floor", "15万"], "要和 --budget 一起写"),
        (["--budget", "10万", "--floor", "15万"], "比总预算 10.00 万元 还多"),
    ],
)
def test_a_floor_is_part_of_a_budget(scored: Path, words: list[str], said: str) -> None:
    ran = checkup("plan", scored, *words)
    assert ran.returncode == 2
    assert said in ran.stderr


def test_checkup_yaml_may_ask_for_a_floor(tmp_path: Path) -> None:
    folder = tmp_path / "枫树社区"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("体检结果"))
    (folder / "checkup.yaml").write_text("plan: {budget: 80万, floor: 20万}\n", encoding="utf-8")
    ran = checkup("score", folder, "--json")
    assert ran.returncode == 0, ran.stderr
    plan = json.loads(ran.stdout)["plan"]
    assert plan["wishes"]["floor"] == plan["fairness"]["asked"] == 200_000


def test_what_is_forced_and_has_no_price_is_said_once_and_exits_3(
    scored: Path, tmp_path: Path
) -> None:
    ran = checkup("plan", scored, "--budget", "80万", "--force", "S02", "-o", tmp_path)
    assert ran.returncode == 3
    assert "要求一定做的“无障碍设施”没有安排：没有价格，须先询价" in ran.stderr
    assert "无障碍设施——" not in ran.stdout
    assert (tmp_path / "体检报告.html").exists(), "the rest is done"
