"""待补资料.xlsx and the blank ledger: what a worker gets to fill, readable back by its words."""

from __future__ import annotations

import io

from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from checkup import vocabulary
from checkup.model import Missing, PageQuestion, Ref, ToCollect
from checkup.report import forms, questions
from checkup.report.wording import load
from checkup.result import Result
from tests.samples import LEDGER, empty_result, sample_result

SAY = load()
CLAUSE = ("是", "否", "部分", "不清楚")


def asked() -> Result:
    """The sample with a page that knows something of each kind (made up)."""
    scope = PageQuestion(
        ask="scope",
        key="药店",
        part=None,
        label="药店",
        known="是",
        known_count=2,
        rules=("CCS-08.a",),
        could_add=2.5,
        who="物业",
        options=("是", "否"),
    )
    whole = PageQuestion(
        ask="answer",
        key="CCS-19.a",
        part=None,
        label="综合执法进社区了吗？",
        known=None,
        known_count=None,
        rules=("CCS-19.a",),
        could_add=1.25,
        options=CLAUSE,
    )
    part = PageQuestion(
        ask="answer",
        key="CCS-04.b",
        part="助餐",
        label="有助餐吗？",
        known="部分",
        known_count=None,
        rules=("CCS-04.b",),
        could_add=0.5,
        options=CLAUSE,
    )
    build = PageQuestion(
        ask="profile",
        key="建设类型",
        part=None,
        label="建设类型",
        known="既有",
        known_count=None,
        rules=("CCS-02.a",) * 9,
        could_add=0.0,
        options=("新建", "既有", "老旧"),
    )
    return replace(sample_result(), page=(scope, whole, part, build))  # fmt: skip


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def rows_of(sheet: Worksheet, first: str = "序号") -> list[dict[str, object]]:
    rows = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == first)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :] if row[0]]


def lists_of(sheet: Worksheet) -> dict[str, str]:
    return {
        str(rule.sqref): rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }


def test_the_page_to_answer_keeps_the_order_of_the_result() -> None:
    book = opened(questions.render(asked(), SAY))
    assert book.sheetnames == ["先答这一页", "缺的数据"]
    rows = rows_of(book["先答这一页"])
    assert [row["补上最多可加(分)"] for row in rows] == [2.5, 1.25, 0.5, 0.0]


def test_each_row_can_be_read_back_by_words_a_person_sees() -> None:
    scope, whole, part, build = rows_of(opened(questions.render(asked(), SAY))["先答这一页"])
    assert (scope["类别"], scope["名称"]) == ("设施", "药店")
    assert (whole["类别"], whole["规则编号"], whole["要点"]) == ("条款", "CCS-19.a", "整条")
    assert (part["类别"], part["规则编号"], part["要点"]) == ("条款", "CCS-04.b", "助餐")
    assert part["名称"] == "04 老年服务站"
    assert (build["类别"], build["名称"], build["规则编号"]) == ("概况", "建设类型", "涉及 9 条")


def test_what_is_known_is_printed_and_answers_are_left_empty() -> None:
    rows = rows_of(opened(questions.render(asked(), SAY))["先答这一页"])
    assert [row["目前所知"] for row in rows] == [
        "查清了吗：是；有 2 处", "还不知道", "部分", "既有",
    ]  # fmt: skip
    assert [(row["回答"], row["有几处"]) for row in rows] == [(None, None)] * 4


def test_answers_are_chosen_from_lists_and_counts_are_whole_numbers() -> None:
    sheet = opened(questions.render(asked(), SAY))["先答这一页"]
    assert lists_of(sheet) == {
        "H5": '"是,否"', "H6": '"是,否,部分,不清楚"', "H7": '"是,否,部分,不清楚"',
        "H8": '"新建,既有,老旧"',
    }  # fmt: skip
    whole = [rule for rule in sheet.data_validations.dataValidation if rule.type == "whole"]
    assert [(str(rule.sqref), rule.operator, rule.formula1) for rule in whole] == [
        ("I5", "greaterThanOrEqual", "0")
    ]


def gaps() -> Result:
    """The sample with missing figures of each kind, one of them wanted by two rules (made up)."""
    area = Missing(
        fact="facility.7.building_area",
        label="建筑面积(㎡)",
        subject="卫生站",
        number="7",
        ref=Ref(LEDGER, "设施台账", "F9"),
    )
    people = Missing(fact="profile.population", label="常住人口", subject="社区概况")
    scope = Missing(fact="surveyed.pharmacy", label="已查清", subject="药店")
    advice = Missing(fact="answer.CCS-05.c", label="是否相邻", subject="CCS-05.c")

    def entry(rule: str, *missing: Missing, scored: bool = True) -> ToCollect:
        return ToCollect(
            rule=rule,
            item="CCS-05",
            missing=missing,
            ask="？",
            could_add=1.5,
            who="卫健部门",
            scored=scored,
        )

    return replace(asked(), to_collect=(
        entry("CCS-05.a", area, scope), entry("CCS-05.b", area, people),
        entry("CCS-05.c", advice, scored=False),
    ))  # fmt: skip


def test_every_missing_figure_has_one_row_that_says_where_it_belongs() -> None:
    rows = rows_of(opened(questions.render(gaps(), SAY))["缺的数据"])
    assert [(row["缺什么"], row["填在哪里"]) for row in rows] == [
        ("建筑面积(㎡)", "设施台账.xlsx › 设施台账 › F9"),
        ("常住人口", "台账中没有"),
        ("是否相邻", "台账的“制度与佐证”"),
    ]
    assert [(row["对象"], row["编号"]) for row in rows[:2]] == [("卫生站", "7"), ("社区概况", None)]
    assert all(row["补填数值"] is row["单位"] is row["来源"] is None for row in rows)


def test_heads_and_words_are_those_that_are_read_back() -> None:
    words = vocabulary.load()
    book = opened(questions.render(gaps(), SAY))
    for sheet in words.returned:
        heads = {cell.value for row in book[sheet.name].iter_rows() for cell in row}
        assert {column.name for column in sheet.columns} <= heads
    for ask in ("scope", "answer", "profile"):
        assert words.choice("asked", SAY(f"forms.ask.{ask}")) == ask
    assert words.choice("asked", SAY("forms.whole")) == "whole"


def test_with_nothing_to_ask_the_form_says_so() -> None:
    book = opened(questions.render(empty_result(), SAY))
    said = [row[0] for row in book["先答这一页"].iter_rows(values_only=True)]
    assert SAY("forms.page_none") in said


def test_forms_have_the_same_bytes_twice() -> None:
    assert questions.render(asked(), SAY) == questions.render(asked(), SAY)
    assert forms.ledger(SAY) == forms.ledger(SAY)


def test_the_blank_ledger_has_every_sheet_and_column_in_its_first_row() -> None:
    book = opened(forms.ledger(SAY))
    words = vocabulary.load()
    blank = [sheet for sheet in words.sheets.values() if sheet.blank]
    assert book.sheetnames == [sheet.name for sheet in blank] + ["填写说明"]
    for sheet in blank:
        head = [cell.value for cell in book[sheet.name][1]]
        assert head == [column.name for column in sheet.columns if not column.personal]
    assert all(cell.comment for cell in book["设施台账"][1])


def test_the_blank_ledger_lists_profile_fields_and_facility_kinds_without_figures() -> None:
    book = opened(forms.ledger(SAY))
    words = vocabulary.load()
    profile = rows_of(book["社区概况"], "项目")
    assert [row["项目"] for row in profile] == [each.name for each in words.profile.values()]
    assert {row["数值"] for row in profile} == {None}
    kinds = rows_of(book["填报范围"], "设施类别")
    assert [row["设施类别"] for row in kinds] == [k.name for k in words.kinds.values() if k.item]


def test_a_prefilled_row_takes_the_place_of_the_empty_one() -> None:
    made = forms.ledger(SAY, {
        "profile": [{"field": "户数", "value": 14000, "origin": "=台账"}],
        "facilities": [{"name": "枫树幼儿园", "building_area": 1200.5, "land_area": None}],
    })  # fmt: skip
    book = opened(made)
    profile = {row["项目"]: row for row in rows_of(book["社区概况"], "项目")}
    assert len(profile) == len(vocabulary.load().profile)
    assert (profile["户数"]["数值"], profile["户数"]["单位"]) == (14000, "户")
    assert profile["户数"]["来源"] == "=台账"
    sheet = book["设施台账"]
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]],
                   strict=True))  # fmt: skip
    assert (row["设施名称"], row["建筑面积(㎡)"]) == ("枫树幼儿园", 1200.5)
    assert row["用地面积(㎡)"] is None


def test_drop_downs_offer_words_that_are_understood() -> None:
    words = vocabulary.load()
    sheet = opened(forms.ledger(SAY))["设施台账"]
    offered = lists_of(sheet)
    assert '"在用,停用,在建,规划"' in offered.values()
    assert words.choice("state", "在用") == "in_use"
    kinds = sum(1 for kind in words.kinds.values() if kind.item)
    assert f"'填报范围'!$A$2:$A${kinds + 1}" in offered.values()
