"""The smaller traps of exports.md: one habit of a platform or an office, one test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from shapes import old_ledger
from shapes.tables import xlsx

from checkup import intake, questions
from checkup.intake import exports, mapping, recognise, settings
from checkup.intake.folder import Told
from checkup.intake.joining import Questionnaire
from checkup.intake.mapping import BankQuestion, Option
from checkup.judge import standard
from checkup.model import BLANK, SKIPPED, Problem
from checkup.result import Columns

BANK = mapping.load()
RULES = standard.load()
WJX = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
Rows = list[list[object]]


def read(
    rows: Rows, bank: mapping.Bank = BANK
) -> tuple[Questionnaire | None, Columns, list[Problem]]:
    dialect = recognise.recognise(rows, bank)
    assert dialect is not None
    return exports.read(rows, dialect, bank, "S1", "Sheet1")


def codes(rows: Rows, id_: str, bank: mapping.Bank = BANK) -> list[int]:
    questionnaire, _, _ = read(rows, bank)
    assert questionnaire is not None
    return next(each.codes for each in questionnaire.questions if each.id == id_)


def wjx(headers: list[object], *answers: list[object]) -> Rows:
    rows: Rows = [[*WJX, *headers]]
    rows += [
        [at, f"2023/9/{at} 8:01:02", "85秒", "微信", "N/A", "192.0.2.7(国外-韩国)", *row]
        for at, row in enumerate(answers, 1)
    ]
    return rows


def folder(place: Path) -> Told:
    loaded = settings.load(place)
    return intake.read(place, loaded, RULES.clauses(), loaded.applied_policy())


# --- 问卷星 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["", "NULL"])
def test_a_platform_column_that_was_emptied_is_unknown_and_costs_no_row(told: str) -> None:
    rows = wjx(["4、您的性别"], ["男"], ["女"])
    for row in rows[1:]:
        row[1:6] = [told] * 5
    questionnaire, _, _ = read(rows)
    assert questionnaire is not None
    assert questionnaire.questions[0].codes == [0, 1]
    assert questionnaire.seconds == [None, None]
    assert questionnaire.submitted == [None, None]
    assert questionnaire.persons == [(), ()]


@pytest.mark.parametrize("note", ["(单选题 *必答)", "（单选题）", "【单选题】 *"])
def test_the_platforms_note_in_a_title_is_no_part_of_it(note: str) -> None:
    assert codes(wjx([f"4、您的性别 {note}"], ["男"], ["女"]), "sex") == [0, 1]


def test_an_option_keeps_its_own_brackets_and_loses_what_was_typed() -> None:
    asked = BankQuestion(
        id="more", kind="unmapped", title="您常去哪里",
        options=(Option(label="公园"), Option(label="其他【请注明】")),
    )  # fmt: skip
    bank = replace(BANK, questions=(*BANK.questions, asked))
    rows = wjx(["9、您常去哪里"], ["其他【请注明】〖河边〗"], ["公园〖北门〗"], ["公园"])
    assert codes(rows, "more", bank) == [1, 0, 0]


def test_full_width_brackets_around_a_skip_are_a_skip() -> None:
    answers: list[list[object]] = [["（跳过）", "18–34岁"], ["（空）", "18–34岁"]]
    assert codes(wjx(["4、您的性别", "3、您的年龄段"], *answers), "sex") == [SKIPPED, BLANK]


def test_a_region_and_an_attention_check_are_named_and_nobodys_answers(tmp_path: Path) -> None:
    check = "2.这道题请选择本题序号"
    rows = wjx(
        ["4、您的性别", check, "请选择省份城市与地区:"],
        *[["男", "2", "山西-晋城"], ["女", "2", "天津-红桥区"]] * 15,
    )
    _, account, _ = read(rows)
    named = {*account.unrecognised, *account.private} - {"来自IP"}
    assert named == {check, "请选择省份城市与地区:"}
    file = xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    proposed = questions.propose([file]).rows
    assert {each.use for found, each in proposed if "本题序号" in found.title} == {"attention"}


def test_one_column_per_blank_is_one_open_question() -> None:
    title = next(each.title for each in mapping.columns(BANK) if each.kind == "open")
    rows = wjx([f"13、(1){title}___", "4、您的性别"], ["多种树", "男"], ["", "女"])
    questionnaire, account, _ = read(rows)
    assert questionnaire is not None
    assert [each.kind for each in questionnaire.questions].count("open") == 1
    assert account.unrecognised == ()


# --- what people say -----------------------------------------------------------------------------


def test_none_is_an_answer_where_people_were_offered_or_typed_it() -> None:
    asked = BankQuestion(
        id="more", kind="unmapped", title="您用什么软件",
        options=(Option(label="None"), Option(label="无"), Option(label="微信")),
    )  # fmt: skip
    bank = replace(BANK, questions=(*BANK.questions, asked))
    rows: Rows = [["Timestamp", "您用什么软件", "您的性别"]]
    rows += [[f"12/1{at}/2019 9:50:30", said, "男"] for at, said in enumerate(("None", "无", ""))]
    assert codes(rows, "more", bank) == [0, 1, BLANK]


@pytest.mark.parametrize("written", ["2", "2.0", 2, 2.0])
def test_a_code_is_one_code_however_a_blank_in_its_column_made_it_look(written: object) -> None:
    count = len(mapping.columns(BANK))
    numbers = [f"Q{at}" for at in range(1, count + 1)]
    heads: list[object] = ["答题序号", "开始时间", "提交时间", *numbers]
    row: list[object] = [1, "", "2024-05-01 09:00:00", *[written] * (count - 1), "没有"]
    questionnaire, _, _ = read([heads, row])
    assert questionnaire is not None
    assert next(q.codes for q in questionnaire.questions if q.id == "sex") == [1]


# --- other platforms -----------------------------------------------------------------------------


def test_the_same_header_three_times_and_blanks_of_one_question_are_all_named() -> None:
    place = "3.检查地点:请选择"
    heads: list[object] = [
        "编号", "开始答题时间", "结束答题时间", "1.您的性别", place, place, place,
        "4.你来自于:_填空1", "4.你来自于:_填空2",
    ]  # fmt: skip
    said = ["A.男", "甲县", "乙镇", "丙村", "山里", "河边"]
    rows: Rows = [heads, [1, "2020/8/24 18:08", "2020/8/24 18:10", *said]]
    _, account, _ = read(rows)
    assert sorted([*account.unrecognised, *account.private]) == sorted(map(str, heads[4:]))


def test_points_and_feedback_between_the_questions_of_a_quiz_are_set_aside() -> None:
    rows: Rows = [
        ["ID", "Start time", "Completion time", "Email", "Name", "您的性别", "Points - 您的性别",
         "Feedback - 您的性别"],
        [1, "", "", "anonymous", "", "男", 0, ""],
    ]  # fmt: skip
    questionnaire, account, _ = read(rows)
    assert questionnaire is not None
    assert [each.id for each in questionnaire.questions] == ["sex"]
    assert set(account.ignored) >= {"Points - 您的性别", "Feedback - 您的性别"}
    # the address everybody has in an anonymous form is nobody's key
    assert questionnaire.persons == [()]


def test_limesurvey_in_another_language_with_markup_and_timings_is_read() -> None:
    rows: Rows = [
        ["Respons ID", "Datum verstuurd", "Laatste pagina", "<p>您的\u00a0性别</p>",
         "groupTime12", "Q1Time"],
        ["1", "2024-06-01 08:00:00", "3", "\ufeff男", "12.5", "3.1"],
    ]  # fmt: skip
    questionnaire, account, _ = read(rows)
    assert questionnaire is not None
    assert [(each.id, each.codes) for each in questionnaire.questions] == [("sex", [0])]
    assert set(account.ignored) >= {"groupTime12", "Q1Time"}


def test_where_somebody_stood_is_private_and_notes_without_answers_are_named() -> None:
    point = ["home", "_home_latitude", "_home_longitude", "_home_altitude", "_home_precision"]
    rows: Rows = [
        ["start", "end", "您的性别", *point, "请读给受访者听", "_uuid", "_submission_time"],
        ["2024-06-01T08:00:00+08:00", "2024-06-01T08:05:00+08:00", "男",
         "30.571234 104.061234 0 0", "30.571234", "104.061234", "0", "0", "", "u1",
         "2024-06-01T00:06:00"],
    ]  # fmt: skip
    _, account, _ = read(rows)
    assert set(account.private) >= set(point)
    told = (*account.used, *account.private, *account.ignored, *account.unrecognised)
    assert "请读给受访者听" in told


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["台账.doc", "台账.wps", "台账.et", "台账.docx"])
def test_what_no_library_reads_is_a_coded_problem_that_says_save_as(
    tmp_path: Path, name: str
) -> None:
    # .doc and .wps begin like an old workbook, for both are compound files
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    told = folder(tmp_path)
    codes_ = {each.code for each in told.problems}
    assert codes_ & {"file_unknown", "file_unreadable"}
    assert told.community.facilities == ()


def test_a_wps_table_with_an_old_workbook_inside_is_read(tmp_path: Path) -> None:
    shutil.copy(old_ledger.KEPT / "台账.xls", tmp_path / "台账.et")
    assert len(folder(tmp_path).community.facilities) == 3
