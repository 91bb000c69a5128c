"""One set of answers, written by every platform of exports.md, gives the same figures.

Each shape stands alone in a folder and goes through the whole pipeline; the text export of 问卷星
is what all others are held against, to the digit. What a platform by nature cannot carry stands
in its shape's ``lacks``, and everything else is compared.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from shapes import COUNT, PLANTED, SHAPES, Person, Shape, columns, people, wjx
from shapes.figures import figures, only_source, shown
from shapes.tables import text_of

from checkup import pipeline
from checkup.intake import cells, dialects
from checkup.report import wording, write
from checkup.result import Result, to_bytes

say = wording.load()
NAMES = {dialect.id: dialect.name for dialect in dialects.load()}
ALL = pytest.mark.parametrize("shape", SHAPES, ids=[shape.id for shape in SHAPES])


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each shape's file stands in a folder of its own."""
    return tmp_path_factory.mktemp("shapes")


@cache
def result_of(shape: Shape, folders: Path) -> Result:
    folder = folders / shape.id / "枫树社区"
    shape.put(people(), folder)
    return pipeline.check_up(folder, say)


def expected(folders: Path, lacks: frozenset[str]) -> dict[str, Any]:
    return figures(result_of(wjx.TEXT, folders), lacks)


# --- the same figures ----------------------------------------------------------------------


def test_the_yardstick_itself_counts_what_was_planted(folders: Path) -> None:
    survey = result_of(wjx.TEXT, folders).survey
    assert survey is not None
    assert survey.received == COUNT
    outside = sum(person.answers[0] == 3 for person in people())
    half_way = sum(person.answers[30] == -1 and person.answers[31] == -1 for person in people())
    assert survey.valid == COUNT - outside - half_way
    assert outside > 0
    assert half_way > 0
    assert len(survey.questions) == 43
    by_id = {question.id: question for question in survey.questions}
    residents = [each.answers for each in people()[6:] if each.answers[0] == 0]
    skipped = sum(answers[5] == -2 for answers in residents)
    blank = sum(answers[3] == -1 for answers in residents)
    assert min(skipped, blank) > 0
    assert by_id["vehicle"].skipped == shown(skipped)
    assert by_id["sex"].blank == shown(blank)
    assert by_id["sex"].n == len(residents) - blank
    given = [answers[6] for answers in residents]
    counts = [given.count(place) for place in range(5)]
    points = sum(count * score for count, score in zip(counts, (100, 75, 50, 25, 0), strict=True))
    assert by_id["satisfaction.CCS-01"].mean == pytest.approx(points / sum(counts))


@ALL
def test_a_shape_is_read_as_what_it_is(shape: Shape, folders: Path) -> None:
    source = only_source(result_of(shape, folders))
    assert source.kind == "export"
    assert source.dialect == NAMES[shape.dialect]
    assert source.rows == COUNT


@ALL
def test_a_shape_gives_the_same_figures_to_the_digit(shape: Shape, folders: Path) -> None:
    assert figures(result_of(shape, folders), shape.lacks) == expected(folders, shape.lacks)


@ALL
def test_every_column_of_a_shape_is_accounted_for_and_none_is_strange(
    shape: Shape, folders: Path
) -> None:
    columns = only_source(result_of(shape, folders)).columns
    # the community's own options as bare numbers: not used, and said
    assert len(columns.unrecognised) == ("estate" in shape.lacks)
    counted = (*columns.used, *columns.private, *columns.ignored, *columns.unrecognised)
    file = folders / shape.id / "枫树社区" / shape.file
    widths = {
        len({at for row in rows[:4] for at, cell in enumerate(row) if str(cell).strip()})
        for _, rows in cells.rows_of(file, "s")
    }
    assert len(counted) in widths


@ALL
def test_a_clean_shape_raises_no_warning(shape: Shape, folders: Path) -> None:
    found = [
        row.code
        for row in result_of(shape, folders).problems
        if row.source is not None and row.level != "notice"
    ]
    assert found == ["options_are_numbers"] * ("estate" in shape.lacks)


def test_scores_are_not_taken_for_answers(tmp_path: Path) -> None:
    """Nobody but the author knows which option got which points (exports §10.2)."""
    wjx.SCORES.put(people(), tmp_path)
    result = pipeline.check_up(tmp_path, say)
    assert only_source(result).dialect == NAMES["wjx_score"]
    assert all(item.satisfaction is None and item.demand is None for item in result.items)
    assert "scores_without_labels" in {row.code for row in result.problems}


@pytest.mark.parametrize("way", ["up", "down"])
def test_points_whose_direction_a_person_told_give_the_satisfaction_of_the_text_export(
    way: str, folders: Path, tmp_path: Path
) -> None:
    file = wjx.SCORES.put(people(), tmp_path)
    if way == "down":
        turn(file)
    settings = f"files:\n  {file.name}: export:wjx_score_{way}\n"
    (tmp_path / "checkup.yaml").write_text(settings, encoding="utf-8")
    items = {item.id: item.satisfaction for item in pipeline.check_up(tmp_path, say).items}
    # everybody counts as a resident where nothing tells who is one
    everybody = tmp_path / "text"
    wjx.TEXT.put([_nobody(person) for person in people()], everybody)
    for item in pipeline.check_up(everybody, say).items:
        assert items[item.id] == item.satisfaction


def _nobody(person: Person) -> Person:
    """The person with only what they said of satisfaction, 不了解 being no answer: it has 0 points,
    and so has a question left open."""
    told = tuple(
        -2 if not column.asked.id.startswith("satisfaction.") else -1 if answer == 5 else answer
        for column, answer in zip(columns(), person.answers, strict=True)
    )
    return person._replace(answers=told, typed={})


def turn(file: Path) -> None:
    """The same file with 1 for the best and 5 for the worst."""
    book = load_workbook(file)
    for row in book.worksheets[0].iter_rows(min_row=2):
        for cell in row[6:-1]:
            if cell.value in (1, 2, 3, 4, 5):
                cell.value = 6 - cell.value
    book.save(file)


def test_points_are_read_for_the_questions_whose_direction_stands_in_the_mapping(
    tmp_path: Path,
) -> None:
    wjx.SCORES.put(people(), tmp_path)
    rows = [
        {"题目": "您对社区以下方面满意吗", "小题": column.asked.title, "条目": column.asked.item,
         "用途": "满意度（数越大或越同意越满意）"}
        for column in columns() if column.asked.id in ("satisfaction.CCS-01", "satisfaction.CCS-02")
    ]  # fmt: skip
    text = yaml.safe_dump({"题目对照": rows}, allow_unicode=True)
    (tmp_path / "checkup.yaml").write_text(text, encoding="utf-8")
    result = pipeline.check_up(tmp_path, say)
    told = {item.id for item in result.items if item.satisfaction or item.withheld}
    assert told == {"CCS-01", "CCS-02"}
    (untold,) = [row for row in result.problems if row.code == "points_untold"]
    assert untold.found == str(len(only_source(result).columns.unrecognised))


def test_a_code_export_that_nothing_names_is_refused_with_a_question(tmp_path: Path) -> None:
    shape = next(each for each in SHAPES if each.id == "wjx_code_2016")
    shape._replace(file="居民问卷.xlsx").put(people(), tmp_path)
    result = pipeline.check_up(tmp_path, say)
    assert all(item.satisfaction is None and item.demand is None for item in result.items)
    assert "export_ambiguous" in {row.code for row in result.problems}


# --- several files ---------------------------------------------------------------------------


def test_the_same_file_under_two_names_changes_nothing(folders: Path, tmp_path: Path) -> None:
    first = wjx.TEXT.put(people(), tmp_path)
    (tmp_path / "另存一份.xlsx").write_bytes(first.read_bytes())
    assert figures(pipeline.check_up(tmp_path, say)) == expected(folders, frozenset())


@pytest.mark.parametrize(
    "other", ["wjx_text_2016", "tencent", "jinshuju", "google_xlsx", "kobo_labels"]
)
def test_two_halves_from_two_platforms_are_the_whole(
    other: str, folders: Path, tmp_path: Path
) -> None:
    shape = next(each for each in SHAPES if each.id == other)
    wjx.TEXT.put(people()[:150], tmp_path)
    shape.put(people()[150:], tmp_path)
    lacks = shape.lacks
    assert figures(pipeline.check_up(tmp_path, say), lacks) == expected(folders, lacks)


def test_one_survey_with_and_without_the_platforms_columns_is_flagged_and_both_count(
    tmp_path: Path,
) -> None:
    bare = next(each for each in SHAPES if each.id == "wjx_no_meta")
    wjx.TEXT.put(people()[:40], tmp_path)
    bare.put(people()[:30], tmp_path)
    result = pipeline.check_up(tmp_path, say)
    assert result.survey is not None
    assert result.survey.received == 70
    (alike,) = [row for row in result.problems if row.code == "answers_alike"]
    assert alike.source is not None
    named = {result.sources[alike.source].name, *(
        each.name for each in result.sources.values() if each.name in alike.expected
    )}  # fmt: skip
    assert named == {wjx.TEXT.file, bare.file}
    full = sum(
        sum(answer not in (-1, -2) for answer in each.answers if not isinstance(answer, str)) >= 15
        for each in people()[:30]
    )
    assert alike.found == str(full)


def test_two_surveys_of_different_people_are_not_called_alike(tmp_path: Path) -> None:
    bare = next(each for each in SHAPES if each.id == "wjx_no_meta")
    wjx.TEXT.put(people()[:40], tmp_path)
    bare.put(people()[35:75], tmp_path)
    codes = {row.code for row in pipeline.check_up(tmp_path, say).problems}
    assert "answers_alike" not in codes


# --- nothing personal --------------------------------------------------------------------------


@ALL
def test_every_planted_person_is_in_the_file_and_nobody_in_the_result(
    shape: Shape, folders: Path
) -> None:
    result = result_of(shape, folders)
    rows = cells.rows_of(folders / shape.id / "枫树社区" / shape.file, "s")
    assert len(set(PLANTED.findall(str(rows)))) >= COUNT / 4
    assert PLANTED.findall(to_bytes(result).decode()) == []


def test_no_planted_person_is_in_any_output_file(tmp_path: Path) -> None:
    """All shapes in one folder, so that pages and workbooks have met every one of them."""
    folder = tmp_path / "枫树社区"
    for number, shape in enumerate(SHAPES, 1):
        if not shape.settings:
            shape._replace(file=f"{number:02}_{shape.file}").put(people()[:60], folder)
    result = pipeline.check_up(folder, say)
    files = write.write(result, tmp_path / "out", say)
    assert {file.suffix for file in files} == {".json", ".html", ".svg", ".xlsx"}
    for file in files:
        text = text_of(file)
        assert "枫树社区" in text
        assert PLANTED.findall(text) == [], file.name
