"""Ledgers as offices keep them: one trap a test, drawn as a table, with its code and place."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from shapes import old_ledger

from checkup import intake, judge, vocabulary
from checkup.intake import figures, settings, values
from checkup.intake.cells import Cell
from checkup.intake.folder import Told
from checkup.judge import standard
from checkup.model import Ref
from checkup.vocabulary import Column, fold

WORDS = vocabulary.load()
RULES = standard.load()
AT = Ref("S1", "设施台账", "D2")
AREA = Column(id="building_area", name="建筑面积(㎡)", type="number", unit="㎡")
COUNT = Column(id="quantity", name="数量", type="count")
ESTATES = """
| 名称 | 户数 |
| 枫树园 | 300 |
| 柳树湾 | 200 |
"""


def ledger(folder: Path, name: str = "台账.xlsx", /, **sheets: str) -> None:
    """Write a workbook drawn as text: ``|`` between cells, ``<`` joins a cell to the one on its
    left, ``^`` to the one above, ``\\n`` breaks a line; an empty line is an empty row."""
    book = Workbook()
    book.remove(book.active)
    for title, drawn in sheets.items():
        sheet = book.create_sheet(title)
        rows = [
            [cell.strip() for cell in line.strip().strip("|").split("|")] if line.strip() else []
            for line in drawn.strip("\n").splitlines()
        ]
        for row, cells in enumerate(rows, 1):
            for column, text in enumerate(cells, 1):
                if text not in ("", "<", "^"):
                    sheet.cell(row, column).value = _typed(text.replace("\\n", "\n"))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                if text in ("", "<", "^"):
                    continue
                right = column
                while right + 1 < len(cells) and cells[right + 1] == "<":
                    right += 1
                low = row
                while low + 1 < len(rows) and rows[low + 1][column : column + 1] == ["^"]:
                    low += 1
                if (right, low) != (column, row):
                    sheet.merge_cells(
                        start_row=row + 1, start_column=column + 1,
                        end_row=low + 1, end_column=right + 1,
                    )  # fmt: skip
    book.save(folder / name)


def _typed(text: str) -> str | int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def read(folder: Path) -> Told:
    loaded = settings.load(folder)
    return intake.read(folder, loaded, RULES.clauses(), loaded.applied_policy())


def said(told: Told, *codes: str) -> list[tuple[str, str | None, str | None]]:
    """Code, sheet and cell of the problems with these codes (of all, when none is named)."""
    return [
        (each.code, each.sheet, each.cell)
        for each in told.problems
        if not codes or each.code in codes
    ]


def figure(told: Told, name: str, column: str) -> object:
    """The figure in that column of the facility of that name."""
    facility = next(each for each in told.community.facilities if each.name == name)
    fact = told.community.facts.get(facility.facts.get(column, ""))
    return fact.value if fact else None


def names(told: Told) -> list[str]:
    return [each.name for each in told.community.facilities]


# --- headers -----------------------------------------------------------------------------------


def test_titles_and_notes_above_the_header_are_passed_over(tmp_path):
    ledger(tmp_path, 设施="""
        | 枫树社区公共服务设施台账 | < | < | < |
        | 填报人：        | | | |
        | 本月共 1 处，名称和类别见下 | | | |
        | 设施名称 | 设施类别 | 建筑面积（平方米） | 现状 |
        | 枫树便利店 | 便利店 | 40 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == []
    (shop,) = told.community.facilities
    assert told.community.facts[shop.facts["building_area"]].refs == (Ref("S1", "设施", "C5"),)


def test_a_header_merged_over_two_rows_is_joined(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 编号 | 设施名称 | 设施类别 | 面积（㎡） | < | 现状 |
        | ^ | ^ | ^ | 建筑 | 用地 | ^ |
        | F1 | 枫树便利店 | 便利店 | 40 | 60 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == []
    assert names(told) == ["枫树便利店"]
    assert figure(told, "枫树便利店", "building_area") == 40
    assert figure(told, "枫树便利店", "land_area") == 60


def test_the_unit_of_a_merged_heading_holds_for_the_columns_below_it(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 基本情况 | < | 面积（亩） | < | 现状 |
        | 设施名称 | 设施类别 | 建筑面积 | 用地面积 | ^ |
        | 枫树游园 | 社区游园 | 0 | 3 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == []
    assert figure(told, "枫树游园", "land_area") == 2000


def test_a_header_of_three_rows_with_totals_as_columns(tmp_path):
    ledger(tmp_path, 小区清单="""
        | 小区名称 | 居民情况 | < | < | < |
        | ^ | 户数 | < | 人口 | < |
        | ^ | 合计 | 其中出租 | 合计 | 其中老年 |
        | 枫树园 | 300 | 20 | 800 | 90 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert told.community.number("estate.枫树园.households") == 300
    assert told.community.number("estate.枫树园.population") == 800
    only = [each for each in told.problems if each.code != "population_outside"]
    assert [(each.code, each.cell) for each in only] == [
        ("column_unknown", "C3"), ("column_unknown", "E3"),
    ]  # fmt: skip
    assert only[0].found == "居民情况/户数/其中出租"


def test_a_column_that_only_adds_up_others_is_set_aside_by_name(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 | 合计 |
        | 枫树便利店 | 便利店 | 40 | 在用 | 40 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == []
    assert told.sources["S1"].columns.ignored == ("合计",)


def test_line_breaks_spaces_and_stars_in_headers_are_nothing(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施\\n名称* | 设 施 类 别 | 建筑面积\\n（平方米）* | 现    状 |
        | 枫树便利店 | 便利店 | 40 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == []
    assert figure(told, "枫树便利店", "building_area") == 40


@pytest.mark.parametrize(
    "heading", ["1.建筑面积", "（3）建筑面积（㎡）", "建筑面积㎡", "建筑面积 平方米"]
)
def test_numbered_headings_and_units_without_brackets_are_known(tmp_path, heading):
    ledger(tmp_path, 设施台账=f"""
        | 设施名称 | 设施类别 | {heading} | 现状 |
        | 枫树便利店 | 便利店 | 40 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == []
    assert figure(told, "枫树便利店", "building_area") == 40


@pytest.mark.parametrize("below", ["| | | （㎡） | |", "| 甲 | 乙 | 1 | 2 |", "| 1 | 2 | 3 | 4 |"])
def test_rows_of_units_or_column_numbers_belong_to_the_header(tmp_path, below):
    ledger(tmp_path, 设施台账=f"""
        | 设施名称 | 设施类别 | 建筑面积 | 现状 |
        {below}
        | 枫树便利店 | 便利店 | 40 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert (names(told), said(told)) == (["枫树便利店"], [])


def test_a_unit_told_above_the_table_holds_for_its_areas(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 枫树社区设施台账 | | | |
        | 填报单位：枫树社区 | | | 单位：个、亩 |
        | 设施名称 | 设施类别 | 用地面积 | 现状 |
        | 枫树游园 | 社区游园 | 3 | 在用 |
    """)  # fmt: skip
    assert figure(read(tmp_path), "枫树游园", "land_area") == 2000


@pytest.mark.parametrize(
    ("unit", "value"),
    [("平方米", 3), ("㎡", 3), ("m²", 3), ("亩", 2000), ("公顷", 30_000), ("万㎡", 30_000),
     ("万平方米", 30_000)],
)  # fmt: skip
def test_the_unit_in_the_header_counts(tmp_path, unit, value):
    ledger(tmp_path, 设施台账=f"""
        | 设施名称 | 设施类别 | 占地面积（{unit}） | 现状 |
        | 枫树游园 | 社区游园 | 3 | 在用 |
    """)  # fmt: skip
    assert figure(read(tmp_path), "枫树游园", "land_area") == value


def test_a_heading_over_a_name_column_is_not_taken_for_the_facility(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施 | < | 产权单位 | < |
        | 名称 | 类别 | 名称 | 电话 |
        | 枫树便利店 | 便利店 | 某公司 | 13800000000 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert names(told) == ["枫树便利店"]
    assert figure(told, "枫树便利店", "owner") == "某公司"
    assert "13800000000" not in str(told)


# --- rows that are no records --------------------------------------------------------------------


def test_totals_above_and_below_signatures_and_filled_down_formulas_are_no_facilities(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 序号 | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |
        | 总合计 | < | < | 170 | |
        | 1 | 枫树便利店 | 便利店 | 40 | 在用 |
        | | 便民商业小计 | | 40 | |
        | 2 | 枫树卫生站 | 社区卫生服务站 | 130 | 在用 |

        | 3 | | | 0 | |
        | 4 | | | 0 | |
        | | | 合计 | 170 | |
        | 填表人：张三 | | 审核人：李四 | | 日期：2023.6.30 |
        | | | 联系电话：无 | | |
        | 注：不含在建 | | | | |
    """)  # fmt: skip
    told = read(tmp_path)
    assert (names(told), said(told)) == (["枫树便利店", "枫树卫生站"], [])


def test_a_list_of_choices_far_to_the_right_gives_no_rows(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 | | | 便利店 |
        | 枫树便利店 | 便利店 | 40 | 在用 | | | 超市 |
        | | | | | | | 药店 |
        | | | | | | | 公园 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert names(told) == ["枫树便利店"]
    assert said(told) == [("column_unknown", "设施台账", "G1")]


def test_an_empty_column_within_a_table_does_not_cut_it(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施名称 | 设施类别 | | 建筑面积(㎡) | 现状 |
        | 枫树便利店 | 便利店 | | 40 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert (figure(told, "枫树便利店", "building_area"), said(told)) == (40, [])


def test_empty_extra_sheets_say_nothing(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |
        | 枫树便利店 | 便利店 | 40 | 在用 |
    """, Sheet2="", 工作表3="")  # fmt: skip
    assert said(read(tmp_path)) == []


# --- several tables ------------------------------------------------------------------------------


def test_tables_side_by_side_with_columns_in_another_order_are_all_read(tmp_path):
    ledger(tmp_path, 小区清单="""
        | 2000年以前 | < | < | | 2000年以后 | < | < |
        | 小区名称 | 建成年份 | 户数 | | 户数 | 小区名称 | 建成年份 |
        | 枫树园 | 1984年 | 300 | | 200 | 柳树湾 | 2005 |
        | 槐荫里 | 1998-12-28 | 150 | | | | |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == []
    assert {
        each.name: told.community.number(each.facts["households"])
        for each in told.community.estates
    } == {"枫树园": 300, "槐荫里": 150, "柳树湾": 200}
    assert told.community.number("estate.槐荫里.built") == 1998
    assert told.community.facts["estate.柳树湾.households"].refs == (Ref("S1", "小区清单", "E3"),)


def test_tables_side_by_side_without_a_gap_are_parted_where_columns_repeat(tmp_path):
    ledger(tmp_path, 社区概况="""
        | 项目 | 数值 | 项目 | 数值 |
        | 常住人口 | 9000 | 户数 | 3000 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == []
    assert told.community.number("profile.population") == 9000
    assert told.community.number("profile.households") == 3000


def test_a_sheet_of_its_own_for_each_estate_tells_where_its_facilities_are(tmp_path):
    head = "| 序号 | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |\n"
    ledger(
        tmp_path, 小区清单=ESTATES,
        枫树园=head + "| 1 | 便民超市 | 便利店 | 40 | 在用 |",
        柳树湾小区设施=head + "| 1 | 老药店 | 药店 | 50 | 在用 |",
    )  # fmt: skip
    told = read(tmp_path)
    assert [(each.name, each.estate, each.inside) for each in told.community.facilities] == [
        ("便民超市", "枫树园", True), ("老药店", "柳树湾", True),
    ]  # fmt: skip
    assert said(told) == [
        ("estate_from_title", "枫树园", "B2"), ("estate_from_title", "柳树湾小区设施", "B2"),
    ]  # fmt: skip


def test_a_sheet_named_after_something_else_names_no_estate(tmp_path):
    ledger(tmp_path, 小区清单=ESTATES, 枫树园二期="""
        | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |
        | 便民超市 | 便利店 | 40 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert told.community.facilities[0].estate is None
    assert said(told) == []


def test_the_title_over_a_table_tells_its_estate(tmp_path):
    ledger(tmp_path, 小区清单=ESTATES, 汇总="""
        | 枫树园小区 | < | < | | 柳树湾 | < | < |
        | 设施名称 | 设施类别 | 建筑面积(㎡) | | 设施名称 | 设施类别 | 建筑面积(㎡) |
        | 便民超市 | 便利店 | 40 | | 老药店 | 药店 | 50 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert [(each.name, each.estate) for each in told.community.facilities] == [
        ("便民超市", "枫树园"), ("老药店", "柳树湾"),
    ]  # fmt: skip


def test_sheets_of_one_shape_name_their_estates_without_a_list_of_them(tmp_path):
    head = "| 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |\n"
    ledger(
        tmp_path, 枫树园=head + "| 便民超市 | 便利店 | 40 | 在用 |",
        柳树湾设施台账=head + "| 老药店 | 药店 | 50 | 在用 |",
        社区公共=head + "| 活动角 | 文化活动站 | 90 | 在用 |",
    )  # fmt: skip
    told = read(tmp_path)
    assert [(each.estate, each.inside) for each in told.community.facilities] == [
        ("枫树园", True), ("柳树湾", True), (None, False),
    ]  # fmt: skip
    # what is known of estates from sheets' names alone is no list of the community's estates
    assert told.community.estates == ()
    assert said(told, "estate_from_title") == [
        ("estate_from_title", "枫树园", "A2"), ("estate_from_title", "柳树湾设施台账", "A2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sheets", [["枫树园"], ["医院", "公园"], ["教育设施", "养老设施"], ["Sheet1", "2023年"]]
)
def test_sheets_that_may_be_named_after_anything_name_no_estate(tmp_path, sheets):
    drawn = "| 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |\n| 便民超市 | 便利店 | 40 | 在用 |"
    ledger(tmp_path, **dict.fromkeys(sheets, drawn))
    told = read(tmp_path)
    assert {each.estate for each in told.community.facilities} == {None}
    assert said(told, "estate_from_title") == []


def test_tables_one_below_another_are_each_read_as_what_they_are(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 一、社区概况 | < |
        | 项目 | 数值 |
        | 常住人口 | 9000 |
        | 户数 | 500 |

        | 二、小区清单 | < | < |
        | 小区名称 | 户数 | 建成年代 |
        | 枫树园 | 300 | 1998 |
        | 柳树湾 | 200 | 2005 |

        | 三、设施 | < | < | < |
        | 设施名称 | 设施类别 | 面积（㎡） | < |
        | ^ | ^ | 建筑 | 用地 |
        | 便民超市 | 便利店 | 40 | |
        | 闲置空间 | < | < |
        | 名称 | 面积 | 备注 |
        | 老锅炉房 | 120 | 空着 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told, "table_unclear", "kind_unknown", "profile_field_unknown", "no_header") == []
    assert told.community.number("profile.population") == 9000
    assert [each.name for each in told.community.estates] == ["枫树园", "柳树湾"]
    assert names(told) == ["便民超市"]
    assert figure(told, "便民超市", "building_area") == 40
    assert [each.name for each in told.community.spaces] == ["老锅炉房"]
    space = told.community.facts[told.community.spaces[0].facts["area"]]
    assert (space.value, space.refs) == (120, (Ref("S1", "设施台账", "B17"),))


def test_a_table_for_each_estate_one_below_another_tells_where_its_facilities_are(tmp_path):
    ledger(tmp_path, 小区清单=ESTATES, 汇总="""
        | 枫树园 | < | < |
        | 设施名称 | 设施类别 | 建筑面积(㎡) |
        | 便民超市 | 便利店 | 40 |
        | 合计 | | 40 |
        | 柳树湾小区 | < | < |
        | 设施名称 | 设施类别 | 建筑面积(㎡) |
        | 老药店 | 药店 | 50 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert [(each.name, each.estate) for each in told.community.facilities] == [
        ("便民超市", "枫树园"), ("老药店", "柳树湾"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("below", "cell"),
    [
        # two of our sheets have such a header
        ("| 名称 | 面积 | 备注 |\n| 锅炉房 | 120 | 空着 |", "A4"),
        # none of ours has
        ("| 值班人员 | 岗位 | 班次 |\n| 老赵 | 门岗 | 白班 |", "A4"),
    ],
)
def test_a_table_below_that_nobody_can_name_is_said_and_not_read(tmp_path, below, cell):
    head = "| 设施名称 | 设施类别 | 建筑面积(㎡) |\n| 便民超市 | 便利店 | 40 |\n\n"
    ledger(tmp_path, 设施台账=head + below)
    told = read(tmp_path)
    assert names(told) == ["便民超市"]
    assert said(told, "table_unclear") == [("table_unclear", "设施台账", cell)]


def test_a_row_of_words_after_an_empty_one_is_a_facility_where_it_answers_the_columns(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |
        | 便民超市 | 便利店 | 40 | 在用 |

        | 枫树凉亭 | 凉亭 | 较小 | 在用 |
        | 老药店 | 药店 | 50 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert names(told) == ["便民超市", "枫树凉亭", "老药店"]
    assert said(told, "table_unclear") == []
    assert said(told, "number_unreadable") == [("number_unreadable", "设施台账", "C4")]


def test_a_further_header_beside_a_table_that_runs_on_is_said(tmp_path):
    ledger(tmp_path, 小区清单="""
        | 小区名称 | 户数 | | 小区名称 | 户数 |
        | 枫树园 | 300 | | 柳树湾 | 200 |
        | 设施名称 | 设施类别 | | 槐荫里 | 150 |
        | 便民超市 | 便利店 | | 杏花村 | 90 |
    """)  # fmt: skip
    assert said(read(tmp_path), "table_unclear") == [("table_unclear", "小区清单", "A3")]


# --- figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("约350平米", 350, "number_approximate"), ("350余㎡", 350, "number_approximate"),
        ("200左右", 200, "number_approximate"), ("350㎡左右", 350, "number_approximate"),
        ("350㎡", 350, None), ("３５０", 350, None), ("0.12公顷", 1200, None),
        ("1.2万平方米", 12_000, None), ("0.35万㎡", 3500, None), ("3亩", 2000, None),
        ("1,200", 1200, None), ("350（含院子）", 350, "number_with_words"),
        ("200+150", 350, "number_sum"), ("200㎡+150㎡", 350, "number_sum"),
        ("2处共500㎡", 500, "number_with_words"),
    ],
)  # fmt: skip
def test_figures_typed_as_text_are_read_and_what_was_chosen_is_said(written, value, code):
    fact, problems = figures.number(Cell(written), AT, AREA, None, WORDS)
    assert fact.value == value
    assert [each.code for each in problems] == ([code] if code else [])


@pytest.mark.parametrize(
    "written", ["300-400", "300～400㎡", "约300至400", "300以上", "≥300", "不足50"]
)
def test_a_range_or_a_bound_is_no_figure(written):
    fact, problems = figures.number(Cell(written), AT, AREA, None, WORDS)
    assert (fact.value, fact.gap) == (None, "unreadable")
    assert [(each.code, each.found) for each in problems] == [("number_range", written)]


@pytest.mark.parametrize("written", ["一间", "2023-06", "300㎡/层", "200+一半", "三百"])
def test_what_is_no_area_is_unknown_and_named(written):
    fact, problems = figures.number(Cell(written), AT, AREA, None, WORDS)
    assert (fact.value, [each.code for each in problems]) == (None, ["number_unreadable"])


@pytest.mark.parametrize(("written", "value"), [("一间", 1), ("两处", 2), ("3座", 3), ("十组", 10)])
def test_small_counts_in_words_are_counts(written, value):
    fact, problems = figures.number(Cell(written), AT, COUNT, None, WORDS)
    assert (fact.value, problems) == (value, [])


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read_as", "code"),
    [
        ("1998-12-28", date(1998, 12, 28), None), ("2023.6.30", date(2023, 6, 30), None),
        ("20230630", date(2023, 6, 30), None),
        ("2023年6月", date(2023, 6, 1), "date_assumed"), (45107, date(2023, 6, 30), "date_assumed"),
        ("6.30", None, "date_unreadable"), ("1984年", None, "date_unreadable"),
    ],
)  # fmt: skip
def test_dates_of_many_shapes(written, read_as, code):
    column = Column(id="date", name="日期", type="date")
    assert values.day(Cell(written)) == read_as
    found = values.checked(Cell(written), AT, column, WORDS)
    assert [each.code for each in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("written", "year"),
    [("1984年", 1984), ("1998-12-28", 1998), (31048, 1985), ("19981228", 1998), ("八十年代", None),
     ("98年", None), (3, None)],
)  # fmt: skip
def test_years_of_many_shapes(written, year):
    assert values.year(Cell(written)) == year


@pytest.mark.parametrize(
    ("written", "code"),
    [("√", "yes"), ("×", "no"), ("有", "yes"), ("无", "no"), ("是", "yes"), ("否", "no"),
     (1, "yes"), (0, "no"), (True, "yes")],
)  # fmt: skip
def test_yes_and_no_of_many_shapes(written, code):
    assert values.choice(Cell(written), AT, "yes_no", WORDS)[0].value == code


# --- what an area is -----------------------------------------------------------------------------


def test_a_bare_area_is_floor_of_a_house_and_refused_for_a_ground(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施名称 | 设施类别 | 面积（㎡） | 现状 |
        | 枫树便利店 | 便利店 | 40 | 在用 |
        | 枫树游园 | 社区游园 | 900 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == [
        ("area_read_as_building", "设施台账", "C2"), ("area_kind_unstated", "设施台账", "C3"),
    ]  # fmt: skip
    assert figure(told, "枫树便利店", "building_area") == 40
    assert figure(told, "枫树游园", "building_area") is None
    assert figure(told, "枫树游园", "land_area") is None


# --- kinds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    ["党群服务中心（含卫生站、托育点）", "党群服务中心、卫生站、托育点",
     "党群服务中心内设卫生站和托育点", "党群服务中心/卫生站/托育点"],
)  # fmt: skip
def test_several_facilities_in_one_cell_are_one_and_a_doubt_about_the_others(tmp_path, cell):
    ledger(tmp_path, 设施台账=f"""
        | 编号 | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |
        | F1 | 枫树大楼 | {cell} | 800 | 在用 |
    """, 填报范围="""
        | 设施类别 | 已查清 |
        | 社区卫生服务站 | 是 |
    """)  # fmt: skip
    told = read(tmp_path)
    (building,) = told.community.facilities
    assert building.kind == "service_station"
    assert set(building.maybe) == {"health_station", "nursery"}
    assert said(told) == [("kind_several", "设施台账", "C2")]
    assert told.problems[0].slots["others"] == "社区卫生服务站、托儿所"
    loaded = settings.load(tmp_path)
    seen = judge.judge(told.community, RULES, loaded.applied_policy(), told.as_of)
    health = [each for each in seen.findings if each.item == "CCS-05" and each.force == "must"]
    assert health
    assert all(each.status in ("unknown", "unconfirmed", "exempt") for each in health)


def test_a_name_that_lists_what_is_inside_leaves_the_others_open(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |
        | 枫树党群服务中心（含卫生站） | 社区综合服务站 | 800 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert told.community.facilities[0].maybe == ("health_station",)
    assert said(told) == [("kind_several", "设施台账", "A2")]


def test_without_a_kind_column_the_names_own_list_is_read_the_same_way(tmp_path):
    ledger(tmp_path, 设施台账="""
        | 设施名称 | 地址 | 建筑面积(㎡) |
        | 枫树党群服务中心（含卫生站、托育点） | 一区 | 800 |
    """)  # fmt: skip
    told = read(tmp_path)
    (building,) = told.community.facilities
    assert (building.kind, set(building.maybe)) == (
        "service_station", {"health_station", "nursery"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("枫树社区卫生服务站", "枫树卫生站", True),
        ("枫树卫生服务站", "枫树 卫生服务站", True),
        ("枫树一站卫生站", "枫树二站卫生站", False),
        ("枫树卫生站", "柳树卫生站", False),
        ("卫生站", "卫生站", False),
    ],
)
def test_names_that_are_nearly_the_same_are_said_and_both_kept(tmp_path, first, second, alike):
    ledger(tmp_path, 设施台账=f"""
        | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |
        | {first} | 社区卫生服务站 | 130 | 在用 |
        | {second} | 社区卫生服务站 | 130 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == ([("facility_similar", "设施台账", "A3")] if alike else [])
    assert len(told.community.facilities) == 2
    if alike:
        assert told.problems[0].slots["other_cell"] == "A2"


# --- several files -------------------------------------------------------------------------------


def test_one_number_and_name_in_two_files_is_one_facility_and_what_differs_is_named(tmp_path):
    head = "| 编号 | 设施名称 | 设施类别 | 建筑面积(㎡) | 地址 | 现状 |\n"
    ledger(tmp_path, "a.xlsx", 设施台账=head + "| F1 | 枫树卫生站 | 卫生站 | 130 | | 在用 |")
    ledger(tmp_path, "b.xlsx", 设施台账=head + "| F1 | 枫树卫生站 | 卫生站 | 150 | 一区 | 在用 |")
    told = read(tmp_path)
    assert names(told) == ["枫树卫生站"]
    assert said(told) == [("contradiction", "设施台账", "D2")]
    assert (told.problems[0].found, told.problems[0].slots["other"]) == ("150", "130")
    assert told.problems[0].slots["other_file"] == "a.xlsx"
    assert figure(told, "枫树卫生站", "building_area") == 130
    assert figure(told, "枫树卫生站", "address") == "一区"


def test_serial_numbers_of_two_sheets_are_no_ids(tmp_path):
    head = "| 序号 | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |\n"
    ledger(
        tmp_path, 一片=head + "| 1 | 枫树卫生站 | 卫生站 | 130 | 在用 |",
        二片=head + "| 1 | 柳树药店 | 药店 | 50 | 在用 |",
    )  # fmt: skip
    told = read(tmp_path)
    assert (names(told), said(told)) == (["枫树卫生站", "柳树药店"], [])


# --- coordinates ---------------------------------------------------------------------------------

POINTS = """
    | 设施名称 | 设施类别 | 经度 | 纬度 | 坐标系 | 现状 |
    | 枫树卫生站 | 卫生站 | 116.3 | 39.9 | {one} | 在用 |
    | 柳树药店 | 药店 | 116.4 | 39.8 | {two} | 在用 |
"""


def _notes(told: Told) -> list[str | None]:
    return [
        told.community.facts[each.facts["longitude"]].note for each in told.community.facilities
    ]


def test_coordinates_of_one_stated_system_are_as_they_are(tmp_path):
    ledger(tmp_path, 设施台账=POINTS.format(one="GCJ-02", two="高德"))
    told = read(tmp_path)
    assert (said(told), _notes(told)) == ([], [None, None])


def test_a_coordinate_without_its_system_is_marked_and_kept(tmp_path):
    ledger(tmp_path, 设施台账=POINTS.format(one="GCJ-02", two=""))
    told = read(tmp_path)
    assert said(told) == [("crs_unstated", "设施台账", "E3")]
    assert _notes(told) == [None, "crs_unstated"]
    assert figure(told, "柳树药店", "longitude") == 116.4


def test_coordinates_of_several_systems_are_all_refused(tmp_path):
    ledger(tmp_path, 设施台账=POINTS.format(one="GCJ-02", two="BD-09"))
    told = read(tmp_path)
    assert said(told) == [("crs_mixed", "设施台账", "E3")]
    assert _notes(told) == ["crs_mixed", "crs_mixed"]


@pytest.mark.parametrize(("heading", "stated"), [("经度", False), ("经度（WGS-84）", True)])
def test_the_header_may_state_the_system(tmp_path, heading, stated):
    ledger(tmp_path, 设施台账=f"""
        | 设施名称 | 设施类别 | {heading} | 纬度 | 现状 |
        | 枫树卫生站 | 卫生站 | 116.3 | 39.9 | 在用 |
        | 柳树药店 | 药店 | 116.4 | 39.8 | 在用 |
    """)  # fmt: skip
    told = read(tmp_path)
    assert said(told) == ([] if stated else [("crs_unstated", "设施台账", "C2")])
    assert _notes(told) == ([None] * 2 if stated else ["crs_unstated"] * 2)


# --- files that are not what their name says -----------------------------------------------------

SPREADSHEETML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="设施"><Table>
<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">枫树社区设施台账</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">设施名称</Data></Cell>
<Cell><Data ss:Type="String">设施类别</Data></Cell>
<Cell><Data ss:Type="String">建筑面积（亩）</Data></Cell>
<Cell><Data ss:Type="String">现状</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">枫树便利店</Data></Cell>
<Cell><Data ss:Type="String">便利店</Data></Cell>
<Cell><Data ss:Type="Number">3</Data></Cell><Cell><Data ss:Type="String">在用</Data></Cell></Row>
</Table></Worksheet></Workbook>"""
PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>
<tr><th colspan=4>枫树社区设施台账</th></tr>
<tr><th rowspan=2>设施名称<th rowspan=2>设施类别<th colspan=1>面积（亩）<th rowspan=2>现状</tr>
<tr><th>建筑</tr>
<tr><td>枫树便利店</td><td>便利店</td><td>3</td><td>在用</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(("content", "sheet"), [(SPREADSHEETML, "设施"), (PAGE, "")])
def test_xml_and_web_pages_named_xls_are_read(tmp_path, content, sheet, encoding):
    (tmp_path / "台账.xls").write_text(content, encoding=encoding)
    told = read(tmp_path)
    assert said(told) == []
    (shop,) = told.community.facilities
    fact = told.community.facts[shop.facts["building_area"]]
    assert (fact.value, fact.refs) == (2000, (Ref("S1", sheet, "C4"),))


@pytest.mark.parametrize(
    "content",
    ["<html><p>请先登录</p></html>", SPREADSHEETML[:400],
     SPREADSHEETML.replace("<Workbook", "<!DOCTYPE a [<!ENTITY b 'c'>]><Workbook", 1)],
)  # fmt: skip
def test_markup_without_a_table_or_with_entities_is_one_problem(tmp_path, content):
    (tmp_path / "台账.xls").write_text(content, encoding="utf-8")
    assert said(read(tmp_path)) == [("file_unreadable", None, None)]


def test_a_far_away_cell_of_markup_is_refused(tmp_path):
    far = SPREADSHEETML.replace('ss:Index="3"', 'ss:Index="9000000"')
    (tmp_path / "台账.xls").write_text(far, encoding="utf-8")
    assert said(read(tmp_path)) == [("file_too_large", None, None)]


def test_a_wps_table_is_read_where_a_workbook_is_inside(tmp_path):
    ledger(tmp_path, "台账.xlsx", 设施台账="""
        | 设施名称 | 设施类别 | 建筑面积(㎡) | 现状 |
        | 枫树便利店 | 便利店 | 40 | 在用 |
    """)  # fmt: skip
    (tmp_path / "台账.xlsx").rename(tmp_path / "台账.et")
    assert names(read(tmp_path)) == ["枫树便利店"]


@pytest.mark.parametrize(
    ("field", "value", "unit", "told"),
    [
        ("常住人口", 3.3, "万人", 33000),
        ("常住人口", 33000, "人", 33000),
        ("社区面积", 0.73, "平方公里", 73),
        ("社区面积", 1095, "亩", 73),
        ("社区面积", 73, "箱", None),
        ("户数", 12, "层", None),
    ],
)
def test_the_unit_in_its_own_cell_counts_and_an_unknown_one_is_no_figure(
    field: str, value: float, unit: str, told: float | None
) -> None:
    words = vocabulary.load()
    each = words.profile[words.field_by_word[fold(field)]]
    fact, found = figures.number(Cell(value), Ref("S1", "社区概况", "B2"), each, unit, words, True)
    assert fact.value == told
    assert [problem.code for problem in found] == ([] if told else ["unit_unknown"])


# --- old workbooks and open documents ------------------------------------------------------------


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.xls", "台账.ods"])
def test_an_old_ledger_says_the_same_as_workbook_old_workbook_and_open_document(tmp_path, name):
    if name.endswith("xlsx"):
        old_ledger.write(tmp_path / name)
    else:
        shutil.copy(old_ledger.KEPT / name, tmp_path / name)
    old_ledger_is_read(read(tmp_path))


def old_ledger_is_read(told: Told) -> None:
    assert said(told) == [
        ("hidden_sheet", "人员", None), ("number_approximate", "设施台账", "E6"),
    ]  # fmt: skip
    assert names(told) == ["枫树卫生站", "枫树便利店", "柳树广场"]
    assert [each.estate for each in told.community.facilities] == ["枫树园", "枫树园", "柳树湾"]
    assert figure(told, "枫树卫生站", "building_area") == 130
    assert figure(told, "枫树便利店", "building_area") == 40
    assert figure(told, "枫树便利店", "built") == 1998
    assert figure(told, "柳树广场", "building_area") is None
    assert figure(told, "柳树广场", "land_area") == pytest.approx(400)
    assert told.community.facts["facility.1.land_area"].refs == (Ref("S1", "设施台账", "F5"),)
    assert told.community.number("profile.households") == 500
