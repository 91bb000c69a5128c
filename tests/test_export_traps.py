"""One trap of exports.md per test, read straight from rows. All rows are made up."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from msgspec.structs import replace

from checkup import datafiles
from checkup.intake import (
    answer_sheets,
    cells,
    dialects,
    exports,
    joining,
    mapping,
    recognise,
    settings,
    times,
)
from checkup.intake.mapping import BankQuestion, Option
from checkup.model import BLANK, SKIPPED

BANK = mapping.load()
WJX = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
MS = ["ID", "Start time", "Completion time", "Email", "Name"]
LIME = ["Response ID", "Date submitted", "Last page"]
KOBO = ["_uuid", "_submission_time"]
SATISFIED = "您对社区以下方面满意吗"


def bank(*labels: str) -> mapping.Bank:
    """Our bank and one more question with these options, several of which may be chosen."""
    question = BankQuestion(
        id="more", kind="unmapped", title="您常去哪里", multiple=True,
        options=tuple(Option(label=label) for label in labels),
    )  # fmt: skip
    return replace(BANK, questions=(*BANK.questions, question))


def read(rows, with_=BANK, file="", dialect=None):
    dialect = dialect or recognise.recognise(rows, with_, file)
    assert dialect is not None
    return exports.read(rows, dialect, with_, "S1", "Sheet1")


def codes(rows, id_, with_=BANK, **told):
    questionnaire = read(rows, with_, **told)[0]
    return next(question.codes for question in questionnaire.questions if question.id == id_)


def wjx(headers, *answers):
    rows = [[*WJX, *headers]]
    for at, row in enumerate(answers, 1):
        when = f"2023/9/{at} 8:01:02"
        rows.append([at, when, "85秒", "微信", "N/A", f"192.0.2.{at}(四川-成都)", *row])
    return rows


def ms(headers, *answers):
    now = datetime(2024, 5, 1, 9)
    return [[*MS, *headers], *[[at, now, now, "anonymous", "", *row]
                              for at, row in enumerate(answers, 1)]]  # fmt: skip


# --- options -----------------------------------------------------------------------------------


def test_a_semicolon_inside_an_option_is_no_separator():
    asked = bank("绘画；手工 (A; B)", "球场", "绘画")
    rows = ms(["您常去哪里\xa0"], ["绘画; 手工 (A; B) ;球场;"], ["绘画;"], ["球场\xa0;"])
    assert codes(rows, "more", asked) == [0b011, 0b100, 0b010]


def test_commas_inside_options_and_in_somebodys_own_words_count_nothing_twice():
    asked = bank("公园, 广场", "广场", "图书馆")
    rows = [["Timestamp", "您常去哪里"]]
    rows += [[datetime(2024, 5, at), cell] for at, cell in
             enumerate(["公园, 广场, 图书馆", "广场, 河边, 走走", "广场"], 1)]  # fmt: skip
    assert codes(rows, "more", asked) == [0b101, 0b010, 0b010]
    unknown = [p.cell for p in read(rows, asked)[2] if p.code == "option_unknown"]
    assert unknown == ["B3"]


def test_a_slash_inside_an_option_does_not_cut_the_header_there():
    asked = bank("微信群/QQ群", "公告栏")
    stem = "组/您常去哪里"
    rows = [[stem, f"{stem}/微信群/QQ群", f"{stem}/公告栏", *KOBO]]
    rows += [["公告栏 微信群/QQ群", "1", "1", "u1", ""], ["公告栏", "0", "1", "u2", ""],
             ["", "", "", "u3", ""]]  # fmt: skip
    questionnaire, account, _ = read([*rows, ["", "0", "1", "u4", ""]], asked)
    assert questionnaire.questions[0].codes == [0b11, 0b10, 0b10]
    assert account.ignored == (stem,)


def test_an_option_that_an_older_form_did_not_have_is_not_chosen_in_it():
    asked = bank("公园", "广场")
    rows = [
        ["您常去哪里/公园", "您常去哪里/广场", *KOBO],
        ["1", "", "u1", ""],
        ["0", "1", "u2", ""],
    ]
    assert codes(rows, "more", asked) == [0b01, 0b10]


@pytest.mark.parametrize(
    "labels", [("1_非常不满意", "5_非常满意"), ("5___非常不满意", "1.非常满意")]
)
def test_the_number_before_a_label_is_never_its_score(labels):
    worst, best = labels
    rows = wjx([f"7、{SATISFIED}：—公园绿地"], [worst], [best])
    assert codes(rows, "satisfaction.CCS-15") == [4, 0]


def test_letters_before_every_option_go_and_an_estate_keeps_its_name():
    rows = [["编号", "开始答题时间", "结束答题时间", "1.您住在哪个小区", "2.您的性别", ""]]
    rows += [[1, "", "2024/5/1 9:00", "A.甲苑", "A.男", ""], [2, "", "", "B.乙苑", "B.女", ""]]
    questionnaire, account, problems = read(rows)
    assert questionnaire.questions[0].options == ("乙苑", "甲苑")
    assert questionnaire.questions[1].codes == [0, 1]
    assert "" not in (*account.used, *account.ignored, *account.unrecognised)
    assert problems == []


def test_an_order_is_read_as_what_was_chosen_and_said():
    asked = bank("公园", "广场", "河边")
    text = wjx(["9、您常去哪里", "4、您的性别"], ["广场→公园→", "男"], ["(跳过)", "男"])
    assert codes(text, "more", asked) == [0b011, SKIPPED]
    heads = ["9、(公园)", "9、(广场)", "9、(河边)", "4、您的性别"]
    rows = wjx(heads, [2, 1, -2, 1], [-3, -3, -3, 1], [-2, -2, 1, 1])
    code = dialects.by_id("wjx_code")
    assert codes(rows, "more", asked, dialect=code) == [0b011, SKIPPED, 0b100]
    assert "ranking_as_choice" in [p.code for p in read(rows, asked, dialect=code)[2]]


def test_points_for_each_option_are_neither_choices_nor_an_order():
    asked = bank("公园", "广场", "河边")
    rows = wjx(["9、(公园)", "9、(广场)", "9、(河边)", "4、您的性别"], [5, 5, 4, 1], [3, 2, 2, 2])
    questionnaire, account, problems = read(rows, asked, dialect=dialects.by_id("wjx_code"))
    assert [question.id for question in questionnaire.questions] == ["sex"]
    assert account.unrecognised == ("9、(公园)", "9、(广场)", "9、(河边)")
    assert "options_are_numbers" in [p.code for p in problems]


def test_a_scale_from_0_in_a_number_export_is_an_order_of_options_not_a_score():
    points = tuple(Option(label=str(point)) for point in range(11))
    question = BankQuestion(id="nps", kind="unmapped", title="您愿意推荐吗", options=points)
    asked = replace(BANK, questions=(*BANK.questions, question))
    rows = wjx(["5、您愿意推荐吗"], [4], [11], [1])
    numbers = codes(rows, "nps", asked, dialect=dialects.by_id("wjx_code"))
    text = codes(wjx(["5、您愿意推荐吗"], ["3分"], ["10分"], ["0分"]), "nps", asked)
    assert numbers == text == [3, 10, 0]


def test_an_option_number_beyond_the_options_is_unknown():
    rows = wjx(["4、您的性别", "3、您是本社区的"], [1, 1], [3, 1], [-3, 1], [-2, 1])
    code = dialects.by_id("wjx_code")
    assert codes(rows, "sex", dialect=code) == [0, BLANK, SKIPPED, BLANK]
    assert [p.cell for p in read(rows, dialect=code)[2] if p.code == "option_unknown"] == ["G3"]


# --- what the numbers are ----------------------------------------------------------------------

NUMBERS = wjx(["3、您是本社区的", "4、您的性别"], [1, 1], [2, 2])


@pytest.mark.parametrize(
    ("file", "dialect"),
    [
        ("123456789_按序号_体检_2_2.xlsx", "wjx_code"),
        ("1234567_2_体检.xlsx", "wjx_code"),
        ("All_Data_Original.xls", "wjx_code"),
        ("123456789_按分数_体检_2_2.xlsx", "wjx_score"),
        ("800_800_1.xls", "wjx_score"),
        ("123456789_按文本_体检_2_2.xlsx", "wjx"),
        ("问卷.xlsx", "wjx_numbers"),
    ],
)
def test_numbers_are_what_the_files_name_says_or_nobody_knows(file, dialect):
    assert recognise.recognise(NUMBERS, BANK, file).id == dialect


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("问卷.xlsx", "export_ambiguous"),
        ("123456789_按分数_体检_2_2.xlsx", "scores_without_labels"),
    ],
)
def test_numbers_that_may_be_points_are_refused_and_every_column_is_accounted_for(file, code):
    questionnaire, account, problems = read(NUMBERS, file=file)
    assert questionnaire is None
    assert [(p.code, p.cell) for p in problems] == [(code, "A1")]
    assert account.unrecognised == ("3、您是本社区的", "4、您的性别")
    assert account.private == ("来自IP",)


@pytest.mark.parametrize(
    ("points", "read_as", "outside"),
    [
        ([5, 1, 3, 0], [0, 4, 2, BLANK], None),
        # a sixth point: 不了解 was given points, too, and nobody knows which
        ([6, 1, 5], None, "G2"),
        # nobody at one end: the points may as well run from 0 to 4
        ([4, 0, 3], None, "G2"),
        ([5, 1, 2.5], None, "G4"),
    ],
)
def test_points_of_ours_are_read_only_when_they_are_those_of_the_scale(points, read_as, outside):
    rows = wjx([f"7、{SATISFIED}—家门口的幼儿园"], *[[each] for each in points])
    told = dialects.by_id("wjx_score_up")
    questionnaire, account, problems = read(rows, dialect=told)
    assert [p.cell for p in problems if p.code == "points_outside"] == (
        [outside] if outside else []
    )
    assert [q.codes for q in questionnaire.questions] == ([read_as] if read_as else [])
    assert (rows[0][6] in account.unrecognised) == bool(outside)


@pytest.mark.parametrize(("last", "is_read"), [(10, True), (5, False)])
def test_0_is_a_point_from_0_to_10_and_refused_elsewhere(last, is_read):
    asked = BankQuestion(
        id="own.1", kind="unmapped", title="您打几分", options_from="community", points="up"
    )
    own = replace(BANK, questions=(asked,))
    rows = wjx(["5、您打几分"], *[[point] for point in range(last + 1)])
    questionnaire, _, problems = read(rows, own, dialect=dialects.by_id("wjx_score"))
    assert [p.cell for p in problems if p.code == "points_outside"] == ([] if is_read else ["G2"])
    assert bool(questionnaire.questions) == is_read


def test_words_are_words_whatever_the_file_is_called():
    rows = wjx(["4、您的性别"], ["男"], ["女"])
    assert recognise.recognise(rows, BANK, "123456789_按序号_体检_2_2.xlsx").id == "wjx"


def test_a_person_may_say_what_a_file_is(tmp_path):
    (tmp_path / "checkup.yaml").write_text("files:\n  a.xlsx: export:wjx_code\n", "utf-8")
    told = settings.told_dialect(settings.load(tmp_path).settings.files["a.xlsx"])
    found = answer_sheets.read([("Sheet1", NUMBERS)], told, BANK, "a.xlsx", "S1")
    assert found.questionnaires[0].questions[1].codes == [0, 1]


def test_a_dialect_that_does_not_exist_is_refused_with_a_suggestion(tmp_path):
    (tmp_path / "checkup.yaml").write_text("files:\n  a.xlsx: export:wjx_cod\n", "utf-8")
    with pytest.raises(datafiles.DataFileError) as caught:
        settings.load(tmp_path)
    assert caught.value.suggestion == "export:wjx_code"
    assert caught.value.line == 2


# --- headers -----------------------------------------------------------------------------------


def test_a_title_repeated_in_branches_is_one_question_and_a_contradiction_is_another():
    rows = wjx(["4、您的性别", "9、您的性别"], ["男", "(跳过)"], ["(跳过)", "女"])
    questionnaire, account, problems = read(rows)
    assert questionnaire.questions[0].codes == [0, 1]
    assert [p.code for p in problems] == ["question_repeated"]
    rows = wjx(["4、您的性别", "9、您的性别"], ["男", "女"])
    questionnaire, account, _ = read(rows)
    assert questionnaire.questions[0].codes == [0]
    assert account.unrecognised == ("9、您的性别",)


def test_numbers_that_restart_open_a_new_matrix():
    heads = [f"1.{SATISFIED}—公园绿地", "1.活动健身的场地", "1.以下设施和服务您家需要吗—公园绿地"]
    rows = wjx([*heads, "活动场地"], ["满意", "一般", "不需要", "需要，能用上"])
    found = {q.id: q.codes for q in read(rows)[0].questions}
    assert found == {
        "satisfaction.CCS-15": [1], "satisfaction.CCS-14": [2],
        "need.CCS-15": [2], "need.CCS-14": [0],
    }  # fmt: skip


def test_a_grid_without_its_stem_is_told_by_its_answers_or_not_at_all():
    rows = ms(
        ["公园绿地", "公园绿地", "您的性别"], ["满意", "不需要", "男"], ["", "需要，能用上", "女"]
    )
    found = {q.id: q.codes for q in read(rows)[0].questions}
    assert found["satisfaction.CCS-15"] == [1, BLANK]
    assert found["need.CCS-15"] == [2, 0]
    _, account, _ = read(ms(["公园绿地", "您的性别"], ["很美", "男"]))
    assert account.unrecognised == ("公园绿地",)


def test_options_without_a_stem_belong_to_the_one_question_that_has_them_all():
    rows = wjx(["5、(汽车)", "5、(电动自行车)", "5、(都没有)"], [1, 1, 0], [0, 0, 1], [0, 0, 0])
    code = dialects.by_id("wjx_code")
    assert codes(rows, "vehicle", dialect=code) == [0b011, 0b100, BLANK]
    _, account, _ = read(wjx(["5、(都没有)", "4、您的性别"], [1, 1]), dialect=code)
    assert account.unrecognised == ("5、(都没有)",)


def test_bare_numbers_are_our_questions_only_when_all_of_them_fit():
    count = len(mapping.columns(BANK))
    heads = ["答题序号", "开始时间", "提交时间", *[f"Q{at}" for at in range(1, count + 1)]]
    row = [1, "", "2024-05-01 09:00:00", *["1"] * (count - 1), "没有"]
    questionnaire, _, problems = read([heads, row])
    assert len(questionnaire.questions) == count - 1
    assert "matched_by_order" in [p.code for p in problems]
    _, account, problems = read([heads, [*row[:6], "9", *row[7:]]])
    assert len(account.unrecognised) == count
    assert [p.code for p in problems] == ["code_book_needed", "export_no_questions"]
    _, account, _ = read([heads[:-1], row[:-1]])
    assert len(account.unrecognised) == count - 1


def test_a_row_of_tags_below_the_header_is_no_respondent():
    rows = [["您的性别", *KOBO], ["#sex", "", "#date"], ["男", "u1", ""]]
    assert codes(rows, "sex") == [0]


def test_two_header_rows_are_one_header():
    rows = [
        ["居民问卷"], ["问卷序号", "1、您的性别", f"2、{SATISFIED}", "", ""],
        [1, "", "公园绿地", "物业服务", "停车和充电"],
        [2, "男", "满意", "一般", ""], [3, "女", "", "满意", "不满意"],
    ]  # fmt: skip
    questionnaire, account, _ = read(rows)
    found = {q.id: q.codes for q in questionnaire.questions}
    assert found["sex"] == [0, 1]
    assert found["satisfaction.CCS-16"] == [2, 1]
    assert account.used[1] == f"2、{SATISFIED}—公园绿地"


def test_an_answer_under_no_title_is_said_and_an_empty_column_is_none():
    rows = wjx(["4、您的性别", "", ""], ["男", "红", ""], ["女", "", ""])
    _, account, problems = read(rows)
    assert account.unrecognised == ("[H]",)
    assert [(p.code, p.cell) for p in problems] == [("question_unmatched", "H1")]


# --- rows --------------------------------------------------------------------------------------


def test_unfinished_answers_are_kept_and_counted_and_1980_is_no_date():
    rows = [[*LIME, "您的性别"], ["1", "1980-01-01 00:00:00", "4", "男"], ["2", "", "1", "女"]]
    questionnaire, _, problems = read(rows)
    assert questionnaire.questions[0].codes == [0, 1]
    assert questionnaire.latest is None
    assert [(p.code, p.found) for p in problems] == [("rows_unfinished", "1")]


def test_the_header_pasted_again_between_two_batches_is_no_respondent():
    rows = [["Timestamp", "您的性别"], ["", "男"], ["Timestamp", "您的性别"], ["", "女"]]
    questionnaire, _, problems = read(rows)
    assert questionnaire.questions[0].codes == [0, 1]
    assert [(p.code, p.found) for p in problems] == [("rows_left_out", "1")]


def test_a_sheet_whose_rows_all_stand_in_another_one_is_read_once():
    whole = wjx(["4、您的性别"], ["男"], ["女"], ["男"])
    part = [whole[0], whole[2]]
    found = answer_sheets.read([("城", part), ("全", whole)], None, BANK, "", "S1")
    assert found.rows == 3
    assert [(p.code, p.sheet, p.slots) for p in found.problems] == [
        ("sheet_repeats", "城", {"other": "全"})
    ]


def test_a_tally_and_a_repeated_group_are_named_and_not_read():
    whole = [["您的性别", *KOBO], ["男", "u1", ""]]
    group = [["您的性别", "_parent_index", *KOBO], ["女", 1, "u2", ""]]
    sheets = [("空", []), ("统计", [["男：240"]]), ("问卷", whole), ("成员", group)]
    found = answer_sheets.read(sheets, None, BANK, "", "S1")
    assert found.rows == 1
    assert [(p.code, p.sheet) for p in found.problems] == [
        ("sheet_not_read", "统计"), ("sheet_not_read", "成员"),
    ]  # fmt: skip


def test_the_words_and_the_numbers_of_one_survey_are_the_same_people():
    words = read(wjx(["4、您的性别"], ["男"], ["女"]))[0]
    numbers = read(wjx(["4、您的性别"], [1], [2]), dialect=dialects.by_id("wjx_code"))[0]
    answers = joining.merge([numbers, words])
    assert answers.copies == [False, False, True, True]
    assert answers.questions[0].codes == [0, 1, 0, 1]


def test_a_copy_that_a_spreadsheet_saved_again_is_still_a_copy():
    rows = wjx(["4、您的性别", "5、您家几口人"], ["男", 3.0])
    again = [rows[0], [1.0, *rows[1][1:6], "男", "3"]]
    assert len(joining.merge([read(rows)[0], read(again)[0]]).copies) == 1


def test_a_long_number_is_one_key_however_it_was_stored():
    rows = wjx(
        ["4、您的性别", "联系电话"], ["男", 13800000001.0], ["女", "13800000001"], ["男", ""]
    )
    keys = read(rows)[0].persons
    assert keys[0] == keys[1] != ()
    assert keys[2] == ()


def test_what_a_platform_writes_for_nobody_is_no_key():
    rows = [
        ["提交者（自动）", "提交时间（自动）", "您的性别"],
        ["匿名", "", "男"],
        ["小甲", "", "女"],
    ]
    keys = read(rows)[0].persons
    assert keys[0] == ()
    assert len(keys[1]) == 1


def test_a_csv_with_emoji_line_breaks_and_no_encoding_told_is_read(tmp_path):
    file = tmp_path / "a.csv"
    head = "答题序号,开始时间,提交时间,您的性别,您最希望社区先办哪件事"
    text = f'{head}\n1,,2021-06-27 20:15:00,男,"多种树\n😀✔"\n'
    file.write_bytes(text.encode("gb18030"))
    ((_, rows),) = cells.rows_of(file, "S1")
    questionnaire, _, problems = read(rows)
    assert questionnaire.questions[1].codes == [0]
    assert questionnaire.latest == date(2021, 6, 27)
    assert problems == []


# --- times -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "used"),
    [("85秒", 85), ("1分25秒", 85), ("2分", 120), (72.0, 72), ("12.34", 12.34), ("1小时2分", 3720),
     ("0:01:25", 85), ("", None), ("秒", None), ("-3秒", None), ("很久", None)],
)  # fmt: skip
def test_every_spelling_of_a_duration_is_seconds(cell, used):
    assert times.seconds(cell) == used


@pytest.mark.parametrize(
    ("cell", "order", "when"),
    [
        ("2023/9/8 1:02:03", "ymd", datetime(2023, 9, 8, 1, 2, 3)),
        ("2023年9月8日", "ymd", datetime(2023, 9, 8)),
        ("12/13/2019 9:50:30", "mdy", datetime(2019, 12, 13, 9, 50, 30)),
        ("30/08/2015", "mdy", datetime(2015, 8, 30)),
        ("9/17/2025 1:12:00 PM", "mdy", datetime(2025, 9, 17, 13, 12)),
        ("02-Feb-2021 20:26:58", "ymd", datetime(2021, 2, 2, 20, 26, 58)),
        ("2024-11-17T13:09:47+03:00", "ymd", datetime(2024, 11, 17, 18, 9, 47)),
        ("2024-11-17T10:09:47Z", "ymd", datetime(2024, 11, 17, 18, 9, 47)),
        ("1980-01-01 00:00:00", "ymd", None),
        ("2023/13/40", "ymd", None),
        ("昨天", "ymd", None),
    ],
)
def test_every_spelling_of_a_time_is_one_moment_here(cell, order, when):
    assert times.moment(cell, dialects.Times(order=order, void=("1980-01-01",))) == when


# --- the dialects ------------------------------------------------------------------------------


def test_every_file_is_a_dialect_named_after_it_and_stands_in_one_order():
    folder = datafiles.data_dir("surveys") / "dialects"
    loaded = dialects.load()
    assert {each.id for each in loaded} == {file.stem for file in folder.glob("*.yaml")}
    assert len({each.order for each in loaded}) == len(loaded)


def test_a_dialect_based_on_nothing_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_text("id: x\nbased_on: wjy\n", "utf-8")
    with pytest.raises(datafiles.DataFileError) as caught:
        dialects.load(tmp_path)
    assert caught.value.fault == "reference"
