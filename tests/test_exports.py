"""Exports of 问卷星 read into codes: shapes, spellings, columns accounted for, nobody kept.

All rows are made up in the shapes of exports.md §3.1.
"""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import msgspec
import pytest

from checkup import datafiles
from checkup.intake import cells, dialects, exports, joining, mapping, privacy, recognise, strays
from checkup.intake.choices import unwritten
from checkup.model import BLANK, SKIPPED, Question
from checkup.policy import Policy

PLATFORM = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
EXAMPLE = Path(__file__).parent.parent / "examples" / "枫树社区" / "问卷_居民.xlsx"
BANK = mapping.load()
SATISFIED = "您对社区以下方面满意吗"


def sheet(headers: list[str], *answers: list[object]) -> list[list[object]]:
    """A text export with platform columns and one row per list of answers."""
    rows: list[list[object]] = [[*PLATFORM, *headers]]
    for number, row in enumerate(answers, 1):
        when = f"2023/9/{number} 8:01:02"
        rows.append([number, when, "85秒", "微信", "N/A", f"192.0.2.{number}(四川-成都)", *row])
    return rows


def read(rows: list[list[object]]):
    dialect = recognise.recognise(rows, BANK)
    assert dialect is not None
    return exports.read(rows, dialect, BANK, "s1", "Sheet1")


def questions(rows: list[list[object]]) -> dict[str, Question]:
    return {question.id: question for question in read(rows)[0].questions}


def test_the_bank_has_43_answer_columns_and_asks_about_all_20_items():
    asked = mapping.columns(BANK)
    assert len(asked) == 43
    rated = [one.item for one in asked if one.kind == "satisfaction"]
    assert rated == [f"CCS-{number:02}" for number in range(1, 21)]
    assert [one.item for one in asked if one.kind == "need"] == rated[:15]


def test_the_example_has_6_platform_and_43_answer_columns_all_accounted_for():
    ((name, rows),) = cells.rows_of(EXAMPLE, "s1")
    dialect = recognise.recognise(rows, BANK)
    questionnaire, account, problems = exports.read(rows, dialect, BANK, "s1", name)
    assert len(rows[0]) == 49
    assert len(questionnaire.seconds) >= 1200
    assert len(questionnaire.questions) == 43
    assert problems == []
    assert account.unrecognised == ()
    assert sorted(account.used + account.private + account.ignored) == sorted(rows[0])
    assert questionnaire.latest == date(2023, 9, 30)


def test_the_script_writes_the_example_and_the_same_bytes_every_time(tmp_path):
    script = EXAMPLE.parent.parent / "make_answers.py"
    spec = importlib.util.spec_from_file_location("make_answers", script)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    for name in ("one.xlsx", "two.xlsx"):
        made.write(made.SECOND, tmp_path / name)
    kept = script.parent / made.SECOND.folder / EXAMPLE.name
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert cells.rows_of(tmp_path / "one.xlsx", "s") == cells.rows_of(kept, "s")


def test_a_single_choice_is_read_by_title_whatever_its_number():
    rows = sheet(["12.您的年龄段（单选题 *必答）", "3、您是本社区的："], ["35–59岁", "居民"])
    found = questions(rows)
    assert found["age"].codes == [2]
    assert found["age"].number == "12"
    assert found["who"].codes == [0]


@pytest.mark.parametrize(
    ("cell", "chosen"),
    [
        ("0–3岁孩子┋60岁及以上老人", {0, 2}),
        ("0-3岁孩子〖两个┋双胞胎〗┋残疾人", {0, 3}),
        ("都没有", {4}),
    ],
)
def test_a_multiple_choice_is_split_by_its_own_mark_only(cell, chosen):
    found = questions(sheet(["5、您家里有以下成员吗（可多选）"], [cell]))
    assert found["household"].codes == [sum(1 << place for place in chosen)]


def test_typed_text_leaves_the_option_and_is_gone():
    dialect = dialects.by_id("wjx")
    assert unwritten("其他〖a┋b〗┋钢琴〖c〗", dialect) == "其他┋钢琴"
    assert unwritten("没合上〖abc", dialect) == "没合上"
    assert questions(sheet(["4、您的性别"], ["男〖保密〗"]))["sex"].codes == [0]


@pytest.mark.parametrize(
    "later",
    [
        ["7、家门口的幼儿园", "7、3岁以下孩子的托育"],
        ["家门口的幼儿园", "3岁以下孩子的托育"],
    ],
    ids=["numbered rows of 2026", "bare rows of 2016"],
)
def test_a_matrix_keeps_its_stem_for_the_columns_that_lost_it(later):
    first = f"7、{SATISFIED}：—社区服务站（办事、警务、活动室、阅览室）"
    found = questions(sheet([first, *later], ["非常满意", "不满意", "不了解"]))
    assert found["satisfaction.CCS-01"].codes == [0]
    assert found["satisfaction.CCS-02"].codes == [3]
    assert found["satisfaction.CCS-03"].codes == [5]
    assert found["satisfaction.CCS-03"].scores[5] is None
    assert found["satisfaction.CCS-03"].number == "7"


def test_the_same_row_in_two_matrices_goes_to_the_matrix_it_stands_in():
    headers = [
        f"7、{SATISFIED}：—公园绿地", "8、以下设施和服务您家需要吗：—活动场地", "8、公园绿地",
    ]  # fmt: skip
    found = questions(sheet(headers, ["满意", "不需要", "需要，但没有或用不上"]))
    assert found["satisfaction.CCS-15"].codes == [1]
    assert found["need.CCS-15"].codes == [1]
    assert found["need.CCS-14"].codes == [2]


def test_skipped_blank_and_a_column_of_another_batch_are_told_apart():
    rows = sheet(
        ["4、您的性别", "3、您的年龄段"],
        ["(跳过)", "18–34岁"], ["（跳过）", "18–34岁"], ["(空)", "18–34岁"], ["", "18–34岁"],
    )  # fmt: skip
    assert questions(rows)["sex"].codes == [SKIPPED, SKIPPED, BLANK, SKIPPED]


def test_rows_that_are_no_respondents_are_left_out_and_counted():
    rows = sheet(["4、您的性别"], ["男"], ["女"])
    rows += [["", "", "", "", "", "", ""], ["合计", "", "", "", "", "", "2"]]
    questionnaire, _, problems = read(rows)
    assert questionnaire.questions[0].codes == [0, 1]
    assert questionnaire.left_out == 2
    assert [(p.code, p.found) for p in problems] == [("rows_left_out", "2")]


def test_meta_columns_deleted_before_sharing_still_look_like_the_platform():
    rows = [["序号", "1、您是本社区的：", "4、您的性别："], ["1", "居民", "女"]]
    assert recognise.recognise(rows, BANK) is not None
    questionnaire, _, problems = read(rows)
    assert questionnaire.seconds == [None]
    assert [p.code for p in problems] == ["dialect_guessed"]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["编号", "设施名称", "建筑面积(㎡)"], ["1", "卫生站", "80"]],
        [["序号", "设施名称", "地址"], ["1", "卫生站", "甲路"]],
        [["0.0", "1.0", "2.0"], [1, 2, 3]],
    ],
)
def test_a_ledger_or_an_empty_sheet_is_no_export(rows):
    assert recognise.recognise(rows, BANK) is None


def test_a_header_below_a_title_row_is_found():
    rows = [["枫树社区问卷（演示）"], *sheet(["4、您的性别"], ["男"])]
    _, account, problems = read([*rows, ["2", "2023/9/9 1:02:03", "9秒", "微信", "", "", "男生"]])
    assert account.used[-1] == "4、您的性别"
    assert [(p.code, p.cell) for p in problems] == [("option_unknown", "G4")]


def test_an_unmatched_question_is_listed_with_its_cell():
    _, account, problems = read(sheet(["4、您的性别", "5、您喜欢几月"], ["男", "三月"]))
    assert account.unrecognised == ("5、您喜欢几月",)
    assert [(p.code, p.cell, p.found) for p in problems] == [
        ("question_unmatched", "H1", "5、您喜欢几月")
    ]


def test_numbers_instead_of_words_are_refused_because_their_direction_is_unknown():
    rows = sheet([f"7、{SATISFIED}：—公园绿地", "4、您的性别"], [1, "男"], [5, "女"])
    questionnaire, account, problems = read(rows)
    assert [question.id for question in questionnaire.questions] == ["sex"]
    assert account.unrecognised == (f"7、{SATISFIED}：—公园绿地",)
    assert [(p.code, p.cell) for p in problems] == [("scale_ambiguous", "G2")]


def test_an_export_without_any_known_question_says_so():
    _, _, problems = read(sheet(["1、甲", "2、乙"], ["a", "b"]))
    assert "export_no_questions" in [p.code for p in problems]


PERSONAL = [
    ("您的姓名：", "赵甲乙"), ("您的联系电话", "13800000001"), ("9、微信昵称", "小甲壳虫"),
    ("OpenID", "oABCdef0001"), ("10、怎么联系您", "13800000002"), ("您家住址", "三单元九号"),
    ("身份证", "110101190001010011"), ("11、备用", "a.b@example.org"),
]  # fmt: skip


def test_private_columns_and_typed_words_are_never_kept():
    headers = ["4、您的性别", "10、您最希望社区先办哪件事", *[header for header, _ in PERSONAL]]
    row = ["男〖我叫赵甲乙〗", "请打13800000003找我", *[value for _, value in PERSONAL]]
    kept = read(sheet(headers, row))
    questionnaire, account, problems = kept
    everything = "".join(map(str, (msgspec.to_builtins(part) for part in kept)))
    for secret in ("赵甲乙", "1380000000", "小甲壳虫", "oABC", "三单元", "110101", "@", "192.0.2"):
        assert secret not in everything
    assert set(account.private) == {"来自IP", *[header for header, _ in PERSONAL]}
    assert [p.code for p in problems] == ["column_private"] * len(PERSONAL)
    assert questionnaire.questions[1].codes == [0]


def test_a_few_peoples_own_words_in_a_closed_question_are_not_repeated():
    rows = sheet(["4、您的性别"], ["男"], ["住三号楼的老王"])
    _, _, problems = read(rows)
    assert [(p.code, p.cell, p.found) for p in problems] == [("option_unknown", "G3", "")]


def test_a_phone_in_the_estate_column_is_no_estate():
    found = questions(sheet(["2、您住在哪个小区"], ["枫树一区"], ["13800000001"], ["枫树二区"]))
    assert found["estate"].options == ("枫树一区", "枫树二区")
    assert found["estate"].codes == [0, BLANK, 1]


@pytest.mark.parametrize("title", ["您加入小区的微信群了吗", "您对小区地理位置和交通满意吗"])
def test_a_question_about_the_community_is_not_personal(title):
    assert not privacy.header_tells(title)


def test_equal_rows_are_copies_whatever_their_serial_and_a_family_is_not():
    rows = sheet(["4、您的性别"], ["男"], ["男"])
    pasted = [*rows, [7, *rows[1][1:]]]
    answers = joining.merge([read(pasted)[0]])
    assert answers.copies == [False, False, True]


def test_the_same_file_twice_changes_nothing():
    once = read(sheet(["4、您的性别"], ["男"], ["女"]))[0]
    assert joining.merge([once, once]) == joining.merge([once])


def test_two_files_share_questions_and_estates_and_a_question_not_asked_is_skipped():
    one = read(sheet(["2、您住在哪个小区", "4、您的性别"], ["乙苑", "男"], ["甲苑", "女"]))[0]
    other = read(sheet(["9、您住在哪个小区"], ["丙苑"]))[0]
    answers = joining.merge([one, other])
    estate, sex = answers.questions
    assert answers.received == 3
    assert [estate.options[code] for code in estate.codes] == ["乙苑", "甲苑", "丙苑"]
    assert sex.codes == [0, 1, SKIPPED]
    assert joining.merge([]).received == 0


def test_a_time_that_cannot_be_read_is_unknown_and_never_zero():
    rows = sheet(["4、您的性别"], *[["男"]] * 4)
    for row, text in zip(rows[1:], ("85秒", "nan", "", "-3秒"), strict=True):
        row[2] = text
    assert read(rows)[0].seconds == [85.0, None, None, None]


def test_a_dialect_with_a_misspelt_key_is_refused_with_a_suggestion(tmp_path):
    file = tmp_path / "x.yaml"
    text = (datafiles.data_dir("surveys") / "dialects" / "wjx.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("skipped:", "skiped:"), encoding="utf-8")
    with pytest.raises(datafiles.DataFileError) as caught:
        datafiles.load(file, dialects.Dialect)
    assert caught.value.suggestion == "skipped"


def test_a_question_id_given_twice_is_refused(tmp_path):
    file = tmp_path / "x.yaml"
    text = (datafiles.data_dir("surveys") / "residents.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("id: sex", "id: age"), encoding="utf-8")
    with pytest.raises(datafiles.DataFileError) as caught:
        mapping.load(file)
    assert caught.value.fault == "duplicate_key"


def test_the_smallest_shown_label_count_is_the_policys_base():
    assert Policy().min_base_print == strays.OFTEN
