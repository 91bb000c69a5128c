"""体检报告.xlsx: right at a glance, the same bytes on any day, nothing invented or left blank."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from checkup.model import Cost, Facility, Fact, Ref
from checkup.report import workbook
from checkup.report.celltext import plain
from checkup.report.wording import load
from checkup.result import Result
from tests.samples import HOSTILE, LEDGER, empty_result, sample_result

SAY = load()
SHEETS = ["总览", "短板清单", "项目建设清单", "待补资料", "二十项评分", "居民问卷", "居民需求清单",
          "设施台账核对",
          "依据", "方法说明"]  # fmt: skip


def facilities() -> Result:
    """The sample with three rows of a ledger: read, not recognised, and blank (made up)."""
    rich = sample_result()
    area = Fact(value=352.5, unit="㎡", refs=(Ref(LEDGER, "设施台账", "F4"),))
    return replace(
        rich,
        facts={**rich.facts, "facility.1.building_area": area},
        facilities=(
            Facility(id="1", name="=1+1", kind="health_station", state="in_use", inside=True,
                     facts={"building_area": "facility.1.building_area"}),
            Facility(id="2", name="某处", maybe=("canteen",)),
            Facility(id="3", name="另一处", kind_blank=True),
        ),
    )  # fmt: skip


@cache
def bytes_of(which: str) -> bytes:
    result = {"rich": facilities, "empty": empty_result}[which]()
    return workbook.render(result, SAY)


@cache
def book(which: str = "rich", *, values: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(bytes_of(which)), data_only=values)


def table(sheet: Worksheet, head: int = 3) -> list[dict[str, object]]:
    """The rows of the list whose head stands in that row, up to the first empty one."""
    heads = [str(cell.value) for cell in sheet[head]]
    rows: list[dict[str, object]] = []
    for cells in sheet.iter_rows(min_row=head + 1, values_only=True):
        if cells[0] is None:
            break
        rows.append(dict(zip(heads, cells, strict=True)))
    return rows


def test_sheets_stand_in_the_order_of_the_design() -> None:
    assert book().sheetnames == SHEETS


@pytest.mark.parametrize("which", ["rich", "empty"])
def test_same_result_gives_same_bytes_without_a_clock(which: str) -> None:
    result = facilities() if which == "rich" else empty_result()
    assert workbook.render(result, SAY) == bytes_of(which)
    with zipfile.ZipFile(io.BytesIO(bytes_of(which))) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2021-12-17" in file.read("docProps/core.xml")


@pytest.mark.parametrize("which", ["rich", "empty"])
def test_nothing_is_printed_that_is_not_a_word_or_a_figure(which: str) -> None:
    for sheet in book(which):
        for row in sheet.iter_rows():
            for cell in row:
                assert not isinstance(cell.value, bool), (sheet.title, cell.coordinate)
                assert not re.search(r"\b(None|nan|NaN|True|False)\b", str(cell.value or ""))


def test_only_rule_numbers_are_ids() -> None:
    for sheet in book():
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value or "").replace(HOSTILE, "")
                assert not re.search(r"CCS-\d\d(?!\.)|\bP0\d\b|facility\.|surveyed\.", text), text


@pytest.mark.parametrize("name", ["短板清单", "待补资料", "二十项评分", "居民问卷", "设施台账核对",
                                  "依据"])  # fmt: skip
def test_lists_leave_no_cell_blank(name: str) -> None:
    rows = [row for row in table(book()[name]) if "合计" not in row.values()]
    assert rows
    assert [key for row in rows for key, value in row.items() if value in (None, "")] == []


def test_unknown_is_said_and_is_never_0() -> None:
    rows = {row["名称"]: row for row in table(book()["二十项评分"])}
    assert rows["综合管理服务"]["得分(分)"] == "无数据"
    assert rows["综合管理服务"]["贡献(分)"] == "无数据"
    assert rows["物业管理服务平台"]["得分(分)"] == "不适用"
    assert rows["托儿所"]["得分(分)"] == 0
    assert {row["得分(分)"] for row in table(book("empty")["二十项评分"])} == {"无数据"}


def test_figures_are_the_results_own() -> None:
    result = sample_result()
    rows = table(book()["二十项评分"])
    assert len([row for row in rows if str(row["条目"]).isdigit()]) == 20
    for row, item in zip(rows, result.items, strict=False):
        if item.score is not None:
            assert row["得分(分)"] == item.score
            assert row["贡献(分)"] == pytest.approx(item.contribution, abs=1e-12)
        if item.satisfaction:
            assert row["满意率"] == item.satisfaction.top2
    shorts = table(book()["短板清单"])
    assert [row["名次"] for row in shorts] == [each.rank for each in result.shortfalls]
    assert [row["优先指数(0–100)"] for row in shorts] == [
        "无数据" if each.index is None else each.index for each in result.shortfalls
    ]
    assert len(table(book()["依据"])) == len(result.findings)


def test_a_project_without_a_price_is_to_be_quoted_and_not_summed() -> None:
    *projects, total = table(book()["项目建设清单"])
    formulas = book(values=False)["项目建设清单"]
    assert projects[-1]["投资典型值(万元)"] == "待询价"
    assert total["投资典型值(万元)"] == pytest.approx((187680 + 1204320 + 36000) / 10000, abs=1e-9)
    assert formulas.cell(8, 11).value == "=SUM(K4:K7)"


def test_a_project_that_needs_no_works_is_not_to_be_quoted() -> None:
    rich = sample_result()
    agreed = replace(rich.plan.projects[3], cost=Cost(low=None, typical=None, high=None,
                                                      basis="建章立制，不需要工程费"))  # fmt: skip
    plan = replace(rich.plan, projects=(*rich.plan.projects[:3], agreed))
    made = load_workbook(io.BytesIO(workbook.render(replace(rich, plan=plan), SAY)))
    row = table(made["项目建设清单"])[3]
    assert (row["投资典型值(万元)"], row["造价依据"]) == ("不列工程费", "建章立制，不需要工程费")


def test_every_sum_has_the_value_of_its_cells() -> None:
    shown, formulas = book(), book(values=False)
    found = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                range_ = re.fullmatch(r"=SUM\((\w+):(\w+)\)", str(cell.value))
                assert range_
                first, last = range_.groups()
                cells = [each[0].value for each in shown[sheet.title][first:last]]
                numbers = [each for each in cells if isinstance(each, (int, float))]
                assert shown[sheet.title][cell.coordinate].value == pytest.approx(sum(numbers))
                found += 1
    assert found == 4


def test_text_of_an_input_stays_text() -> None:
    formulas = book(values=False)
    name = formulas["设施台账核对"]["B4"]
    assert (name.value, name.data_type, name.quotePrefix) == ("=1+1", "s", True)
    texts = [str(cell.value) for sheet in formulas for row in sheet.iter_rows() for cell in row]
    assert any("<script>alert('x')</script>=HYPERLINK" in text for text in texts)
    assert not any("\u202e" in text for text in texts)


def test_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    cut = plain("甲😀" * 20_000, SAY)
    assert cut.endswith(SAY("workbook.cut"))
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert "\ufffd" not in cut
    assert plain("a\x00b\ud800c\n", SAY) == "a b c\n"


def test_a_very_long_name_breaks_nothing() -> None:
    rich = sample_result()
    long = replace(rich, community=replace(rich.community, name="=长" * 20_000))
    sheet = load_workbook(io.BytesIO(workbook.render(long, SAY)))["总览"]
    assert str(sheet["A1"].value).startswith("=长")
    assert sheet["A1"].data_type == "s"


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_on_a4_one_page_wide(name: str) -> None:
    sheet = book()[name]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    fit, foot, head = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter, sheet.oddHeader
    assert fit
    assert foot
    assert head
    assert fit.fitToPage
    assert [part.text for part in (foot.center, head.right) if part] == [
        "第 &P 页 共 &N 页", "内部资料",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SHEETS[1:-1])
def test_lists_keep_their_head_in_sight_and_filter(name: str) -> None:
    sheet = book()[name]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert str(sheet.auto_filter.ref).startswith("A3:")


def test_no_number_is_wider_than_its_column() -> None:
    rich = facilities()
    dear = Cost(low=10**12, typical=10**12, high=10**12, mark="assumption")
    costly = replace(rich, plan=replace(rich.plan, projects=tuple(
        replace(each, cost=dear) for each in rich.plan.projects)))  # fmt: skip
    sheet = load_workbook(io.BytesIO(workbook.render(costly, SAY)))["项目建设清单"]
    assert sheet.column_dimensions["J"].width >= len("400,000,000.00") + 1


def test_links_lead_to_the_row_that_tells_more() -> None:
    shown = book(values=False)
    short = {cell.value: cell.column - 1 for cell in shown["短板清单"][3]}
    for row in shown["短板清单"].iter_rows(min_row=4, max_row=10):
        link = row[short["依据"]].hyperlink
        assert link
        sheet, at = str(link.location).split("!")
        assert str(shown[sheet.strip("'")][at].value)[:6] == f"CCS-{str(row[2].value)[:2]}"
        back = shown["依据"][int(at[1:])][-1]
        assert back.hyperlink
        assert str(back.hyperlink.location).replace("'", "") == f"短板清单!A{row[0].row}"
    project = shown["项目建设清单"]["D4"]
    assert project.value == "第 3 名"
    assert project.hyperlink
    assert str(project.hyperlink.location).replace("'", "") == "短板清单!A6"
    assert shown["短板清单"]["A6"].value == 3
    to_project = shown["短板清单"][6][short["项目序号"]]
    assert to_project.value == "第 1 项"
    assert to_project.hyperlink
    assert str(to_project.hyperlink.location).replace("'", "") == "项目建设清单!A4"


def test_the_ledger_is_shown_as_it_was_read() -> None:
    rows = table(book()["设施台账核对"])
    assert rows[0]["建筑面积(㎡)"] == 352.5
    assert rows[0]["用地面积(㎡)"] == "无数据"
    assert rows[0]["出处"] == "设施台账.xlsx › 设施台账 › 第 4 行"
    assert [row["认作类别"] for row in rows[1:]] == ["类别没有认出", "类别没有填写"]


def test_headline_counts_partial_among_the_short() -> None:
    sheet = book()["总览"]
    texts = [row[0] for row in sheet.iter_rows(max_row=8, max_col=1, values_only=True)]
    assert (
        "达标 10 项 · 未达标 7 项（其中部分达标 4 项）· 待核实/无数据 2 项 · 不适用 1 项"
        "（共 20 项）"
    ) in texts


def test_the_file_says_what_it_is() -> None:
    told = book().properties
    assert told.title == "样例社区体检报告"
    assert "完整居住社区建设标准" in str(told.subject)
    assert told.category == "内部资料"


def test_the_twenty_items_have_a_chart_of_their_own_rows() -> None:
    with zipfile.ZipFile(io.BytesIO(bytes_of("rich"))) as file:
        charts = [file.read(name).decode() for name in file.namelist() if "/charts/" in name]
    assert len(charts) == 4, "goals, items, demand, quadrants"
    items = next(each for each in charts if "'二十项评分'!$F$4" in each)
    assert "'二十项评分'!$F$4:$F$23" in items, "what is certain"
    assert "'二十项评分'!$H$4:$H$23" in items, "what is open"
    heads = [cell.value for cell in book()["二十项评分"][3]]
    assert (heads[5], heads[7]) == ("下限(分)", "待补资料可增(分)")


def test_the_four_quadrants_are_drawn_with_their_lines_and_numbers() -> None:
    with zipfile.ZipFile(io.BytesIO(bytes_of("rich"))) as file:
        charts = [file.read(name).decode() for name in file.namelist() if "/charts/" in name]
    (drawn,) = (each for each in charts if "<c:scatterChart>" in each)
    assert drawn.count("<c:ser>") == 3, "the items, the line of 满意率, the line of importance"
    rows = list(book()["二十项评分"].iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[0] == "四象限：重要性与满意率") + 3
    told = [row for row in rows[at : at + 20] if str(row[0]).isdigit()]
    quadrants = {f"{each.no:02}": each for each in sample_result().items if each.quadrant}
    assert {row[0] for row in told} == set(quadrants)
    for row in told:
        item = quadrants[str(row[0])]
        assert item.satisfaction
        assert row[3] == pytest.approx(item.satisfaction.top2 * 100)
        assert row[4] == pytest.approx(item.importance)
    told_lines = dict.fromkeys(str(row[0]) for row in rows if str(row[0]).endswith("分界线"))
    assert list(told_lines)[1:] == [
        "满意率分界线",
        "重要性分界线",
    ]


def test_a_total_of_nothing_known_is_not_printed_as_0() -> None:
    rich = sample_result()
    free = tuple(
        replace(each, cost=Cost(low=None, typical=None, high=None)) for each in rich.plan.projects
    )
    made = workbook.render(replace(rich, plan=replace(rich.plan, projects=free)), SAY)
    names = [cell.value for cell in load_workbook(io.BytesIO(made))["项目建设清单"]["A"]]
    assert "合计" not in names
    assert 4 in names
