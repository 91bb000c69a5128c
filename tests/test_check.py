"""``checkup check``: every problem of every folder at once, and the copy with the marks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from rich.console import Console

from checkup import checking
from checkup.report import annotate, problem_list, wording
from checkup.result import ProblemRow

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "枫树社区"
EXAMPLE_STREET = ROOT / "examples" / "青禾示例街道"
UNROUTED = ("file_unknown", "column_unknown", "contradiction", "total_differs")
"""What a street's files would be told if all were one community's."""
HEAD = ["编号", "设施名称", "设施类别", "建筑面积(㎡)", "现状"]
say = wording.load()


def checkup(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "checkup", *map(str, words)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def flawed(folder: Path) -> Path:
    """A ledger with four faulty cells, a note, a drop-down, bold type, a formula, and a text that
    looks like one."""
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.active.title = "社区概况"
    for row in (["项目", "数值"], ["建设类型", "老旧"]):
        book.active.append(row)
    sheet = book.create_sheet("设施台账")
    for row in (
        HEAD,
        ["F1", "枫树卫生站", "卫生点", "约350", "还行"],
        ["F1", "=枫树便利店", "便利店", "#REF!", "在用"],
    ):
        sheet.append(row)
    sheet["B3"].data_type = "s"
    sheet["A1"].font = Font(bold=True)
    sheet["E2"].comment = Comment("街道写的", "甲")
    sheet["G1"] = "=1+1"
    drop = DataValidation(type="list", formula1='"在用,停用"')
    drop.add("E2:E9")
    sheet.add_data_validation(drop)
    book.save(folder / "台账.xlsx")
    return folder


def copy_of(folder: Path) -> Workbook:
    return load_workbook(folder / "体检结果" / "问题标注_台账.xlsx")


# --- the list ------------------------------------------------------------------------------------


def test_all_problems_are_listed_by_file_and_cell_with_what_to_do(tmp_path: Path) -> None:
    ran = checkup("check", flawed(tmp_path))
    assert ran.returncode == 0
    lines = ran.stdout.splitlines()
    assert lines[1] == "台账.xlsx（设施台账，3 行）"
    for cell in ("C2", "D2", "E2", "A3", "D3"):
        (line,) = (line for line in lines if f"台账.xlsx › 设施台账 › {cell}｜" in line)
        assert "应该是：" in line
        assert "怎么办：" in line
    assert lines[-1] == "错误 0 处，警告 4 处，提示 1 处。"


def test_on_a_terminal_every_problem_is_a_block_with_nothing_left_out(tmp_path: Path) -> None:
    done = checking.check(flawed(tmp_path), say)
    out = StringIO()
    screen = Console(file=out, force_terminal=True, width=60, color_system=None)
    problem_list.show(screen, "枫树", checking.by_file(done), say)
    shown = "".join(out.getvalue().split())
    for row in done.problems:
        assert "".join(row.fix.split()) in shown
        assert f"{row.sheet}›{row.cell}" in shown


def test_the_worst_comes_first_then_row_by_row(tmp_path: Path) -> None:
    done = checking.check(flawed(tmp_path), say)
    assert [(row.level, row.cell) for row in done.problems] == [
        ("warning", "C2"), ("warning", "E2"), ("warning", "A3"), ("warning", "D3"),
        ("notice", "D2"),
    ]  # fmt: skip


def test_a_folder_without_problems_says_so_and_names_its_files(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "社区概况"
    for row in (["项目", "数值"], ["建设类型", "老旧"]):
        book.active.append(row)
    book.save(tmp_path / "台账.xlsx")
    ran = checkup("check", tmp_path)
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[1:] == ["台账.xlsx（设施台账，1 行）", "没有发现问题。"]


def test_nothing_is_judged_and_nothing_is_written(tmp_path: Path) -> None:
    flawed(tmp_path)
    code = (
        "import sys\n"
        "from checkup import judge\n"
        "judge.judge = None\n"
        "from checkup.cli import main\n"
        "main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "check", str(tmp_path)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["台账.xlsx"]


def test_check_and_score_say_the_same(tmp_path: Path) -> None:
    checked = json.loads(checkup("check", EXAMPLE, "--json").stdout)
    scored = json.loads(checkup("score", EXAMPLE, "--json").stdout)["problems"]
    keys = ("code", "level", "sheet", "cell", "found", "expected", "fix")
    assert sorted([str(row[key]) for key in keys] for row in checked) == sorted(
        [str(row[key]) for key in keys] for row in scored
    )


def test_json_is_one_list_over_all_folders(tmp_path: Path) -> None:
    flawed(tmp_path / "一")
    (tmp_path / "二").mkdir()
    ran = checkup("check", tmp_path / "一", tmp_path / "二", "--json")
    rows = json.loads(ran.stdout)
    assert ran.returncode == 3
    assert {Path(row["folder"]).name for row in rows} == {"一", "二"}
    assert all(set(row) == set(checking.Listed.__struct_fields__) for row in rows)
    empty = next(row for row in rows if row["code"] == "folder_empty")
    assert (empty["file"], empty["sheet"], empty["cell"]) == (None, None, None)


# --- exit codes ----------------------------------------------------------------------------------


def test_a_street_is_checked_with_its_files_at_its_communities(tmp_path: Path) -> None:
    top = tmp_path / "街道"
    shutil.copytree(EXAMPLE_STREET, top, ignore=shutil.ignore_patterns("体检结果"))
    book = load_workbook(top / "设施台账.xlsx")
    heads = [cell.value for cell in book["设施台账"][1]]
    book["设施台账"].cell(2, heads.index("建筑面积(㎡)") + 1, "不少")
    book.save(top / "设施台账.xlsx")
    own = top / "河东社区"
    own.mkdir()
    (own / "checkup.yaml").write_text("社区概况: {户数: 很多}\n", encoding="utf-8")
    (top / "槐荫社区").mkdir()
    (top / "槐荫社区" / "checkup.yaml").write_text("错: 1\n", encoding="utf-8")
    ran = checkup("check", top, "--json")
    rows = json.loads(ran.stdout)
    assert [(row["file"], row["cell"]) for row in rows if "不少" in row["found"]] == [
        ("设施台账.xlsx", f"{get_column_letter(heads.index('建筑面积(㎡)') + 1)}2")
    ]
    (own_row,) = (row for row in rows if "很多" in row["found"])
    assert own_row["folder"] == own.as_posix()
    assert not [row for row in rows if row["code"] in UNROUTED]
    # the community with the broken settings stops nobody else
    assert ran.returncode == 5
    assert "错" in ran.stderr


def test_a_broken_file_is_exit_3_and_the_rest_is_still_listed(tmp_path: Path) -> None:
    flawed(tmp_path)
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    ran = checkup("check", tmp_path)
    assert ran.returncode == 3
    assert "坏.xlsx（未识别）" in ran.stdout
    assert "设施台账 › C2" in ran.stdout


def test_a_broken_yaml_is_exit_5_and_the_other_folders_are_still_listed(tmp_path: Path) -> None:
    flawed(tmp_path / "好")
    (tmp_path / "坏").mkdir()
    (tmp_path / "坏" / "checkup.yaml").write_text("overlay: []\n", encoding="utf-8")
    ran = checkup("check", tmp_path / "坏", tmp_path / "好")
    assert ran.returncode == 5
    assert "checkup.yaml 第 1 行" in ran.stderr
    assert "设施台账 › C2" in ran.stdout


@pytest.mark.parametrize(
    ("words", "said"), [(["/没有/这里"], "没有这个文件夹"), ([EXAMPLE, "-o", "x"], "--annotate")]
)
def test_a_wrong_command_line_is_exit_2(words: list[object], said: str) -> None:
    ran = checkup("check", *words)
    assert ran.returncode == 2
    assert said in ran.stderr


# --- the marked copy -----------------------------------------------------------------------------


def test_the_copy_has_colour_and_comment_at_every_faulty_cell_and_the_rest_as_it_was(
    tmp_path: Path,
) -> None:
    ran = checkup("check", flawed(tmp_path), "--annotate")
    assert ran.stdout.splitlines()[-1] == str(tmp_path / "体检结果" / "问题标注_台账.xlsx")
    assert "不要外传" in ran.stderr
    book = copy_of(tmp_path)
    sheet, before = book["设施台账"], load_workbook(tmp_path / "台账.xlsx")["设施台账"]
    marked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked == {"C2", "D2", "E2", "A3", "D3"}
    for row in before.iter_rows():
        for cell in row:
            again = sheet[cell.coordinate]
            assert (again.value, again.data_type, again.font.b) == (
                cell.value, cell.data_type, cell.font.b,
            )  # fmt: skip
            assert (again.fill.fill_type == "solid") == (cell.coordinate in marked)
    assert sheet["C2"].fill.fgColor.rgb != sheet["D2"].fill.fgColor.rgb
    assert sheet["E2"].comment.text.startswith("街道写的\n")
    assert "怎么办" in sheet["E2"].comment.text
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["E2:E9"]


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    checkup("check", flawed(tmp_path), "--annotate")
    sheet = copy_of(tmp_path)["设施台账"]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=枫树便利店", "s")
    assert (sheet["G1"].value, sheet["G1"].data_type) == ("=1+1", "f")


def test_the_same_problems_give_the_same_bytes_and_no_second_copy(tmp_path: Path) -> None:
    flawed(tmp_path)
    for _ in range(2):
        checkup("check", tmp_path, "--annotate")
    assert [file.name for file in (tmp_path / "体检结果").iterdir()] == ["问题标注_台账.xlsx"]


def test_a_copy_that_somebody_worked_in_is_kept(tmp_path: Path) -> None:
    flawed(tmp_path)
    checkup("check", tmp_path, "--annotate")
    book = copy_of(tmp_path)
    book["设施台账"]["C2"] = "便利店"
    book.save(tmp_path / "体检结果" / "问题标注_台账.xlsx")
    ran = checkup("check", tmp_path, "--annotate")
    assert "问题标注_台账(2).xlsx" in ran.stdout
    assert copy_of(tmp_path)["设施台账"]["C2"].value == "便利店"


def test_the_copy_is_no_input_of_the_next_run(tmp_path: Path) -> None:
    flawed(tmp_path)
    before = checkup("check", tmp_path, "--json").stdout
    checkup("check", tmp_path, "--annotate")
    assert checkup("check", tmp_path, "--json").stdout == before


def test_copies_of_several_folders_do_not_meet_in_one(tmp_path: Path) -> None:
    out = tmp_path / "出"
    flawed(tmp_path / "一")
    flawed(tmp_path / "二")
    checkup("check", tmp_path / "一", tmp_path / "二", "--annotate", "-o", out)
    assert sorted(file.relative_to(out).as_posix() for file in out.rglob("*.xlsx")) == [
        "一/问题标注_台账.xlsx", "二/问题标注_台账.xlsx",
    ]  # fmt: skip


def test_a_text_file_and_a_broken_one_cannot_be_marked_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "台账.csv").write_text("编号,设施名称,设施类别,现状\nF1,站,点点点,在用\n", "utf-8")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    ran = checkup("check", tmp_path, "--annotate")
    assert "台账.csv 没有标注" in ran.stderr
    assert "坏.xlsx 没有标注" in ran.stderr
    assert not (tmp_path / "体检结果").exists()


def row_at(cell: str | None, sheet: str | None = "设施台账") -> ProblemRow:
    return ProblemRow(
        code="choice_unknown", level="warning", source="S1", sheet=sheet, cell=cell,
        found="x\x07", expected="y\x01", fix="z",
    )  # fmt: skip


def content(folder: Path) -> bytes:
    return (flawed(folder) / "台账.xlsx").read_bytes()


def test_a_covered_cell_is_marked_where_its_merge_begins(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(content(tmp_path)))
    book["设施台账"].merge_cells("C2:C3")
    book.save(tmp_path / "台账.xlsx")
    made = annotate.render((tmp_path / "台账.xlsx").read_bytes(), [row_at("C3")], say)
    assert made is not None
    sheet = load_workbook(BytesIO(made.content))["设施台账"]
    assert "y " in sheet["C2"].comment.text


@pytest.mark.parametrize(
    ("row", "sheet"), [(row_at(None), "设施台账"), (row_at(None, None), "社区概况")]
)
def test_what_has_no_cell_stands_at_the_first(row: ProblemRow, sheet: str, tmp_path: Path) -> None:
    made = annotate.render(content(tmp_path), [row], say)
    assert made is not None
    assert load_workbook(BytesIO(made.content))[sheet]["A1"].comment is not None


def test_what_the_copy_lacks_is_named(tmp_path: Path) -> None:
    whole = BytesIO(content(tmp_path))
    assert annotate.render(whole.getvalue(), [], say).lost == ()
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("xl/ctrlProps/ctrlProp1.xml", "<x/>")
        archive.writestr("xl/cellimages.xml", "<x/>")
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/drawings/drawing9.xml", '<xdr:sp macro="">')
        archive.writestr("xl/worksheets/sheet9.xml", '<x14:dataValidation type="list">')
    made = annotate.render(whole.getvalue(), [], say)
    assert made is not None
    assert set(made.lost) == {"controls", "pictures", "macros", "shapes", "validations"}
    for key in made.lost:
        assert say(f"check.lost_part.{key}")


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    flawed(tmp_path)
    (tmp_path / "体检结果").write_text("这里是一个文件", encoding="utf-8")
    ran = checkup("check", tmp_path, "--annotate")
    assert ran.returncode == 3
    assert "写不进这个文件夹" in ran.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["体检结果", "台账.xlsx"]
