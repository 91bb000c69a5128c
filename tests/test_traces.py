"""What the rules of method §1.2 need to know of a row, and that nobody can be told by it.

All rows are made up; addresses come from the ranges reserved for documentation.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from checkup import datafiles, intake, pipeline, questions, result
from checkup.intake import dialects, exports, joining, mapping, meanings, recognise, settings
from checkup.intake.scales import Unclear
from checkup.model import Answers
from checkup.policy import Policy
from checkup.report import wording

SAY = wording.load()
HEAD = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
SEX = "4、您的性别"


def merged(*rows: list[object]) -> Answers:
    table = list(rows)
    dialect = recognise.recognise(table, mapping.load())
    assert dialect is not None
    questionnaire, _, _ = exports.read(table, dialect, mapping.load(), "S1", "Sheet1")
    assert questionnaire is not None
    return joining.merge([questionnaire])


def wjx(*people: tuple[str, str, str]) -> Answers:
    """(channel, address, name) of each."""
    return merged(
        [*HEAD, SEX, "5、您的姓名"],
        *[
            [at, f"2024/5/{at} 9:01:02", "85秒", channel, "N/A", address, "男", name]
            for at, (channel, address, name) in enumerate(people, 1)
        ],
    )


def test_an_address_is_a_mark_that_is_equal_only_to_itself():
    told = wjx(
        ("微信", "192.0.2.1(四川-成都)", "甲"),
        ("微信", "192.0.2.1(四川-绵阳)", "乙"),
        ("微信", "2001:db8:0:1:1:1:1:1", "丙"),
        ("微信", "", "丁"),
    )
    one, same, other, none = told.addresses
    assert one == same != other
    assert other is not None
    assert none is None
    assert "192" not in str(told.addresses)


@pytest.mark.parametrize("word", ["测试", " TEST ", "预览"])
def test_a_row_whose_channel_or_name_says_so_is_a_test(word):
    told = wjx((word, "", "甲"), ("微信", "", word), ("微信", "", f"{word}者"), ("微信", "", "甲"))
    assert told.tests == [True, True, False, False]


def test_a_name_that_anybody_may_type_is_only_odd():
    told = wjx(("微信", "", "aaa"), ("微信", "", "甲"))
    assert (told.tests, told.odd_names) == ([False, False], [True, False])


def test_paper_rows_and_their_interviewers_are_known():
    told = merged(
        ["问卷序号", "调查员", "您的性别"],
        [1, "网格员甲", "男"],
        [2, "网格员甲", "女"],
        [3, "", "男"],
    )
    assert told.paper == [True] * 3
    first, again, none = told.interviewers
    assert first == again != none
    assert none is None
    assert wjx(("微信", "", "甲")).paper == [False]


def test_only_tables_that_people_type_in_are_paper():
    assert {each.id for each in dialects.load() if each.paper} == {
        "paper", "paper_codes", "numbered_unknown",
    }  # fmt: skip


# --- the question bank -----------------------------------------------------------------------


def bank(tmp_path: Path, question: str) -> mapping.Bank:
    file = tmp_path / "bank.yaml"
    file.write_text(
        "schema: checkup-questions/1\nid: x\nname: x\nmerged: x\nquestions:\n" + question,
        encoding="utf-8",
    )
    return mapping.load(file)


def test_a_question_of_consent_without_a_yes_is_refused(tmp_path):
    line = "  - {id: a, kind: consent, title: 您同意吗, options: [{label: 同意%s}]}\n"
    with pytest.raises(datafiles.DataFileError):
        bank(tmp_path, line % "")
    assert bank(tmp_path, line % ", means: consented").questions[0].kind == "consent"


def test_a_row_worded_the_other_way_round_turns_its_scale(tmp_path):
    asked = mapping.columns(bank(tmp_path, """\
  - id: s
    kind: satisfaction
    title: 您同意吗
    options: [{label: 是, score: 100, means: satisfied}, {label: 不知道, means: unsure}]
    rows: [{item: CCS-01, title: 够用}, {item: CCS-02, title: 常坏, reverse: true}]
"""))  # fmt: skip
    assert [(each.matrix, each.reverse) for each in asked] == [("s", False), ("s", True)]
    assert [(o.score, o.means) for o in asked[1].options] == [(0, "dissatisfied"), (None, "unsure")]


# --- questions of one's own ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "number", "labels", "right"),
    [
        ("本题请选择“非常满意”", None, ("满意", "非常满意"), "非常满意"),
        ("此题请选3", None, ("1分", "3分"), "3分"),
        ("这道题请选择本题序号", "2", (1, 2), 2),
    ],
)
def test_the_right_answer_stands_in_the_title(title, number, labels, right):
    told = meanings.attentive([str(each) for each in labels], title, number)
    assert dict(zip(labels, told, strict=True))[right] == "attention_passed"
    assert sum(each is not None for each in told) == 1


def test_a_title_that_names_no_answer_excludes_nobody():
    assert isinstance(meanings.attentive(["甲", "乙"], "本题请认真选择", None), Unclear)
    assert isinstance(meanings.consents(["同意", "看情况"]), Unclear)
    assert meanings.consents(["同意", "不同意"]) == ("consented", None)


def test_age_brackets_below_14_are_children_and_those_across_are_not():
    assert meanings.ages(["13岁及以下", "14–17岁", "60岁及以上"]) == ("under_14", None, "aged_60")
    assert meanings.ages(["14岁以下", "18岁以下", "18–59岁"]) == ("under_14", None, None)
    assert meanings.ages(["10–13岁", "50–69岁", "70岁及以上"]) == ("under_14", None, None)


def own(folder: Path, title: str, use: str, said: list[str]) -> result.Result:
    """A folder with a home-made question, decided as ``use``, and 20 people."""
    book = Workbook()
    book.worksheets[0].append([*HEAD[:2], SEX, f"5、{title}"])
    for at in range(20):
        book.worksheets[0].append([at + 1, f"2024/5/{at + 1} 9:01:02", "男", said[at % len(said)]])
    book.save(folder / "问卷.xlsx")
    (folder / "题目对照.xlsx").write_bytes(
        questions.form(questions.propose([folder / "问卷.xlsx"]), 0.8, SAY)
    )
    form = load_workbook(folder / "题目对照.xlsx")
    sheet = form["题目对照"]
    row = next(row for row in range(6, sheet.max_row + 1) if sheet.cell(row, 2).value == title)
    sheet.cell(row, 11).value = use
    form.save(folder / "题目对照.xlsx")
    return pipeline.check_up(folder, SAY)


def test_a_home_made_attention_question_excludes_who_did_not_read(tmp_path):
    survey = own(tmp_path, "本题请选择一般", "甄别题", ["一般", "满意", "一般", "一般"]).survey
    assert survey is not None
    assert survey.excluded == {"Q7": 5}


def test_a_home_made_question_of_consent_and_of_a_guardians_consent(tmp_path):
    survey = own(tmp_path, "知情同意书", "知情同意", ["同意", "不同意"]).survey
    assert survey is not None
    assert survey.excluded == {"Q0": 10}
    assert [each.kind for each in survey.questions] == ["sex", "consent"]


def test_a_guardians_no_excludes_no_grown_up(tmp_path):
    survey = own(tmp_path, "监护人同意书", "知情同意", ["同意", "不同意"]).survey
    assert survey is not None
    assert survey.excluded == {}
    assert survey.questions[-1].kind == "guardian"


# --- what was given out ----------------------------------------------------------------------


def test_the_profile_tells_how_many_forms_were_given_out(tmp_path):
    (tmp_path / "checkup.yaml").write_text(
        "社区概况:\n  常住人口: 8000\n  问卷发放数: 50\n", encoding="utf-8"
    )
    book = Workbook()
    book.worksheets[0].append([*HEAD[:2], SEX])
    for at in range(20):
        book.worksheets[0].append([at + 1, f"2024/5/{at + 1} 9:01:02", "男"])
    book.save(tmp_path / "问卷.xlsx")
    told = intake.read(tmp_path, settings.load(tmp_path), {}, Policy())
    assert told.community.number("profile.distributed") == 50
    survey = pipeline.check_up(tmp_path, SAY).survey
    assert survey is not None
    assert (survey.distributed, survey.population) == (50, 8000)
    assert (survey.response_rate, survey.sample_share) == (0.4, 20 / 8000)
