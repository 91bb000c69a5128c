"""Rounds: each in its own folder, sealed once, revised in the open, and nobody's answers in it."""

from __future__ import annotations

import hashlib
import html
import io
import json
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from checkup import pipeline, result
from checkup.model import Shortfall
from checkup.report.wording import load
from checkup.result import Result
from checkup.rounds import archive, home
from checkup.rounds.moved import moved
from tests.samples import sample_result
from tests.shapes.tables import xlsx
from tests.test_cli import EXAMPLE, checkup

SAY = load()
AGAIN = EXAMPLE.parent / "枫树社区-复检"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, sealed as round 2023."""
    folder = tmp_path_factory.mktemp("rounds") / "枫树社区"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("体检结果"))
    ran = checkup("score", folder, "--round", "2023", "--final", "--quiet")
    assert ran.returncode == 0, ran.stderr
    assert "已封存" in ran.stderr
    return folder


def seal(place: Path) -> Path:
    return place / "体检结果" / "体检存档_2023.zip"


def test_a_round_has_its_own_folder_and_the_default_stays_where_it_was(place: Path) -> None:
    names = {each.name for each in (place / "体检结果").iterdir()}
    assert names >= {"2023", "体检存档_2023.zip"}
    assert "result.json" not in names
    found = result.load(place / "体检结果" / "2023" / "result.json")
    assert (found.round, found.revision) == ("2023", None)


def inside(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        whole = b"".join(book.read(name) for name in book.namelist())
    # some writers put Chinese as numbers
    return html.unescape(whole.decode(errors="replace"))


def test_no_row_of_a_respondent_stands_in_the_archive(place: Path) -> None:
    with zipfile.ZipFile(seal(place)) as book:
        contents = {name: book.read(name) for name in book.namelist()}
    exports = [each for each in place.iterdir() if each.name.startswith(("问卷", "热线"))]
    assert len(exports) == 2
    hashes = {hashlib.sha256(content).hexdigest() for content in contents.values()}
    told = json.loads(contents["manifest.json"])
    kept = {each["name"]: each for each in told["inputs"]}
    for file in exports:
        mark = hashlib.sha256(file.read_bytes()).hexdigest()
        assert mark not in hashes
        assert (kept[file.name]["sha256"], kept[file.name]["copy"]) == (mark, None)
    assert not any("待归类" in name or "问卷" in name for name in contents)
    assert kept["设施台账.xlsx"]["copy"] == "资料/设施台账.xlsx"


def test_no_answer_of_a_respondent_can_be_read_out_of_the_archive(place: Path) -> None:
    """Times of submission and addresses are in every row of the export: none of them is kept."""
    sheet = load_workbook(next(place.glob("问卷*.xlsx")), read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    traces = {
        str(cell) for row in rows[1:200] for cell in row
        if isinstance(cell, str) and (cell.count(":") == 2 or cell.count(".") == 3)
    }  # fmt: skip
    assert len(traces) > 100
    with zipfile.ZipFile(seal(place)) as book:
        for name in book.namelist():
            content = book.read(name)
            whole = inside(content) if name.endswith(".xlsx") else content.decode(errors="replace")
            assert not any(trace in whole for trace in traces), name


def test_a_ledger_is_kept_without_what_was_said_at_meetings(tmp_path: Path) -> None:
    folder = tmp_path / "甲社区"
    told = [
        ["时间", "形式", "反映的问题", "人次", "反映人", "联系电话"],
        ["2024-04-06", "座谈会", "找甄主任说停车难", 8, "甄不凡", "13912345678"],
    ]
    folder.mkdir()
    xlsx(folder / "台账.xlsx", {
        "社区概况": [["项目", "数值"], ["名称", "甲社区"], ["常住人口", 8000]],
        "设施台账": [["设施名称", "设施类别", "现状", "联系人"],
                 ["百姓药店", "药店", "在用", "甄不凡"]],
        "议事记录": told,
    })  # fmt: skip
    (folder / "记录.csv").write_text(
        "日期,形式,反映问题,提出人次\n2024-04-07,走访,甄不凡嫌吵,2\n", encoding="utf-8"
    )
    ran = checkup("score", folder, "--round", "2024", "--final", "--quiet")
    assert ran.returncode == 0, ran.stderr
    kept = archive.contents(folder / "体检结果" / "体检存档_2024.zip")
    for name, content in kept.items():
        text = inside(content) if name.endswith(".xlsx") else content.decode()
        assert not any(word in text for word in ("甄", "13912345678", "嫌吵")), name
    with zipfile.ZipFile(folder / "体检结果" / "体检存档_2024.zip") as book:
        manifest = msgspec.json.decode(book.read("manifest.json"), type=archive.Manifest)
    inputs = {each.name: each for each in manifest.inputs}
    own = inputs["台账.xlsx"]
    assert own.sha256 == hashlib.sha256((folder / "台账.xlsx").read_bytes()).hexdigest()
    assert (own.copy, own.wordless) == ("资料/台账.xlsx", True)
    assert inputs["记录.csv"].copy is None
    copy = load_workbook(io.BytesIO(kept["资料/台账.xlsx"]))
    rows = list(copy["议事记录"].iter_rows(values_only=True))
    assert rows == [tuple(told[0]), ("2024-04-06", "座谈会", None, 8, None, None)]
    assert copy["社区概况"]["B3"].value == 8000
    assert [cell.value for cell in copy["设施台账"][2]] == ["百姓药店", "药店", "在用", None]


def test_settings_in_which_words_were_noted_are_not_copied(tmp_path: Path) -> None:
    folder = tmp_path / "甲社区"
    folder.mkdir()
    (folder / "checkup.yaml").write_text(
        "社区概况: {常住人口: 8000}\n访谈与议事:\n  - {日期: 2024-04-06, 反映问题: 甄不凡嫌吵}\n",
        encoding="utf-8",
    )
    ran = checkup("score", folder, "--round", "2024", "--final", "--quiet")
    assert ran.returncode == 0, ran.stderr
    kept = archive.contents(folder / "体检结果" / "体检存档_2024.zip")
    assert not [name for name in kept if name.startswith("资料/")]


def test_the_archive_has_reports_edition_and_the_hash_of_each(place: Path) -> None:
    with zipfile.ZipFile(seal(place)) as book:
        names = set(book.namelist())
        told = msgspec.json.decode(book.read("manifest.json"), type=archive.Manifest)
        for name, mark in told.files.items():
            assert hashlib.sha256(book.read(name)).hexdigest() == mark
        assert set(told.files) | {"manifest.json"} == names
        law = hashlib.sha256(book.read("数据版/standard.yaml")).hexdigest()
    assert law == told.standard.sha256
    assert names >= {"报告/体检报告.html", "报告/体检报告.xlsx", "数据版/policy.json"}
    assert (told.round, told.revision) == ("2023", 0)


def test_the_archive_has_the_same_bytes_again(place: Path, tmp_path: Path) -> None:
    other = tmp_path / "枫树社区"
    shutil.copytree(EXAMPLE, other, ignore=shutil.ignore_patterns("体检结果"))
    assert checkup("score", other, "--round", "2023", "--final", "--quiet").returncode == 0
    assert seal(other).read_bytes() == seal(place).read_bytes()


def test_a_sealed_round_that_has_not_moved_is_not_written_again(place: Path) -> None:
    before = seal(place).read_bytes()
    ran = checkup("score", place, "--round", "2023", "--final", "--quiet")
    assert ran.returncode == 0
    assert "与存档完全一致" in ran.stderr
    assert seal(place).read_bytes() == before
    assert not (place / "体检结果" / "2023-修订1").exists()


def test_data_of_a_sealed_round_that_has_not_moved_stand_beside_its_result(place: Path) -> None:
    ran = checkup("score", place, "--round", "2023", "--export", "csv", "--quiet")
    assert ran.returncode == 0
    assert (place / "体检结果" / "2023" / "数据导出" / "items.csv").is_file()
    assert not (place / "体检结果" / "2023-修订1").exists()


def test_a_later_run_is_a_revision_that_lists_what_moved(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "枫树社区"
    shutil.copytree(place, folder)
    shutil.copy(AGAIN / "设施台账.xlsx", folder / "设施台账.xlsx")
    before = {
        file: file.read_bytes() for file in (folder / "体检结果").rglob("*") if file.is_file()
    }
    assert checkup("score", folder, "--round", "2023", "--final", "--quiet").returncode == 0
    assert all(file.read_bytes() == content for file, content in before.items())
    home_ = folder / "体检结果" / "2023-修订1"
    found = result.load(home_ / "result.json")
    assert found.revision is not None
    assert (found.revision.number, found.revision.of) == (1, "体检存档_2023.zip")
    first = archive.read(seal(folder))
    values = {each.place: (each.old, each.new) for each in found.revision.moved}
    assert values["score/value"] == (first.score.value, found.score.value)
    assert values["items/CCS-05/status"] == ("short", "met")
    sheet = load_workbook(home_ / "修订说明.xlsx").active
    assert sheet.max_row - 3 == len(found.revision.moved)
    html = (home_ / "体检报告.html").read_text(encoding="utf-8")
    assert "的修订\N{NO-BREAK SPACE}1" in html or "的修订 1" in html
    assert (folder / "体检结果" / "体检存档_2023-修订1.zip").is_file()
    # and behind that seal stands 修订 2
    assert home.home_of(folder / "体检结果", "2023", SAY).number == 2


def test_nothing_is_written_into_the_folder_of_a_sealed_round(place: Path) -> None:
    folder = place / "体检结果" / "2023"
    before = (folder / "result.json").read_bytes()
    ran = checkup("plan", folder, "--budget", "80万")
    assert ran.returncode == 2
    assert "已经封存" in ran.stderr
    assert (folder / "result.json").read_bytes() == before


def test_the_archive_is_one_of_two_rounds_to_compare(place: Path, tmp_path: Path) -> None:
    ran = checkup("compare", seal(place), AGAIN, "-o", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "上一轮：2023" in ran.stdout


def test_an_archive_that_was_touched_is_refused(place: Path, tmp_path: Path) -> None:
    touched = tmp_path / "体检存档_2023.zip"
    with zipfile.ZipFile(seal(place)) as book, zipfile.ZipFile(touched, "w") as other:
        for name in book.namelist():
            content = book.read(name)
            if name == "result.json":
                content = content.replace(b'"population": 33000', b'"population": 9000')
            other.writestr(name, content)
    ran = checkup("compare", touched, AGAIN, "-o", tmp_path / "out")
    assert ran.returncode == 3
    assert "被改动过" in ran.stderr


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"{}"])
def test_what_is_no_archive_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(archive.BrokenArchiveError):
        archive.read(file)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--final"], "--round"),
        (["--round", "2023", "--final", "--json"], "--json"),
        (["--round", "../2023"], "不能作轮次的名称"),
        (["--round", "2023-修订1"], "不能作轮次的名称"),
        (["--round", "图"], "不能作轮次的名称"),
    ],
)
def test_a_wrong_round_is_a_wrong_command_line(words: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    ran = checkup("score", tmp_path / "x", *words)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert not (tmp_path / "x" / "体检结果").exists()


def test_a_ledger_of_which_a_sheet_was_not_read_stays_outside(tmp_path: Path) -> None:
    """It may hold the rows of a questionnaire that nobody recognised."""
    shutil.copy(EXAMPLE / "设施台账.xlsx", tmp_path / "设施台账.xlsx")
    book = load_workbook(tmp_path / "设施台账.xlsx")
    sheet = book.create_sheet("回收")
    sheet.append(["姓名", "回答"])
    sheet.append(["甲某", "很不满意"])
    book.save(tmp_path / "设施台账.xlsx")
    found = replace(pipeline.check_up(tmp_path, SAY), round="2023")
    packed = archive.to_bytes(found, tmp_path, {}, {}, ("报告", "资料", "数据版"))
    with zipfile.ZipFile(io.BytesIO(packed)) as zipped:
        assert not any(name.startswith("资料/") for name in zipped.namelist())
        (kept,) = json.loads(zipped.read("manifest.json"))["inputs"]
    assert kept["copy"] is None


def test_an_input_that_changed_meanwhile_is_not_sealed(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE / "设施台账.xlsx", tmp_path / "设施台账.xlsx")
    found = replace(pipeline.check_up(tmp_path, SAY), round="2023")
    (tmp_path / "设施台账.xlsx").write_bytes(b"other")
    with pytest.raises(archive.ChangedInputError):
        archive.to_bytes(found, tmp_path, {}, {}, ("报告", "资料", "数据版"))


def test_every_value_that_moved_is_listed_and_no_other() -> None:
    before = sample_result()
    assert moved(before, before) == ()
    items = (replace(before.items[0], score=12.5), *before.items[1:])
    after = replace(before, items=items, round="2024")
    (only,) = moved(before, after)
    assert only.place == f"items/{before.items[0].id}/score"
    assert (only.old, only.new) == (before.items[0].score, 12.5)
    gone = moved(before, replace(before, shortfalls=before.shortfalls[1:]))
    assert {each.place.split("/")[1] for each in gone} == {before.shortfalls[0].id}
    assert {each.new for each in gone} == {None}


def test_one_shortfall_more_moves_no_other_row_than_its_rank() -> None:
    """Every number below is another one's; what is told is told of rows."""

    def numbered(rows: Iterable[Shortfall]) -> Result:
        # a letter of their own: what else the sample says of shortfalls names others
        shortfalls = tuple(replace(each, id=f"T{at:02d}") for at, each in enumerate(rows, 1))
        return replace(sample_result(), shortfalls=shortfalls)

    all_ = sample_result().shortfalls
    before, fewer = numbered(all_), numbered(all_[1:])
    found = moved(fewer, before)
    assert found != ()
    assert {each.place.split("/")[1] for each in found} == {"T01"}
    assert {each.old for each in found} == {None}
    back = moved(before, fewer)
    assert {each.place.split("/")[1] for each in back} == {"T01*"}
    assert {each.new for each in back} == {None}


def test_a_project_is_the_same_under_another_number_wherever_it_is_named() -> None:
    before = sample_result()
    number = {each.id: f"P9{at}" for at, each in enumerate(before.plan.projects)}
    projects = tuple(
        replace(
            each, id=number[each.id], after=tuple(number.get(name, name) for name in each.after)
        )
        for each in before.plan.projects
    )
    assert moved(before, replace(before, plan=replace(before.plan, projects=projects))) == ()


def test_words_in_another_order_and_sums_in_another_order_have_not_moved() -> None:
    before = sample_result()

    def based_on(*facts: str) -> Result:
        first, *rest = before.findings
        return replace(before, findings=(replace(first, facts=facts), *rest))

    two = based_on("facility.A.state", "facility.B.state")
    assert moved(two, based_on("facility.B.state", "facility.A.state")) == ()
    three = based_on("facility.X.state", "facility.A.state", "facility.B.state")
    (one,) = moved(two, three)
    assert (one.old, one.new) == (None, "facility.X.state")
    score = replace(before.score, value=0.1 + 0.2)
    other = replace(before.score, value=0.3)
    assert moved(replace(before, score=score), replace(before, score=other)) == ()


def test_a_file_of_the_street_alone_moves_nothing_and_an_own_one_does() -> None:
    before = sample_result()
    source, account = next(iter(before.sources.items()))
    for name, count in (("../设施台账.xlsx", 0), (account.name, 2)):
        first, last = (
            replace(before, sources={**before.sources, source: replace(account, **told)})
            for told in (
                {"name": name, "sha256": "1" * 64, "rows": 70},
                {"name": name, "sha256": "2" * 64, "rows": 71},
            )
        )
        assert len(moved(first, replace(last, survey=first.survey))) == count
    # beside anything else it is told
    both = replace(last, community=replace(before.community, households=7.0))
    assert "community/households" in {each.place for each in moved(first, both)}


def test_one_answer_more_is_not_told_by_two_figures_side_by_side() -> None:
    """1,204 and then 1,205 answers: every count that moved would be that one person's."""
    before = sample_result()
    assert before.survey is not None
    questions = tuple(
        replace(each, blank=(each.blank or 0) + 20) for each in before.survey.questions
    )
    survey = replace(before.survey, valid=before.survey.valid + 1, questions=questions)
    assert moved(before, replace(before, survey=survey)) == ()
    many = replace(survey, valid=before.survey.valid + 50)
    assert moved(before, replace(before, survey=many)) != ()


def test_one_answer_that_was_changed_is_not_told_either() -> None:
    """As many answers, and one of them another one: what moved would be what that person said."""
    before = sample_result()
    assert before.survey is not None
    source, account = next(
        (key, each) for key, each in before.sources.items() if each.kind == "export"
    )
    survey = replace(
        before.survey,
        questions=tuple(
            replace(each, blank=(each.blank or 0) + 1) for each in before.survey.questions
        ),
    )
    other = {**before.sources, source: replace(account, sha256="3" * 64)}
    after = replace(before, survey=survey, sources=other)
    assert {each.place for each in moved(before, after)} == {f"sources/{source}/sha256"}
    # the same files, counted by other rules, are nobody's answer
    assert moved(before, replace(before, survey=survey)) != ()


def test_every_part_of_a_result_has_a_word_in_the_list() -> None:
    for name in Result.__struct_fields__:
        assert f"rounds.block.{name}" in SAY or name in ("round", "revision")


def test_a_form_filled_for_one_round_is_not_read_into_another(tmp_path: Path) -> None:
    from checkup.intake.folder import input_files

    for each in ("2023", "2024", "2024-修订1"):
        (tmp_path / "体检结果" / each).mkdir(parents=True)
        (tmp_path / "体检结果" / each / "待补资料.xlsx").touch()
    names = [file.parent.name for file in input_files(tmp_path, "2024")]
    assert names == ["2024", "2024-修订1"]
    assert input_files(tmp_path) == []
