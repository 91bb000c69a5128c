"""A user's own form: filled where it asks, and nowhere else."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import form_samples as forms
import openpyxl
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import Workbook

from checkup import fill as filling
from checkup.problems import FORMS
from checkup.report import wording
from checkup.report.filling import fields, placeholders, references, workbook
from checkup.report.filling.references import Block, Place, Rows, Sheets

say = wording.load()
RESULT = forms.signed_result()


def filled(book: Workbook, tmp_path: Path, *results: Any, **more: Any) -> tuple[Workbook, Any]:
    file = forms.written(book, tmp_path / "表.xlsx")
    made = filling.fill(results or (RESULT,), str(file), say, **more)
    assert made.content is not None, made.problems
    return openpyxl.load_workbook(BytesIO(made.content)), made


def test_a_list_repeats_under_its_merged_header_and_the_sums_grow(tmp_path: Path) -> None:
    book, made = filled(forms.table(), tmp_path)
    sheet = book["汇总表"]
    assert [sheet[f"A{row}"].value for row in range(5, 9)] == [1, 2, 3, 4]
    assert [sheet[f"D{row}"].value for row in range(5, 9)] == [18.7681, 120.432, 3.6007, None]
    assert [sheet[f"F{row}"].value for row in range(5, 9)] == [f"=D{r}-E{r}" for r in range(5, 9)]
    assert sheet["D9"].value == "=SUM(D5:D8)"
    assert sheet["E9"].value == "=SUM(E5:E8)"
    assert sheet["F9"].value == "=D9-E9"
    assert sheet["D10"].value == "=D9/COUNTA(B5:B8)+$D$9*0"
    assert sheet["G5"].value == "共136㎡"
    assert book["核算"]["A1"].value == "=SUM(汇总表!D5:D8)"
    assert book["核算"]["A2"].value == "=汇总表!D9"
    assert sheet["A2"].value.endswith("枫树社区")
    # the totals in the form are the signed amounts, to the 元
    assert made.totals["total"] == 187_681 + 1_204_320 + 36_007
    assert (
        round(sum(sheet[f"D{r}"].value or 0 for r in range(5, 9)) * 10_000) == made.totals["total"]
    )


def test_what_stands_below_goes_along(tmp_path: Path) -> None:
    book, _ = filled(forms.table(), tmp_path)
    sheet = book["汇总表"]
    merged = {each.coord for each in sheet.merged_cells.ranges}
    assert {"A1:G1", "A3:A4", "E3:F3", "A9:C9", "A11:G11"} <= merged
    assert not {"A6:C6", "A8:G8"} & merged
    assert [sheet.row_dimensions[row].height for row in (5, 6, 7, 8, 11)] == [33, 33, 33, 33, 44]
    assert sheet.column_dimensions["B"].width == 31
    assert sheet.print_area == "'汇总表'!$A$1:$G$11"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.freeze_panes == "A5"
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["D5:D8"]
    assert sheet.conditional_formatting["D5:D8"][0].formula == ["$D$9"]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["C5:C8"]


def test_one_sheet_per_project_with_boxes(tmp_path: Path) -> None:
    book, made = filled(forms.page(), tmp_path)
    assert book.sheetnames == ["1", "2", "3", "4", "填表说明"]
    first, second = book["1"], book["2"]
    assert first["B3"].value == "☐新建 ☑改造"
    assert second["B3"].value == "☑新建 ☐改造"
    assert first["D3"].value == "2024年1月—2024年9月"
    assert first["B4"].value == 187_681
    assert first["D4"].value == 120_000
    assert second["B5"].value == "=IF(B4=0,0,D4/B4)"
    assert first["D2"].value is None
    assert second["B2"].value == "=1+1 托育点"
    assert second["B2"].data_type == "s"
    assert second["B2"].quotePrefix
    for number in "1234":
        assert book[number].print_area == f"'{number}'!$A$1:$D$5"
        assert book[number].oddFooter.center.text == "第 &P 页"
        assert book[number].page_setup.orientation == "portrait"
    what = [each.what for each in made.lines]
    assert any("打开保存一次再上传" in each for each in what)
    assert any("项目.电话" in each and "4 处" in each for each in what)


def test_a_performance_table_takes_two_rows_per_indicator(tmp_path: Path) -> None:
    book, _ = filled(forms.performance(), tmp_path)
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "绩效目标表"
    assert len(book.worksheets) == 4
    rows = [sheet[f"C{row}"].value for row in range(4, sheet.max_row)]
    assert rows[1::2] == ["完成情况"] * (len(rows) // 2)
    assert sheet["A4"].value == "成本指标"
    merged = {each.coord for each in sheet.merged_cells.ranges}
    assert {"A4:A5", "B4:B5", "A6:A7", f"B{sheet.max_row}:D{sheet.max_row}"} <= merged
    assert sheet.row_dimensions[7].height == 27
    old, _ = filled(forms.performance(), tmp_path, old=True)
    assert old.worksheets[0]["A4"].value == "产出指标"


def test_chinese_and_english_names_are_the_same_field() -> None:
    for each in fields.listed():
        assert fields.known(each.id) is fields.known(each.name) is each
        assert each.field.means


@pytest.mark.parametrize(
    ("text", "raw", "value"),
    [
        ("{{项目.总投资|万元}}", 187_681, 18.7681),
        ("{{项目.总投资}}", 187_681, 187_681),
        ("{{社区.满意率|百分比}}", 0.3475, 34.75),
        ("{{项目.开工|日期}}", "2026-03", "2026年3月"),
        ('{{项目.建设性质|勾选("新建")}}', "新建", "☑"),
        ("{{ 项目.建设性质 | 勾选（“新建”） }}", "改造", "☐"),
        ("{{project.nature|check('新建')}}", None, "☐"),
        ("{{项目.联系人}}", None, None),
    ],
)
def test_a_filter_changes_the_unit_and_never_the_precision(
    text: str, raw: Any, value: Any
) -> None:  # fmt: skip
    (hole,), faults = placeholders.read(text)
    assert faults == []
    assert placeholders.value_of(hole, raw, say) == value


@given(yuan=st.integers(min_value=0, max_value=10**12), share=st.integers(0, 10**9))
def test_no_unit_loses_a_yuan(yuan: int, share: int) -> None:
    """In a cell of its own and inside a text."""
    money, rate = "{{项目.总投资|万元}}", "{{社区.满意率|百分比}}"
    (hole,), _ = placeholders.read(money)
    assert Decimal(repr(placeholders.value_of(hole, yuan, say))) * 10_000 == yuan
    told = placeholders.replaced(f"计{money}万元", lambda _: yuan, say)
    assert Decimal(told[1:-2]) * 10_000 == yuan
    (hole,), _ = placeholders.read(rate)
    part = share / 10**9
    value = placeholders.value_of(hole, part, say)
    assert Decimal(repr(value)) == Decimal(repr(part)) * 100
    # a cell that shows per cent itself keeps the share
    assert placeholders.value_of(hole, part, say, percent=True) == part


@pytest.mark.parametrize(
    ("formula", "inside", "outcome"),
    [
        ("=SUM(D5:D5)", None, "=SUM(D5:D7)"),
        ("=SUM(D4:D6)", None, "=SUM(D4:D8)"),
        ("=SUM(D5)", None, "=SUM(D5:D7)"),
        ("=D5*2", None, "=D5*2"),
        ("=D6+$D$7", None, "=D8+$D$9"),
        ("=SUM(D:D)+SUM(5:5)", None, "=SUM(D:D)+SUM(5:7)"),
        ("='表'!D6", None, "='表'!D8"),
        ("=别处!D6", None, "=别处!D6"),
        ('="D6"&D6', None, '="D6"&D8'),
        ("=D5/D$6", 2, "=D7/D$8"),
        ("=SUM(C5:E5)", 1, "=SUM(C6:E6)"),
        ("=SUM(D$5:D5)", 2, "=SUM(D$5:D7)"),
    ],
)
def test_a_formula_follows_its_rows(formula: str, inside: int | None, outcome: str) -> None:
    block = Block(5, 5, 3)
    sheets = Sheets({"表": Rows((block,))}, {})
    place = Place("表") if inside is None else Place("表", block, inside)
    assert references.rewritten(formula, place, sheets) == outcome


def test_a_side_label_stretches_over_what_repeats_beside_it(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "头"
    book.active["A2"] = "明细"
    book.active.merge_cells("A2:A4")
    book.active["B3"] = "{{项目.名称}}"
    after, _ = filled(book, tmp_path)
    assert {each.coord for each in after.active.merged_cells.ranges} == {"A2:A7"}


def test_marks_make_a_block_of_several_rows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "{{开始}}{{项目.名称}}"
    sheet["A2"] = "说明"
    sheet["A3"] = "{{项目.建设性质}}{{结束}}"
    sheet["A4"] = "尾"
    after, _ = filled(book, tmp_path)
    column = [after.active[f"A{row}"].value for row in range(1, 14)]
    assert column[1::3][:4] == ["说明"] * 4
    assert column[2::3] == ["改造", "新建", "新建", "改造"]
    assert column[12] == "尾"


def test_what_is_under_way_is_a_list_of_its_own(tmp_path: Path) -> None:
    running = replace(
        RESULT.plan.projects[1], name="在建的", status="under_way", spent=12_345
    )  # fmt: skip
    found = replace(RESULT, plan=replace(RESULT.plan, followed=(running,)))
    book = Workbook()
    book.active["A1"] = "{{项目.名称}}"
    book.active["A2"] = "{{汇总.总投资}}"
    book.active["A3"] = "{{在办项目.名称}}"
    book.active["B3"] = "{{followed.status}}"
    book.active["C3"] = "{{在办项目.累计投资|万元}}"
    after, _ = filled(book, tmp_path, found)
    sheet = after.active
    assert [sheet[f"A{row}"].value for row in range(1, 7)] == [
        *(each.name for each in RESULT.plan.projects), 1_428_008, "在建的",
    ]  # fmt: skip
    assert (sheet["B6"].value, sheet["C6"].value) == ("在建", 1.2345)
    form = tmp_path / "a.docx"
    form.write_bytes(document("{{汇总.项目数}}", "在建：{{在办项目.名称}}", "短板：{{短板.条目}}"))
    done = filling.fill((found,), str(form), say)
    assert done.content is not None, done.problems
    said = words(done.content)
    assert said.count("在建：在建的") == 1
    assert sum(each.startswith("短板：") for each in said) == len(found.shortfalls)


def test_several_communities_fill_one_table(tmp_path: Path) -> None:
    other = forms.signed_result("桂花社区")
    book = Workbook()
    book.active["A1"] = "{{社区.名称}}"
    book.active["A2"] = "{{项目.名称}}"
    book.active["B2"] = "{{社区.名称}}"
    book.active["B3"] = "{{汇总.总投资|万元}}"
    after, made = filled(book, tmp_path, RESULT, other)
    sheet = after.active
    assert sheet["A1"].value == "枫树社区、桂花社区"
    assert [sheet[f"B{row}"].value for row in (2, 5, 6, 9)] == ["枫树社区"] * 2 + ["桂花社区"] * 2
    assert sheet["B10"].value == 285.6016
    assert made.totals["total"] == 2_856_016


def test_text_never_becomes_a_formula_or_an_error() -> None:
    for text in ("=1+1", "+86", "-3", "@me", "#N/A", "#REF!"):
        book = Workbook()
        cell = book.active["A1"]
        workbook.write(cell, text, say)
        again = openpyxl.load_workbook(BytesIO(forms.made(book))).active["A1"]
        assert (again.value, again.data_type) == (text, "s")
        assert again.quotePrefix == (text[0] in "=+-@")


def test_reference_costs_stay_out_unless_asked_and_then_say_draft(tmp_path: Path) -> None:
    from samples import sample_result

    result = sample_result()
    plain, made = filled(forms.table(), tmp_path, result)
    assert [plain["汇总表"][f"D{row}"].value for row in range(5, 9)] == [None] * 4
    assert made.draft
    asked, made = filled(forms.table(), tmp_path, result, reference=True)
    typical = [each.cost.typical for each in result.plan.projects]
    assert [asked["汇总表"][f"D{row}"].value for row in range(5, 8)] == [
        (each or 0) / 10_000 for each in typical[:3]
    ]
    assert "草稿" in asked["汇总表"].oddHeader.right.text
    assert made.totals["total"] == sum(each or 0 for each in typical)


def test_an_untouched_form_is_proposed_and_marked(tmp_path: Path) -> None:
    book, made = filled(forms.untouched(), tmp_path)
    listed = book["上报"]
    assert [listed[f"A{row}"].value for row in range(4, 8)] == [1, 2, 3, 4]
    assert listed["D4"].value == 18.7681
    assert listed["B4"].fill.fgColor.rgb == "FFFFF2CC"
    assert listed["F4"].value is None
    single = book["登记"]
    assert single["B1"].value == RESULT.plan.projects[0].name
    assert single["B2"].value == "☐新建 ☑改造"
    assert single["B3"].value == 18.7681
    assert single["B4"].value is None
    assert len(book.worksheets) == 5
    what = "\n".join(each.what for each in made.lines)
    assert "按表头“总投资”猜的" in what
    assert "不认识“容积率”" in what
    assert "“预备费”没有写单位" in what


def test_an_untouched_list_of_shortfalls_is_known_by_its_captions(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    heads = (
        "序号",
        "所在社区",
        "条目名称",
        "标准要求",
        "现状",
        "缺口",
        "达标情况",
        "整改措施",
        "责任人",
    )
    for column, words in enumerate(heads, 1):
        sheet.cell(2, column).value = words
    after, made = filled(book, tmp_path)
    found = RESULT.shortfalls
    assert [after.active.cell(row, 1).value for row in range(3, 3 + len(found))] == list(
        range(1, len(found) + 1)
    )
    first = [after.active.cell(3, column).value for column in range(2, 10)]
    assert first[0] == "枫树社区"
    items = {each.id: each for each in RESULT.items}
    assert items[found[0].item].name in first[1]
    assert first[5] in ("未达标", "部分达标", "达标", "待核实")
    assert first[7] is None
    puts = {each.what for each in made.lines}
    assert any("{{短板.现状}}" in each for each in puts)
    assert any("不认识“责任人”" in each for each in puts)


def test_an_untouched_table_of_targets_is_one_page_per_project(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "项目名称"
    sheet.merge_cells("B1:D1")
    for column, words in enumerate(("一级指标", "二级指标", "三级指标", "指标值"), 1):
        sheet.cell(2, column).value = words
    sheet["A4"] = "填表人："
    after, _ = filled(book, tmp_path)
    assert len(after.worksheets) == len(RESULT.plan.projects)
    sheet = after.worksheets[0]
    assert sheet["B1"].value == RESULT.plan.projects[0].name
    assert sheet["A3"].value == "成本指标"
    assert sheet.cell(sheet.max_row, 1).value == "填表人："


def test_an_untouched_summary_takes_the_parts_of_its_funds_and_the_street(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "附件2", "填报单位（盖章）："
    heads = {"A3": "序号", "B3": "项目名称", "C3": "街道/社区", "D3": "总投资（万元）",
             "E3": "资金来源（万元）", "H3": "备注"}  # fmt: skip
    parts = {"E4": "申请上级", "F4": "区级", "G4": "街道", "A8": "合计",
             "A9": "单位负责人：      审核人："}  # fmt: skip
    for cell, words in {**heads, **parts}.items():
        sheet[cell] = words
    for area in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:G3", "H3:H4"):
        sheet.merge_cells(area)
    after, made = filled(book, tmp_path)
    listed = after.active
    assert str(listed["B2"].value).endswith("枫树社区")
    assert listed["C5"].value == listed["B2"].value
    # the head above says what it is: the street's money, not its name; and in which unit
    assert [listed.cell(5, column).value for column in range(4, 8)] == [18.7681, 12, 6.7681, None]
    assert listed["G7"].value == 3.6007
    assert [each.what for each in made.lines if "没有填" in each.what] == []


def test_targets_below_a_project_are_one_sheet_per_project_without_a_mark(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = "项目", "{{项目.名称}}"
    sheet["A2"], sheet["B2"] = "{{绩效.三级}}", "{{绩效.指标值}}"
    after, _ = filled(book, tmp_path)
    assert len(after.worksheets) == len(RESULT.plan.projects)
    # a list that says whose each row is stays one list
    sheet["C2"] = "{{绩效.项目名称}}"
    after, _ = filled(book, tmp_path)
    assert len(after.worksheets) == 1


def test_projects_stacked_in_one_sheet_are_told_of_the_mark(tmp_path: Path) -> None:
    book = Workbook()
    for row, field in enumerate(("名称", "总投资", "地点", "开工"), 1):
        book.active.cell(row, 1).value = f"{{{{项目.{field}}}}}"
    _, made = filled(book, tmp_path)
    assert any("{{每个项目一页}}" in each.what for each in made.lines)
    book.active["B1"], book.active["B4"] = "{{开始}}", "{{结束}}"
    _, made = filled(book, tmp_path)
    assert not any("{{每个项目一页}}" in each.what for each in made.lines)


def test_placeholders_override_captions(tmp_path: Path) -> None:
    book = forms.untouched()
    book["上报"]["B4"] = "{{项目.建设性质}}"
    after, made = filled(book, tmp_path)
    assert after["上报"]["B4"].value == "改造"
    assert after["上报"]["D4"].value is None
    assert not any("按表头" in each.what for each in made.lines)


# --- broken forms --------------------------------------------------------------------------------


def one(cell: str, value: object, *merges: str) -> bytes:
    book = Workbook()
    book.active.title = "表"
    book.active[cell] = value
    for each in merges:
        book.active.merge_cells(each)
    return forms.made(book)


def protected() -> bytes:
    book = forms.table()
    book["汇总表"].protection.sheet = True
    return forms.made(book)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, part)
    return out.getvalue()


def endless() -> bytes:
    """Five megabytes of rows with a height and nothing else."""
    rows = "".join(f'<row r="{n}" ht="15" customHeight="1"/>' for n in range(2, 130_000))
    source = one("A1", "{{项目.名称}}")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
                assert len(part) > 5_000_000
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def document(*paragraphs: str) -> bytes:
    from docx import Document

    made = Document()
    for each in paragraphs:
        made.add_paragraph(each)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = with_part(one("A1", "{{项目.名称}}"), "xl/vbaProject.bin", b"x")
BROKEN: dict[str, tuple[str, Any, str | None]] = {
    "form_unreadable": ("a.xlsx", b"nothing", None),
    "form_old_format": ("a.et", OLE, None),
    "form_locked": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), None),
    "form_macros": ("a.xlsx", MACROS, None),
    "form_protected": ("a.xlsx", protected, "A2"),
    "form_too_large": ("a.xlsx", endless, "A129999"),
    "form_nothing": ("a.xlsx", one("A1", "甲乙"), None),
    "form_field_unknown": ("a.xlsx", one("C7", "{{项目.总投次}}"), "C7"),
    "form_placeholder_broken": ("a.xlsx", one("B2", "{{项目.名称}"), "B2"),
    "form_filter_unknown": ("a.xlsx", one("B2", "{{项目.名称|大写}}"), "B2"),
    "form_filter_unfit": ("a.xlsx", one("B2", "{{项目.名称|万元}}"), "B2"),
    "form_in_formula": ("a.xlsx", one("B2", '="{{项目.名称}}"&A1'), "B2"),
    "form_two_lists": ("a.xlsx", one("B2", "{{项目.名称}}{{短板.条目}}"), "B2"),
    "form_mark_unpaired": ("a.xlsx", one("B2", "{{开始}}{{项目.名称}}"), "B2"),
    "form_across_merge": ("a.xlsx", one("B3", "{{项目.名称}}", "A3:A5"), "A3"),
    "form_template": ("a.docx", document("{% for x in %}", "{{社区.名称}}"), None),
}  # fmt: skip


@pytest.mark.parametrize("code", FORMS)
def test_a_broken_form_has_its_code_and_leaves_no_file(code: str, tmp_path: Path) -> None:
    name, content, cell = BROKEN[code]
    form = tmp_path / name
    form.write_bytes(content() if callable(content) else content)
    made = filling.fill((RESULT,), str(form), say)
    assert made.content is None
    (row,) = made.problems
    assert (row.code, row.cell) == (code, cell)
    assert row.level == "error"


def replaced_part(content: bytes, name: str, part: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            new.writestr(each, part if each == name else old.read(each))
    return out.getvalue()


def hit(content: bytes) -> bytes:
    """The packed bytes of a sheet, damaged in the middle."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    at = info.header_offset + 30 + len(info.filename) + 20
    return content[:at] + bytes(255 - each for each in content[at : at + 40]) + content[at + 40 :]


GOOD = one("A1", "{{项目.名称}}")
LOCK = (
    b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>'
)
SECRET = OLE + "EncryptedPackage".encode("utf-16-le")
DAMAGED: dict[str, tuple[str, bytes | Callable[[], bytes], str]] = {
    "an empty file": ("a.xlsx", b"", "form_unreadable"),
    "half a file": ("a.xlsx", GOOD[: len(GOOD) // 2], "form_unreadable"),
    "a damaged sheet": ("a.xlsx", hit(GOOD), "form_unreadable"),
    "a sheet that is no XML": (
        "a.xlsx", replaced_part(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet><oops"),
        "form_unreadable",
    ),
    "no sheets at all": ("a.xlsx", replaced_part(GOOD, "xl/workbook.xml", b""), "form_unreadable"),
    "text named xlsx": ("a.xlsx", "序号,名称".encode(), "form_unreadable"),
    "a picture named docx": ("a.docx", b"\x89PNG\r\n", "form_unreadable"),
    "half a document": (
        "a.docx", lambda: document("{{项目.名称}}")[:3000], "form_unreadable",
    ),
    "a document that is no XML": (
        "a.docx", lambda: replaced_part(document("x"), "word/document.xml", b"<w:document"),
        "form_unreadable",
    ),
    "a locked document": (
        "a.docx", lambda: replaced_part(document("{{社区.名称}}"), "word/settings.xml", LOCK),
        "form_protected",
    ),
    "an encrypted workbook": ("a.xlsx", SECRET, "form_locked"),
    "an encrypted document": ("a.docx", SECRET, "form_locked"),
    "a workbook with macros": ("a.xlsm", MACROS, "form_macros"),
    "a document with macros": ("a.docm", lambda: document("{{社区.名称}}"), "form_macros"),
    "a document of old": ("a.doc", OLE, "form_old_format"),
    "a workbook of old": ("a.xls", OLE, "form_old_format"),
    "a page named xls": ("a.xls", b"<html><table>", "form_old_format"),
    "a WPS text": ("a.wps", OLE, "form_old_format"),
    "a WPS sheet": ("a.et", OLE, "form_old_format"),
    "an old file named xlsx": ("a.xlsx", OLE, "form_old_format"),
}  # fmt: skip
EVERY = {code: (name, content, code) for code, (name, content, _) in BROKEN.items()} | DAMAGED


@pytest.mark.parametrize("flawed", EVERY)
def test_the_command_ends_with_three_and_writes_nothing(
    flawed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from checkup import result
    from checkup.cli import app

    name, content, code = EVERY[flawed]
    form, kept, out = tmp_path / name, tmp_path / "result.json", tmp_path / "出"
    form.write_bytes(content() if callable(content) else content)
    kept.write_bytes(result.to_bytes(RESULT))
    before = form.read_bytes()
    target = out / f"报{'.docx' if name.endswith('.docx') else '.xlsx'}"
    ended = typer.main.get_command(app)(
        ["fill", str(kept), "--form", str(form), "-o", str(target)], standalone_mode=False
    )
    said = capsys.readouterr()
    assert ended == 3, said.err
    assert said.out == ""
    assert say(f"problems.{code}.title") in said.err
    assert say("handin.not_filled") in said.err
    cell = BROKEN[code][2] if flawed in BROKEN else None
    assert cell is None or cell in said.err
    # neither a half-written file nor a temporary one
    assert not out.exists()
    assert form.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted({name, "result.json"})


def test_an_unknown_field_names_what_was_perhaps_meant(tmp_path: Path) -> None:
    form = tmp_path / "a.xlsx"
    form.write_bytes(one("C7", "{{项目.总投次}}"))
    (row,) = filling.fill((RESULT,), str(form), say).problems
    assert "项目.总投资" in row.expected
    assert (row.sheet, row.cell, row.found) == ("表", "C7", "项目.总投次")


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.wps", "a.et"])
def test_old_formats_say_how_to_save_them_anew(name: str, tmp_path: Path) -> None:
    form = tmp_path / name
    form.write_bytes(OLE)
    (row,) = filling.fill((RESULT,), str(form), say).problems
    assert row.code == "form_old_format"
    assert "请用 WPS 另存为" in row.fix


def test_what_cannot_be_carried_is_known_before_writing(tmp_path: Path) -> None:
    form = tmp_path / "a.xlsx"
    form.write_bytes(
        with_part(one("A1", "{{项目.名称}}"), "xl/ctrlProps/ctrlProp1.xml", b"<formControlPr/>")
    )
    made = filling.fill((RESULT,), str(form), say)
    assert made.lost == ("controls",)
    assert any("表单控件" in each.what for each in made.lines)


def test_the_same_form_gives_the_same_bytes(tmp_path: Path) -> None:
    file = forms.written(forms.table(), tmp_path / "表.xlsx")
    one_, two = (filling.fill((RESULT,), str(file), say).content for _ in range(2))
    assert one_ == two


# --- documents -----------------------------------------------------------------------------------


def words(content: bytes) -> list[str]:
    from docx import Document

    made = Document(BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return [each.text for each in made.paragraphs] + cells


def test_a_document_row_repeats(tmp_path: Path) -> None:
    from docx import Document

    made = Document()
    made.add_paragraph("{{社区.名称}}申报")
    table = made.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "名称"
    table.cell(1, 0).text = "{{项目.名称}}"
    table.cell(1, 1).text = "{{项目.总投资|万元}} 万元"
    form = tmp_path / "a.docx"
    made.save(str(form))
    done = filling.fill((RESULT,), str(form), say)
    assert done.content is not None, done.problems
    said = words(done.content)
    assert "枫树社区申报" in said
    assert [each for each in said if each.endswith(" 万元")] == [
        "18.7681 万元", "120.432 万元", "3.6007 万元", " 万元",
    ]  # fmt: skip
    assert "=1+1 托育点" in said
    again = filling.fill((RESULT,), str(form), say)
    assert again.content == done.content


def test_a_document_is_one_page_per_project(tmp_path: Path) -> None:
    form = tmp_path / "a.docx"
    form.write_bytes(
        document("项目：{{项目.名称}}", '{{项目.建设性质|勾选("新建")}}新建', "{{项目.电话}}")
    )
    done = filling.fill((RESULT,), str(form), say)
    assert done.content is not None, done.problems
    said = words(done.content)
    assert sum(each.startswith("项目：") for each in said) == 4
    assert [each for each in said if each.endswith("新建")] == ["☐新建", "☑新建", "☑新建", "☐新建"]
    assert any("项目.电话" in each.what for each in done.lines)


def test_a_document_names_the_place_of_an_unknown_field(tmp_path: Path) -> None:
    form = tmp_path / "a.docx"
    form.write_bytes(document("一", "{{项目.无此项}}"))
    (row,) = filling.fill((RESULT,), str(form), say).problems
    assert (row.code, row.cell) == ("form_field_unknown", "第 2 段")


def test_a_document_is_filled_in_the_sandbox(tmp_path: Path) -> None:
    form = tmp_path / "a.docx"
    form.write_bytes(document("{% if ''.__class__.__mro__ %}x{% endif %}{{社区.名称}}"))
    (row,) = filling.fill((RESULT,), str(form), say).problems
    assert row.code == "form_template"
