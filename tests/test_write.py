"""The output folder: whole files, other names for held ones, nobody's answers lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from checkup import whole
from checkup.report import questions, workbook
from checkup.report import write as writing
from checkup.report.wording import load
from checkup.result import Result
from tests.samples import empty_result, sample_result

SAY = load()
CHARTS = ["图/六个目标得分.svg", "图/二十项状态.svg"]
"""Of an empty result; the rich one has three more."""
MORE = ["图/满意与需求.svg", "图/居民未满足的需求.svg", "图/建设进度.svg"]
PAGES = ["result.json", "体检报告.html", "体检报告.xlsx", "公示版.html"]
NAMES = [*PAGES, *CHARTS, *MORE, "待补资料.xlsx"]
RICH, EMPTY = sample_result(), empty_result()
WORKBOOKS = {True: workbook.render(RICH, SAY), False: workbook.render(EMPTY, SAY)}
FORMS = {True: questions.render(RICH, SAY), False: questions.render(EMPTY, SAY)}


@pytest.fixture(autouse=True)
def rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the files is tested elsewhere; here each is made once."""
    monkeypatch.setattr(workbook, "render", lambda result, say, own: WORKBOOKS[result is RICH])
    monkeypatch.setattr(questions, "render", lambda result, say: FORMS[result is RICH])


def write(
    folder: Path, result: Result = RICH, sleep: Callable[[float], None] = lambda _: None
) -> list[str]:
    written = writing.write(result, folder, SAY, sleep=sleep)
    return [file.relative_to(folder).as_posix() for file in written]


def names(folder: Path) -> list[str]:
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()
    )


def answer(form: Path) -> None:
    """Put one answer where a person would."""
    book = load_workbook(form)
    sheet = book["先答这一页"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "回答" for cell in row))
    place = next(cell for cell in head if cell.value == "回答")
    sheet.cell(place.row + 1, place.column).value = "是"
    book.save(form)


def held(monkeypatch: pytest.MonkeyPatch, *held_names: str, times: int = 10**6) -> list[str]:
    """os.replace as Windows does it while another program holds these names open."""
    replace = os.replace
    tried: list[str] = []

    def windows(source: Path, target: Path) -> None:
        if target.name in held_names and tried.count(target.name) < times:
            tried.append(target.name)
            raise PermissionError(13, "held open")
        replace(source, target)

    monkeypatch.setattr(os, "replace", windows)
    return tried


def test_pages_workbook_charts_and_form_are_written_and_nothing_else(tmp_path: Path) -> None:
    assert write(tmp_path / "体检结果") == NAMES
    assert names(tmp_path / "体检结果") == sorted(NAMES)


def test_the_same_result_gives_the_same_files_twice(tmp_path: Path) -> None:
    write(tmp_path)
    first = {name: (tmp_path / name).read_bytes() for name in NAMES}
    assert write(tmp_path) == NAMES
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == first


def test_a_held_workbook_is_tried_again_and_then_gets_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    before = (tmp_path / "体检报告.xlsx").read_bytes()
    tried = held(monkeypatch, "体检报告.xlsx")
    waits: list[float] = []
    written = write(tmp_path, EMPTY, waits.append)
    assert written == [
        "result.json", "体检报告.html", "体检报告(2).xlsx", "公示版.html", *CHARTS, "待补资料.xlsx"
    ]  # fmt: skip
    assert (waits, len(tried)) == ([0.2] * 3, 4)
    assert (tmp_path / "体检报告.xlsx").read_bytes() == before
    assert (tmp_path / "体检报告(2).xlsx").read_bytes() != before
    assert not [name for name in names(tmp_path) if name.endswith(".tmp")]


def test_when_the_second_name_is_held_too_the_third_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(monkeypatch, "体检报告.xlsx", "体检报告(2).xlsx")
    assert "体检报告(3).xlsx" in write(tmp_path)


def test_a_workbook_let_go_in_time_keeps_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(monkeypatch, "体检报告.xlsx", times=2)
    assert write(tmp_path) == NAMES


def test_a_chart_without_figures_does_not_stay_from_the_run_before(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "图" / "我画的.svg").write_text("mine", encoding="utf-8")
    write(tmp_path, EMPTY)
    assert names(tmp_path / "图") == sorted(["二十项状态.svg", "六个目标得分.svg", "我画的.svg"])


@pytest.mark.parametrize("late", [False, True], ids=["while-writing", "on-the-way-to-the-disk"])
def test_a_run_that_dies_leaves_the_last_good_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    write(tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in NAMES}
    put, settle = Path.write_bytes, whole.settle

    def full(file: Path, content: bytes) -> int:
        if not late and "体检报告.xlsx" in file.name:
            put(file, content[:100])
            raise OSError(28, "no space left")
        return put(file, content)

    def lost(file: Path) -> None:
        if late and "体检报告.xlsx" in file.name:
            raise OSError(28, "no space left")
        settle(file)

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(whole, "settle", lost)
    with pytest.raises(OSError, match="no space"):
        write(tmp_path, EMPTY)
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == before
    assert names(tmp_path) == sorted(NAMES)


def test_a_folder_that_refuses_every_name_is_an_error_and_keeps_no_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(source: Path, target: Path) -> None:
        raise PermissionError(13, "read only")

    monkeypatch.setattr(os, "replace", never)
    with pytest.raises(PermissionError):
        write(tmp_path)
    assert names(tmp_path) == []


def test_a_filled_form_is_never_overwritten(tmp_path: Path) -> None:
    write(tmp_path)
    answer(tmp_path / "待补资料.xlsx")
    filled = (tmp_path / "待补资料.xlsx").read_bytes()
    assert write(tmp_path)[-1] == "待补资料(2).xlsx"
    assert (tmp_path / "待补资料.xlsx").read_bytes() == filled
    assert write(tmp_path)[-1] == "待补资料(2).xlsx"
    answer(tmp_path / "待补资料(2).xlsx")
    assert write(tmp_path)[-1] == "待补资料(3).xlsx"


def test_an_untouched_form_is_replaced_whether_it_asks_or_not(tmp_path: Path) -> None:
    write(tmp_path)
    assert write(tmp_path, EMPTY)[-1] == "待补资料.xlsx"
    assert write(tmp_path)[-1] == "待补资料.xlsx"


@pytest.mark.parametrize("column", ["补填数值", "来源"])
def test_a_figure_filled_in_on_the_second_sheet_counts(tmp_path: Path, column: str) -> None:
    write(tmp_path)
    book = load_workbook(tmp_path / "待补资料.xlsx")
    sheet = book["缺的数据"]
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == column)
    sheet.cell(place.row + 2, place.column).value = 0
    book.save(tmp_path / "待补资料.xlsx")
    assert write(tmp_path)[-1] == "待补资料(2).xlsx"


def test_a_form_that_cannot_be_read_may_hold_answers(tmp_path: Path) -> None:
    (tmp_path / "待补资料.xlsx").write_bytes(b"half a file")
    assert write(tmp_path)[-1] == "待补资料(2).xlsx"
    assert (tmp_path / "待补资料.xlsx").read_bytes() == b"half a file"


def test_a_file_of_pieces_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "街道" / "街道汇总.json"
    whole.write(file, [b"the ", b"first"])

    def broken() -> Iterator[bytes]:
        yield b"the second"
        raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        whole.write(file, broken())
    assert file.read_bytes() == b"the first"
    assert [each.name for each in file.parent.iterdir()] == ["街道汇总.json"]
