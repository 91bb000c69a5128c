"""One result, one set of figures: page and workbook tell those of result.json, one by one."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from samples import sample_result
from test_page import Reader
from test_workbook import table

from checkup import pipeline, result
from checkup.model import Item
from checkup.report import brief, figures, page, wording, workbook
from checkup.result import Result

SAY = wording.load()
EXAMPLE = Path(__file__).parent.parent / "examples" / "枫树社区"


@cache
def found(which: str) -> Result:
    """As read back from its own bytes: what another program would see."""
    import msgspec

    made = sample_result() if which == "sample" else pipeline.check_up(EXAMPLE, SAY)
    return msgspec.json.decode(result.to_bytes(made), type=Result)


@cache
def html(which: str) -> str:
    return page.render(found(which), SAY).replace("\N{NO-BREAK SPACE}", " ")


@cache
def sheets(which: str) -> dict[str, list[dict[str, object]]]:
    book = load_workbook(io.BytesIO(workbook.render(found(which), SAY)), data_only=True)
    return {name: table(book[name]) for name in ("短板清单", "项目建设清单", "二十项评分")}


def _article(which: str, item: Item) -> str:
    """The page's part about one item, as text."""
    whole = html(which)
    start = whole.index(f'<details class="item" id="item-{item.no:02}">')
    return Reader(whole[start : whole.index("</details>", start)] + "</details>").text()


def same(value: float) -> object:
    """The same figure; a workbook keeps sixteen digits of seventeen."""
    return pytest.approx(value, rel=1e-14, abs=1e-12)


both = pytest.mark.parametrize("which", ["sample", "example"])


@both
def test_every_item(which: str) -> None:
    rows = [row for row in sheets(which)["二十项评分"] if str(row["条目"]).isdigit()]
    assert len(rows) == len(found(which).items) == 20
    for item, row in zip(found(which).items, rows, strict=True):
        told = _article(which, item)
        assert SAY(f"status.{item.status}") in told
        assert row["状态"] == SAY(f"status.{item.status}")
        if item.status == "exempt":
            assert {row["得分(分)"], row["下限(分)"], row["上限(分)"]} == {"不适用"}
            continue
        assert figures.points(item.score, SAY) in told
        assert SAY("page.items.contribution", value=figures.points(item.contribution, SAY)) in told
        assert row["得分(分)"] == ("无数据" if item.score is None else same(item.score))
        assert (row["下限(分)"], row["上限(分)"]) == (same(item.low), same(item.high))
        assert row["资料齐全率"] == same(item.coverage)
        if item.satisfaction:
            assert row["满意率"] == same(item.satisfaction.top2)
            assert row["满意度作答(人)"] == item.satisfaction.n
            if item.satisfaction.n >= 10:
                assert figures.share(item.satisfaction.top2, SAY) in told
        if item.demand:
            assert row["未满足需求率"] == same(item.demand.rate)
            assert row["需求率下限"] == same(item.demand.low)
            assert row["需求率上限"] == same(item.demand.high)
            if item.demand.n >= 10:
                assert figures.share(item.demand.rate, SAY) in told
                assert figures.share(item.demand.low, SAY) in told


@both
def test_every_shortfall(which: str) -> None:
    text = Reader(html(which)).text()
    shortfalls = found(which).shortfalls
    rows = sheets(which)["短板清单"]
    assert len(rows) == len(shortfalls)
    for each, row in zip(shortfalls, rows, strict=True):
        assert row["名次"] == each.rank
        for key, value in (("", each.index), ("low", each.index_low), ("high", each.index_high)):
            head = {"": "优先指数(0–100)", "low": "指数下限", "high": "指数上限"}[key]
            assert row[head] == ("无数据" if value is None else same(value))
        if each.index is not None:
            assert SAY(
                "page.first.index", value=figures.score(each.index, SAY),
                low=figures.score(each.index_low, SAY), high=figures.score(each.index_high, SAY),
            ) in text  # fmt: skip


@both
def test_every_project(which: str) -> None:
    text = Reader(html(which)).text()
    projects = found(which).plan.projects
    rows = [row for row in sheets(which)["项目建设清单"] if row["序号"] != "合计"]
    assert len(rows) == len(projects)
    for each, row in zip(projects, rows, strict=True):
        assert each.name in text
        assert row["项目名称"] == each.name
        assert figures.cost(each.cost, SAY) in text
        for head, yuan in (
            ("投资下限(万元)", each.cost.low), ("投资典型值(万元)", each.cost.typical),
            ("投资上限(万元)", each.cost.high),
        ):  # fmt: skip
            if yuan is not None:
                assert row[head] == same(yuan / 10_000)
            else:
                assert row[head] in ("待询价", "不列工程费", "无数据")


@both
def test_every_count_of_the_headline(which: str) -> None:
    score, survey = found(which).score, found(which).survey
    assert survey
    book = load_workbook(io.BytesIO(workbook.render(found(which), SAY)), data_only=True)
    rows: dict[object, object] = {}
    for name, value in book["总览"].iter_rows(max_col=2, values_only=True):
        if isinstance(value, (int, float)):
            rows.setdefault(name, value)
    heads = re.sub(r"\s", "", Reader(html(which)).text())
    for name, value in (
        ("达标", score.met), ("未达标", score.short + score.partial), ("不适用", score.exempt),
        ("待核实/无数据", score.unconfirmed + score.unknown),
    ):  # fmt: skip
        assert f"{name}{value}" in heads
    expected = {
        "达标": score.met, "未达标": score.short + score.partial, "待核实": score.unconfirmed,
        "无数据": score.unknown, "不适用": score.exempt, "达标评分": score.value,
        "评分下限": score.low, "评分上限": score.high, "有效问卷": survey.valid,
        "短板": len(found(which).shortfalls), "拟建项目": len(found(which).plan.projects),
    }  # fmt: skip
    for name, value in expected.items():
        assert rows[name] == same(value), name


def _numbers(text: str) -> Iterator[str]:
    yield from re.findall(r"\d[\d,]*(?:\.\d+)?", text)


@both
def test_the_brief_fits_and_each_of_its_figures_stands_elsewhere_on_the_page(which: str) -> None:
    told = brief.text(found(which), SAY)
    assert 100 < len(told) <= brief.LONGEST
    assert told.endswith("。")
    before, _, after = html(which).partition("<blockquote>")
    rest = before + after.partition("</blockquote>")[2]
    assert set(_numbers(told)) <= set(_numbers(rest))


def test_the_brief_of_endless_names_leaves_sentences_out_and_cuts_none() -> None:
    from msgspec.structs import replace

    rich = sample_result()
    long = replace(
        rich,
        community=replace(rich.community, name="长" * 10_000),
        shortfalls=tuple(replace(each, name="短" * 10_000) for each in rich.shortfalls),
    )
    told = brief.text(long, SAY)
    assert len(told) <= brief.LONGEST
    assert "短短" not in told
    assert told.startswith(SAY("brief.here"))
    assert told.endswith("。")


def test_the_page_of_the_largest_example_is_below_a_megabyte() -> None:
    sizes = [len(page.render(found(which), SAY).encode()) for which in ("sample", "example")]
    assert max(sizes) < 1_000_000
