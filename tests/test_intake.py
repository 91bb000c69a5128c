"""Reading a community's folder: one flaw per file, its code and its place."""

from __future__ import annotations

import tracemalloc
import zipfile
from contextlib import nullcontext
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from checkup import datafiles, intake, vocabulary
from checkup.intake import cells, extent, figures, settings, values
from checkup.intake.cells import Cell, UnusableError
from checkup.intake.extent import TooLargeError
from checkup.intake.folder import Told
from checkup.model import Fact, Problem, Ref
from checkup.problems import level
from checkup.vocabulary import Column

Rows = list[list[Any]]
CLAUSES: dict[str, tuple[str, ...]] = {
    "CCS-05.a": (),
    "CCS-09.a": ("供水", "供电", "供气"),
}
HEAD = ["编号", "设施名称", "设施类别", "建筑面积(㎡)", "现状"]
CLINIC = ["F1", "枫树卫生站", "社区卫生服务站", 130, "在用"]
SHOP = ["F2", "枫树便利店", "便利店", 40, "在用"]
AT = Ref("S1", "设施台账", "D2")
AREA = Column(id="building_area", name="建筑面积(㎡)", type="number", unit="㎡")
WORDS = vocabulary.load()


def ledger(folder: Path, name: str = "台账.xlsx", /, **sheets: Rows) -> Worksheet:
    """Write a ledger; gives its first sheet, whose ``parent`` may be changed and saved again."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return book.worksheets[0]


def read(folder: Path) -> Told:
    """The folder as the pipeline reads it."""
    loaded = settings.load(folder)
    return intake.read(folder, loaded, CLAUSES, loaded.applied_policy())


def said(told: Told, *codes: str) -> list[tuple[str, str | None, str | None]]:
    """Code, sheet and cell of the problems with these codes (of all, when none is named)."""
    return [
        (each.code, each.sheet, each.cell)
        for each in told.problems
        if not codes or each.code in codes
    ]


def only(told: Told, code: str) -> Problem:
    """The one problem of the folder, which has this code."""
    (found,) = told.problems
    assert found.code == code
    return found


def names(told: Told) -> list[str]:
    return [each.name for each in told.community.facilities]


# --- files -----------------------------------------------------------------------------------


def _peak(file: Path) -> tuple[str, int]:
    """The code a file is refused with, and the most memory held meanwhile, in MB."""
    tracemalloc.start()
    try:
        with pytest.raises(UnusableError) as caught:
            cells.rows_of(file, "S1")
        return caught.value.problem.code, tracemalloc.get_traced_memory()[1] // 1_000_000
    finally:
        tracemalloc.stop()


def test_one_cell_in_the_last_corner_is_refused_before_anything_is_allocated(tmp_path):
    book = Workbook()
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "远.xlsx")
    assert (tmp_path / "远.xlsx").stat().st_size < 6_000
    code, peak = _peak(tmp_path / "远.xlsx")
    assert code == "file_too_large"
    assert peak < 20


def _with_part(file: Path, part: str, old: bytes, new: bytes) -> None:
    """Change one part of a workbook by hand, as no library would write it."""
    packed = zipfile.ZipFile(BytesIO(file.read_bytes()))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in packed.namelist():
            content = packed.read(name)
            changed.writestr(name, content.replace(old, new) if name == part else content)


@pytest.mark.parametrize("area", ["A1:XFD1048576", "$a$1:$xfd$1048576"])
def test_a_merge_over_a_whole_sheet_is_refused(tmp_path, area):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    _with_part(
        tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml", b"</sheetData>",
        f'</sheetData><mergeCells><mergeCell ref="{area}"/></mergeCells>'.encode(),
    )  # fmt: skip
    assert _peak(tmp_path / "台账.xlsx")[0] == "file_too_large"


FIRST = "<row r='1'><c r='A1'><v>1</v></c></row>"
LAST = '<row r="1048576">{}<v>1</v></c></row>'


@pytest.mark.parametrize(
    "data",
    [
        FIRST + LAST.format('<c\nr="XFD1048576">'),
        FIRST + LAST.format("<c t='n' r='XFD1048576'>"),
        FIRST + LAST.format('<c r="xfd1048576">'),
        FIRST + LAST.format('<c r="AAAA99999999">'),
        FIRST + LAST.format('<c t=">" r="XFD1048576">'),
        FIRST + LAST.format(f'<c {" " * 500_000} r="XFD1048576" {" " * 300_000}>'),
        FIRST + '<x:row r="9"><x:c\tr="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        f'<row>{"<c><v>1</v></c>" * 9000}</row>{"<row/>" * 9000}<row><c><v>1</v></c></row>',
        '<row r="1"><c r="XFC1"/><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
    ],
    ids=[
        "line-break", "other-order", "small-letters", "no-such-place", "sign-in-a-word",
        "long-tag", "prefix", "no-place", "place-of-the-one-before",
    ],
)  # fmt: skip
def test_a_far_cell_is_found_however_it_is_written(tmp_path, data):
    ledger(tmp_path, 设施台账=[HEAD])
    _with_part(tmp_path / "台账.xlsx", "xl/worksheets/sheet1.xml", b"</sheetData>",
               data.encode() + b"</sheetData>")  # fmt: skip
    with zipfile.ZipFile(tmp_path / "台账.xlsx") as archive, pytest.raises(TooLargeError):
        extent.guard(archive)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.dat", "content.xml"])
def test_a_sheet_that_is_called_otherwise_is_measured_too(tmp_path, part):
    with zipfile.ZipFile(tmp_path / "表.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr(part, LAST.format('<c r="XFD1048576">'))
    with zipfile.ZipFile(tmp_path / "表.xlsx") as archive, pytest.raises(TooLargeError):
        extent.guard(archive)


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_large_sheet_within_the_limits_passes(tmp_path, prefix):
    rows = (
        f'<{prefix}row r="{at}"><{prefix}c r="A{at}"/><{prefix}c s="1" r="AW{at}"/></{prefix}row>'
        for at in range(1, 30_001)
    )
    last = f'<{prefix}row r="1048576" ht="15"/>'
    with zipfile.ZipFile(tmp_path / "表.xlsx", "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "".join(rows) + last)
    with zipfile.ZipFile(tmp_path / "表.xlsx") as archive:
        extent.guard(archive)


@pytest.mark.parametrize(
    ("column", "row", "refused"),
    [("AX", 99_999, False), ("AX", 100_001, True), ("AY", 98_039, False), ("AY", 98_040, True),
     ("Z", 192_307, False), ("Z", 192_308, True), ("FZ", 19_999, False), ("FZ", 27_473, True),
     ("GA", 27_322, False), ("GA", 27_323, True)],
)  # fmt: skip
def test_what_is_refused_is_rows_times_columns_and_not_how_they_were_measured(
    tmp_path, column, row, refused
):
    # the two ends of the extent stand in different cells
    rows = f'<row r="1"><c r="{column}1"/></row><row r="{row}"><c r="A{row}"/></row>'
    with zipfile.ZipFile(tmp_path / "表.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/worksheets/sheet1.xml", f"<sheetData>{rows}</sheetData>")
    expected = pytest.raises(TooLargeError) if refused else nullcontext()
    with zipfile.ZipFile(tmp_path / "表.xlsx") as archive, expected:
        extent.guard(archive)


def test_a_zip_of_5_mb_that_unpacks_to_1_gb_is_refused_within_memory(tmp_path):
    bomb = tmp_path / "弹.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(1000):
            part.write(b" " * 1_000_000)
    assert bomb.stat().st_size < 6_000_000
    code, peak = _peak(bomb)
    assert code == "file_too_large"
    assert peak < 40


def test_an_ods_that_repeats_one_cell_a_billion_times_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "弹.ods", "w") as archive:
        archive.writestr(
            "content.xml",
            '<table:table table:name="a"><table:table-row table:number-rows-repeated="100000">'
            '<table:table-cell office:value-type="string" table:number-columns-repeated="10000"/>',
        )
    assert _peak(tmp_path / "弹.ods")[0] == "file_too_large"


def test_empty_rows_to_the_end_of_an_ods_are_not_its_extent(tmp_path):
    with zipfile.ZipFile(tmp_path / "表.ods", "w") as archive:
        archive.writestr(
            "content.xml",
            '<table:table table:name="a"><table:table-row><table:table-cell office:value-type='
            '"string"/><table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>',
        )
    with pytest.raises(UnusableError) as caught:  # it is no ods, but not too large either
        cells.rows_of(tmp_path / "表.ods", "S1")
    assert caught.value.problem.code == "file_unreadable"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("name", "mark"), [("台账.csv", ","), ("台账.xls", "\t")])
def test_a_text_table_is_read_in_every_usual_encoding_whatever_its_name(
    tmp_path, encoding, name, mark
):
    lines = [mark.join(map(str, row)) for row in (HEAD, CLINIC, SHOP)]
    (tmp_path / name).write_text("\n".join(lines), encoding=encoding)
    told = read(tmp_path)
    assert names(told) == ["枫树卫生站", "枫树便利店"]
    assert told.community.fact("facility.F1.building_area") == Fact(
        value=130, unit="㎡", refs=(Ref("S1", "", "D2"),)
    )


@pytest.mark.parametrize("name", ["台账.xls", "台账.csv", "台账.ods"])
def test_a_workbook_under_another_name_is_read_by_what_is_inside(tmp_path, name):
    ledger(tmp_path, name, 设施台账=[HEAD, CLINIC])
    assert names(read(tmp_path)) == ["枫树卫生站"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.xlsx", b"PK\x03\x04 this is no workbook"),
        ("页.xls", "<html><p>请先登录</p></html>".encode("gb18030")),
        ("乱.csv", b"\x81\xff\xff\x00,\xff"),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off"),
        ("问卷.xlsx", "这不是表格".encode()),
        ("空.xlsx", b""),
    ],
)
def test_a_file_that_is_not_what_it_says_is_one_problem_and_the_rest_is_read(
    tmp_path, name, content
):
    (tmp_path / name).write_bytes(content)
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    told = read(tmp_path)
    bad = only(told, "file_unreadable")
    assert told.sources[bad.source or ""].name == name
    assert names(told) == ["枫树卫生站"]


@pytest.mark.parametrize("name", ["通知.docx", "旧台账.et", "问卷.zip"])
def test_a_file_of_another_kind_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    assert only(read(tmp_path), "file_unknown").found == Path(name).suffix


def test_lock_files_hidden_files_and_our_own_output_are_skipped(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    for name in ("~$台账.xlsx", ".~台账.xlsx", ".台账.xlsx"):
        (tmp_path / name).write_bytes(b"x" * 165)
    (tmp_path / "体检结果").mkdir()
    (tmp_path / "体检结果" / "体检报告.xlsx").write_bytes(b"x")
    told = read(tmp_path)
    assert [each.name for each in told.sources.values()] == ["台账.xlsx"]
    assert said(told) == []


def test_an_empty_folder_says_so(tmp_path):
    assert only(read(tmp_path), "folder_empty").found == tmp_path.name


def test_the_same_file_twice_is_read_once(tmp_path):
    ledger(tmp_path, "a.xlsx", 设施台账=[HEAD, CLINIC])
    (tmp_path / "a 副本.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes())
    told = read(tmp_path)
    assert names(told) == ["枫树卫生站"]
    assert only(told, "file_repeated").found == "a.xlsx"


def test_last_times_report_beside_the_ledger_is_no_ledger(tmp_path):
    ledger(tmp_path, "体检报告.xlsx", 总览=[["x"]], 短板清单=[["x"]], 方法说明=[["x"]],
           设施台账核对=[HEAD, SHOP])  # fmt: skip
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    told = read(tmp_path)
    assert names(told) == ["枫树卫生站"]
    only(told, "report_skipped")


def test_a_hidden_sheet_is_named_and_not_read(tmp_path):
    sheet = ledger(tmp_path, 设施台账=[HEAD, CLINIC], 小区清单=[["名称", "户数"], ["枫树园", 300]])
    sheet.parent["小区清单"].sheet_state = "hidden"
    sheet.parent.save(tmp_path / "台账.xlsx")
    told = read(tmp_path)
    assert only(told, "hidden_sheet").sheet == "小区清单"
    assert told.community.estates == ()


def test_sheets_that_nothing_is_read_from_are_named(tmp_path):
    ledger(
        tmp_path, 设施台账=[HEAD, CLINIC], 杂表=[["甲", "乙"], [1, 2]],
        访谈与议事=[["日期", "形式", "反映问题"], ["2023-05-06", "座谈", "没有食堂"]], 空表=[],
        填写说明=[["这张表只作说明"]],
    )  # fmt: skip
    told = read(tmp_path)
    assert said(told) == [
        ("sheet_unknown", "杂表", None),
    ]
    assert told.as_of == date(2023, 5, 6)


# --- cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["#REF!", "#N/A", "#DIV/0!", "#NAME?"])
@pytest.mark.parametrize(("column", "place"), [("B", 2), ("C", 3), ("D", 4), ("E", 5)])
def test_an_error_value_is_unknown_in_every_column_and_named_once(tmp_path, value, column, place):
    sheet = ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    sheet.cell(2, place).value = value
    sheet.parent.save(tmp_path / "台账.xlsx")
    told = read(tmp_path)
    assert said(told, "error_value") == [("error_value", "设施台账", f"{column}2")]
    assert value not in str(told.community)


def test_a_formula_that_was_never_worked_out_is_unknown_and_keeps_its_row(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, ['="F"&1', "枫树卫生站", "社区卫生服务站", "=100+30", "在用"]])
    told = read(tmp_path)
    assert said(told) == [
        ("formula_uncached", "设施台账", "A2"),
        ("formula_uncached", "设施台账", "D2"),
    ]
    (clinic,) = told.community.facilities
    fact = told.community.facts[clinic.facts["building_area"]]
    assert (fact.value, fact.gap) == (None, "unreadable")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (350, 350), (350.0, 350), ("350", 350), ("３５０", 350), ("1,200", 1200), ("350㎡", 350),
        ("350 平方米", 350), ("350平", 350), ("1.5亩", 1000), ("0.2公顷", 2000), ("1.2万㎡", 12000),
        ("0", 0), ("无", 0), ("暂无", 0), ("1e3", 1000),
    ],
)  # fmt: skip
def test_figures_are_read_as_people_write_them(written, value):
    fact, problems = figures.number(Cell(written), AT, AREA, "㎡", WORDS)
    assert fact == Fact(value=value, unit="㎡", refs=(AT,))
    assert problems == []


@pytest.mark.parametrize(
    ("written", "gap", "code"),
    [
        ("", "blank", None), (None, "blank", None), ("不详", "unclear", None),
        ("—", "unclear", None), ("三百", "unreadable", "number_unreadable"),
        ("300-400", "unreadable", "number_range"),
        ("350户", "unreadable", "number_unreadable"),
        ("1,20", "unreadable", "number_unreadable"), (True, "unreadable", "number_unreadable"),
        (datetime(2023, 1, 1), "unreadable", "number_unreadable"),
        ("1e99", "unreadable", "number_unreadable"), ("nan", "unreadable", "number_unreadable"),
        (-5, "unreadable", "number_negative"),
    ],
)  # fmt: skip
def test_what_is_no_figure_is_unknown_and_never_zero(written, gap, code):
    fact, problems = figures.number(Cell(written), AT, AREA, "㎡", WORDS)
    assert (fact.value, fact.gap) == (None, gap)
    assert [each.code for each in problems] == ([code] if code else [])


@pytest.mark.parametrize("written", ["约350", "350左右", "350余"])
def test_about_a_figure_is_the_figure_with_a_note(written):
    fact, problems = figures.number(Cell(written), AT, AREA, "㎡", WORDS)
    assert (fact.value, fact.note) == (350, "approximate")
    assert [each.code for each in problems] == ["number_approximate"]


@pytest.mark.parametrize(
    ("header", "value"), [("㎡", 3), ("万㎡", 30_000), ("亩", 2000), (None, 3)]
)
def test_the_headers_unit_counts_where_the_cell_has_none(header, value):
    fact, _ = figures.number(Cell("3"), AT, AREA, header, WORDS)
    assert fact.value == value


def test_half_a_person_is_no_count():
    people = Column(id="population", name="人口", type="count", unit="人")
    fact, problems = figures.number(Cell(12.5), AT, people, None, WORDS)
    assert (fact.value, [each.code for each in problems]) == (None, ["number_unreadable"])


@pytest.mark.parametrize(
    "written", ["2023-09-30", "2023/9/30", "2023.9.30", "2023年9月30日", datetime(2023, 9, 30, 8)]
)
def test_dates_are_read_as_people_write_them(written):
    assert values.day(Cell(written)) == date(2023, 9, 30)


@pytest.mark.parametrize("written", ["去年", "2023-02-30", "6.30", 2023.6])
def test_a_date_that_is_none_is_named(tmp_path, written):
    ledger(tmp_path, 填报范围=[["设施类别", "已查清", "日期"], ["便利店", "是", written]])
    told = read(tmp_path)
    assert said(told) == [("date_unreadable", "填报范围", "C2")]
    assert told.as_of is None


@pytest.mark.parametrize(("written", "year"), [(1984, 1984), ("1984年", 1984), ("1984-1990", 1984)])
def test_years_are_read_as_people_write_them(tmp_path, written, year):
    ledger(tmp_path, 小区清单=[["名称", "建成年份"], ["枫树园", written]])
    told = read(tmp_path)
    assert told.community.number("estate.枫树园.built") == year
    assert said(told) == []


def test_a_year_that_is_none_is_named(tmp_path):
    ledger(tmp_path, 小区清单=[["名称", "建成年份"], ["枫树园", "八十年代"]])
    told = read(tmp_path)
    assert said(told) == [("year_unreadable", "小区清单", "B2")]
    assert told.community.facts["estate.枫树园.built"].gap == "unreadable"


@pytest.mark.parametrize(
    ("written", "code"),
    [("√", "yes"), ("符合", "yes"), ("×", "no"), (True, "yes"), ("部分", "part")],
)
def test_choices_are_read_as_people_write_them(written, code):
    assert values.choice(Cell(written), AT, "answer", WORDS)[0].value == code


def test_a_word_outside_the_list_is_unknown_and_named(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, [*CLINIC[:4], "还行"]])
    told = read(tmp_path)
    assert "在用" in str(only(told, "choice_unknown").slots["allowed"])
    assert said(told) == [("choice_unknown", "设施台账", "E2")]
    assert told.community.facilities[0].state is None


# --- tables ----------------------------------------------------------------------------------


def test_a_title_above_the_header_and_a_column_of_serial_numbers_do_not_shift_addresses(tmp_path):
    ledger(tmp_path, 随便=[["枫树社区设施台账"], ["填表日期", "2023年"], [], HEAD, CLINIC])
    told = read(tmp_path)
    assert told.community.facts["facility.F1.building_area"].refs == (Ref("S1", "随便", "D5"),)


def test_totals_signatures_and_a_repeated_header_are_no_facilities(tmp_path):
    ledger(
        tmp_path,
        设施台账=[HEAD, CLINIC, ["小 计", None, None, 130, None], HEAD, SHOP,
                  [3, "合计", None, 170, None], ["填表人：张三", None, None, None, "日期"]],
    )  # fmt: skip
    told = read(tmp_path)
    assert names(told) == ["枫树卫生站", "枫树便利店"]
    assert said(told) == []


def test_a_blank_first_cell_does_not_lose_the_row(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, [" ", *CLINIC[1:]], [None, *SHOP[1:]]])
    assert names(read(tmp_path)) == ["枫树卫生站", "枫树便利店"]


def test_a_merged_word_is_filled_down_with_the_cell_it_came_from(tmp_path):
    sheet = ledger(tmp_path, 设施台账=[HEAD, CLINIC, [*SHOP[:2], None, *SHOP[3:]]])
    sheet.merge_cells("C2:C3")
    sheet.parent.save(tmp_path / "台账.xlsx")
    shop = read(tmp_path).community.facts["facility.F2.kind"]
    assert (shop.value, shop.refs) == ("health_station", (Ref("S1", "设施台账", "C2"),))


def test_a_merged_figure_counts_once_and_is_named(tmp_path):
    sheet = ledger(tmp_path, 设施台账=[HEAD, CLINIC, [*SHOP[:3], None, SHOP[4]]])
    sheet.merge_cells("D2:D3")
    sheet.parent.save(tmp_path / "台账.xlsx")
    told = read(tmp_path)
    assert said(told) == [("figure_merged", "设施台账", "D2")]
    assert told.community.number("facility.F1.building_area") == 130
    assert told.community.facts["facility.F2.building_area"].gap == "blank"


def test_an_unknown_column_is_listed_with_the_nearest_name(tmp_path):
    ledger(tmp_path, 设施台账=[[*HEAD, "产权单位名"], [*CLINIC, "街道"]])
    told = read(tmp_path)
    assert said(told) == [("column_unknown", "设施台账", "F1")]
    assert only(told, "column_unknown").slots["suggestion"] == "产权单位"
    assert told.sources["S1"].columns.unrecognised == ("产权单位名",)


def test_of_two_columns_with_one_meaning_the_left_one_counts(tmp_path):
    ledger(tmp_path, 设施台账=[[*HEAD, "面积"], [*CLINIC, 999]])
    told = read(tmp_path)
    assert said(told) == [("column_repeated", "设施台账", "F1")]
    assert told.community.number("facility.F1.building_area") == 130


def test_our_own_sheet_without_its_header_is_named(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC], 小区清单=[["甲", "乙"], [1, 2]])
    assert said(read(tmp_path)) == [("no_header", "小区清单", None)]


def test_telephone_numbers_are_not_read(tmp_path):
    ledger(tmp_path, 设施台账=[[*HEAD, "联系电话"], [*CLINIC, "13800000000"]])
    told = read(tmp_path)
    assert told.sources["S1"].columns.private == ("联系电话",)
    assert "13800000000" not in str(told)


# --- the community -----------------------------------------------------------------------------


def profile(**fields: object) -> Rows:
    return [["项目", "数值"], *([name, value] for name, value in fields.items())]


@pytest.mark.parametrize(
    ("written", "value", "gap"), [(None, None, "blank"), ("不详", None, "unclear"), ("无", 0, None)]
)
def test_blank_none_and_unclear_are_three_things(tmp_path, written, value, gap):
    ledger(tmp_path, 社区概况=profile(残疾人数=written, 户数=1200))
    fact = read(tmp_path).community.facts["profile.disabled"]
    assert (fact.value, fact.gap, fact.refs) == (value, gap, (Ref("S1", "社区概况", "B2"),))


def test_an_unknown_line_of_the_profile_is_named_with_the_nearest(tmp_path):
    ledger(tmp_path, 社区概况=profile(常住人囗=7000))
    told = read(tmp_path)
    assert said(told) == [("profile_field_unknown", "社区概况", "A2")]
    assert only(told, "profile_field_unknown").slots["suggestion"].startswith("常住人口")


def test_two_ledgers_that_disagree_are_both_named_and_the_first_stands(tmp_path):
    ledger(tmp_path, "a.xlsx", 社区概况=profile(常住人口=9000))
    ledger(tmp_path, "b.xlsx", 社区概况=profile(户数=3000, 常住人口=9500))
    told = read(tmp_path)
    found = only(told, "contradiction")
    assert (found.source, found.sheet, found.cell, found.found) == ("S2", "社区概况", "B3", "9500")
    assert found.slots == {
        "other": "9000", "other_file": "a.xlsx", "other_sheet": "社区概况", "other_cell": "B2",
    }  # fmt: skip
    assert told.community.number("profile.population") == 9000


def test_an_estate_in_two_ledgers_is_one_estate(tmp_path):
    ledger(tmp_path, "a.xlsx", 小区清单=[["名称", "户数"], ["枫树园", 300]])
    ledger(tmp_path, "b.xlsx", 小区清单=[["名称", "户数", "建设类型"], ["枫 树 园", 310, "老旧"]])
    told = read(tmp_path)
    (estate,) = told.community.estates
    assert (estate.name, estate.build) == ("枫树园", "old")
    assert told.community.number("profile.households") == 300
    assert said(told) == [("contradiction", "小区清单", "B2")]


def test_an_estate_on_two_lines_is_two_estates_and_named(tmp_path):
    ledger(tmp_path, 小区清单=[["名称", "户数"], ["枫树园", 300], ["枫树园", 200]])
    told = read(tmp_path)
    assert said(told) == [("estate_repeated", "小区清单", "A3")]
    assert told.community.number("profile.households") == 500


def test_a_total_that_the_estates_do_not_add_up_to_is_named(tmp_path):
    ledger(tmp_path, 社区概况=profile(户数=900), 小区清单=[["名称", "户数"], ["枫树园", 300]])
    told = read(tmp_path)
    found = only(told, "total_differs")
    assert (found.sheet, found.cell, found.slots) == ("社区概况", "B2", {"total": "300"})
    assert told.community.number("profile.households") == 900


def test_an_unknown_kind_suggests_and_never_merges(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, ["F1", "枫树园卫生点", "社区卫生服务点", 130, "在用"]])
    told = read(tmp_path)
    (facility,) = told.community.facilities
    assert facility.kind is None
    assert "health_station" in facility.maybe
    assert said(told) == [("kind_unknown", "设施台账", "C2")]
    assert "社区卫生服务站" in only(told, "kind_unknown").slots["suggestion"]


def test_a_blank_kind_may_be_any_and_is_named(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, ["F1", "活动中心", None, 130, "在用"]])
    told = read(tmp_path)
    assert told.community.facilities[0].kind_blank
    assert said(told) == [("kind_blank", "设施台账", "C2")]


def test_without_a_kind_column_the_name_tells_and_what_it_does_not_tell_is_named(tmp_path):
    ledger(tmp_path, 设施台账=[["设施名称", "地址"], ["枫树便利店", "一区"], ["老李家", "二区"]])
    told = read(tmp_path)
    assert [each.kind for each in told.community.facilities] == ["convenience_store", None]
    assert said(told, "kind_unknown") == [("kind_unknown", "设施台账", "A3")]
    assert said(told, "kind_from_name", "state_not_asked") == [
        ("kind_from_name", "设施台账", "A2"), ("state_not_asked", "设施台账", "A2"),
    ]  # fmt: skip


def test_a_number_given_twice_keeps_both_rows(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC, ["F1", *SHOP[1:]]])
    told = read(tmp_path)
    assert names(told) == ["枫树卫生站", "枫树便利店"]
    assert said(told) == [("id_repeated", "设施台账", "A3")]


def test_a_row_without_a_name_is_read_and_named(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, ["F1", None, *CLINIC[2:]]])
    told = read(tmp_path)
    assert told.community.facilities[0].kind == "health_station"
    assert said(told) == [("row_without_name", "设施台账", "B2")]


ANSWERS = ["规则编号", "要点", "是否符合"]


def test_an_answer_for_the_whole_clause_fills_every_part(tmp_path):
    ledger(tmp_path, 制度与佐证=[ANSWERS, ["CCS-09.a", None, "是"]])
    facts = read(tmp_path).community.facts
    assert {name: fact.value for name, fact in facts.items()} == {
        "answer.CCS-09.a.供水": "yes", "answer.CCS-09.a.供电": "yes", "answer.CCS-09.a.供气": "yes",
    }  # fmt: skip


def test_a_part_that_the_clause_does_not_have_is_named_with_those_it_has(tmp_path):
    ledger(tmp_path, 制度与佐证=[ANSWERS, ["CCS-09.a", "供暖", "是"]])
    told = read(tmp_path)
    assert said(told) == [("part_unknown", "制度与佐证", "A2")]
    assert only(told, "part_unknown").slots["allowed"] == "供水、供电、供气"


@pytest.mark.parametrize("columns", [3, 2])
def test_a_rule_that_does_not_exist_is_named_with_the_nearest(tmp_path, columns):
    ledger(tmp_path, 制度与佐证=[ANSWERS[:columns], ["CCS-05.b", None, "是"][:columns]])
    told = read(tmp_path)
    assert said(told) == [("rule_unknown", "制度与佐证", "A2")]
    assert only(told, "rule_unknown").slots["suggestion"] == "CCS-05.a"


VERDICTS = ["规则编号", "结论", "调查人", "复核人", "日期", "理由", "佐证", "有效期"]
SIGNED = ["CCS-05.a", "达标", "甲", "乙", "2023-05-01", "看过现场", "照片", "2024-05-01"]


def test_a_whole_verdict_counts_and_its_validity_is_no_survey_date(tmp_path):
    ledger(tmp_path, 人工核定=[VERDICTS, SIGNED])
    told = read(tmp_path)
    (verdict,) = told.community.verdicts
    assert (verdict.outcome, verdict.by.reviewer) == ("met", "乙")
    assert verdict.by.valid_until == date(2024, 5, 1)
    assert told.as_of == date(2023, 5, 1)
    assert said(told) == []


@pytest.mark.parametrize("missing", [1, 2, 4, 5, 6, 7])
def test_a_verdict_that_lacks_anything_does_not_count(tmp_path, missing):
    row = [None if place == missing else word for place, word in enumerate(SIGNED)]
    ledger(tmp_path, 人工核定=[VERDICTS, row])
    told = read(tmp_path)
    assert said(told) == [("verdict_incomplete", "人工核定", "A2")]
    assert all(each.by.reviewer is None for each in told.community.verdicts)


def test_one_person_signing_twice_is_one_name(tmp_path):
    ledger(tmp_path, 人工核定=[VERDICTS, [*SIGNED[:3], "甲", *SIGNED[4:]]])
    assert read(tmp_path).community.verdicts[0].by.reviewer is None


@pytest.mark.parametrize(
    ("population", "units", "outside"),
    [(4000, None, True), (9000, None, False), (30000, None, True), (30000, 3, False)],
)
def test_population_is_held_against_the_units_chosen(tmp_path, population, units, outside):
    ledger(tmp_path, 社区概况=profile(常住人口=population, 按几个基本单元评=units))
    told = read(tmp_path)
    expected = [("population_outside", "社区概况", "B2")] if outside else []
    assert said(told) == expected
    assert told.community.units == units


def test_no_units_at_all_is_no_number(tmp_path):
    ledger(tmp_path, 社区概况=profile(按几个基本单元评=0))
    told = read(tmp_path)
    assert said(told) == [("number_unreadable", "社区概况", "B2")]
    assert told.community.units is None


# --- checkup.yaml ------------------------------------------------------------------------------


def settings_file(folder: Path, text: str) -> None:
    (folder / "checkup.yaml").write_text(text, encoding="utf-8")


def test_tables_in_yaml_give_the_facts_that_sheets_give(tmp_path):
    (tmp_path / "sheets").mkdir()
    (tmp_path / "yaml").mkdir()
    ledger(
        tmp_path / "sheets",
        社区概况=profile(名称="枫树", 常住人口="约7000", 建设类型="老旧"),
        小区清单=[["名称", "户数", "建成年份"], ["枫树园", 300, 1984]],
        设施台账=[[*HEAD, "功能"], [*CLINIC, "预防、康复"]],
        闲置空间=[["编号", "名称", "面积(㎡)", "适合用途"], ["K1", "旧仓库", 200, "食堂、托育"]],
        制度与佐证=[ANSWERS, ["CCS-09.a", "供水", "部分"]],
        填报范围=[["设施类别", "已查清", "有几处"], ["便利店", "是", 3]],
        人工核定=[VERDICTS, SIGNED],
        其他短板=[["名称", "数量", "单位"], ["危房", 2, "栋"]],
    )
    settings_file(
        tmp_path / "yaml",
        """
社区概况: {名称: 枫树, 常住人口: 约7000, 建设类型: 老旧}
小区清单: [{名称: 枫树园, 户数: 300, 建成年份: 1984}]
设施台账:
  - {编号: F1, 设施名称: 枫树卫生站, 设施类别: 社区卫生服务站, 建筑面积: 130, 现状: 在用,
     功能: [预防, 康复]}
闲置空间: [{编号: K1, 名称: 旧仓库, 面积: 200, 适合用途: [食堂, 托育]}]
制度与佐证: [{规则编号: CCS-09.a, 要点: 供水, 是否符合: 部分}]
填报范围: [{设施类别: 便利店, 已查清: 是, 有几处: 3}]
人工核定:
  - {规则编号: CCS-05.a, 结论: 达标, 调查人: 甲, 复核人: 乙, 日期: 2023-05-01, 理由: 看过现场,
     佐证: 照片, 有效期: 2024-05-01}
其他短板: [{名称: 危房, 数量: 2, 单位: 栋}]
""",
    )
    sheets, yaml = read(tmp_path / "sheets"), read(tmp_path / "yaml")

    def plain(told: Told) -> dict[str, tuple[object, ...]]:
        return {
            name: (fact.value, fact.unit, fact.gap, fact.note)
            for name, fact in told.community.facts.items()
            if fact.value is not None
        }

    assert len(plain(sheets)) > 15
    assert plain(yaml) == plain(sheets)
    assert yaml.community.facilities == sheets.community.facilities
    assert yaml.community.estates == sheets.community.estates
    assert [each.by for each in yaml.community.verdicts] == [
        each.by for each in sheets.community.verdicts
    ]
    assert [each.code for each in yaml.problems] == [each.code for each in sheets.problems]
    assert yaml.as_of == sheets.as_of == date(2023, 5, 1)


def test_a_fact_from_yaml_points_to_its_key_and_line(tmp_path):
    settings_file(tmp_path, "units: 1\n社区概况:\n  户数: 1200\n")
    fact = read(tmp_path).community.facts["profile.households"]
    assert fact.refs == (Ref("S1", "社区概况.户数", "L3"),)


def test_where_yaml_and_a_sheet_differ_yaml_wins_and_both_are_named(tmp_path):
    settings_file(tmp_path, "社区概况: {常住人口: 8000}\nunits: 1\n")
    ledger(tmp_path, 社区概况=profile(常住人口=9000, 按几个基本单元评=2))
    told = read(tmp_path)
    assert said(told) == [
        ("setting_overridden", "社区概况", "B2"),
        ("setting_overridden", "社区概况", "B3"),
    ]
    assert [each.slots["other"] for each in told.problems] == ["8000", "1"]
    assert {each.slots["other_file"] for each in told.problems} == {"checkup.yaml"}
    assert (told.community.number("profile.population"), told.community.units) == (8000, 1)


@pytest.mark.parametrize(
    ("text", "fault", "line", "path"),
    [
        ("units: 1\noverlay: []", "unknown_key", 2, "overlay"),
        ("policy:\n  coverage_gat: 0.5", "unknown_key", 2, "policy.coverage_gat"),
        ("policy:\n  coverage_gate: 7", "out_of_range", 2, "policy.coverage_gate"),
        ("policy:\n  coverage_gate: 高", "wrong_type", 2, "policy.coverage_gate"),
        ("units: 0", "out_of_range", 1, "units"),
        ("units: 三", "wrong_type", 1, "units"),
        ("files: {台账.xlsx: skp}", "unknown_word", 1, "files.台账.xlsx"),
        ("files:\n  台帐.xlsx: skip", "reference", 2, "files.台帐.xlsx"),
        ("社区概况:\n  人囗: 3", "unknown_key", 2, "社区概况.人囗"),
        ("社区概况:\n  户数: [1, 2]", "wrong_type", 2, "社区概况.户数"),
        ("社区概况:\n  户数: 1\n  总户数: 2", "duplicate_key", 3, "社区概况.总户数"),
        ("设施台账:\n  - 设施名: a", "unknown_key", 2, "设施台账[0].设施名"),
        ("设施台账:\n  - 设施名称: {a: 1}", "wrong_type", 2, "设施台账[0].设施名称"),
        ("设施台账:\n  - 设施名称: a\n    名称: b", "duplicate_key", 3, "设施台账[0].名称"),
        ("人工核定:\n  - 日期: 2023-13-45", "unknown_word", 2, "人工核定[0].日期"),
        ("a: 1\na: 2", "duplicate_key", 2, ""),
        ("a:\n\tb: 1", "tab", 2, ""),
        ("a: ]", "syntax", 1, ""),
        ("? [a]\n: b", "syntax", 1, ""),
        ("a: &x [*x]", "syntax", 1, "a[0]"),
        ("- a", "wrong_type", 1, ""),
    ],
)
def test_a_slip_in_yaml_is_refused_with_line_and_path(tmp_path, text, fault, line, path):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    settings_file(tmp_path, text)
    with pytest.raises(datafiles.DataFileError) as caught:
        read(tmp_path)
    assert (caught.value.fault, caught.value.line, caught.value.path) == (fault, line, path)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("files: {台账.xlsx: skp}", "skip"), ("files: {台帐.xlsx: skip}", "台账.xlsx"),
     ("设施台账: [{设施名: a}]", "设施名称"), ("overlay: []", "overlays")],
)  # fmt: skip
def test_a_slip_in_yaml_comes_with_what_was_meant(tmp_path, text, meant):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    settings_file(tmp_path, text)
    with pytest.raises(datafiles.DataFileError) as caught:
        read(tmp_path)
    assert caught.value.suggestion == meant


def test_a_settings_file_in_another_encoding_says_so(tmp_path):
    (tmp_path / "checkup.yaml").write_bytes("社区概况: {名称: 枫树}".encode("gb18030"))
    with pytest.raises(datafiles.DataFileError) as caught:
        settings.load(tmp_path)
    assert caught.value.fault == "encoding"


def test_a_file_that_yaml_skips_is_not_read(tmp_path):
    ledger(tmp_path, "旧.xlsx", 设施台账=[HEAD, SHOP])
    ledger(tmp_path, "新.xlsx", 设施台账=[HEAD, CLINIC])
    settings_file(tmp_path, "files: {旧.xlsx: skip}")
    assert names(read(tmp_path)) == ["枫树卫生站"]


# --- 待补资料 ----------------------------------------------------------------------------------

PAGE = ["序号", "类别", "名称", "要点", "问什么", "规则编号", "目前所知", "回答", "有几处"]
GAPS = ["序号", "对象", "编号", "缺什么", "补填数值", "单位"]
ASKED: Rows = [
    [1, "设施", "便利店", None, "查清了吗", None, None, None, None],
    [2, "条款", "卫生站", "整条", "有吗", "CCS-05.a", None, None, None],
    [3, "条款", "管线", "供水", "有吗", "CCS-09.a", None, None, None],
    [4, "概况", "建设类型", None, "哪一类", None, None, None, None],
]
FILLED: Rows = [
    [*ASKED[0][:7], "是", 2], [*ASKED[1][:7], "否", None], [*ASKED[2][:7], "部分", None],
    [*ASKED[3][:7], "老旧", None],
]  # fmt: skip
FIGURES: Rows = [
    [1, "社区概况", None, "户数", 1200, "户"],
    [2, "枫树卫生站", "F1", "建筑面积(㎡)", "130㎡", None],
]


def page(folder: Path, name: str, rows: Rows, figures: Rows = []) -> None:  # noqa: B006
    ledger(
        folder, name,
        先答这一页=[["先答这一页"], ["怎么答"], PAGE, *rows],
        缺的数据=[["缺的数据"], GAPS, *figures],
    )  # fmt: skip


@pytest.mark.parametrize("name", ["待补资料.xlsx", "体检结果/待补资料.xlsx", "张三填的.xlsx"])
def test_a_filled_page_comes_back_wherever_it_is_dropped(tmp_path, name):
    (tmp_path / "体检结果").mkdir()
    ledger(tmp_path, 设施台账=[HEAD, [*CLINIC[:3], None, CLINIC[4]]])
    page(tmp_path, name, FILLED, FIGURES)
    told = read(tmp_path)
    assert said(told) == []
    facts = told.community.facts
    assert {key: facts[key].value for key in (
        "surveyed.convenience_store", "stated.convenience_store", "answer.CCS-05.a",
        "answer.CCS-09.a.供水", "profile.build", "profile.households", "facility.F1.building_area",
    )} == {
        "surveyed.convenience_store": "yes", "stated.convenience_store": 2,
        "answer.CCS-05.a": "no", "answer.CCS-09.a.供水": "part", "profile.build": "old",
        "profile.households": 1200, "facility.F1.building_area": 130,
    }  # fmt: skip
    source = next(key for key, each in told.sources.items() if each.kind == "answers")
    assert facts["answer.CCS-05.a"].refs == (Ref(source, "先答这一页", "H5"),)
    assert facts["facility.F1.building_area"].refs == (Ref(source, "缺的数据", "E4"),)


def test_a_page_that_nobody_filled_is_not_even_a_source(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    page(tmp_path, "待补资料.xlsx", ASKED)
    told = read(tmp_path)
    assert [each.name for each in told.sources.values()] == ["台账.xlsx"]
    assert said(told) == []


SCOPE = ["设施类别", "已查清", "有几处"]


def test_where_the_page_contradicts_the_ledger_the_ledger_stands_and_both_are_named(tmp_path):
    ledger(tmp_path, 填报范围=[SCOPE, ["便利店", "是", None]])
    page(tmp_path, "待补资料.xlsx", [[*ASKED[0][:7], "否", None]])
    told = read(tmp_path)
    found = only(told, "contradiction")
    assert (found.sheet, found.cell, found.found) == ("先答这一页", "H4", "否")
    assert found.slots == {
        "other": "是", "other_file": "台账.xlsx", "other_sheet": "填报范围", "other_cell": "B2",
    }  # fmt: skip
    assert told.community.facts["surveyed.convenience_store"].value == "yes"


@pytest.mark.parametrize(
    ("answer", "count", "known"),
    [("是", 3, ("yes", 3)), ("是", 0, ("yes", 0)), (None, 3, ("no", 3)), ("是", None, ("yes", 2)),
     ("否", None, ("no", 2)), (None, None, ("no", 2))],
)  # fmt: skip
def test_a_list_that_was_not_complete_gives_way_to_who_has_looked_since(
    tmp_path, answer, count, known
):
    """否 says only that the list is not complete: no contradiction with a later answer."""
    ledger(tmp_path, 填报范围=[SCOPE, ["便利店", "否", 2]])
    page(tmp_path, "待补资料.xlsx", [[*ASKED[0][:7], answer, count]])
    told = read(tmp_path)
    facts = told.community.facts
    assert said(told) == []
    kind = "convenience_store"
    assert (facts[f"surveyed.{kind}"].value, facts[f"stated.{kind}"].value) == known
    if answer == "是":
        assert facts[f"surveyed.{kind}"].refs[0].cell == "H4"


def test_what_checkup_yaml_says_of_a_kind_stands_against_the_page(tmp_path):
    settings_file(tmp_path, "填报范围: [{设施类别: 便利店, 已查清: 否}]")
    page(tmp_path, "待补资料.xlsx", FILLED[:1])
    told = read(tmp_path)
    assert "setting_overridden" in [each.code for each in told.problems]
    assert told.community.facts["surveyed.convenience_store"].value == "no"


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ([1, "设施", "便利铺", None, "", None, None, "是", None], "kind_unknown", "C4"),
        ([1, "条款", "x", None, "", "CCS-99.a", None, "是", None], "rule_unknown", "H4"),
        ([1, "条款", "x", "供暖", "", "CCS-09.a", None, "是", None], "part_unknown", "H4"),
        ([1, "概况", "类型型", None, "", None, None, "老旧", None], "profile_field_unknown", "C4"),
        ([1, "设施", "便利店", None, "", None, None, "也许", None], "choice_unknown", "H4"),
        ([1, "设施", "便利店", None, "", None, None, "是", "几个"], "number_unreadable", "I4"),
        ([1, "设施", "便利店", None, "", None, None, "#REF!", None], "error_value", "H4"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_placed_is_named(tmp_path, row, code, cell):
    page(tmp_path, "待补资料.xlsx", [row])
    assert said(read(tmp_path)) == [(code, "先答这一页", cell)]


def test_a_figure_for_something_the_ledger_does_not_have_is_named(tmp_path):
    page(tmp_path, "待补资料.xlsx", [], [[1, "没有的小区", None, "户数", 30, "户"]])
    found = only(read(tmp_path), "figure_homeless")
    assert (found.sheet, found.cell, found.slots["subject"]) == ("缺的数据", "E3", "没有的小区")


def test_a_page_whose_header_was_changed_is_named(tmp_path):
    page(tmp_path, "待补资料.xlsx", FILLED)
    book = load_workbook(tmp_path / "待补资料.xlsx")
    book["先答这一页"].delete_rows(3)
    book.save(tmp_path / "待补资料.xlsx")
    assert said(read(tmp_path)) == [("no_header", "先答这一页", None)]


# --- the date of the inputs ------------------------------------------------------------------


def test_as_of_is_the_newest_date_of_any_survey_or_verdict(tmp_path):
    ledger(
        tmp_path,
        填报范围=[["设施类别", "已查清", "日期"], ["便利店", "是", "2023-03-01"]],
        社区概况=[["项目", "数值", "日期"], ["户数", 1200, datetime(2023, 6, 1)]],
        人工核定=[VERDICTS, SIGNED],
    )
    assert read(tmp_path).as_of == date(2023, 6, 1)


def test_without_any_date_there_is_none(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    assert read(tmp_path).as_of is None


def test_every_code_of_the_catalogue_is_raised_somewhere():
    """A code that nothing raises is a promise nobody keeps."""
    from checkup.problems import CATALOGUE

    root = Path(intake.__file__).parent.parent
    code = "".join(
        file.read_text(encoding="utf-8")
        for file in root.rglob("*.py")
        if file.name != "problems.py"
    )
    built = {"date_unreadable", "year_unreadable"}  # from the column's type
    assert sorted(each for each in CATALOGUE if f'"{each}"' not in code) == sorted(built)


def test_photographs_and_scans_are_one_notice_with_their_number_and_no_name(tmp_path):
    ledger(tmp_path, 设施台账=[HEAD, CLINIC])
    for name in ("门头.jpg", "扫描件.PDF", "张三身份证.png", ".隐藏.jpg"):
        (tmp_path / name).write_bytes(b"made up")
    told = read(tmp_path)
    found = only(told, "papers_not_read")
    assert (level(found.code), found.slots) == ("notice", {"count": "3"})
    assert "张三" not in str(told.problems)
    assert [each.name for each in told.sources.values()] == ["台账.xlsx"]
    settings_file(tmp_path, "files: {扫描件.PDF: skip}")
    assert only(read(tmp_path), "papers_not_read").slots == {"count": "2"}


def test_photographs_alone_are_no_community(tmp_path):
    (tmp_path / "门头.jpg").write_bytes(b"made up")
    assert [code for code, *_ in said(read(tmp_path))] == ["papers_not_read", "folder_empty"]
