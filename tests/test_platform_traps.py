"""The traps of exports.md §9, one per file, each through a folder and the whole pipeline.

What a clean export gives stands in test_platforms.py; here one thing is wrong with the file, and
the figures are held against the same file without it.
"""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from shapes import PLANTED, chinese, paper, people, wjx, world
from shapes.figures import figures, only_source, shown
from shapes.tables import html, spreadsheet_xml, text, text_of, xlsx

from checkup import intake, pipeline
from checkup.intake import settings
from checkup.model import Answers
from checkup.policy import Policy
from checkup.report import wording, write
from checkup.result import Result, to_bytes

say = wording.load()
MANY = people()[:60]
FEW = people()[:40]


def score(folder: Path) -> Result:
    return pipeline.check_up(folder, say)


def answers_of(folder: Path) -> Answers:
    """The coded answers themselves, for what a result does not print."""
    told = intake.read(folder, settings.load(folder), {}, Policy())
    assert told.answers is not None
    return told.answers


def places(result: Result, code: str) -> list[tuple[str | None, str | None]]:
    """(sheet, cell) of every problem with that code."""
    return [(row.sheet, row.cell) for row in result.problems if row.code == code]


def question(result: Result, id_: str) -> Any:
    assert result.survey is not None
    return next(each for each in result.survey.questions if each.id == id_)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The figures of 60 people from a plain text export."""
    folder = tmp_path_factory.mktemp("clean")
    wjx.as_text(MANY, folder / "问卷.xlsx")
    return figures(score(folder))


def base() -> list[list[Any]]:
    return wjx.text_rows(MANY)


def with_column(rows: list[list[Any]], header: str, cells: Callable[[int], Any]) -> None:
    """Add a column at the right."""
    rows[0].append(header)
    for at, row in enumerate(rows[1:]):
        row.append(cells(at))


# --- 问卷星 ----------------------------------------------------------------------------------


def test_a_header_repeated_83_times_is_named_83_times_and_disturbs_nothing(
    tmp_path: Path, clean: dict[str, Any]
) -> None:
    rows = base()
    for _ in range(83):
        with_column(rows, "12.以下说法符合您吗", lambda at: "符合" if at % 2 else "不符合")
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    result = score(tmp_path)
    strange = only_source(result).columns.unrecognised
    assert strange == ("12.以下说法符合您吗",) * 83
    assert len(set(places(result, "question_unmatched"))) == 83
    assert own(result, clean) == clean


def own(result: Result, clean: dict[str, Any]) -> dict[str, Any]:
    """The figures without questions that the clean file does not have."""
    told = figures(result)
    told["questions"] = {id_: told["questions"][id_] for id_ in clean["questions"]}
    return told


def test_the_second_column_of_one_question_is_not_added_to_the_first(
    tmp_path: Path, clean: dict[str, Any]
) -> None:
    rows = base()
    with_column(rows, "4、您的性别：", lambda at: "女")
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    result = score(tmp_path)
    assert own(result, clean) == clean
    assert only_source(result).columns.unrecognised == ("4、您的性别：",)


def test_numbers_that_restart_lead_no_answer_to_another_question(
    tmp_path: Path, clean: dict[str, Any]
) -> None:
    rows = base()
    for at, header in enumerate(rows[0]):
        number, mark, title = str(header).partition("、")
        if mark and number.isdigit():
            rows[0][at] = f"{1 + int(number) % 3}.{title}"
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    assert figures(score(tmp_path)) == clean


def test_a_separator_that_somebody_typed_is_no_separator(tmp_path: Path) -> None:
    rows = base()
    at = next(at for at, header in enumerate(rows[0]) if "家里有以下成员" in str(header))
    for row in rows[1:]:
        row[at] = "0–3岁孩子〖两个┋残疾人〗┋60岁及以上老人"
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    counts = {each.label: each.count for each in question(score(tmp_path), "household").options}
    assert counts["0–3岁孩子"] == counts["60岁及以上老人"] > 0
    assert counts["残疾人"] == 0


def test_minus_2_and_minus_3_are_no_options_and_ranks_are_no_scores(tmp_path: Path) -> None:
    file = wjx.as_codes(MANY, tmp_path / "1_2_x.xlsx", "6、(x)", "2026")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(file).active.rows]
    for place in range(3):
        with_column(rows, f"12、(第{place + 1}样)", lambda at, own=place: (at + own) % 3 + 1)
    with_column(rows, "12、(没排的)", lambda at: -2)
    with_column(rows, "13、您多大可能推荐本社区：", lambda at: 1 + at % 11)
    xlsx(file, {"Sheet1": rows})
    result = score(tmp_path)
    residents = [each.answers for each in MANY[6:] if each.answers[0] == 0]
    sex, vehicle = question(result, "sex"), question(result, "vehicle")
    blank = sum(answers[3] == -1 for answers in residents)
    skipped = sum(answers[5] == -2 for answers in residents)
    assert min(blank, skipped) > 0
    assert (sex.blank, vehicle.skipped) == (shown(blank), shown(skipped))
    assert result.survey is not None
    rated = {each.kind for each in result.survey.questions if each.mean is not None}
    assert rated == {"satisfaction", "overall"}


@pytest.mark.parametrize("order", ["last", "after the address"])
def test_a_total_is_no_question_wherever_it_stands(
    order: str, tmp_path: Path, clean: dict[str, Any]
) -> None:
    if order == "last":
        rows = wjx.text_rows(MANY, after=("总分",))
    else:
        rows = wjx.text_rows(MANY, order=(*wjx.META_2018, "总分"))
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    result = score(tmp_path)
    assert "总分" in only_source(result).columns.ignored
    assert figures(result) == clean


# --- text files --------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_csv_is_read_in_any_encoding_emoji_and_line_breaks_included(
    encoding: str, tmp_path: Path, clean: dict[str, Any]
) -> None:
    rows = base()
    for row in rows[1:]:
        row[-1] = f"{row[-1]}\n한국 😀,✔" if row[-1] not in ("(空)", "(跳过)") else row[-1]
    text(tmp_path / "问卷.csv", rows, encoding=encoding)
    if encoding == "gb18030":
        with pytest.raises(UnicodeDecodeError):
            (tmp_path / "问卷.csv").read_bytes().decode("gbk")
    assert figures(score(tmp_path)) == clean


def test_bytes_of_no_encoding_are_refused_and_never_replaced(tmp_path: Path) -> None:
    file = text(tmp_path / "问卷.csv", base())
    file.write_bytes(file.read_bytes() + b"\xff\x81\xff\n")
    result = score(tmp_path)
    assert "file_unreadable" in {row.code for row in result.problems}
    assert result.survey is None
    assert "\ufffd" not in to_bytes(result).decode()


def test_a_comma_at_the_end_of_every_line_is_no_column(
    tmp_path: Path, clean: dict[str, Any]
) -> None:
    text(tmp_path / "问卷.csv", base(), trailing=",")
    result = score(tmp_path)
    assert only_source(result).columns.unrecognised == ()
    assert figures(result) == clean


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_the_separator_is_the_one_outside_the_quotes(
    delimiter: str, tmp_path: Path, clean: dict[str, Any]
) -> None:
    rows = base()
    rows[0][-1] = f"{rows[0][-1]}（一,二,三,四,五,六,七,八,九,十）"
    text(tmp_path / "问卷.csv", rows, delimiter=delimiter, quoted=True)
    assert only_source(score(tmp_path)).rows == len(MANY)


# --- files that are not what their name says -----------------------------------------------------


def test_tab_text_called_xls_is_read_as_text(tmp_path: Path, clean: dict[str, Any]) -> None:
    text(tmp_path / "导出.xls", base(), delimiter="\t", encoding="gb18030")
    assert figures(score(tmp_path)) == clean


@pytest.mark.parametrize("put", [spreadsheet_xml, html])
def test_xml_and_html_called_xls_are_read_for_what_they_are(
    put: Callable[[Path, Any], Path], tmp_path: Path, clean: dict[str, Any]
) -> None:
    put(tmp_path / "导出.xls", base())
    result = score(tmp_path)
    assert [row for row in result.problems if row.level == "error"] == []
    assert figures(result) == clean


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_old_workbook_and_the_open_one_say_the_same(
    kind: str, tmp_path: Path, clean: dict[str, Any]
) -> None:
    file = wjx.as_text(MANY, tmp_path / "问卷.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
         "--convert-to", kind, "--outdir", str(tmp_path / "community"), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert figures(score(tmp_path / "community")) == clean


def test_a_lock_file_is_no_input(tmp_path: Path, clean: dict[str, Any]) -> None:
    wjx.as_text(MANY, tmp_path / "问卷.xlsx")
    for name in ("~$问卷.xlsx", ".~问卷.xlsx"):
        (tmp_path / name).write_bytes(b"\x07someone" + b"\x00" * 157)
    result = score(tmp_path)
    assert [each.name for each in result.sources.values()] == ["问卷.xlsx"]
    assert figures(result) == clean


def test_a_hidden_sheet_is_named_and_not_read(tmp_path: Path, clean: dict[str, Any]) -> None:
    other = wjx.text_rows(people()[60:120])
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": base(), "通讯录": other}, hidden=frozenset({"通讯录"}))
    result = score(tmp_path)
    assert figures(result) == clean
    assert [sheet for sheet, _ in places(result, "hidden_sheet")] == ["通讯录"]


def test_an_empty_first_sheet_hides_nothing(tmp_path: Path, clean: dict[str, Any]) -> None:
    xlsx(tmp_path / "问卷.xlsx", {"空": [], "答卷": base()})
    assert figures(score(tmp_path)) == clean


def test_two_sheets_with_the_same_rows_are_read_once(tmp_path: Path, clean: dict[str, Any]) -> None:
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": base(), "Sheet1 (2)": base()})
    result = score(tmp_path)
    assert figures(result) == clean
    assert only_source(result).rows == len(MANY)


def test_sheets_that_are_parts_of_another_do_not_double_the_sample(
    tmp_path: Path, clean: dict[str, Any]
) -> None:
    rows = base()
    parts = {"全部": rows, "城": [rows[0], *rows[1:21]], "乡": [rows[0], *rows[21:]]}
    xlsx(tmp_path / "问卷.xlsx", parts)
    assert figures(score(tmp_path)) == clean


def test_two_sheets_with_different_rows_are_both_read(
    tmp_path: Path, clean: dict[str, Any]
) -> None:
    rows = base()
    parts = {"一批": rows[:31], "二批": [rows[0], *rows[31:]]}
    xlsx(tmp_path / "问卷.xlsx", parts)
    assert figures(score(tmp_path)) == clean


# --- other platforms ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("put", "name"),
    [
        (wjx.as_text, "问卷.xlsx"), (chinese.jinshuju, "问卷.xlsx"), (chinese.tencent, "问卷.csv"),
        (chinese.wenjuan, "问卷.csv"), (chinese.xiaoju, "问卷.xlsx"), (world.ms_forms, "问卷.xlsx"),
        (world.kobo, "kobo.xlsx"),
    ],
)  # fmt: skip
def test_every_spelling_of_a_duration_is_seconds(
    put: Callable[[Sequence[Any], Path], Path], name: str, tmp_path: Path
) -> None:
    put(FEW, tmp_path / name)
    seconds = answers_of(tmp_path).seconds
    assert sorted(second or 0 for second in seconds) == pytest.approx(
        sorted(person.seconds for person in FEW), abs=1
    )


def test_the_size_that_microsoft_writes_is_a_lie_and_is_not_believed(tmp_path: Path) -> None:
    file = world.ms_forms(FEW, tmp_path / "问卷.xlsx")
    naive = openpyxl.load_workbook(file, read_only=True).active
    assert len(list(naive.rows)) == 1
    assert only_source(score(tmp_path)).rows == len(FEW)


def test_an_answer_of_ones_own_with_commas_in_it_is_not_counted_nor_repeated(
    tmp_path: Path,
) -> None:
    # everybody's answer to a sensitive question is told from 30 people on
    file = world.google(MANY, tmp_path / "问卷.csv")
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    at = next(at for at, header in enumerate(rows[0]) if "成员" in header)
    rows[1:] = [
        [*row[:at], "0–3岁孩子, 残疾人, 一只猫, 很多只鸟", *row[at + 1 :]] for row in rows[1:]
    ]
    text(file, rows)
    result = score(tmp_path)
    counts = {each.label: each.count for each in question(result, "household").options}
    assert counts["0–3岁孩子"] == counts["残疾人"] > 0
    assert set(counts) <= {"0–3岁孩子", "残疾人", "3–6岁孩子", "60岁及以上老人", "都没有"}


def test_blank_rows_of_deleted_answers_are_no_respondents(tmp_path: Path) -> None:
    file = world.google(FEW, tmp_path / "问卷.csv")
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    for at in (3, 9, 9, 20):
        rows.insert(at, [""] * len(rows[0]))
    text(file, rows)
    assert only_source(score(tmp_path)).rows == len(FEW)


def test_unfinished_answers_are_received_but_not_valid_and_1980_is_no_date(tmp_path: Path) -> None:
    file = world.lime(FEW[6:], tmp_path / "results-survey123456.csv", "code")
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig").rstrip("\n"))))
    half = [[str(900 + at), "", "1", "zh-Hans", "1", "192.0.2.9", "居民", "枫树一区",
             *[""] * (len(rows[0]) - 8)] for at in range(12)]  # fmt: skip
    finished = [[row[0], "1980-01-01 00:00:00", *row[2:]] for row in rows[1:]]
    text(file, [rows[0], *finished, *half], encoding="utf-8-sig", quoted=True)
    result = score(tmp_path)
    assert result.survey is not None
    assert result.survey.received == len(FEW) - 6 + 12
    outside = sum(person.answers[0] == 3 for person in FEW[6:])
    assert result.survey.valid == len(FEW) - 6 - outside
    assert result.made_with.as_of is None


def kobo_rows(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8")), delimiter=";"))


def test_two_versions_of_a_form_in_one_file_keep_all_rows(tmp_path: Path) -> None:
    file = world.kobo(FEW, tmp_path / "kobo.csv")
    wanted = question(score(tmp_path), "household").n
    rows = kobo_rows(file)
    option = rows[0].index("您家里有以下成员吗（可多选）/3–6岁孩子")
    version = rows[0].index("__version__")
    for row in rows[1:20]:
        row[version], row[option] = "vOLD", ""
    text(file, rows, delimiter=";", quoted=True)
    result = score(tmp_path)
    assert only_source(result).rows == len(FEW)
    # nobody of the old form may be lost for an option it did not have
    only = sum(person.answers[4] == frozenset({1}) for person in FEW[:19])
    assert question(result, "household").n >= wanted - only


def test_a_second_header_of_tags_is_no_respondent(tmp_path: Path) -> None:
    file = world.kobo(FEW, tmp_path / "kobo.csv")
    rows = kobo_rows(file)
    rows.insert(1, [f"#indicator+{at}" for at in range(len(rows[0]))])
    text(file, rows, delimiter=";", quoted=True)
    result = score(tmp_path)
    assert only_source(result).rows == len(FEW)
    assert "#indicator" not in to_bytes(result).decode()


def test_a_sheet_of_a_repeated_group_holds_no_respondents(tmp_path: Path) -> None:
    world.kobo(FEW, tmp_path / "alone.csv")
    plain = figures(score(tmp_path))
    rows = kobo_rows(tmp_path / "alone.csv")
    (tmp_path / "alone.csv").unlink()
    sex = rows[0].index("您的性别")
    members = [["您的性别", "_index", "_parent_table_name", "_parent_index", "_uuid",
                "_submission_time"]]  # fmt: skip
    members += [[rows[at][sex] or "男", at, "问卷", at, f"m{at}", "2024-06-20T01:02:03"]
                for at in range(1, 20)]  # fmt: skip
    xlsx(tmp_path / "kobo.xlsx", {"问卷": rows, "家庭成员": members}, inline=True)
    result = score(tmp_path)
    assert figures(result) == plain
    assert [sheet for sheet, _ in places(result, "sheet_not_read")] == ["家庭成员"]


def test_answers_that_the_platform_marks_invalid_are_counted_and_stay(tmp_path: Path) -> None:
    file = chinese.tencent(FEW, tmp_path / "问卷.csv")
    plain = figures(score(tmp_path))
    marked = file.read_bytes().replace(",有效,".encode(), ",无效,".encode(), 3)
    file.write_bytes(marked)
    result = score(tmp_path)
    assert figures(result) == plain
    (told,) = (row for row in result.problems if row.code == "rows_marked_invalid")
    assert "3" in told.found + told.expected + told.fix


def test_both_downloads_of_one_form_are_the_same_people(tmp_path: Path) -> None:
    """Their times differ by a rounding; the e-mail and the answers do not."""
    world.google(FEW, tmp_path / "体检.csv")
    once = score(tmp_path)
    world.google(FEW, tmp_path / "体检.xlsx")
    both = score(tmp_path)
    assert once.survey is not None
    assert both.survey is not None
    assert both.survey.received == 2 * once.survey.received
    assert both.survey.valid == once.survey.valid
    assert [item.satisfaction for item in both.items] == [item.satisfaction for item in once.items]


def test_n_a_of_an_old_csv_is_no_answer(tmp_path: Path) -> None:
    file = world.kobo(FEW, tmp_path / "kobo.csv")
    plain = figures(score(tmp_path), frozenset({"skipped"}))
    rows = [[cell or "n/a" for cell in row] for row in kobo_rows(file)]
    text(file, rows, delimiter=",", quoted=True)
    assert figures(score(tmp_path), frozenset({"skipped"})) == plain


def test_the_first_digit_of_a_code_is_never_its_score(tmp_path: Path) -> None:
    file = world.kobo(FEW, tmp_path / "kobo.csv")
    rows = kobo_rows(file)
    at = rows[0].index("总的来说，您对本社区满意吗")
    for number, row in enumerate(rows[1:]):
        row[at] = ("1___not_at_all", "5___completely_yes", "5_not_at_all")[number % 3]
    text(file, rows, delimiter=";", quoted=True)
    result = score(tmp_path)
    assert result.survey is not None
    assert result.survey.overall is None
    assert "option_unknown" in {row.code for row in result.problems}


def test_tallies_below_and_a_header_with_number_1_are_no_respondents(tmp_path: Path) -> None:
    for name, put in (("words", paper.in_words), ("headers", paper.two_headers)):
        folder = tmp_path / name
        folder.mkdir()
        put(FEW, folder / "纸质.xlsx")
        assert only_source(score(folder)).rows == len(FEW), name


# --- what people leave in the wrong place --------------------------------------------------------


def outputs(result: Result, folder: Path) -> str:
    """Everything that is written, as one text, workbooks unpacked."""
    return "\n".join(map(text_of, write.write(result, folder, say)))


def test_phones_as_numbers_are_seen_whatever_the_header_says(tmp_path: Path) -> None:
    rows = base()
    with_column(rows, "12、备用", lambda at: 13800000001.0 + at if at % 5 == 0 else "")
    with_column(rows, "13、还有要说的吗", lambda at: f"找13800009{at:03}" if at == 30 else "好")
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    result = score(tmp_path)
    assert "12、备用" in only_source(result).columns.private
    assert "1380000" not in outputs(result, tmp_path / "out")


def test_a_room_and_a_name_typed_as_the_estate_are_not_repeated(tmp_path: Path) -> None:
    rows = base()
    at = next(at for at, header in enumerate(rows[0]) if "哪个小区" in str(header))
    for row, person in zip(rows[1:], MANY, strict=True):
        row[at] = f"{person.who.address}{person.who.name}"
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    assert PLANTED.findall(outputs(score(tmp_path), tmp_path / "out")) == []


def test_one_persons_words_in_a_closed_question_are_not_repeated(tmp_path: Path) -> None:
    rows = base()
    at = next(at for at, header in enumerate(rows[0]) if "您的性别" in str(header))
    for row, person in zip(rows[1:12], MANY, strict=False):
        row[at] = f"我是{person.who.name}"
    xlsx(tmp_path / "问卷.xlsx", {"Sheet1": rows})
    result = score(tmp_path)
    assert "option_unknown" in {row.code for row in result.problems}
    assert PLANTED.findall(outputs(result, tmp_path / "out")) == []
