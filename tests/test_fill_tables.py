"""附件1–4: columns, layout habits, totals to the 元, and what is looked at before handing in."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import form_samples as forms
import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl import Workbook
from samples import empty_result, sample_result
from test_cli import EXAMPLE, checkup

from checkup import fill as filling
from checkup import pipeline, plan, result
from checkup.model import Cost, Fact, Funding, LocalPrice, Project, Ref
from checkup.plan.prices import Prices
from checkup.report import wording
from checkup.report.celltext import width_of
from checkup.report.filling import (
    fields,
    handin,
    involved,
    layouts,
    money,
    project_words,
    targets,
)

say = wording.load()
SIGNED = forms.signed_result()
FORMS = ("附件1", "附件2", "附件3", "附件4")


def table(form: str, *results: Any, **more: Any) -> Workbook:
    made = filling.fill(results or (SIGNED,), form, say, **more)
    assert made.content is not None
    return openpyxl.load_workbook(BytesIO(made.content))


def values(form: str, *results: Any, **more: Any) -> Workbook:
    """The same with cached values in place of formulas."""
    made = filling.fill(results or (SIGNED,), form, say, **more)
    assert made.content is not None
    return openpyxl.load_workbook(BytesIO(made.content), data_only=True)


# --- layout --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("fonts", ["official", "safe"])
def test_every_table_keeps_the_habits_of_official_tables(form: str, fonts: Any) -> None:
    names = layouts.load().fonts[fonts]
    book = table(form, fonts=fonts)
    for sheet in book.worksheets:
        first, title, line = sheet["A1"], sheet["A2"], sheet["A3"]
        assert (first.value, first.font.name, first.font.size) == (form, names.head, 16)
        assert (title.font.name, title.font.size, title.font.bold) == (names.title, 22, False)
        assert title.alignment.horizontal == "center"
        assert any(each.coord.startswith("A2:") for each in sheet.merged_cells.ranges)
        assert line.value.startswith("填报单位（盖章）：")
        told = [cell.value for cell in sheet[3] if cell.value]
        assert any("填报日期" in each for each in told)
        assert ("单位：万元" in told) == (form != "附件1")
        # thirty-four columns do not fit legibly on A4
        assert sheet.page_setup.paperSize == (8 if sheet.title == "附件2" else 9)
        wide = form in ("附件1", "附件2")
        assert (sheet.page_setup.orientation or "portrait") == ("landscape" if wide else "portrait")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # one wide: 1 is what is taken when nothing is written; as long as it needs: 0
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert (sheet.page_setup.fitToHeight == 0) == wide
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
        assert sheet.page_margins.left * 25.4 == pytest.approx(12 if sheet.title == "附件2" else 18)
        assert sheet.page_margins.top * 25.4 == pytest.approx(20)
        assert sheet.auto_filter.ref is None
        assert all(each.height is None or each.height >= 20
                   for each in sheet.row_dimensions.values())  # fmt: skip
        said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert any(each.startswith("单位负责人：") for each in said)
        assert not {"None", "nan", "True", "False"} & set(said)
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.fill.fill_type is None
                assert cell.hyperlink is None


def test_the_head_of_a_list_is_merged_printed_on_every_page_and_bordered() -> None:
    sheet = table("附件2")["附件2"]
    merged = {each.coord for each in sheet.merged_cells.ranges}
    assert {"A4:A5", "B4:B5", "P4:V4"} <= merged
    assert sheet["P4"].value == "资金来源"
    # a head too long for its column stands in lines of like length
    assert (sheet["P5"].value, sheet["T5"].value) == ("申请\n上级", "专项债")
    assert [sheet.cell(5, column).value.replace("\n", "") for column in range(16, 23)] == [
        "申请上级", "市级", "区级", "街道", "专项债", "社会资本", "居民出资",
    ]  # fmt: skip
    assert sheet.print_title_rows == "$4:$5"
    assert sheet["B6"].border.left.style == "thin"
    assert sheet["B6"].font.name == "仿宋_GB2312"
    assert sheet["B6"].font.size == 10.5
    # amounts to the 元 show all four decimals, so that the points stand one below another
    assert sheet["O6"].number_format == "#,##0.0000"
    assert sheet["O6"].alignment.horizontal == "right"
    assert sheet["M6"].value == "2024年\n1月"


@pytest.mark.parametrize(
    ("answer", "words"), [("yes", "符合要求"), ("no", "不符合要求"), ("part", "部分符合要求")]
)
def test_an_answer_is_told_without_its_question(answer: str, words: str) -> None:
    finding = replace(SIGNED.findings[0], facts=("answer.X",), parts=(), measured=None)
    found = replace(SIGNED, facts={"answer.X": Fact(value=answer)})
    assert project_words.stands(found, finding, say) == words


def test_the_line_to_sign_on_runs_across_the_page() -> None:
    for form in FORMS:
        for sheet in table(form).worksheets:
            (line,) = (cell for row in sheet.iter_rows() for cell in row
                       if str(cell.value).startswith("单位负责人："))  # fmt: skip
            assert [len(each) >= 6 for each in re.findall("\u3000+", str(line.value))] == [True] * 3
            (day,) = (cell for cell in sheet[3] if "填报日期" in str(cell.value))
            area = next(each for each in sheet.merged_cells.ranges if day.coordinate in each)
            room = sum(
                each.width for each in sheet.column_dimensions.values()
                for n in range(each.min, each.max + 1) if area.min_col <= n <= area.max_col
            )  # fmt: skip
            assert width_of(str(day.value)) <= room


def test_amounts_of_whole_hundreds_have_two_decimals() -> None:
    first, *_ = SIGNED.plan.projects
    even = replace(
        first, cost=replace(first.cost, typical=187_600),
        funding=(replace(first.funding[0], amount=187_600),),
    )  # fmt: skip
    round_ = replace(SIGNED, plan=replace(SIGNED.plan, projects=(even,)))
    sheet = table("附件2", round_)["附件2"]
    assert (sheet["O6"].value, sheet["O6"].number_format) == (18.76, "#,##0.00")


PAPERS = {9: (210, 297), 8: (297, 420)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dear", [1, 1000])
def test_type_is_legible_on_paper_and_no_figure_is_cut_off(form: str, dear: int) -> None:
    """At least 8 points, also with figures a thousand times as large."""
    projects = tuple(
        replace(
            each, cost=replace(each.cost, typical=(each.cost.typical or 0) * dear or None),
            funding=tuple(replace(one, amount=(one.amount or 0) * dear) for one in each.funding),
        )
        for each in SIGNED.plan.projects
    )  # fmt: skip
    found = replace(SIGNED, plan=replace(SIGNED.plan, projects=projects))
    for sheet in table(form, found).worksheets:
        paper = PAPERS[int(sheet.page_setup.paperSize)]
        wide = sheet.page_setup.orientation == "landscape"
        margins = (sheet.page_margins.left + sheet.page_margins.right) * 25.4
        room = paper[1 if wide else 0] - margins
        pixels = sum(
            each.width * 7 * (each.max - each.min + 1) for each in sheet.column_dimensions.values()
        )
        scale = min(1, room / (pixels * 25.4 / 96))
        if not wide:
            heights = sum(each.height or 15 for each in sheet.row_dimensions.values())
            tall = paper[1] - (sheet.page_margins.top + sheet.page_margins.bottom) * 25.4
            scale = min(scale, tall / (heights * 25.4 / 72))
        assert 10.5 * scale >= 8, (sheet.title, scale)
        for row in sheet.iter_rows(min_row=4):
            for cell in row:
                if isinstance(cell.value, int | float) or cell.data_type == "f":
                    # a figure that does not fit is printed smaller, never as ####
                    assert cell.alignment.shrink_to_fit, cell.coordinate
                    assert not cell.alignment.wrap_text


def test_rows_are_as_high_as_their_longest_text() -> None:
    long = replace(SIGNED.plan.projects[0], name="把" * 200)
    found = replace(SIGNED, plan=replace(SIGNED.plan, projects=(long,)))
    sheet = table("附件2", found)["附件2"]
    letter = next(each.column_letter for each in sheet[4] if each.value == "项目名称")
    lines = 200 * 2 / sheet.column_dimensions[letter].width
    assert sheet.row_dimensions[6].height >= min(400, lines * 10.5)


def test_projects_under_way_stand_apart_and_in_no_sum_of_what_is_asked_for() -> None:
    first, second, *_ = SIGNED.plan.projects
    running = replace(first, name="已经在建的", status="under_way", spent=70_000, done_share=0.4)
    over = replace(second, name="早就做完的", status="done")
    found = replace(SIGNED, plan=replace(SIGNED.plan, followed=(running, over)))
    cached, formulas = values("附件2", found), table("附件2", found)
    sheet = cached["附件2"]
    first_column = [sheet.cell(row, 1).value for row in range(6, sheet.max_row + 1)]
    asked, others = (
        next(n for n, each in enumerate(first_column, 6) if str(each).startswith(mark))
        for mark in ("一、", "二、")
    )
    total = first_column.index("合计") + 6
    assert asked < total < others
    assert round(sheet[f"O{total}"].value * 10_000) == 187_681 + 1_204_320 + 36_007
    assert sheet[f"B{others + 1}"].value == "已经在建的"
    assert "在建" in sheet.cell(others + 1, 34).value
    assert "40.0%" in sheet.cell(others + 1, 34).value
    assert sheet[f"O{others + 2}"].value == 18.7681
    assert sheet[f"W{others + 2}"].value == 7.0
    told = formulas["附件2"][f"O{total}"].value
    assert told == f"=SUBTOTAL(9,O{asked + 1}:O{total - 1})"
    everything = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert not any("早就做完的" in each for each in everything)
    summary = cached["分级分年汇总"]
    rows = {summary.cell(row, 1).value: row for row in range(1, summary.max_row + 1)}
    assert summary.cell(rows["枫树社区"], 2).value == 4
    # one page per project asked for, and its money once
    assert len(table("附件3", found).worksheets) == 4
    assert filling.fill((found,), "附件2", say).totals["total"] == 1_428_008


def test_what_is_under_way_is_not_asked_for_again() -> None:
    first, *_ = SIGNED.plan.projects
    running = replace(first, name=f" {first.name} ", status="approved")
    found = replace(SIGNED, plan=replace(SIGNED.plan, followed=(running,)))
    told = handin.checks((found,), say, reference=False)
    assert {each.whose for each in told if each.code == "settled" and each.blocks} == {first.name}
    over = replace(found, plan=replace(found.plan, followed=(replace(running, status="done"),)))
    assert not any(each.code == "settled" for each in handin.checks((over,), say, reference=False))


def test_the_columns_are_those_of_the_method() -> None:
    data = layouts.load()
    assert len(data.lists["附件1"].columns) == 20
    assert len(data.lists["附件2"].columns) == 28 + 7 - 1
    for name, layout in data.lists.items():
        for column in layout.columns:
            assert fields.known(f"{layout.scope}.{column.field}"), (name, column.field)
    for page in data.pages.values():
        for row in page.rows:
            for cell in row.cells:
                for field in (cell.field, *cell.fields):
                    assert field is None or fields.known(f"project.{field}"), field


def test_one_page_per_project_with_three_opinions() -> None:
    book = table("附件3")
    assert len(book.worksheets) == len(SIGNED.plan.projects)
    sheet = book.worksheets[0]
    assert sheet.page_setup.fitToHeight in (None, 1)
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    for word in ("申报单位意见", "主管部门意见", "财政部门意见", "现状与存在问题", "前期工作"):
        assert word in said
    assert any("签字盖章" in each for each in said)


def test_performance_comes_in_two_layouts() -> None:
    def first(old: bool) -> list[str]:
        sheet = table("附件4", old=old).worksheets[0]
        cells = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
        return [each for each in cells if each and each.endswith("指标")][1:]

    assert first(False) == ["成本指标", "产出指标", "效益指标", "满意度指标"]
    assert first(True) == ["产出指标", "效益指标", "满意度指标"]


def test_a_community_without_projects_gets_an_empty_table_that_says_so() -> None:
    empty = empty_result()
    assert table("附件2", empty)["附件2"]["A6"].value == "没有项目。"
    assert table("附件1", empty)["附件1"]["A6"].value == "没有短板。"
    assert len(table("附件3", empty).worksheets) == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_same_results_give_the_same_bytes(form: str) -> None:
    one, two = (filling.fill((SIGNED,), form, say).content for _ in range(2))
    assert one == two


# --- totals --------------------------------------------------------------------------------------


def test_totals_are_the_signed_amounts_to_the_yuan() -> None:
    total = 187_681 + 1_204_320 + 36_007
    formulas, cached = table("附件2")["附件2"], values("附件2")["附件2"]
    row = 6 + len(SIGNED.plan.projects)
    assert formulas[f"A{row}"].value == "合计"
    assert formulas[f"O{row}"].value == "=SUBTOTAL(9,O6:O9)"
    assert round(cached[f"O{row}"].value * 10_000) == total
    sources = [cached.cell(row, column).value for column in range(16, 23)]
    assert round(sum(each or 0 for each in sources) * 10_000) == total
    assert cached[f"Q{row}"].value == 120.432
    # nobody told of any bond: blank, not 0
    assert cached[f"T{row}"].value is None
    pages = [sheet["B13"].value for sheet in values("附件3").worksheets]
    assert sum(round((each or 0) * 10_000) for each in pages) == total


def test_several_results_have_subtotals_by_community_level_and_year() -> None:
    other = forms.signed_result("桂花社区")
    cached, formulas = values("附件2", SIGNED, other), table("附件2", SIGNED, other)
    sheet = cached["附件2"]
    assert [sheet[f"A{row}"].value for row in (10, 15, 16)] == [
        "枫树社区小计",
        "桂花社区小计",
        "合计",
    ]
    assert sheet["O16"].value == pytest.approx(285.6016)
    assert sheet["O10"].value == sheet["O15"].value == pytest.approx(142.8008)
    summary, told = cached["分级分年汇总"], formulas["分级分年汇总"]
    rows = {summary.cell(row, 1).value: row for row in range(1, summary.max_row + 1)}
    assert summary.cell(rows["桂花社区"], 3).value == pytest.approx(142.8008)
    assert told.cell(rows["桂花社区"], 3).value == "=SUM('附件2'!O11:O14)"
    assert summary.cell(rows["2024年"], 3).value == pytest.approx(2 * 18.7681)
    assert summary.cell(rows["2025年"], 3).value == pytest.approx(2 * (120.432 + 3.6007))
    assert summary.cell(rows["未排期"], 2).value == 2
    assert told.cell(rows["2024年"], 3).value == "=SUM('附件2'!O6:O6,'附件2'!O11:O11)"


def test_with_reference_costs_totals_are_the_result_s_and_the_file_says_draft() -> None:
    found = sample_result()
    typical = sum(each.cost.typical or 0 for each in found.plan.projects)
    sheet = values("附件2", found, reference=True)["附件2"]
    assert round(sheet["O10"].value * 10_000) == typical == found.plan.cost.typical
    assert "草稿" in [cell.value for cell in sheet[1]]
    assert "草稿" in sheet.oddHeader.right.text
    without = values("附件2", found)["附件2"]
    assert all(without[f"O{row}"].value is None for row in range(6, 11))
    assert all(without[f"Y{row}"].value is None for row in range(6, 11))


# --- money ---------------------------------------------------------------------------------------


def test_a_list_without_amounts_is_no_draft_for_its_costs() -> None:
    made = filling.fill((forms.clean_result(),), "附件1", say, reference=True)
    assert not made.draft
    assert filling.fill((forms.clean_result(),), "附件2", say, reference=True).draft


def test_a_price_counts_as_signed_with_signer_date_and_source_only() -> None:
    from datetime import date

    remedies = plan.load_remedies()
    remedy = next(each for each in remedies.remedies if each.cost == "U06")
    whole = LocalPrice(code="U06", unit="㎡", price=1500, signer="某人", source="询价函",
                       quoted=date(2024, 5, 1), ref=Ref("S1", "本地造价", "A2"))  # fmt: skip
    for price, signed in (
        (whole, True),
        (replace(whole, signer=None), False),
        (replace(whole, quoted=None), False),
        (replace(whole, source=None), False),
    ):
        told = Prices(remedies, [price]).told(remedy)
        assert told is not None
        assert told.signed is signed


def test_a_signed_price_in_the_ledger_fills_the_amount(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "枫树社区"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("体检结果*"))
    book = Workbook()
    book.active.title = "本地造价"
    book.active.append(["造价编号", "单位", "单价(元)", "年运营费(元)", "日期", "来源", "签字人"])
    book.active.append(["U06", "㎡", 1500, 200000, "2023-08-01", "某造价咨询公司询价函", "某人"])
    forms.written(book, folder / "本地造价.xlsx")
    found = pipeline.check_up(folder, say)
    project = next(each for each in found.plan.projects if "卫生服务站" in each.name)
    paid = money.of(project, reference=False)
    assert paid.total == project.cost.typical == round((project.quantity or 0) * 1500)
    assert paid.operating == 200_000
    assert not paid.reference
    others = [each for each in found.plan.projects if each.cost.mark == "assumption"]
    assert others
    assert all(money.of(each, reference=False).total is None for each in others)


def test_the_office_s_own_figure_needs_no_second_signature() -> None:
    project = SIGNED.plan.projects[0]
    own = replace(project, cost=Cost(low=5, typical=5, high=5, basis="项目库"))
    assert money.of(own, reference=False).total == 5


@pytest.mark.parametrize(
    ("code", "level", "channel", "column"),
    [
        ("F7", "市/区", "地方政府专项债券", "bond"),
        ("F1", "中央", "", "upper"),
        ("", "市级", "市级", "city"),
        ("", "区级财政", "区级财政", "district"),
        ("", "街道自筹", "街道自筹", "street_money"),
        ("", "居民", "居民", "residents"),
        ("", "社会资本", "社会资本", "private"),
        ("F8", "市/区/街道", "市、区、街道财政", None),
    ],
)
def test_a_channel_goes_to_the_column_of_its_level(
    code: str, level: str, channel: str, column: str | None
) -> None:
    assert fields.source_of(code, level, channel) == column


# --- checks before hand-in -----------------------------------------------------------------------


def whole() -> Project:
    """A project against which nothing can be said but that nobody can be called."""
    return replace(SIGNED.plan.projects[0], estates=())


def codes(project: Project, **more: Any) -> set[str]:
    found = replace(SIGNED, plan=replace(SIGNED.plan, projects=(project,)))
    return {
        each.code for each in handin.checks((found,), say, reference=False, **more)
        if each.whose == project.name
    }  # fmt: skip


def test_the_sources_add_up_to_the_yuan() -> None:
    project = whole()
    assert "sum" not in codes(project)
    short = (replace(project.funding[0], amount=119_999), project.funding[1])
    assert "sum" in codes(replace(project, funding=short))
    assert "no_sources" in codes(replace(project, funding=()))
    vague = (Funding(channel="财政", level="市/区", amount=187_681),)
    assert "unplaced" in codes(replace(project, funding=vague))


def test_dates_are_in_order() -> None:
    assert "dates" not in codes(whole())
    assert "dates" in codes(replace(whole(), start="2025Q1", finish="2024Q4"))
    assert "no_dates" in codes(replace(whole(), start=None))


def test_the_upper_level_stays_within_the_rule_of_its_channel() -> None:
    project = whole()
    upper = replace(project.funding[0], share=0.6)
    assert "share" in codes(replace(project, funding=(upper, project.funding[1])))
    upper = replace(upper, share=0.8)
    assert "share" not in codes(replace(project, funding=(upper, project.funding[1])))
    assert "share_unknown" in codes(project)


def test_no_project_stands_in_two_channels_of_one_level() -> None:
    project = whole()
    two = (Funding(channel="甲", level="中央", amount=100_000),
           Funding(channel="乙", level="中央", amount=87_681))  # fmt: skip
    assert "two_channels" in codes(replace(project, funding=two))
    assert "two_channels" not in codes(project)


def test_the_four_counts_are_asked_for() -> None:
    assert "counts" in codes(replace(whole(), estates=("没有的小区",)))
    counts = involved.of(pipeline.check_up(EXAMPLE, say), ("枫树一区",))
    assert counts.estates == 1
    assert None not in (counts.buildings, counts.households, counts.floor_area)


def test_amounts_units_contacts_and_marks_are_looked_at() -> None:
    bare = replace(whole(), cost=Cost(low=None, typical=None, high=None))
    assert "price_unpriced" in codes(bare)
    reference = replace(whole(), cost=replace(whole().cost, signed=False, mark="assumption"))
    assert "price_unsigned" in codes(reference)
    assert "contact" in codes(whole())
    crowded = replace(SIGNED, community=replace(SIGNED.community, population=33_000, units=None))
    told = handin.checks((crowded,), say, reference=False)
    assert "units" in {each.code for each in told if each.blocks}
    chosen = replace(crowded, community=replace(crowded.community, units=3))
    assert "units" not in {each.code for each in handin.checks((chosen,), say, reference=False)}


def test_a_target_that_cannot_be_shown_is_named() -> None:
    found = pipeline.check_up(EXAMPLE, say)
    assert found.survey is not None
    assert found.survey.overall is not None
    close = replace(
        found, policy=replace(found.policy, target_satisfied=found.survey.overall.top2 + 0.01)
    )
    assert "measurable" in {each.code for each in handin.checks((close,), say, reference=False)}
    far = replace(found, policy=replace(found.policy, target_satisfied=1.0))
    base, n = found.survey.overall.top2, found.survey.overall.n
    least = found.survey.sample.detectable if found.survey.sample else handin.detectable(n)
    assert least is not None
    far_codes = {each.code for each in handin.checks((far,), say, reference=False)}
    assert ("measurable" in far_codes) == ((1.0 - base) * 100 < least)


@pytest.mark.parametrize(("n", "points"), [(100, 19.8), (200, 14.0), (300, 11.4), (400, 9.9)])
def test_the_smallest_change_that_can_be_seen(n: int, points: float) -> None:
    assert handin.detectable(n) == pytest.approx(points, abs=0.05)


def test_memory_marked_clauses_are_named_for_checking() -> None:
    found = pipeline.check_up(EXAMPLE, say)
    used = {rule for each in found.plan.projects for rule in each.rules}
    weak = {each.rule for each in found.findings
            if each.rule in used and each.mark in ("memory", "second_hand", "doubt")}  # fmt: skip
    said = "".join(
        each.sentence for each in handin.checks((found,), say, reference=False)
        if each.code == "mark"
    )  # fmt: skip
    assert weak
    assert all(rule in said for rule in weak)


def test_an_extrapolated_number_of_people_goes_into_no_form() -> None:
    found = SIGNED
    project = replace(found.plan.projects[0], closes=(found.shortfalls[0].id,), beneficiaries=100)
    assert targets.people(found, project) == 100
    guessed = replace(found, shortfalls=(
        replace(found.shortfalls[0], people_estimated=True), *found.shortfalls[1:]))  # fmt: skip
    assert targets.people(guessed, project) is None


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("kept") / "result.json"
    file.write_bytes(result.to_bytes(SIGNED))
    return file


def test_fill_writes_the_table_and_what_is_to_do(kept: Path, tmp_path: Path) -> None:
    ran = checkup("fill", kept, "--form", "附件2", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 0, ran.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["报-提交前核对.xlsx", "报.xlsx"]
    listed = openpyxl.load_workbook(tmp_path / "报-提交前核对.xlsx").active
    said = [str(cell.value) for row in listed.iter_rows() for cell in row if cell.value]
    assert "提交前必须办" in said
    assert "请在项目库里填工作联系人和电话" in ran.stderr


def test_strict_refuses_and_writes_nothing(kept: Path, tmp_path: Path) -> None:
    ran = checkup("fill", kept, "--form", "附件2", "-o", tmp_path / "报.xlsx", "--strict")
    assert ran.returncode == 4
    assert list(tmp_path.iterdir()) == []


def test_a_broken_form_ends_with_three_names_its_cell_and_writes_nothing(
    kept: Path, tmp_path: Path
) -> None:
    book = Workbook()
    book.active["C7"] = "{{项目.总投次}}"
    form = forms.written(book, tmp_path / "表.xlsx")
    ran = checkup("fill", kept, "--form", form, "-o", tmp_path / "出" / "报.xlsx")
    assert ran.returncode == 3
    assert "C7" in ran.stderr
    assert "项目.总投资" in ran.stderr
    assert not (tmp_path / "出").exists()


def test_a_wrong_form_or_name_is_a_wrong_command_line(kept: Path, tmp_path: Path) -> None:
    assert checkup("fill", kept, "--form", "附件9", "-o", tmp_path / "a.xlsx").returncode == 2
    assert checkup("fill", kept, "--form", "附件2", "-o", tmp_path / "a.pdf").returncode == 2


def test_json_tells_files_totals_checks_and_what_is_to_do(kept: Path, tmp_path: Path) -> None:
    ran = checkup("fill", kept, "--form", "附件2", "-o", tmp_path / "报.xlsx", "--json")
    told = json.loads(ran.stdout)
    assert told["totals"]["total"] == 1_428_008
    assert told["draft"] is True
    assert len(told["files"]) == 2
    assert {each["code"] for each in told["checks"]} >= {"contact"}


_PROGRAM_S_OWN = {"mark", "record"}
"""Columns of 项目库 that tell the program's own rows apart; no form asks for them."""


def test_every_column_of_the_store_can_be_asked_for_by_its_name() -> None:
    from checkup import vocabulary

    columns = {each.id: each for each in vocabulary.load().sheets["projects"].columns}
    for id_, column in columns.items():
        if id_ in _PROGRAM_S_OWN:
            continue
        name = column.name.split("(")[0]
        found = fields.known(f"项目.{name}")
        assert found is not None, column.name
        assert fields.known(found.id) is found
        # what is under way is asked for by the same names
        assert fields.known(f"在办项目.{name}") is fields.known(f"followed.{found.field.id}")


def test_every_column_of_our_tables_can_be_asked_for_in_both_languages() -> None:
    data = layouts.load()
    asked = {f"{each.scope}.{column.field}" for each in data.lists.values()
             for column in each.columns}  # fmt: skip
    asked |= {
        f"project.{field}" for page in data.pages.values() for row in page.rows
        for cell in row.cells for field in (cell.field, *cell.fields) if field
    }  # fmt: skip
    assert len(asked) > 60
    for id_ in asked:
        found = fields.known(id_)
        assert found is not None, id_
        assert fields.known(found.name) is found


def test_every_field_has_a_value_in_every_record() -> None:
    """A field nobody fills would be a promise not kept."""
    from checkup.report.filling import records

    first, *_ = SIGNED.plan.projects
    found = replace(SIGNED, plan=replace(SIGNED.plan, followed=(
        replace(first, status="approved"),)))  # fmt: skip
    case = records.case((found,), say, reference=False, old=False)
    rows = {
        "community": case.communities[0], "project": case.projects[0], "total": case.total,
        "shortfall": case.shortfalls[0], "followed": case.followed[0],
    }  # fmt: skip
    for each in fields.listed():
        if each.scope == "indicator":
            assert each.field.id in case.projects[0].indicators[0], each.id
        else:
            assert each.field.id in rows[each.scope].values, each.id


def test_the_list_of_fields_is_whole_and_tells_meaning_unit_and_example() -> None:
    rows = {each["id"]: each for each in json.loads(checkup("list", "fields", "--json").stdout)}
    for each in fields.listed():
        row = rows[each.id]
        assert row["name"] == f"{{{{{each.name}}}}}"
        assert row["note"] == each.field.means != ""
        assert row["example"] != ""
        if each.field.kind in ("money", "share"):
            assert row["unit"] in ("元", "%")


def test_fields_and_funding_are_listed() -> None:
    ran = checkup("list", "fields", "--json")
    rows = {each["id"]: each for each in json.loads(ran.stdout)}
    assert rows["project.total"]["name"] == "{{项目.总投资}}"
    assert rows["project.total"]["unit"] == "元"
    assert rows["project.total"]["example"]
    assert {"wan", "begin", "each_page"} <= set(rows)
    channels = json.loads(checkup("list", "funding", "--json").stdout)
    for each in channels:
        assert each["as_of"]
        assert each["source"]
        assert each["fits"]
        assert each["asks"]
        assert not any(word in each["note"] + each["asks"] for word in ("保证", "一定能", "承诺给"))
    asked = {each["id"]: each["asks"] for each in channels}
    assert all(word in asked["F1"] for word in ("小区", "楼栋", "户", "面积"))
    # what nobody found is said, not left out
    assert "没有查到" in asked["F6"]


def test_lists_are_read_line_by_line_in_a_narrow_window() -> None:
    from rich.cells import cell_len

    from checkup.catalogue import rows
    from checkup.cli.lookup import stacked

    for what in ("fields", "funding"):
        for row in rows(what, say):
            lines = stacked(row, 80)
            assert max(cell_len(each) for each in lines) <= 80
            # a placeholder is copied from the screen: it stays in one piece
            assert row["name"] in lines[0]
            told = "".join(each.strip() for each in lines).replace(" ", "")
            assert all(text.replace(" ", "") in told for text in row.values())
