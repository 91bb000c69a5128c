"""The example as a user meets it: what is found, what a year later is gone, what a page is worth.

``python -m tests.test_example`` writes the golden lists anew.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from checkup import judge, pipeline, vocabulary
from checkup.intake import cells, community, ledger
from checkup.intake.cells import Grid
from checkup.intake.draft import Draft
from checkup.intake.ledger import Table
from checkup.judge import standard
from checkup.model import Assessment, Community, Item, PageQuestion
from checkup.policy import Policy
from checkup.report import page, questions, wording
from checkup.result import Result
from checkup.vocabulary import fold
from examples import make_answers, make_ledgers

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
GOLDEN = Path(__file__).parent / "golden"
BEFORE, AFTER = "枫树社区", "枫树社区-复检"
LEDGER, ANSWERS, RETURNED = "设施台账.xlsx", "问卷_居民.xlsx", "待补资料.xlsx"
REPORTED = {
    "CCS-01": "CCS-01.c", "CCS-04": "CCS-04.c", "CCS-05": "CCS-05.a", "CCS-14": "CCS-14.a",
}  # fmt: skip
"""Items the source reports short (seed case 10), and the clause that says so."""

say = wording.load()


@cache
def result_of(folder: Path) -> Result:
    return pipeline.check_up(folder, say)


def example(name: str) -> Result:
    return result_of(EXAMPLES / name)


def item_of(result: Result, item_id: str) -> Item:
    return next(item for item in result.items if item.id == item_id)


def stand(result: Result) -> bool:
    """Whether every shortfall the source reports is found, listed, and closed by a project."""
    found = {each.item: each for each in result.shortfalls}
    closed = {shortfall for project in result.plan.projects for shortfall in project.closes}
    return all(
        item in found and rule in found[item].rules and found[item].id in closed
        for item, rule in REPORTED.items()
    )


# --- what is found, and what a year later is gone -------------------------------------------


def test_before_the_complex_the_shortfalls_of_the_source_are_found_and_have_projects() -> None:
    result = example(BEFORE)
    assert stand(result)
    findings = {each.rule: each for each in result.findings}
    station = {part.name: part.score for part in findings["CCS-01.c"].parts}
    assert station.pop("居委会办公室") == 100
    assert set(station.values()) == {0}
    care = {part.name: part.score for part in findings["CCS-04.c"].parts}
    assert care.pop("助餐") == 0
    assert set(care.values()) == {100}
    health, ground = findings["CCS-05.a"].gap, findings["CCS-14.a"]
    assert health is not None
    assert health.kind == "missing"
    assert ground.status == "short"
    assert ground.measured is not None
    assert ground.measured.value == 82
    assert item_of(result, "CCS-05").status == "short"
    assert all(item_of(result, item).status in ("partial", "short") for item in REPORTED)


def test_the_re_check_clears_them() -> None:
    result = example(AFTER)
    assert {item: item_of(result, item).status for item in REPORTED} == dict.fromkeys(
        REPORTED, "met"
    )
    assert not REPORTED.keys() & {each.item for each in result.shortfalls}


@pytest.mark.parametrize("name", [BEFORE, AFTER])
def test_the_profile_adds_up_to_the_figures_of_the_source(name: str) -> None:
    result = example(name)
    told = {
        each: result.facts[f"profile.{each}"].value
        for each in ("area_ha", "estates", "households", "population")
    }
    assert told == {"area_ha": 73, "estates": 7, "households": 14000, "population": 33000}
    assert len(result.estates) == 7
    assert {each.code for each in result.problems} == {"population_outside"}
    built = [result.facts[estate.facts["built"]].value for estate in result.estates]
    assert (min(map(int, map(str, built))), max(map(int, map(str, built)))) == (2011, 2015)


def test_there_is_something_of_everything_a_ledger_may_hold() -> None:
    result = example(BEFORE)
    assert len(result.spaces) == 8
    assert {each.state for each in result.facilities} == {"in_use", "closed", "building", None}
    assert {each.by.reviewer for each in result.verdicts} == {"复核员乙"}
    assert {"met", "partial", "short", "unconfirmed"} == {item.status for item in result.items}
    assert result.to_collect
    assert result.other_shortfalls


# --- the files are what the scripts write ---------------------------------------------------


@pytest.mark.parametrize("name", [BEFORE, AFTER])
def test_the_ledger_is_what_its_script_writes(name: str) -> None:
    assert make_ledgers.workbook(name) == (EXAMPLES / name / LEDGER).read_bytes()


def test_the_store_is_what_its_script_writes_and_the_plan_follows_it() -> None:
    file = EXAMPLES / AFTER / "项目库.xlsx"
    assert file.read_bytes() == make_ledgers.store(AFTER)
    plan = example(AFTER).plan
    assert [each.status for each in plan.followed] == ["done", "under_way"]
    # the complex is built and its shortfalls are gone by the ledger, not by the store
    assert plan.followed[0].closes == ()
    agreed = [each for each in plan.projects if each.stored]
    assert [each.agreement.order for each in agreed] == [1, 2]


@pytest.mark.parametrize("one", [make_answers.FIRST, make_answers.SECOND])
def test_the_questionnaire_is_what_its_script_writes(
    one: make_answers.Round, tmp_path: Path
) -> None:
    make_answers.write(one, tmp_path / ANSWERS)
    kept = EXAMPLES / one.folder / ANSWERS
    assert (tmp_path / ANSWERS).read_bytes() == kept.read_bytes()


# --- a bare ledger, and the page to answer --------------------------------------------------


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the one sheet of an old ledger."""
    folder = tmp_path_factory.mktemp("bare")
    book = load_workbook(EXAMPLES / BEFORE / LEDGER)
    for sheet in book.sheetnames:
        if sheet != "设施台账":
            del book[sheet]
    book.save(folder / LEDGER)
    return folder


def test_a_bare_ledger_is_no_score_yet_and_says_what_to_answer(bare: Path) -> None:
    result = pipeline.check_up(bare, say)
    assert not result.score.official
    assert result.to_collect
    assert {each.ask for each in result.page} == {"scope", "answer", "profile"}


def test_one_page_of_ticks_lifts_a_bare_ledger_over_the_gate(bare: Path, tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes((bare / LEDGER).read_bytes())
    asked = pipeline.check_up(tmp_path, say)
    (tmp_path / RETURNED).write_bytes(answered(asked, example(BEFORE)))
    result = pipeline.check_up(tmp_path, say)
    assert result.score.official
    assert result.score.coverage >= 0.80
    assert stand(result)
    assert [each.code for each in result.problems] == []


def answered(asked: Result, known: Result) -> bytes:
    """待补资料.xlsx with its first page answered by someone who knows the full example."""
    book = load_workbook(io.BytesIO(questions.render(asked, say)))
    sheet: Worksheet = book[say("forms.sheet.page")]
    rows = sheet.iter_rows()
    head = next(
        heads for row in rows if say("forms.head.answer") in (heads := [cell.value for cell in row])
    )
    answer, count = (head.index(say(f"forms.head.{word}")) for word in ("answer", "count"))
    for question, row in zip(asked.page, rows, strict=False):
        row[answer].value = reply(question, known)
        if question.ask == "scope" and row[answer].value is not None:
            kind = vocabulary.load().kind_by_word[fold(question.key)]
            row[count].value = sum(
                each.kind == kind and each.state == "in_use" for each in known.facilities
            )
    filled = io.BytesIO()
    book.save(filled)
    return filled.getvalue()


def reply(question: PageQuestion, known: Result) -> str | None:
    """What the full example knows of a question, in the words of its drop-down."""
    words = vocabulary.load()
    if question.ask == "scope":
        fact = known.facts.get(f"surveyed.{words.kind_by_word[fold(question.key)]}")
        return "是" if fact is not None and fact.value == "yes" else None
    if question.ask == "profile":
        field = words.profile[words.field_by_word[fold(question.key)]]
        code = str(known.facts[f"profile.{field.id}"].value)
        return words.words[field.words or ""][code][0]
    fact_id = (
        f"answer.{question.key}.{question.part}" if question.part else (f"answer.{question.key}")
    )
    fact = known.facts.get(fact_id)
    if fact is not None and fact.value is not None:
        return words.words["answer"][str(fact.value)][0]
    finding = next(each for each in known.findings if each.rule == question.key)
    return "是" if finding.status == "met" else "不清楚"


# --- deleting a cell ------------------------------------------------------------------------


class Desk:
    """The first ledger in memory, read again with one cell taken out."""

    def __init__(self) -> None:
        self.words = vocabulary.load()
        self.rules = standard.load()
        book = cells.book_of(EXAMPLES / BEFORE / LEDGER, "S1")
        self.grids = {grid.sheet: grid for grid in book.grids}
        self.tables = {name: self.table(grid) for name, grid in self.grids.items()}
        self.community, self.whole = self.judged({})

    def table(self, grid: Grid) -> Table | None:
        return next(iter(ledger.tables(grid, "S1", self.words)[0]), None)

    def judged(self, changed: dict[str, Table | None]) -> tuple[Community, Assessment]:
        draft = Draft(vocabulary=self.words, clauses=self.rules.clauses())
        tables = {**self.tables, **changed}
        community.read_tables(draft, [table for table in tables.values() if table])
        built = community.assembled(draft, BEFORE, Policy())
        return built, judge.judge(built, self.rules, Policy(), example(BEFORE).made_with.as_of)

    def without(self, sheet: str, at: tuple[int, int]) -> tuple[Community, Assessment]:
        grid = self.grids[sheet]
        left = {place: cell for place, cell in grid.cells.items() if place != at}
        return self.judged({sheet: self.table(replace(grid, cells=left))})

    def read_by_rules(self) -> dict[tuple[str, str], set[str]]:
        """(sheet, cell) → the facts of findings that stand on it, build types included."""
        ids = {fact for finding in self.whole.findings for fact in finding.facts}
        ids |= {"profile.build", "profile.central_heating"}
        ids |= {estate.facts[column] for estate in self.community.estates
                for column in ("build", "built")}  # fmt: skip
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for fact_id in ids:
            for ref in self.community.facts[fact_id].refs:
                found[ref.sheet, ref.cell].add(fact_id)
        return found

    def keys(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Cells that say what a row is about: rule, part, kind, field."""
        for sheet, columns in {"制度与佐证": (1, 3), "填报范围": (1,), "社区概况": (1,)}.items():
            for row, column in self.grids[sheet].cells:
                if row > 1 and column in columns:
                    yield sheet, (row, column)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("sheet", ["社区概况", "小区清单", "设施台账", "制度与佐证", "填报范围"])
def test_deleting_a_cell_that_a_rule_reads_never_lifts_a_low_bound_and_is_named(
    sheet: str, desk: Desk
) -> None:
    read = desk.read_by_rules()
    places = {cells.address(*at): at for at in desk.grids[sheet].cells}
    mine = {cell: facts for (name, cell), facts in read.items() if name == sheet}
    assert mine
    for cell, facts in mine.items():
        left, assessment = desk.without(sheet, places[cell])
        assert risen(desk.whole, assessment) == [], (sheet, cell)
        kept = all(fact in left.facts and left.facts[fact].value is not None for fact in facts)
        settled = facts <= {"profile.build"} or all(
            fact.startswith("estate.") and fact.endswith(("build", "built")) for fact in facts
        )
        # a build type told elsewhere (profile, other estates) leaves nothing to ask
        named = any(
            (gap.ref is not None and (gap.ref.sheet, gap.ref.cell) == (sheet, cell))
            or gap.fact in facts
            for entry in assessment.to_collect
            for gap in entry.missing
        )
        assert named or kept or settled, (sheet, cell, facts)
        if settled:
            assert assessment.score == desk.whole.score


def test_deleting_what_a_row_is_about_never_lifts_a_low_bound(desk: Desk) -> None:
    keys = list(desk.keys())
    assert len(keys) > 80
    for sheet, at in keys:
        _, assessment = desk.without(sheet, at)
        assert risen(desk.whole, assessment) == [], (sheet, cells.address(*at))


def risen(before: Assessment, after: Assessment) -> list[str]:
    """Total and items whose low bound rose."""
    pairs = [("score", before.score.low, after.score.low)]
    pairs += [
        (old.id, old.low, new.low) for old, new in zip(before.items, after.items, strict=True)
    ]
    return [name for name, old, new in pairs if new > old + 1e-9]


# --- every fact stands in its cell ----------------------------------------------------------


@pytest.mark.parametrize("name", [BEFORE, AFTER])
def test_every_known_fact_stands_in_the_cell_it_names(name: str) -> None:
    result = example(name)
    books = {
        source: load_workbook(EXAMPLES / name / file.name)
        for source, file in result.sources.items()
        if file.kind == "ledger"
    }
    known = {fact_id: fact for fact_id, fact in result.facts.items() if fact.value is not None}
    assert len(known) > 450
    for fact_id, fact in known.items():
        at = fact.refs[0]
        written = books[at.source][at.sheet][at.cell].value
        assert means(fact_id, written) == fact.value, (fact_id, at, written)


def means(fact_id: str, written: Any) -> Any:
    """A cell's value as the fact it becomes: numbers as they are, words as their code."""
    words = vocabulary.load()
    subject, *_, column = fact_id.split(".")
    if column == "kind":
        return words.kind_by_word[fold(written)]
    if subject in ("answer", "surveyed"):
        return words.choice("answer" if subject == "answer" else "yes_no", written)
    if subject == "profile":
        group = words.profile[column].words
    else:
        sheet = {"estate": "estates", "facility": "facilities", "space": "spaces"}[subject]
        group = next(each for each in words.sheets[sheet].columns if each.id == column).words
    if group:
        return words.choice(group, written)
    return str(written) if column == "floor" else written


# --- golden ---------------------------------------------------------------------------------


def verdicts(result: Result) -> str:
    """Score, items and findings, one sorted line each: a change of verdict is a one-line diff."""

    def four(score: float | None, low: float, high: float, coverage: float) -> str:
        value = "无数据" if score is None else f"{score:.2f}"
        return f"{value} [{low:.2f}, {high:.2f}] {coverage:.2f}"

    total = result.score
    lines = [f"score {four(total.value, total.low, total.high, total.coverage)}"]
    lines += [
        f"item {each.id} {each.status} {four(each.score, each.low, each.high, each.coverage)}"
        for each in result.items
    ]
    for each in result.findings:
        line = f"finding {each.rule} {each.force} {each.status} "
        line += four(each.score, each.low, each.high, each.coverage) + f" {each.via}"
        if each.measured:
            line += f" {each.measured.value:g} {each.measured.unit or ''}"
        lines.append(" ".join([line, *(gap.label for gap in each.missing)]).rstrip())
    return "\n".join(sorted(lines)) + "\n"


@pytest.mark.parametrize("name", [BEFORE, AFTER])
def test_the_verdicts_are_the_golden_ones(name: str) -> None:
    golden = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert verdicts(example(name)) == golden


def test_parking_of_an_existing_community_is_printed_for_reference_and_never_scored() -> None:
    result = example(BEFORE)
    spaces = result.facts["profile.parking_spaces"].value
    households = result.facts["profile.households"].value
    assert result.community.parking_per_household == spaces / households
    assert all(each.rule != "CCS-10.a" or each.status == "exempt" for each in result.findings)
    assert "只作参考，不计分" in page.render(result, say)


if __name__ == "__main__":
    for name in (BEFORE, AFTER):
        (GOLDEN / f"{name}.txt").write_text(verdicts(example(name)), encoding="utf-8")
