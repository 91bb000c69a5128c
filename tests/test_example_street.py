"""The example street: one ledger and one questionnaire for all, and a folder of one's own."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
from openpyxl import load_workbook

from checkup import pipeline, street_result
from checkup.model import Wishes
from checkup.report import wording
from checkup.street import Run, Wanted, check_up_all, results
from checkup.street.find import find
from checkup.street_result import StreetResult
from examples import make_answers, make_street

TOP = Path(__file__).parent.parent / "examples" / make_street.FOLDER
say = wording.load()


def threads(workers: int) -> Executor:
    return ThreadPoolExecutor(1)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("street")
    done = check_up_all(TOP, out, say, Wanted(), 1, lambda step: None, threads)
    assert done is not None
    return done


@pytest.fixture(scope="module")
def street(run: Run) -> StreetResult:
    return street_result.load(run.file)


def test_the_files_are_what_their_script_writes(tmp_path: Path) -> None:
    for path, content in make_street.files().items():
        assert (TOP.parent / path).read_bytes() == content, path
    made = tmp_path / "made.xlsx"
    make_answers.save(made, "Sheet1", make_street.answers(), make_street.LAST.year)
    assert (TOP / make_street.ANSWERS).read_bytes() == made.read_bytes()


def test_whoever_opens_a_ledger_reads_that_it_is_made_up() -> None:
    for file in (TOP / make_street.LEDGER, TOP / make_street.OWN / make_street.LEDGER):
        sheet = load_workbook(file)["社区概况"]
        heads = [cell.value for cell in sheet[1]]
        origin, value = heads.index("来源"), heads.index("数值")
        told = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[value]]
        assert {row[origin] for row in told} == {"示例编造"}
    assert "示例" in TOP.name


def test_each_community_has_a_result_and_what_nobody_knows_stays_out(street: StreetResult) -> None:
    assert [row.name for row in street.communities] == [
        "新桥社区", "槐荫社区", "河东社区", "青禾里社区",
    ]  # fmt: skip
    assert [len(each) for each in (street.unusable, street.without_input)] == [0, 0]
    (left,) = street.unrouted
    assert (left.label, left.rows, left.near) == ("槐荫二社区", 14, "槐荫社区")
    asked = {one.label: one.drawn.rows for one in make_street.ROUNDS}
    assert {row.name: row.received for row in street.communities} == {
        "新桥社区": asked["新桥社区"], "槐荫社区": asked["槐荫"],
        "河东社区": asked["河东社区"], "青禾里社区": asked["青禾里社区"],
    }  # fmt: skip


def test_there_is_something_of_everything_a_street_may_show(street: StreetResult) -> None:
    seen = {cell.status for row in street.communities for cell in row.cells}
    assert seen == {"met", "partial", "short", "unconfirmed", "unknown"}
    shared = {
        (row.name, cell.item)
        for row in street.communities
        if row.shared
        for cell in row.shared.cells
        if cell.shared
    }
    assert ("槐荫社区", "CCS-03") in shared
    assert {name for name, _ in shared} == {"槐荫社区", "青禾里社区"}
    assert any(funnel.outliers for funnel in street.funnels)
    assert {each.status for each in street.progress} == {"proposed", "under_way"}
    assert find(TOP).communities == (TOP / make_street.OWN,)


def test_a_plan_needs_no_more_of_a_result_than_is_kept_for_it(run: Run) -> None:
    whole = [found for found, _ in results(run)]
    alike = pipeline.Alike()
    less = [pipeline.needed_to_plan(found, alike) for found in whole]
    # read once more, what the forms have in common is not held twice
    again = [pipeline.needed_to_plan(found, alike) for found, _ in results(run)]
    for one, two in zip(less, again, strict=True):
        assert all(one.facts[name].refs is two.facts[name].refs for name in one.facts)
    assert [each.facts for each in less] == [each.facts for each in whole]
    wishes = Wishes(budget=3_000_000)
    made = pipeline.plan_again(whole, wishes)
    assert [each.plan for each in pipeline.plan_again(less, wishes)] == [each.plan for each in made]
    # each community's part is its own: what all cost together is within the purse
    assert 0 < sum(each.plan.cost.typical or 0 for each in made) <= 3_000_000
