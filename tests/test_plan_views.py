"""What page, workbook, charts and terminal tell of a plan under a budget: money, reasons, estates.

The plan is made up, like everything in ``samples``.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from rich.console import Console
from samples import sample_result
from test_page import Reader
from test_workbook import table

from checkup.model import (
    Agreement,
    CurvePoint,
    EstateList,
    Funding,
    FundingLevel,
    LeftOut,
    ModelMix,
    PlainPlan,
    Plan,
    Prospect,
    ToVerify,
)
from checkup.plan import levels
from checkup.report import drawings, page, plan_terminal, plan_words, wording, workbook
from checkup.result import Result

SAY = wording.load()


@cache
def planned() -> Result:
    """The sample under a budget of 150 万元, with all a plan can say."""
    rich = sample_result()
    first, second, third, fourth = (
        replace(each, option=f"O{each.id}") for each in rich.plan.projects
    )
    projects = (
        replace(first, agreement=Agreement(agreed=210, asked=300), supervisor="街道办"),
        replace(second, after=(first.id,), hours="放学后和周末", income="租金五五分成"),
        replace(third, mandatory=True),
        fourth,
    )
    other = replace(first, id="X", option="X", name="另建一处社区卫生服务站")
    plan = replace(
        rich.plan,
        projects=projects,
        options=(*(replace(each, id=each.option) for each in projects), other),
        budget=1_500_000,
        benefit=900.0,
        left_out=(LeftOut("CCS-01", "budget", "X"), LeftOut("CCS-08", "no_option")),
        impossible=(LeftOut("CCS-12", "unpriced"),),
        prospect=Prospect(value=82.0, low=75.0, high=88.0, gain=8.8, met=12),
        plain=PlainPlan(options=("X",), benefit=500.0, cost=1_490_000, operating=0),
        curve=(
            CurvePoint(750_000, None),
            CurvePoint(1_350_000, 700.0),
            CurvePoint(1_500_000, 900.0),
            CurvePoint(2_250_000, 900.0),
        ),
        gap=0.0,
        mix=ModelMix(
            areas={"公益": 520.0},
            shares={"公益": 100.0, "低偿": 0.0, "市场": 0.0},
            within=False,
            wanted={"公益": 50.0, "低偿": 30.0, "市场": 20.0},
        ),
        levels=levels.by_level(projects),
        unfunded=levels.unfunded(projects),
    )
    rows = tuple(
        replace(each, treatment="deadline", treatment_why="涉及安全", both="build")
        for each in rich.shortfalls
    )
    return replace(
        rich,
        plan=plan,
        shortfalls=rows,
        to_verify=(
            ToVerify(item="CCS-19", status="unknown", low=0.0, high=100.0, could_move=5.26),
        ),
        estate_lists=(
            EstateList(
                estate="枫香苑",
                shortfalls=("CCS-12",),
                shared=("CCS-05",),
                others=("other.1",),
                projects=("P01",),
            ),
            EstateList(estate="枫林苑", shortfalls=(), shared=("CCS-05",), others=(), projects=()),
        ),
    )


@cache
def text() -> str:
    return Reader(page.render(planned(), SAY)).text()


@cache
def book(values: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(workbook.render(planned(), SAY)), data_only=values)


def below(sheet: str, head: str) -> list[dict[str, object]]:
    """The rows of the table under that heading, by the words of its head."""
    rows = list(book()[sheet].iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[0] == head) + 1
    while sum(cell is not None for cell in rows[at]) < 2:
        at += 1
    found = []
    for row in rows[at + 1 :]:
        if row[0] is None:
            break
        found.append(dict(zip(rows[at], row, strict=True)))
    return found


def test_known_money_is_summed_by_level_and_the_rest_is_not_promised() -> None:
    projects = planned().plan.projects
    assert levels.by_level(projects) == (
        FundingLevel(level="区", amount=131_376, projects=1, open=0),
        FundingLevel(level="街道", amount=56_304, projects=1, open=0),
        FundingLevel(level="中央", amount=0, projects=1, open=1),
        FundingLevel(level="社会", amount=0, projects=1, open=1),
    )
    assert levels.unfunded(projects) == 1_204_320 + 36_000
    twice = replace(projects[0], funding=(Funding(channel="甲", level="区", amount=999_999),))
    assert levels.unfunded((twice,)) == 0, "too much money for one project pays no other"
    assert levels.unfunded((projects[3],)) is None


def test_sources_add_up_to_the_total_in_the_workbook() -> None:
    rows = below("总览", "分级资金")
    assert [row["哪一级"] for row in rows] == ["区", "街道", "中央", "社会", "未落实", "合计"]
    assert rows[2]["已知金额(万元)"] == "未落实"
    assert rows[-1]["已知金额(万元)"] == 142.8
    assert planned().plan.cost.typical == 1_428_000


def test_where_the_community_would_stand_is_told_from_the_engine() -> None:
    for told in (text(), " ".join(map(str, _column("项目建设清单")))):
        assert "提高到 82.0（在 75.0 与 88.0 之间），提高 8.8 分" in told
        assert "（按没有四舍五入的数算），达标从 10 项增加到 12 项" in told


def _column(sheet: str) -> list[object]:
    return [row[0] for row in book()[sheet].iter_rows(max_col=1, values_only=True)]


def test_the_plain_plan_stands_beside_the_chosen_one_with_the_difference_in_words() -> None:
    told = plan_words.comparison(planned(), SAY)
    assert told
    assert "149.00 万元，成效 500；这里的安排花 142.80 万元，成效 900" in told
    assert "换下：另建一处社区卫生服务站" in told
    assert told in text()
    rich = planned()
    assert rich.plan.plain

    def beside(**more: object) -> str | None:
        plain = replace(rich.plan.plain, **more)
        return plan_words.comparison(replace(rich, plan=replace(rich.plan, plain=plain)), SAY)

    assert "更省钱的做法" in str(beside(benefit=900.0))
    assert "两者相当" in str(beside(benefit=900.0, cost=1_000_000))
    same = tuple(each.option for each in rich.plan.projects)
    assert "选出的也是这些项目" in str(beside(options=same))


def test_a_project_that_costs_nothing_and_is_chosen_is_not_told_as_dropped() -> None:
    rich = planned()
    assert rich.plan.plain
    first, *others = rich.plan.projects
    free = replace(first, cost=replace(first.cost, low=None, typical=None, high=None, basis="x"))
    plan = replace(rich.plan, projects=(free, *others))
    plain = replace(rich.plan.plain, options=tuple(each.option for each in plan.projects))
    told = str(plan_words.comparison(replace(rich, plan=replace(plan, plain=plain)), SAY))
    assert "换下" not in told
    assert "选出的也是这些项目" in told


def test_where_a_shared_budget_went_to_other_communities_that_is_the_reason() -> None:
    rich = planned()
    assert rich.plan.plain
    assert rich.plan.benefit is not None
    plain = replace(rich.plan.plain, benefit=rich.plan.benefit + 100)
    alone = replace(rich, plan=replace(rich.plan, plain=plain, purse=1))
    assert "别的社区" not in str(plan_words.comparison(alone, SAY))
    several = replace(rich, plan=replace(rich.plan, plain=plain, purse=3))
    assert "共用的钱先用在别的社区" in str(plan_words.comparison(several, SAY))


def test_the_curve_says_from_where_more_money_brings_nothing() -> None:
    assert "预算有 150.00 万元，成效就达到 900，再加钱也不再增加" in text()
    assert "预算在 75.00 万元 及以下时" in text()
    rows = below("总览", "预算与成效")
    assert [row["成效(加权人数)"] for row in rows] == ["不够做必须做的", 700, 900, 900]
    assert rows[2]["备注"] == "本次预算"
    drawn = drawings.render(planned(), SAY)
    assert {"分级资金.svg", "预算与成效.svg"} <= set(drawn)
    assert drawn["预算与成效.svg"].decode().count("<circle") == 3


def test_whatever_is_not_done_has_a_reason_in_words() -> None:
    assert "要求做、但做不到的" in text()
    assert "无障碍设施：没有价格，须先询价" in text()
    assert "社区综合服务站（做法：另建一处社区卫生服务站）：预算不够" in text()
    left = below("项目建设清单", "没有列入或没有补全的短板与原因")
    assert left[0]["最接近的做法"] == "另建一处社区卫生服务站"
    assert left[1]["原因"] == SAY("left_out.no_option")


def test_a_purse_too_small_is_said_and_no_project_stands_there() -> None:
    rich = planned()
    poor = replace(
        rich, plan=Plan(budget=1, benefit=None, cost=rich.plan.cost, projects=(), left_out=(),
                        least=820_000),
    )  # fmt: skip
    told = "必须做的项目至少需要 82.00 万元"
    assert told in Reader(page.render(poor, SAY)).text()
    made = load_workbook(io.BytesIO(workbook.render(poor, SAY)))["项目建设清单"]
    assert told in str(made["A3"].value)


def test_notes_tell_what_waits_for_what_and_when_it_is_open() -> None:
    for words in (
        "要等这些项目先完工：社区卫生服务站（闲置房改造）",
        "开放时间：放学后和周末",
        "收益和分成要议定：租金五五分成",
        "涉及安全底线，必须做",
        "督办：街道办",
        "居民同意 210 户，应参与 300 户",
        "居民意见待填",
        "与 532（公益 50%、低偿 30%、市场 20%）不同",
        "受益人数有重叠，不可合计",
    ):
        assert words in text(), words


def test_every_estate_has_its_list_and_what_is_shared_is_said_once() -> None:
    assert "一小区一方案（2 个小区）" in text()
    assert text().count("不再逐个小区重复：社区卫生服务站") == 1
    first, second = below("项目建设清单", "一小区一方案")
    assert (first["小区"], first["本小区的短板"]) == ("枫香苑", "无障碍设施")
    assert str(first["其他问题"]).startswith("外墙脱落")
    assert first["要办的项目"] == "社区卫生服务站（闲置房改造）"
    assert second["要办的项目"] == "无"


def test_what_is_to_verify_is_listed_apart_and_ranks_nowhere() -> None:
    assert "待核实清单" in text()
    assert "核实后总分最多变动 5.3 分" in text()
    (row,) = below("短板清单", "待核实清单（资料不够，不排名次，按核实后总分最多变动多少排列）")
    assert row["条目"] == "19 综合管理服务"
    assert row["问什么"] == "综合执法力量进社区了吗？"
    assert {each["处理方式"] for each in table(book()["短板清单"])} == {"限时解决"}
    assert {each["达标×满意"] for each in table(book()["短板清单"])} == {"建设短板"}


def test_people_fill_what_is_theirs_from_drop_downs() -> None:
    sheet = book(False)["项目建设清单"]
    rows = below("项目建设清单", "落实与督办（由人填写）")
    assert (rows[0]["督办人"], rows[0]["同意户数(户)"], rows[1]["督办人"]) == ("街道办", 210, None)
    lists = [each for each in sheet.data_validations.dataValidation if each.type == "list"]
    words = {str(each.formula1) for each in lists}
    assert '"建议,已批复,在建,已完工,不做"' in words
    assert any("卫健" in each for each in words)
    free = [each for each in lists if "卫健" in str(each.formula1)]
    assert {each.errorStyle for each in free} == {"information"}, "another unit may lead"


def test_the_typical_price_has_one_name() -> None:
    texts = [SAY.unfilled(key) for key in SAY.keys()]  # noqa: SIM118
    assert any("典型值" in text for text in texts)
    assert [text for text in texts for other in ("中值", "常见值") if other in text] == []


def test_the_charts_are_one_folder_on_the_terminal_of_a_plan_too(tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=500)
    charts = tmp_path / "图"
    files = [tmp_path / "体检报告.html", charts / "分级资金.svg", charts / "建设进度.svg"]
    plan_terminal.show(console, planned(), files, SAY)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    at = lines.index(SAY("terminal.files"))
    assert [line.strip() for line in lines[at + 1 :]] == [
        str(tmp_path / "体检报告.html"), str(charts),
    ]  # fmt: skip
