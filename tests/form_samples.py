"""Forms as other offices make them, and a result whose money is signed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from samples import sample_result

from checkup.model import Cost, Estate, Fact, Funding
from checkup.result import Result

THIN = Border(*(Side("thin") for _ in range(4)))


def signed_result(name: str = "枫树社区", lead: str = "卫健") -> Result:
    """The sample with three signed projects; sources add up; the fourth has no price."""
    result = sample_result()
    first, second, third, last = result.plan.projects
    money = (
        (replace(first, nature="改造", lead=(lead,)), 187_681, (("中央", 120_000), ("区", 67_681))),
        (replace(second, nature="新建", name="=1+1 托育点", estates=(), start="2025Q1",
                 finish="2025Q4"), 1_204_320, (("市", 1_204_320),)),
        (replace(third, nature="新建", start="2025Q1", finish="2025Q2"), 36_007,
         (("街道", 36_007),)),
    )  # fmt: skip
    projects = tuple(
        replace(
            project,
            cost=Cost(low=total, typical=total, high=total, mark="sure", year=2024, signed=True,
                      basis="某造价咨询公司询价"),
            funding=tuple(Funding(channel=level, level=level, amount=amount)
                          for level, amount in parts),
        )
        for project, total, parts in money
    )  # fmt: skip
    community = replace(result.community, name=name)
    return replace(
        result, community=community, plan=replace(result.plan, projects=(*projects, last))
    )


def clean_result() -> Result:
    """One signed project against which nothing can be said."""
    result = signed_result()
    first, *_ = result.plan.projects
    project = replace(
        first, contact="某人", phone="028-00000000", estates=("E1",), beneficiaries=120, closes=(),
        funding=(replace(first.funding[0], share=0.8), first.funding[1]),
    )  # fmt: skip
    counts = {"buildings": 12, "households": 300, "floor_area": 26_000}
    estate = Estate(id="E1", name="甲小区", facts={key: f"estate.E1.{key}" for key in counts})
    facts = {f"estate.E1.{key}": Fact(value=float(value)) for key, value in counts.items()}
    return replace(
        result,
        plan=replace(result.plan, projects=(project,)),
        estates=(estate,), facts={**result.facts, **facts},
        community=replace(result.community, population=9_000),
    )  # fmt: skip


def made(book: Workbook) -> bytes:
    """The workbook's bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def written(book: Workbook, file: Path) -> Path:
    """The workbook in a file."""
    file.write_bytes(made(book))
    return file


def table() -> Workbook:
    """A two-row merged header, one repeating row, sums that must grow, and rows below it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    sheet["A1"] = "某区城市更新项目汇总表"
    sheet.merge_cells("A1:G1")
    sheet["A1"].font = Font(name="黑体", size=18, bold=True)
    sheet["A2"] = "填报单位：{{汇总.填报单位}}"
    sheet.merge_cells("A2:G2")
    for cell, words in {
        "A3": "序号",
        "B3": "项目名称",
        "C3": "建设性质",
        "D3": "总投资",
        "E3": "资金来源",
        "E4": "上级",
        "F4": "本级",
        "G3": "备注",
    }.items():
        sheet[cell] = words
        sheet[cell].fill = PatternFill("solid", fgColor="FFDDEEFF")
    for area in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:G4"):
        sheet.merge_cells(area)
    for cell, words in {
        "A5": "{{项目.序号}}",
        "B5": "{{项目.名称}}",
        "C5": "{{项目.建设性质}}",
        "D5": "{{项目.总投资|万元}}",
        "E5": "{{project.upper|wan}}",
        "F5": "=D5-E5",
        "G5": "共{{项目.数量}}{{项目.单位}}",
    }.items():
        sheet[cell] = words
        sheet[cell].border = THIN
        sheet[cell].font = Font(name="仿宋", size=11, italic=True)
    sheet["D5"].number_format = "#,##0.0000"
    sheet["A6"] = "合计"
    sheet.merge_cells("A6:C6")
    sheet["D6"] = "=SUM(D5:D5)"
    sheet["E6"] = "=SUM(E5)"
    sheet["F6"] = "=D6-E6"
    sheet["A7"] = "平均"
    sheet["D7"] = "=D6/COUNTA(B5:B5)+$D$6*0"
    sheet["A8"] = "单位负责人：        填表人："
    sheet.merge_cells("A8:G8")
    sheet.row_dimensions[5].height = 33
    sheet.row_dimensions[8].height = 44
    sheet.column_dimensions["B"].width = 31
    sheet.print_area = "A1:G8"
    sheet.print_title_rows = "3:4"
    sheet.freeze_panes = "A5"
    red = PatternFill(bgColor="FFFF0000")
    large = CellIsRule(operator="greaterThan", formula=["$D$6"], fill=red)
    sheet.conditional_formatting.add("D5:D5", large)
    rule = DataValidation(type="list", formula1='"新建,改造"')
    rule.add("C5")
    sheet.add_data_validation(rule)
    sheet.column_dimensions["G"].hidden = True
    sheet["B3"].comment = Comment("写全称", "某区")
    sheet["A7"].hyperlink = "https://example.org/"
    sheet.sheet_view.zoomScale = 85
    sheet.page_margins.left = 0.3
    sheet.oddHeader.left.text = "某区"
    book.defined_names["投资列"] = DefinedName("投资列", attr_text="汇总表!$D$5:$D$5")
    book.defined_names["合计格"] = DefinedName("合计格", attr_text="汇总表!$D$6")
    other = book.create_sheet("核算")
    other["A1"] = "=SUM(汇总表!D5:D5)"
    other["A2"] = "=汇总表!D6"
    return book


def page() -> Workbook:
    """One page per project with boxes to tick."""
    book = Workbook()
    sheet = book.active
    sheet.title = "{{项目.序号}}"
    sheet["A1"] = "项目申报书"
    sheet.merge_cells("A1:D1")
    rows = {
        "A2": "项目名称", "B2": "{{项目.名称}}", "C2": "联系电话", "D2": "{{项目.电话}}",
        "A3": "性质", "B3": '{{项目.建设性质|勾选("新建")}}新建 {{项目.建设性质|勾选("改造")}}改造',
        "C3": "工期", "D3": "{{项目.开工|日期}}—{{项目.完工|日期}}",
        "A4": "投资（元）", "B4": "{{项目.总投资|元}}",
        "C4": "其中上级", "D4": "{{项目.申请上级资金}}",
        "A5": "占比", "B5": "=IF(B4=0,0,D4/B4)",
    }  # fmt: skip
    for cell, words in rows.items():
        sheet[cell] = words
        sheet[cell].alignment = Alignment(wrap_text=True, vertical="center")
        sheet[cell].border = THIN
    sheet.print_area = "A1:D5"
    sheet.page_setup.orientation = "portrait"
    sheet.oddFooter.center.text = "第 &P 页"
    note = book.create_sheet("填表说明")
    note["A1"] = "本表一式三份。"
    note["A2"] = "不要动"
    return book


def performance() -> Workbook:
    """A performance table: levels merged down, a block of two rows per indicator."""
    book = Workbook()
    sheet = book.active
    sheet.title = "绩效"
    sheet["A1"] = "绩效目标表{{每个项目一页}}"
    sheet["A2"] = "项目"
    sheet["B2"] = "{{项目.名称}}"
    sheet.merge_cells("B2:D2")
    for cell, words in {"A3": "一级", "B3": "二级", "C3": "三级", "D3": "指标值"}.items():
        sheet[cell] = words
    sheet["A4"] = "{{绩效.一级}}"
    sheet.merge_cells("A4:A5")
    sheet["B4"] = "{{绩效.二级}}"
    sheet.merge_cells("B4:B5")
    sheet["C4"] = "{{绩效.三级}}"
    sheet["D4"] = "{{绩效.指标值}}"
    sheet["C5"] = "完成情况"
    sheet["A6"] = "总体目标"
    sheet["B6"] = "{{项目.总体目标}}"
    sheet.merge_cells("B6:D6")
    sheet.row_dimensions[5].height = 27
    return book


def untouched() -> Workbook:
    """A form as it came, without any placeholder."""
    book = Workbook()
    sheet = book.active
    sheet.title = "上报"
    sheet["A1"] = "项目储备表"
    sheet.merge_cells("A1:F1")
    sheet["E2"] = "单位：万元"
    for column, words in zip("ABCDEF", ("序号", "项目名称", "建设性质", "总投资", "建设 地点",
                                        "容积率"), strict=True):  # fmt: skip
        sheet[f"{column}3"] = words
    single = book.create_sheet("登记")
    for row, (label, value) in enumerate(
        (("项目名称：", None), ("建设性质", "□新建 □改造"), ("总投资（万元）", None),
         ("预备费", None), ("审批时限", None)), 1):  # fmt: skip
        single[f"A{row}"] = label
        single[f"B{row}"] = value
    single["C1"] = "表尾"
    return book


def written_elsewhere() -> bytes:
    """A form from another program: texts in parts of several looks, a block of three rows."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("申报")
    head = book.add_format({"bold": True, "border": 2, "bg_color": "#D9E1F2", "align": "center"})
    cell = book.add_format({"border": 1, "text_wrap": True, "font_name": "仿宋", "font_size": 12})
    money = book.add_format({"border": 1, "num_format": "#,##0.00"})
    latin = book.add_format({"font_name": "Arial"})
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 9)
    sheet.set_column(1, 3, 21.5, None, {"level": 1})
    sheet.merge_range("A1:D1", "某省补助资金申报表", head)
    sheet.write_rich_string("A2", bold, "填报", "单位", head)
    sheet.merge_range("B2:D2", "", cell)
    sheet.write_rich_string("B2", latin, "{{", "汇总.填报单位", latin, "}}", cell)
    for column, words in enumerate(("项目", "建设内容", "总投资（万元）", "受益人数")):
        sheet.write(2, column, words, head)
    sheet.merge_range("A4:A6", "{{项目.序号}}", cell)
    sheet.write_rich_string("B4", latin, "{{", "项目.名称", latin, "}}", cell)
    sheet.write("C4", "{{项目.总投资|万元}}", money)
    sheet.write("D4", "{{项目.受益人数}}", cell)
    sheet.write("B5", "{{项目.建设内容}}", cell)
    sheet.merge_range("C5:D5", "以下由区里填", cell)
    sheet.write_rich_string("B6", "审核：", bold, "　　　　", cell)
    sheet.merge_range("C6:D6", "", cell)
    sheet.write("A7", "合计", head)
    sheet.write("B7", "", head)
    sheet.write_formula("C7", "=SUM(C4:C6)", money, 0)
    sheet.write("D7", "", head)
    for row, height in enumerate((31, 22, 27, 18, 40, 23, 26)):
        sheet.set_row(row, height)
    sheet.print_area("A1:D7")
    sheet.repeat_rows(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_footer("&C&P/&N")
    book.define_name("总投资合计", "=申报!$C$7")
    book.close()
    return out.getvalue()


def document_list() -> bytes:
    """A list in a document: a merged head, a row that repeats, a line to sign, a footer."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    book = Document()
    title = book.add_heading("项目汇总", level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    book.add_paragraph("填报单位：").add_run("{{汇总.填报单位}}").bold = True
    table = book.add_table(rows=4, cols=4, style="Light Grid Accent 1")
    table.cell(0, 2).merge(table.cell(0, 3)).text = "资金"
    for place, words in enumerate(("序号", "名称", "总投资", "上级")):
        table.cell(1, place).text = words
    for place, words in enumerate(
        ("{{项目.序号}}", "{{项目.名称}}", "{{项目.总投资|万元}}", "{{project.upper|wan}}")
    ):
        run = table.cell(2, place).paragraphs[0].add_run(words)
        run.italic, run.font.size = True, Pt(9)
    table.cell(3, 0).text = "合计"
    table.cell(3, 2).text = "{{汇总.总投资|万元}}"
    table.columns[1].width = Cm(7)
    book.add_paragraph("填表人：", style="List Bullet")
    book.sections[0].footer.paragraphs[0].text = "某区财政局"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
