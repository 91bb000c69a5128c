"""Forms other people made: filled where they ask, and nothing else about them is different."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import form_samples as forms
import openpyxl
import pytest
from form_diff import differences
from msgspec.structs import replace
from openpyxl import Workbook
from samples import sample_result

from checkup import fill as filling
from checkup.model import Project
from checkup.report import wording
from checkup.result import Result

say = wording.load()
RESULT = forms.signed_result()
OTHER = forms.signed_result("桂花社区")


def filled(content: bytes, tmp_path: Path, *results: Result, **more: Any) -> filling.Made:
    name = "表.docx" if b"word/document.xml" in content else "表.xlsx"
    form = tmp_path / name
    form.write_bytes(content)
    made = filling.fill(results or (RESULT,), str(form), say, **more)
    assert made.content is not None, made.problems
    return made


def sheets(made: filling.Made) -> Workbook:
    assert made.content is not None
    return openpyxl.load_workbook(BytesIO(made.content))


FOREIGN: dict[str, tuple[Callable[[], bytes], dict[str, list[str]]]] = {
    "merged two-row header, a row that repeats": (lambda: forms.made(forms.table()), {}),
    "a page per project, boxes to tick": (
        lambda: forms.made(forms.page()), {"{{项目.序号}}": ["1", "2", "3", "4"]},
    ),
    "performance table, a block of two rows": (
        lambda: forms.made(forms.performance()), {"绩效": ["绩效", "绩效2", "绩效3", "绩效4"]},
    ),
    "another program's, a block of three rows": (forms.written_elsewhere, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_nothing_outside_the_placeholders_changed(name: str, tmp_path: Path) -> None:
    """Cell by cell: values, all of the look, widths, heights, merges, print settings, names."""
    make, twins = FOREIGN[name]
    content = make()
    made = filled(content, tmp_path)
    assert made.lost == ()
    before = openpyxl.load_workbook(BytesIO(content))
    assert differences(before, sheets(made), twins) == []


def _bold(book: Workbook) -> None:
    book.active["A3"].font = openpyxl.styles.Font(bold=True)


def _wide(book: Workbook) -> None:
    book.active.column_dimensions["B"].width = 5


def _apart(book: Workbook) -> None:
    book.active.unmerge_cells("A1:G1")


def _high(book: Workbook) -> None:
    book.active.row_dimensions[9].height = 99


def _told(book: Workbook) -> None:
    book.active["A9"] = "总计"


def _nameless(book: Workbook) -> None:
    del book.defined_names["合计格"]


def _margin(book: Workbook) -> None:
    book.active.page_margins.left = 0.9


@pytest.mark.parametrize("slip", [_bold, _wide, _apart, _high, _told, _nameless, _margin])
def test_the_comparison_sees_a_slip(slip: Callable[[Workbook], None], tmp_path: Path) -> None:
    before, after = forms.table(), sheets(filled(forms.made(forms.table()), tmp_path))
    slip(after)
    assert differences(before, after, {}) != []


def test_names_print_areas_and_titles_follow_the_rows(tmp_path: Path) -> None:
    book = sheets(filled(forms.made(forms.table()), tmp_path))
    assert book.defined_names["投资列"].attr_text == "汇总表!$D$5:$D$8"
    assert book.defined_names["合计格"].attr_text == "汇总表!$D$9"
    made = sheets(filled(forms.written_elsewhere(), tmp_path))
    assert made.defined_names["总投资合计"].attr_text == "申报!$C$16"
    assert made["申报"].print_area == "'申报'!$A$1:$D$16"
    assert made["申报"].print_title_rows == "$3:$3"


def test_a_placeholder_in_several_looks_is_one_placeholder(tmp_path: Path) -> None:
    """Programs split a text where Chinese and Latin letters take different fonts."""
    sheet = sheets(filled(forms.written_elsewhere(), tmp_path))["申报"]
    assert sheet["B2"].value.endswith("枫树社区")
    assert [sheet[f"B{row}"].value for row in (4, 7, 10, 13)] == [
        each.name for each in RESULT.plan.projects
    ]
    assert [sheet[f"C{row}"].value for row in (4, 7, 10, 13)] == [18.7681, 120.432, 3.6007, None]
    assert sheet["C16"].value == "=SUM(C4:C15)"
    assert sheet["B4"].font.name == "仿宋"
    # a text in several looks that asks for nothing keeps them
    again = openpyxl.load_workbook(
        BytesIO(filled(forms.written_elsewhere(), tmp_path).content or b""), rich_text=True
    )
    assert [str(part) for part in again["申报"]["A2"].value] == ["填报", "单位"]


def test_captions_in_several_looks_are_captions(tmp_path: Path) -> None:
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("登记")
    look = book.add_format({"font_name": "Arial"})
    sheet.write("A1", "项目名称")
    sheet.write_rich_string("A2", "总投资", look, "(", "万元", look, ")")
    sheet.write("A3", "建设性质")
    sheet.write_rich_string("B3", look, "□", "新建 ", look, "□", "改造")
    sheet.write("D4", "完")
    book.close()
    first = sheets(filled(out.getvalue(), tmp_path)).worksheets[0]
    assert first["B2"].value == 18.7681
    assert first["B3"].value == "☐新建 ☑改造"


# --- documents -----------------------------------------------------------------------------------


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_nothing_outside_the_placeholders_of_a_document_changed(tmp_path: Path) -> None:
    from docx import Document
    from lxml import etree

    content = forms.document_list()
    made = filled(content, tmp_path).content or b""
    before, after = Document(BytesIO(content)), Document(BytesIO(made))

    def xml(each: Any) -> bytes:
        return bytes(etree.tostring(each._element, method="c14n"))

    assert len(before.paragraphs) == len(after.paragraphs)
    for old, new in zip(before.paragraphs, after.paragraphs, strict=True):
        if "{{" not in old.text:
            assert xml(old) == xml(new), old.text
        else:
            assert [run.bold for run in old.runs] == [run.bold for run in new.runs]
    (old_table,), (new_table,) = before.tables, after.tables
    names = etree.QName(old_table._tbl.tblPr).namespace
    for part in ("tblPr", "tblGrid"):
        found = [each._tbl.find(f"{{{names}}}{part}") for each in (old_table, new_table)]
        assert etree.tostring(found[0], method="c14n") == etree.tostring(found[1], method="c14n")
    rows = list(new_table.rows)
    assert len(rows) == len(old_table.rows) + 3
    for number, row in enumerate(old_table.rows):
        copies = rows[2:6] if number == 2 else [rows[number if number < 2 else number + 3]]
        for copy in copies:
            for cell, twin in zip(row.cells, copy.cells, strict=True):
                if "{{" not in cell.text:
                    assert xml(cell) == xml(twin)
                    continue
                runs = [each.paragraphs[0].runs[0] for each in (cell, twin)]
                looks = [(run.italic, run.bold, run.font.size) for run in runs]
                assert looks[0] == looks[1]
                assert cell.width == twin.width
    texts = [[cell.text for cell in row.cells] for row in rows]
    assert texts[2][1:] == [RESULT.plan.projects[0].name, "18.7681", "12"]
    assert texts[-1][2] == "142.8008"
    old_parts, new_parts = _parts(content), _parts(made)
    assert old_parts.keys() == new_parts.keys()
    for name in old_parts.keys() - {"word/document.xml", "docProps/core.xml"}:
        if name.endswith(".xml"):
            same = [etree.tostring(etree.fromstring(each[name]), method="c14n")
                    for each in (old_parts, new_parts)]  # fmt: skip
            assert same[0] == same[1], name


def test_a_placeholder_of_a_document_in_several_runs_is_one_placeholder(tmp_path: Path) -> None:
    from docx import Document

    book = Document()
    table = book.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "名称"
    for part in ("{{", "项目.名称", "}}"):
        table.cell(1, 0).paragraphs[0].add_run(part).font.name = f"字体{len(part)}"
    line = table.cell(1, 1).paragraphs[0]
    for part in ("计{{项目.总投资", "|", "万元}", "}万元"):
        line.add_run(part)
    out = BytesIO()
    book.save(out)
    made = Document(BytesIO(filled(out.getvalue(), tmp_path).content or b""))
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    names = [each.name for each in RESULT.plan.projects]
    told = ["18.7681", "120.432", "3.6007", ""]
    assert rows == [["名称", ""], *([a, f"计{b}万元"] for a, b in zip(names, told, strict=True))]


# --- totals --------------------------------------------------------------------------------------


def _yuan(value: object) -> int:
    return round(float(value or 0) * 10_000)  # type: ignore[arg-type]


def _amounts(projects: tuple[Project, ...]) -> int:
    return sum(each.cost.typical or 0 for each in projects)


@pytest.mark.parametrize("reference", [False, True])
@pytest.mark.parametrize("results", [(RESULT,), (RESULT, OTHER)], ids=["one", "two"])
def test_every_table_adds_up_to_the_same_yuan(
    results: tuple[Result, ...], reference: bool, tmp_path: Path
) -> None:
    """Signed amounts, or with reference costs those of the result; one community or several."""
    if reference:
        results = tuple(
            replace(sample_result(), community=each.community) for each in results
        )  # fmt: skip
    signed = {id_ for each in results for id_ in map(id, each.plan.projects)
              } if reference else {id(p) for each in results for p in each.plan.projects
                                   if p.cost.signed}  # fmt: skip
    total = sum(
        _amounts(tuple(p for p in each.plan.projects if id(p) in signed)) for each in results
    )
    if reference:
        assert total == sum(each.plan.cost.typical or 0 for each in results)
    assert total > 0
    listed = filling.fill(results, "附件2", say, reference=reference)
    book = openpyxl.load_workbook(BytesIO(listed.content or b""), data_only=True)
    sheet = book["附件2"]
    rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    assert _yuan(sheet[f"O{rows['合计']}"].value) == total == listed.totals["total"]
    summary = book["分级分年汇总"]
    sums = [summary.cell(row, 3).value for row in range(1, summary.max_row + 1)
            if summary.cell(row, 1).value == "合计"]  # fmt: skip
    assert [_yuan(each) for each in sums] == [total, total]
    for form, label in (("附件3", "总投资"), ("附件4", "资金总额")):
        made = sheets(filling.fill(results, form, say, reference=reference))
        told = 0
        for page in made.worksheets:
            row = next(n for n in range(1, page.max_row + 1) if page.cell(n, 1).value == label)
            told += _yuan(page.cell(row, 2).value)
        assert told == total, form
    own = filled(forms.made(forms.table()), tmp_path, *results, reference=reference)
    count = sum(len(each.plan.projects) for each in results)
    column = [sheets(own)["汇总表"][f"D{row}"].value for row in range(5, 5 + count)]
    assert sum(_yuan(each) for each in column) == total
    for made in (listed, own):
        assert made.draft
        says = any("草稿" in (each.oddHeader.right.text or "") for each in sheets(made).worksheets)
        assert says == (reference or made is listed)
