"""One wrong cell, anywhere: a result or a coded problem at that cell, never an exception.

The files are read once; each example changes one cell of what the readers gave, in both of their
views, and runs everything behind them. A few runs go through whole files. ``make fuzz`` does the
same with every cell of the example and many more examples.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from checkup import checking, pipeline, plan, result
from checkup.intake import cells
from checkup.intake.cells import Book, Cell, Grid
from checkup.judge import standard
from checkup.report import wording, write
from checkup.result import ProblemRow, Result

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "枫树社区"
LEDGER, SURVEY = "设施台账.xlsx", "问卷_居民.xlsx"
say = wording.load()

SHEETS = ("社区概况", "小区清单", "设施台账", "闲置空间", "制度与佐证", "填报范围", "访谈与议事",
          "其他短板", "服务目录", "人工核定", "填写说明")  # fmt: skip
"""What the example's ledger has."""

Sheets = list[tuple[str, list[list[Any]]]]


class Wrong(NamedTuple):
    """A wrong cell as openpyxl gives it; calamine gives faulty cells as empty ones."""

    value: Any
    fault: str | None = None

    @property
    def raw(self) -> Any:
        return "" if self.fault or self.value is None else self.value


EMPTY = [Wrong(None), Wrong(" "), Wrong("\t\n")]
FAULTS = [
    Wrong("#REF!", "error"), Wrong("#DIV/0!", "error"), Wrong("#N/A", "error"),
    Wrong(None, "uncached"),
]  # fmt: skip
WORDS = [
    Wrong("乱写"), Wrong("=1+1"), Wrong('=HYPERLINK("http://x")'), Wrong("-"), Wrong("0"),
    Wrong("，、；"), Wrong("┋"), Wrong("〖"), Wrong("{name}"), Wrong("[red]x[/red]"),
    Wrong("<script>alert(1)</script>"), Wrong("长" * 40_000), Wrong("2023-02-30"),
    Wrong("13800000000"), Wrong("😀"),
]  # fmt: skip
UNSEEN = [
    Wrong("\x01\x02"), Wrong("卫生\x07站"), Wrong("a\u202eb"), Wrong("\ufffe"), Wrong("\u200b"),
]  # fmt: skip
NUMBERS = [
    Wrong(10**30), Wrong(1e308), Wrong(-1e308), Wrong(0.1), Wrong(-1), Wrong("1e309"),
    Wrong("nan"), Wrong("inf"), Wrong("²"), Wrong("１２３"), Wrong("٣"), Wrong("99" * 200),
]  # fmt: skip
TYPES = [
    Wrong(True), Wrong(False), Wrong(date(2023, 2, 3)), Wrong(datetime(2023, 2, 3, 4, 5)),
    Wrong(datetime(1900, 1, 1)), Wrong(datetime(9999, 12, 31)), Wrong(time(8, 30)),
    Wrong(timedelta(hours=30)),
]  # fmt: skip
WRONGS = st.one_of(
    *map(st.sampled_from, (EMPTY, FAULTS, WORDS, UNSEEN, NUMBERS, TYPES)),
    st.text(max_size=12).map(Wrong),
    st.integers().map(Wrong),
    st.floats(allow_nan=False, allow_infinity=False).map(Wrong),
)

OF_THE_CELL = frozenset({
    "number_unreadable", "number_negative", "number_approximate", "error_value",
    "formula_uncached", "date_unreadable", "year_unreadable", "choice_unknown", "kind_unknown",
    "kind_blank", "option_unknown",
})  # fmt: skip
"""Codes that speak of one cell: below the header, of the wrong one or of one in its row."""


# --- the example, read once ----------------------------------------------------------------------


@cache
def ledger() -> Book:
    return cells.book_of(EXAMPLE / LEDGER, "S1")


@cache
def survey() -> list[list[Any]]:
    return cells.rows_of(EXAMPLE / SURVEY, "S1")[0][1]


def part(book: Book, sheet: str, rows: int) -> Book:
    """The first rows of a sheet, and of the two sheets that every other one leans on."""
    return Book(
        grids=tuple(
            Grid(
                sheet=grid.sheet,
                cells={at: cell for at, cell in grid.cells.items() if at[0] <= rows},
                merged=grid.merged,
            )
            for grid in book.grids
            if grid.sheet in (sheet, "社区概况", "小区清单")
        )
    )


def as_rows(book: Book) -> Sheets:
    """The same book as the reader gives it that sees only rows."""
    return [(grid.sheet, _rows(grid)) for grid in book.grids]


def _rows(grid: Grid) -> list[list[Any]]:
    height = max((row for row, _ in grid.cells), default=0)
    width = max((column for _, column in grid.cells), default=0)

    def raw(at: tuple[int, int]) -> Any:
        cell = grid.cells.get(at)
        return "" if cell is None or cell.fault or cell.value is None else cell.value

    return [[raw((row, column)) for column in range(1, width + 1)] for row in range(1, height + 1)]


def spoilt(book: Book, sheet: int, at: tuple[int, int], wrong: Wrong) -> Book:
    """The book with one cell changed."""
    grid = book.grids[sheet]
    changed = {**grid.cells, at: Cell(wrong.value, wrong.fault)}
    if wrong.value is None and wrong.fault is None:
        del changed[at]
    grids = list(book.grids)
    grids[sheet] = Grid(sheet=grid.sheet, cells=changed, merged=grid.merged)
    return Book(grids=tuple(grids))


STANDARD, REMEDIES = cache(standard.load), cache(plan.load_remedies)


@contextmanager
def instead(sheets: Sheets, book: Book | None) -> Iterator[None]:
    """What the readers give, whatever the file; our own data files are loaded once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "rows_of", lambda file, source: sheets)
        patch.setattr(cells, "book_of", lambda file, source: book)
        patch.setattr(cells, "hidden_of", lambda file: [])
        patch.setattr(cells, "names_sheet", lambda file, name: False)
        patch.setattr(standard, "load", STANDARD)
        patch.setattr(plan, "load_remedies", REMEDIES)
        yield


def run(folder: Path, sheets: Sheets, book: Book | None) -> Result:
    """The whole way from cells to the bytes of the result."""
    with instead(sheets, book):
        found = pipeline.check_up(folder, say)
    result.to_bytes(found)
    return found


# --- a ledger ------------------------------------------------------------------------------------


def strange(rows: tuple[ProblemRow, ...], before: tuple[ProblemRow, ...]) -> list[ProblemRow]:
    """The problems that were not there before."""
    known = {(row.code, row.sheet, row.cell) for row in before}
    return [row for row in rows if (row.code, row.sheet, row.cell) not in known]


def hold_ledger(folder: Path, book: Book, name: str, clean: Result, data: st.DataObject) -> None:
    """Corrupt one cell of a sheet and hold what every corruption must keep."""
    sheet = [grid.sheet for grid in book.grids].index(name)
    grid = book.grids[sheet]
    at = data.draw(st.sampled_from(sorted(grid.cells)), label="cell")
    wrong = data.draw(WRONGS, label="wrong")
    changed = spoilt(book, sheet, at, wrong)
    found = run(folder, as_rows(changed), changed)
    new = strange(found.problems, clean.problems)
    here = cells.address(*at)
    for row in new:
        if row.code in OF_THE_CELL:
            assert row.sheet == grid.sheet
            # below a wrong header whole columns are read otherwise, names for kinds too
            assert at[0] == 1 or row_of(row.cell) == at[0], (row, here)
    for name, fact in found.facts.items():
        there = any((ref.sheet, ref.cell) == (grid.sheet, here) for ref in fact.refs)
        if there and fact.gap in ("error_value", "unreadable"):
            named = {row.cell for row in found.problems if row.sheet == grid.sheet}
            assert here in named, (name, fact)
    assert all(fact.value is None for fact in found.facts.values() if fact.gap)


def row_of(address: str | None) -> int:
    """Row of an A1 address."""
    return int((address or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one file, whose content every example brings itself."""
    folder = tmp_path_factory.mktemp("枫树社区")
    (folder / "表.xlsx").write_bytes(b"read by nobody")
    return folder


CALM = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.parametrize("sheet", SHEETS)
@settings(max_examples=15, derandomize=True, database=None, **CALM)
@given(data=st.data())
def test_one_wrong_cell_of_a_ledger_is_a_result_or_a_problem_at_that_cell(alone, sheet, data):
    book = part(ledger(), sheet, 8)
    hold_ledger(alone, book, sheet, _clean_ledger(alone, sheet), data)


@cache
def _clean_ledger(folder: Path, sheet: str) -> Result:
    book = part(ledger(), sheet, 8)
    return run(folder, as_rows(book), book)


@pytest.mark.fuzz
@pytest.mark.parametrize("sheet", SHEETS)
@settings(max_examples=300, **CALM)
@given(data=st.data())
def test_any_wrong_cell_of_a_whole_sheet(alone, sheet, data):
    hold_ledger(alone, part(ledger(), sheet, 1000), sheet, _clean_whole(alone, sheet), data)


@cache
def _clean_whole(folder: Path, sheet: str) -> Result:
    book = part(ledger(), sheet, 1000)
    return run(folder, as_rows(book), book)


# --- a questionnaire -----------------------------------------------------------------------------


def hold_survey(folder: Path, rows: list[list[Any]], clean: Result, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(rows) - 1), label="row")
    column = data.draw(st.integers(0, len(rows[0]) - 1), label="column")
    wrong = data.draw(WRONGS, label="wrong")
    changed = [list(each) for each in rows]
    changed[row][column] = wrong.raw
    book = Book(grids=(Grid(sheet="Sheet1", cells={
        (y, x): Cell(value)
        for y, each in enumerate(changed, 1) for x, value in enumerate(each, 1) if value != ""
    }),))  # fmt: skip
    found = run(folder, [("Sheet1", changed)], book)
    here = cells.address(row + 1, column + 1)
    new = strange(found.problems, clean.problems)
    for problem in new:
        if problem.code in OF_THE_CELL and problem.cell is not None:
            assert row == 0 or problem.cell == here, problem
    if row == 0:
        return
    assert found.survey is not None
    assert clean.survey is not None
    assert clean.survey.received - found.survey.received in (0, 1)
    assert len(found.survey.questions) == len(clean.survey.questions)


@cache
def _clean_survey(folder: Path, count: int) -> Result:
    rows = survey()[: count + 1]
    return run(folder, [("Sheet1", rows)], None)


@settings(max_examples=60, derandomize=True, database=None, **CALM)
@given(data=st.data())
def test_one_wrong_cell_of_a_questionnaire_costs_at_most_one_answer_sheet(alone, data):
    hold_survey(alone, survey()[:41], _clean_survey(alone, 40), data)


@pytest.mark.fuzz
@settings(max_examples=500, **CALM)
@given(data=st.data())
def test_any_wrong_cell_of_a_longer_questionnaire(alone, data):
    hold_survey(alone, survey()[:301], _clean_survey(alone, 300), data)


# --- whole files ---------------------------------------------------------------------------------

FILES: dict[str, tuple[Callable[[Any], object], str | None]] = {
    "type": (lambda cell: setattr(cell, "value", True), "number_unreadable"),
    "text": (lambda cell: setattr(cell, "value", "三百"), "number_unreadable"),
    "emptiness": (lambda cell: setattr(cell, "value", None), None),
    "formula": (lambda cell: setattr(cell, "value", "=1/0"), "formula_uncached"),
    "error value": (lambda cell: setattr(cell, "value", "#REF!"), "error_value"),
    "huge number": (lambda cell: setattr(cell, "value", 1e300), "number_unreadable"),
    "control character": (
        lambda cell: setattr(cell, "value", "12_x0007_\u202e"), "number_unreadable"
    ),
    "date": (lambda cell: setattr(cell, "value", datetime(2023, 5, 6)), "number_unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_wrong_figure_in_a_file_is_named_and_every_report_is_written(kind, tmp_path):
    change, code = FILES[kind]
    book = load_workbook(EXAMPLE / LEDGER)
    sheet = book["设施台账"]
    header = next(
        row for row in sheet.iter_rows(max_row=15) if any(cell.value == "设施名称" for cell in row)
    )
    column = next(cell.column for cell in header if str(cell.value).startswith("建筑面积"))
    cell = sheet.cell(header[0].row + 1, column)
    change(cell)
    book.save(tmp_path / LEDGER)
    found = pipeline.check_up(tmp_path, say)
    write.write(found, tmp_path / "体检结果", say)
    here = [
        row.code
        for row in found.problems
        if (row.sheet, row.cell) == (sheet.title, cell.coordinate)
    ]
    assert here == ([code] if code else [])
    done = checking.check(tmp_path, say)
    assert len(list(checking.annotated(done, say))) == 1


# --- files that would exhaust the machine --------------------------------------------------------


def _far(file: Path) -> None:
    book = Workbook()
    book.active["XFD1048576"] = "x"
    book.save(file)
    assert file.stat().st_size < 6_000


def _bomb(file: Path) -> None:
    Workbook().save(file)
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings2.xml", "w") as part,
    ):
        for _ in range(1000):
            part.write(b" " * 1_000_000)
    assert file.stat().st_size < 6_000_000


@pytest.mark.parametrize("write_", [_far, _bomb])
@pytest.mark.parametrize("command", ["check", "score"])
def test_a_file_that_unpacks_without_end_is_a_coded_problem_within_2_gb(write_, command, tmp_path):
    write_(tmp_path / "大.xlsx")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))

    ran = subprocess.run(
        [sys.executable, "-m", "checkup", command, str(tmp_path)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False, preexec_fn=limit,
    )  # fmt: skip
    assert ran.returncode == 3, ran.stderr
    assert say("problems.file_too_large.title") in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
