"""Home-made questionnaires: proposals, a person's decisions, and what is refused.

Three questionnaires in styles people use, all answers made up: 问卷星 with a matrix and a list of
facilities; a plain Excel table without numbers; Google Forms with a grid.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from checkup import pipeline, questions
from checkup.intake import scales, title_words
from checkup.intake.scales import Reading, Unclear
from checkup.model import Item, QuestionResult
from checkup.report import wording
from checkup.result import Result

ROOT = Path(__file__).parent.parent
LINE = 0.80
FIVE = ["非常满意", "比较满意", "一般", "不太满意", "非常不满意"]
AGREED = ["非常同意", "同意", "不确定", "不同意", "非常不同意"]
WANTED = "您认为本社区最需要增加哪些设施（可多选）"
MATRIX = "您对下列设施的满意程度"
say = wording.load()


def save(file: Path, *rows: list[object]) -> Path:
    """A workbook with these rows on its one sheet."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file


def wjx(folder: Path, people: int = 30) -> Path:
    """问卷星, text: a matrix, a list of facilities, a need that does not say what there is."""
    header: list[object] = [
        "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的姓名：",
        "2、您的年龄：", f"3、{MATRIX}：—停车位", "3、老年食堂", "3、景观小品", f"4、{WANTED}",
        "5、您家需要托育服务吗？", "6、您还有什么建议：",
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            at + 1, f"2024/5/{at % 28 + 1} 9:01:02", "88秒", "微信", "N/A",
            f"192.0.2.{at}(四川-成都)", f"甲某{at}", ["18–59岁", "60岁及以上"][at % 2],
            FIVE[at % 5], FIVE[at // 2 % 5], FIVE[at % 3],
            ["养老食堂┋充电桩", "养老食堂", "口袋公园〖门口那块〗┋充电桩"][at % 3],
            ["需要", "不需要"][at % 2], f"第{at}条心里话",
        ]
        for at in range(people)
    ]  # fmt: skip
    return save(folder / "问卷星.xlsx", header, *rows)


def plain(folder: Path) -> Path:
    """A table of no platform: numbers with ends in the title, statements, bare numbers."""
    header: list[object] = [
        "您对物业的评价（1分非常满意，5分非常不满意）", "社区停车很方便", "晚上路灯不够亮",
        "垃圾分类打分", "您多久去一次超市", "您最喜欢的颜色",
    ]  # fmt: skip
    rows: list[list[object]] = [
        [at % 5 + 1, AGREED[at % 5], AGREED[at % 4], at % 5 + 1,
         ["每天", "每周"][at % 2], ["红", "蓝"][at % 2]]
        for at in range(30)
    ]  # fmt: skip
    return save(folder / "手工录入.xlsx", header, *rows)


def google(folder: Path) -> Path:
    """Google Forms: a grid of needs, importance, and a rating of the whole."""
    stem = "以下设施您家的情况"
    header: list[object] = [
        "时间戳记", f"{stem} [社区卫生服务站需要吗]", f"{stem} [健身场地需要吗]",
        "您觉得公园重要吗", "总的来说，您对社区打几分", "是否居住在本社区",
    ]  # fmt: skip
    need = ["需要，能用上", "需要，但没有或用不上", "不需要"]
    good = ["很好", "较好", "一般", "较差", "很差"]
    rows: list[list[object]] = [
        [f"5/{at % 28 + 1}/2024 9:01:02", need[at % 3], need[(at + 1) % 3],
         ["非常重要", "重要", "一般", "不重要"][at % 4], good[at % 5],
         ["是", "否"][at % 10 == 0]]
        for at in range(30)
    ]  # fmt: skip
    return save(folder / "表单回复.xlsx", header, *rows)


def proposals(file: Path) -> list[tuple[str, str | None, str | None, float]]:
    """(part or title, subject, use, confidence) of every question of an export."""
    return [
        (found.part or found.title, each.subject, each.use, each.confidence)
        for found, each in questions.propose([file]).rows
    ]


def propose(folder: Path, *files: Path) -> Path:
    """题目对照.xlsx put into the folder by a person who changed nothing."""
    form = folder / "题目对照.xlsx"
    form.write_bytes(questions.form(questions.propose(files), LINE, say))
    return form


def row_of(form: Path, title: str) -> int:
    """Row of the question (by part, else title) in 题目对照."""
    sheet = load_workbook(form)["题目对照"]
    return next(
        row for row in range(1, sheet.max_row + 1)
        if title in (sheet.cell(row, 3).value, sheet.cell(row, 2).value)
    )  # fmt: skip


def decide(form: Path, title: str, *, item: str | None = None, use: str | None = None) -> int:
    """A person's decision in the last two columns; gives its row."""
    book = load_workbook(form)
    row = row_of(form, title)
    sheet = book["题目对照"]
    assert sheet.cell(5, 10).value == "您的决定：条目"
    sheet.cell(row, 10, item)
    sheet.cell(row, 11, use)
    book.save(form)
    return row


def score(folder: Path) -> Result:
    return pipeline.check_up(folder, say)


def asked(result: Result) -> dict[str, QuestionResult]:
    assert result.survey is not None
    return {each.title: each for each in result.survey.questions}


def item(result: Result, id_: str) -> Item:
    return next(each for each in result.items if each.id == id_)


def places(result: Result, code: str) -> list[str | None]:
    return [each.cell for each in result.problems if each.code == code]


# --- proposals ---------------------------------------------------------------------------------


def test_a_matrix_and_a_list_of_facilities_are_proposed_row_by_row(tmp_path: Path) -> None:
    assert proposals(wjx(tmp_path)) == [
        ("您的年龄", None, "group", 0.95),
        ("停车位", "10 停车及充电设施", "satisfaction", 0.95),
        ("老年食堂", "助餐", "satisfaction", 0.95),
        ("景观小品", "15 公共绿地", "satisfaction", 0.6),
        ("充电桩", "10 停车及充电设施", "need", 0.95),
        ("养老食堂", "04 老年服务站", "need", 0.95),
        ("口袋公园", "15 公共绿地", "need", 0.95),
        ("您家需要托育服务吗?", "03 托儿所", "need", 0.5),
        ("您还有什么建议", None, "none", 1.0),
    ]


def test_a_plain_table_is_proposed_by_its_words_and_doubts_stay_below_the_line(
    tmp_path: Path,
) -> None:
    assert proposals(plain(tmp_path)) == [
        ("您对物业的评价(1分非常满意,5分非常不满意)", "16 物业服务", "satisfaction", 0.95),
        ("社区停车很方便", "10 停车及充电设施", "satisfaction", 0.9),
        ("晚上路灯不够亮", None, None, 0.0),
        ("垃圾分类打分", "垃圾分类", "satisfaction", 0.5),
        ("您多久去一次超市", "06 综合超市", "use", 0.7),
        ("您最喜欢的颜色", None, None, 0.0),
    ]


def test_a_grid_of_needs_importance_and_the_whole_are_proposed(tmp_path: Path) -> None:
    assert proposals(google(tmp_path)) == [
        ("社区卫生服务站需要吗", "05 社区卫生服务站", "need", 0.95),
        ("健身场地需要吗", "14 公共活动场地", "need", 0.95),
        ("您觉得公园重要吗", "15 公共绿地", "importance", 0.95),
        ("总的来说,您对社区打几分", "总体", "satisfaction", 0.9),
        ("是否居住在本社区", None, "screening", 0.9),
    ]


def test_our_own_questions_are_recognised_for_certain(tmp_path: Path) -> None:
    file = save(
        tmp_path / "问卷.xlsx",
        ["序号", "提交答卷时间", "1、您的年龄段", "2、您对社区以下方面满意吗：—停车和充电"],
        *[[at, f"2024/5/{at} 9:01:02", "18–34岁", "满意"] for at in range(1, 13)],
    )
    assert proposals(file) == [
        ("您的年龄段", None, "group", 1.0),
        ("停车和充电", "10 停车及充电设施", "satisfaction", 1.0),
    ]


def test_the_same_title_in_two_columns_is_nobodys_proposal(tmp_path: Path) -> None:
    file = save(
        tmp_path / "问卷.xlsx",
        ["序号", "提交答卷时间", "1、您对停车满意吗", "2、您对停车满意吗"],
        *[[at, f"2024/5/{at} 9:01:02", "满意", "不满意"] for at in range(1, 13)],
    )
    assert proposals(file) == [("您对停车满意吗", None, None, 0.0)]


def test_the_same_exports_give_the_same_bytes(tmp_path: Path) -> None:
    files = [wjx(tmp_path), google(tmp_path)]
    first, second = (questions.form(questions.propose(files), LINE, say) for _ in range(2))
    assert first == second


def test_names_and_typed_words_never_reach_the_form(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    text = "".join(
        str(cell.value) for sheet in load_workbook(form) for row in sheet for cell in row
    )
    assert "停车位" in text
    for private in ("甲某", "192.0.2", "心里话", "门口那块", "姓名"):
        assert private not in text


# --- what is used ------------------------------------------------------------------------------


def test_without_the_form_in_the_folder_no_proposal_is_used(tmp_path: Path) -> None:
    wjx(tmp_path)
    result = score(tmp_path)
    assert all(each.satisfaction is None for each in result.items)
    assert "停车位" not in asked(result)


def test_proposals_left_standing_are_used_from_the_line_on_and_never_below_it(
    tmp_path: Path,
) -> None:
    propose(tmp_path, wjx(tmp_path))
    result = score(tmp_path)
    told = asked(result)
    assert told["停车位"].item == "CCS-10"
    assert told["停车位"].mean == pytest.approx(50)
    assert (told["老年食堂"].item, told["老年食堂"].service) == ("CCS-04", "助餐")
    assert "景观小品" not in told
    assert "您家需要托育服务吗?" not in told
    assert item(result, "CCS-15").satisfaction is None
    assert item(result, "CCS-03").demand is None
    waiting = [each for each in result.problems if each.code == "questions_waiting"]
    assert [each.expected for each in waiting] == ["2 道题的条目和用途"]


def test_the_line_is_a_policy_that_a_community_may_move(tmp_path: Path) -> None:
    propose(tmp_path, wjx(tmp_path))
    (tmp_path / "checkup.yaml").write_text("policy:\n  proposal_line: 0.55\n", encoding="utf-8")
    assert asked(score(tmp_path))["景观小品"].item == "CCS-15"


@pytest.mark.parametrize("written", ["很有把握", "nan", 950, -5, None, "#REF!"])
def test_a_confidence_that_is_no_percentage_makes_nothing_sure(
    tmp_path: Path, written: object
) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    book = load_workbook(form)
    book["题目对照"].cell(row_of(form, "停车位"), 8).value = written
    book.save(form)
    assert "停车位" not in asked(score(tmp_path))


def test_a_scale_is_one_for_all_rows_of_a_matrix(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    decide(form, "景观小品", item="15", use="满意度")
    told = asked(score(tmp_path))["景观小品"]
    assert [each.label for each in told.options] == ["非常满意", "比较满意", "一般"]
    assert told.mean == pytest.approx(75)


def test_choosing_a_facility_that_is_asked_for_counts_as_lacking_it(tmp_path: Path) -> None:
    propose(tmp_path, wjx(tmp_path))
    demand = item(score(tmp_path), "CCS-10").demand
    assert demand is not None
    assert (demand.x, demand.n) == (20, 30)


def test_a_decision_wins_over_the_proposal(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    decide(form, "停车位", use="不用")
    decide(form, "景观小品", item="15")
    decide(form, "老年食堂", item="14 公共活动场地", use="满意度")
    result = score(tmp_path)
    told = asked(result)
    assert "停车位" not in told
    assert told["景观小品"].item == "CCS-15"
    assert (told["老年食堂"].item, told["老年食堂"].service) == ("CCS-14", None)
    account = next(each for each in result.sources.values() if each.kind == "export").columns
    assert f"3、{MATRIX}：—停车位" in account.ignored
    assert account.unrecognised == ("5、您家需要托育服务吗？",)


def test_a_decision_wins_over_the_question_bank(tmp_path: Path) -> None:
    file = save(
        tmp_path / "问卷.xlsx",
        ["序号", "提交答卷时间", "1、您的性别", "2、您对社区以下方面满意吗：—停车和充电"],
        *[[at, f"2024/5/{at} 9:01:02", "男", "满意"] for at in range(1, 13)],
    )
    form = propose(tmp_path, file)
    assert asked(score(tmp_path))["停车和充电"].id == "satisfaction.CCS-10"
    decide(form, "停车和充电", item="11 慢行系统", use="满意度（数越大或越同意越满意）")
    decide(form, "您的性别", use="不用")
    told = asked(score(tmp_path))
    assert "您的性别" not in told
    assert told["停车和充电"].item == "CCS-11"


def test_own_questions_stand_beside_those_of_the_bank(tmp_path: Path) -> None:
    save(
        tmp_path / "一.xlsx",
        ["序号", "提交答卷时间", "1、您对社区以下方面满意吗：—停车和充电"],
        *[[at, f"2024/5/{at} 9:01:02", "非常满意"] for at in range(1, 21)],
    )
    propose(tmp_path, wjx(tmp_path))
    satisfaction = item(score(tmp_path), "CCS-10").satisfaction
    assert satisfaction is not None
    assert (satisfaction.mean, satisfaction.n) == (pytest.approx(75), 20)


def test_the_form_read_back_says_what_it_showed(tmp_path: Path) -> None:
    files = [wjx(tmp_path), google(tmp_path)]
    propose(tmp_path, *files)
    shown = questions.propose(files).rows
    used = {each.title: each.item for each in asked(score(tmp_path)).values()}
    for found, proposal in shown:
        name = found.part or found.title
        expected = proposal.confidence >= LINE and proposal.use != "none"
        assert (name in used) == expected, name
    assert used["社区卫生服务站需要吗"] == "CCS-05"


def test_importance_screening_and_the_whole_go_where_they_belong(tmp_path: Path) -> None:
    propose(tmp_path, google(tmp_path))
    result = score(tmp_path)
    told = asked(result)
    assert told["您觉得公园重要吗"].kind == "importance"
    assert result.survey is not None
    assert result.survey.excluded == {"Q3": 3}
    assert told["总的来说,您对社区打几分"].kind == "overall"
    # of 27 people fewer than ten are satisfied: that share is not printed, the mean is
    whole = next(q for q in result.survey.questions if q.kind == "overall")
    assert (whole.scored, whole.top2, result.survey.overall) == (27, None, None)
    assert whole.mean is not None


def test_the_same_table_in_checkup_yaml_is_read_and_comes_first(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    decide(form, "停车位", item="11", use="满意度")
    (tmp_path / "checkup.yaml").write_text(
        f"题目对照:\n  - {{题目: {MATRIX}, 小题: 停车位, 条目: '10', 用途: 满意度}}\n",
        encoding="utf-8",
    )
    result = score(tmp_path)
    assert asked(result)["停车位"].item == "CCS-10"
    assert places(result, "setting_overridden") == [f"K{row_of(form, '停车位')}"]


def test_the_yaml_that_map_writes_is_the_yaml_that_score_reads(tmp_path: Path) -> None:
    text = questions.as_yaml(questions.propose([wjx(tmp_path)]), say)
    (tmp_path / "checkup.yaml").write_text(text, encoding="utf-8")
    told = asked(score(tmp_path))
    assert told["停车位"].item == "CCS-10"
    assert "景观小品" not in told


# --- XML names --------------------------------------------------------------------------------


def kobo(folder: Path) -> Path:
    """KoboToolbox with XML names that are none of ours: a group, and choices written both ways."""
    header: list[object] = [
        "start", "end", "village", "sat/q1_clinic", "sat/q2_shop", "needs", "needs/1", "needs/2",
        "needs/99", "_id", "_uuid", "_submission_time",
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            f"2024-06-01T08:{at:02}:00.000+08:00", f"2024-06-01T08:{at:02}:50.000+08:00",
            ["a_yuan", "b_wan"][at % 2], FIVE[at % 5], str(at % 5 + 1),
            ["1 2", "2", "1 99"][at % 3], *["101"[at % 3], "110"[at % 3], "001"[at % 3]],
            1000 + at, f"u-{at}", f"2024-06-01T00:{at:02}:59",
        ]
        for at in range(30)
    ]  # fmt: skip
    return save(folder / "kobo.xlsx", header, *rows)


def test_names_of_a_form_that_are_none_of_ours_are_all_listed_and_none_is_proposed(
    tmp_path: Path,
) -> None:
    found = questions.propose([kobo(tmp_path)])
    assert [(each.title, each.part, each.type, each.options) for each, _ in found.rows][-1] == (
        "needs", "", "multiple", ("1", "2", "99"),
    )  # fmt: skip
    assert questions.unmatched(found) == ["village", "q1_clinic", "q2_shop", "needs"]
    result = score(tmp_path)
    (file,) = result.sources.values()
    assert file.columns.unrecognised == (
        "village", "sat/q1_clinic", "sat/q2_shop", "needs", "needs/1", "needs/2", "needs/99",
    )  # fmt: skip
    assert "export_no_questions" in {each.code for each in result.problems}


def test_a_mapping_says_what_a_forms_names_ask(tmp_path: Path) -> None:
    form = propose(tmp_path, kobo(tmp_path))
    decide(form, "village", use="小区")
    decide(form, "q1_clinic", item="05", use="满意度")
    decide(form, "q2_shop", item="06", use="满意度（数越大或越同意越满意）")
    decide(form, "needs", item="05", use="使用")
    result = score(tmp_path)
    told = asked(result)
    assert told["village"].kind == "estate"
    assert (told["q1_clinic"].item, told["q1_clinic"].mean) == ("CCS-05", pytest.approx(50))
    assert (told["q2_shop"].item, told["q2_shop"].mean) == ("CCS-06", pytest.approx(50))
    assert {each.label: each.count for each in told["needs"].options} == {
        "1": 20,
        "2": 20,
        "99": 10,
    }
    (account,) = [each for each in result.sources.values() if each.kind == "export"]
    assert account.columns.unrecognised == ()


# --- direction ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "title", "scores"),
    [
        (["非常满意", "满意", "一般", "不满意", "非常不满意"], "停车", [100, 75, 50, 25, 0]),
        (["非常不满意", "不满意", "满意", "非常满意"], "停车", [0, 100 / 3, 200 / 3, 100]),
        (["满意", "基本满意", "不满意"], "停车", [100, 50, 0]),
        (["A.很好", "B.一般", "C.差", "D.较好", "E.较差"], "停车", [100, 50, 0, 75, 25]),
        (["5分（非常满意）", "4分", "1分（非常不满意）"], "停车", [100, 75, 0]),
        (["1", "2", "5"], "停车（1分非常满意，5分非常不满意）", [100, 75, 0]),
        (["1", "2", "5"], "停车（1=非常不满意，5=非常满意）", [0, 25, 100]),
        (["非常同意", "同意", "不同意"], "社区停车很方便", [100, 75, 25]),
        (["满意", "不满意", "不了解", "非常不满意", "非常满意"], "停车",
         [200 / 3, 100 / 3, None, 0, 100]),
    ],
)  # fmt: skip
def test_the_direction_comes_from_the_labels(
    labels: list[str], title: str, scores: list[float | None]
) -> None:
    reading = scales.scale(labels, title, "satisfaction")
    assert isinstance(reading, Reading)
    assert list(reading.scores) == [pytest.approx(each) for each in scores]


@pytest.mark.parametrize(
    ("labels", "title", "why"),
    [
        (["1", "2", "3", "4", "5"], "请给停车打分", "direction"),
        (["非常同意", "同意", "不同意"], "晚上停车很难", "statement"),
        (["非常满意", "满意", "一般"], "停车", "several"),
        (["满意", "比较满意", "不满意"], "停车", "several"),
        (["挺好", "满意"], "停车", "words"),
        (["满意", "3"], "停车", "mixed"),
        (["1", "6"], "停车（1分非常满意，5分非常不满意）", "anchors"),
    ],
)
def test_what_the_labels_leave_open_is_refused(labels: list[str], title: str, why: str) -> None:
    refused = scales.scale(labels, title, "satisfaction")
    assert isinstance(refused, Unclear)
    assert refused.why == why


def test_reversed_numbers_are_read_by_the_ends_in_the_title(tmp_path: Path) -> None:
    propose(tmp_path, plain(tmp_path))
    told = asked(score(tmp_path))["您对物业的评价(1分非常满意,5分非常不满意)"]
    assert (told.n, told.options) == (20, ())
    assert told.mean == pytest.approx(50)
    save(
        tmp_path / "手工录入.xlsx",
        ["您对物业的评价（1分非常满意，5分非常不满意）", "社区停车很方便", "您最喜欢的颜色"],
        *[[at % 2 + 1, "同意", f"第{at}种"] for at in range(30)],
    )
    assert asked(score(tmp_path))[told.title].mean == pytest.approx(87.5)


def test_bare_numbers_are_refused_with_a_question_until_a_person_answers(tmp_path: Path) -> None:
    form = propose(tmp_path, plain(tmp_path))
    row = decide(form, "垃圾分类打分", use="满意度")
    result = score(tmp_path)
    assert places(result, "scale_ambiguous") == [f"K{row}"]
    assert item(result, "CCS-13").satisfaction is None
    assert asked(result)["垃圾分类打分"].kind == "unmapped"
    save(
        tmp_path / "手工录入.xlsx",
        ["社区停车很方便", "垃圾分类打分", "您最喜欢的颜色"],
        *[["同意", max(at % 6, 1), f"第{at}种"] for at in range(72)],
    )
    for use, mean in (
        ("满意度（数越小或越不同意越满意）", (2 * 100 + 75 + 50 + 25) / 6),
        ("满意度（数越大或越同意越满意）", (25 + 50 + 75 + 100) / 6),
    ):
        decide(form, "垃圾分类打分", use=use)
        result = score(tmp_path)
        assert places(result, "scale_ambiguous") == []
        assert asked(result)["垃圾分类打分"].mean == pytest.approx(mean)


def test_a_need_that_does_not_say_what_there_is_feeds_no_figure(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    row = decide(form, "您家需要托育服务吗?", use="需求")
    result = score(tmp_path)
    assert places(result, "need_ambiguous") == [f"K{row}"]
    assert asked(result)["您家需要托育服务吗?"].kind == "unmapped"
    decide(form, "您家需要托育服务吗?", use="需求（选了就是缺）")
    result = score(tmp_path)
    assert places(result, "need_ambiguous") == []
    assert asked(result)["您家需要托育服务吗?"].kind == "need"


def test_a_stray_word_is_no_answer_and_many_make_the_scale_unclear(tmp_path: Path) -> None:
    def with_strays(count: int) -> Result:
        file = save(
            tmp_path / "问卷.xlsx",
            ["序号", "提交答卷时间", "1、您对停车满意吗"],
            *[
                [at + 1, f"2024/5/{at % 28 + 1} 9:01:02", "还行吧" if at < count else FIVE[at % 5]]
                for at in range(100)
            ],
        )
        form = propose(tmp_path, file)
        decide(form, "您对停车满意吗", item="10", use="满意度")
        return score(tmp_path)

    few, many = with_strays(3), with_strays(40)
    assert asked(few)["您对停车满意吗"].n == 97
    assert len(places(few, "option_unknown")) == 1
    assert places(many, "scale_ambiguous") == ["K6"]


# --- slips in the table ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "code", "column"),
    [
        ({"item": "21 游泳池", "use": "满意度"}, "item_unknown", "J"),
        ({"use": "好评"}, "choice_unknown", "K"),
    ],
)
def test_a_word_nobody_knows_is_a_problem_at_its_cell(
    tmp_path: Path, what: dict[str, str], code: str, column: str
) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    row = decide(form, "停车位", **what)
    result = score(tmp_path)
    assert places(result, code) == [f"{column}{row}"]
    assert "停车位" not in asked(result)


def test_a_use_that_needs_an_item_says_so(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    row = decide(form, "您的年龄", use="需求")
    assert places(score(tmp_path), "question_without_item") == [f"J{row}"]


def test_a_question_that_no_file_asks_any_more_is_a_problem(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path), google(tmp_path))
    (tmp_path / "表单回复.xlsx").unlink()
    gone = places(score(tmp_path), "question_gone")
    assert f"K{row_of(form, '您觉得公园重要吗')}" in gone
    assert len(gone) == 5


def test_two_rows_that_disagree_are_both_set_aside(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    book = load_workbook(form)
    sheet = book["题目对照"]
    last = sheet.max_row + 1
    for column, value in ((2, MATRIX), (3, "停车位"), (4, "单选"), (10, "11"), (11, "满意度")):
        sheet.cell(last, column, value)
    book.save(form)
    result = score(tmp_path)
    assert places(result, "question_twice") == [f"K{last}"]
    assert "停车位" not in asked(result)


def test_two_rows_that_agree_are_one(tmp_path: Path) -> None:
    form = propose(tmp_path, wjx(tmp_path))
    book = load_workbook(form)
    sheet = book["题目对照"]
    last = sheet.max_row + 1
    for column, value in ((2, MATRIX), (3, "停车位"), (4, "单选"), (10, "10"), (11, "满意度")):
        sheet.cell(last, column, value)
    book.save(form)
    result = score(tmp_path)
    assert places(result, "question_twice") == []
    assert asked(result)["停车位"].item == "CCS-10"


# --- the command -------------------------------------------------------------------------------


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "checkup", "map", *map(str, words)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_command_writes_beside_the_inputs_where_nothing_is_read_by_itself(
    tmp_path: Path,
) -> None:
    ran = command(wjx(tmp_path))
    form = tmp_path / "体检结果" / "题目对照.xlsx"
    assert (ran.returncode, ran.stdout.strip()) == (0, str(form))
    assert "找到 9 道题" in ran.stderr
    assert all(each.satisfaction is None for each in score(tmp_path).items)


def test_the_command_never_overwrites_what_a_person_filled(tmp_path: Path) -> None:
    file = wjx(tmp_path)
    command(file)
    form = tmp_path / "体检结果" / "题目对照.xlsx"
    decide(form, "停车位", use="不用")
    kept = form.read_bytes()
    ran = command(file)
    assert form.read_bytes() == kept
    assert ran.stdout.strip() == str(form.with_name("题目对照(2).xlsx"))


def test_a_file_that_cannot_be_read_is_exit_3_and_the_others_are_proposed(tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    ran = command(broken, wjx(tmp_path))
    assert ran.returncode == 3
    assert "坏.xlsx" in ran.stderr
    assert "找到 9 道题" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_file_that_is_not_there_is_a_wrong_command(tmp_path: Path) -> None:
    ran = command(tmp_path / "没有.xlsx")
    assert ran.returncode == 2
    assert "没有这个文件" in ran.stderr


@pytest.mark.parametrize(
    ("title", "most"),
    [("您最需要哪些设施（最多选3项）", 3), ("请选择(限选五项)", 5), ("至多选 2 个", 2),
     ("您需要哪些设施（可多选）", None), ("最多等几分钟", None)],
)  # fmt: skip
def test_a_title_may_limit_how_many_options_are_chosen(title, most):
    assert title_words.limit(title) == most


def test_health_and_minors_are_sensitive():
    assert title_words.sensitive("您家里有残疾人吗")
    assert not title_words.sensitive("您对绿地满意吗")


def test_a_map_is_no_export_to_map_again(tmp_path: Path) -> None:
    file = wjx(tmp_path)
    command(file)
    form = tmp_path / "体检结果" / "题目对照.xlsx"
    renamed = tmp_path / "我们的题.xlsx"
    renamed.write_bytes(form.read_bytes())
    for given in (form, renamed):
        ran = command(file, given)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert f"{given} 是题目对照，不是问卷导出" in ran.stderr
    assert not form.with_name("题目对照(2).xlsx").exists()
