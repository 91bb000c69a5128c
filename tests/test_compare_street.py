"""Two rounds of a street: pairs by name, nothing guessed, every family of tests as a whole."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, unquote

import jsonschema
import numpy as np
import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from statsmodels.stats.multitest import multipletests

from checkup import comparison, result, street_comparison
from checkup.comparison import Arising, Change, Closing, Comparison, Figure
from checkup.model import Satisfaction, SurveyArea
from checkup.opinion import comparison as tests
from checkup.policy import Policy
from checkup.report import (
    street_comparison_book,
    street_comparison_page,
    street_comparison_rows,
)
from checkup.report.street_comparison_rows import KINDS
from checkup.report.street_paging import PER_PAGE
from checkup.report.wording import load
from checkup.result import Result
from checkup.rounds import compare
from checkup.rounds.newest import SameDayError, newest, round_of
from checkup.street import compare as of_street
from checkup.street import heard, opened, summary, tally, totals
from checkup.street.compare import compare_streets, save
from checkup.street.heard import Heard
from checkup.street.opened import Member, Opened
from checkup.street.pairing import paired
from checkup.street.pairs import PairDone, PairTask, compare_pair
from checkup.street.pool import Ended, processes
from checkup.street_comparison import StreetComparison
from checkup.street_result import to_bytes
from tests.test_cli import checkup
from tests.test_rounds import HEALTH, example, listed, states
from tests.test_street_batch import community

SAY = load()
POLICY = Policy()
NURSERY, GREEN = "CCS-03", "CCS-15"


# --- the planted street --------------------------------------------------------------------------


def named(found: Result, name: str) -> Result:
    return replace(found, community=replace(found.community, id=name, name=name))


@cache
def stricter() -> Result:
    """The old facts under rules in which a part counts for nothing."""
    from checkup import pipeline
    from checkup.judge import standard

    old = example("枫树社区")
    policy = replace(old.policy, part_score=0.0)
    judged = pipeline.judge.judge(
        pipeline.community_of(old), standard.load(), policy, old.made_with.as_of
    )
    return replace(
        old, policy=policy, findings=judged.findings, items=judged.items, score=judged.score
    )


@cache
def less_known() -> Result:
    """The old round, in which nobody knew of the green."""
    old = example("枫树社区")
    items = tuple(
        replace(each, status="unknown", score=None) if each.id == GREEN else each
        for each in old.items
    )
    return replace(old, items=items)


OLD = {
    "真变社区": lambda: example("枫树社区"),
    "规则社区": lambda: example("枫树社区"),
    "查清社区": less_known,
    "旧名社区": lambda: example("枫树社区"),
    "撤并社区": lambda: example("枫树社区"),
}
NEW = {
    "真变社区": lambda: example("枫树社区-复检"),
    "规则社区": stricter,
    "查清社区": lambda: example("枫树社区"),
    "新名社区": lambda: example("枫树社区"),
    "新建社区": lambda: example("枫树社区"),
}
FOLDERS = {"旧名社区": "二村", "新名社区": "二村"}


def write_street(folder: Path, round_: dict[str, object], day: str) -> Path:
    """A street's round on disk: results, and the street's own result made of them."""
    rows = []
    for name, make in round_.items():
        path = FOLDERS.get(name, name)
        found = named(make(), name)  # type: ignore[operator]
        home = folder / path
        home.mkdir(parents=True)
        (home / "result.json").write_bytes(result.to_bytes(found))
        rows.append(summary.row(found, path, f"{path}/result.json", f"{path}/体检报告.html"))
    from checkup.judge import standard

    head = totals.head(tally.of(rows, False, SAY), "示例街道", standard.load(), POLICY)
    file = folder / "街道汇总.json"
    file.write_bytes(to_bytes(replace(head, communities=tuple(rows))))
    return file


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    top = tmp_path_factory.mktemp("streets")
    old = write_street(top / "old", OLD, "2024-09-29")  # type: ignore[arg-type]
    new = write_street(top / "new", NEW, "2025-09-29")  # type: ignore[arg-type]
    return old, new


@pytest.fixture(scope="module")
def streets(places: tuple[Path, Path]) -> tuple[Opened, Opened]:
    return opened.load(places[0]), opened.load(places[1])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("对比")


@pytest.fixture(scope="module")
def made(streets: tuple[Opened, Opened], out: Path) -> StreetComparison:
    found = compare_streets(*streets, out)
    save(found, out, SAY)
    return found


def moves(made: StreetComparison, name: str) -> dict[str, str]:
    (pair,) = [each for each in made.pairs if each.name == name]
    return {each.item: each.kind for each in pair.moves}


# --- pairs ---------------------------------------------------------------------------------------


def member(name: str, path: str) -> Member:
    return Member(path=path, id=name, name=name, population=None, groups={}, result="")


def test_a_community_is_known_by_its_name_wherever_its_folder_went() -> None:
    found = paired([member("甲", "北片/甲")], [member("甲", "南片/甲社区")])
    assert [(old.path, new.path) for old, new in found.both] == [("北片/甲", "南片/甲社区")]
    assert found.alone == ()


def test_what_was_renamed_came_or_went_is_listed_and_never_guessed(made: StreetComparison) -> None:
    assert [pair.name for pair in made.pairs] == ["真变社区", "规则社区", "查清社区"]
    told = {(each.name, each.why, each.same_folder) for each in made.alone}
    assert told == {
        ("旧名社区", "gone", "新名社区"), ("新名社区", "new", "旧名社区"),
        ("撤并社区", "gone", None), ("新建社区", "new", None),
    }  # fmt: skip


def test_two_of_one_name_pair_only_within_the_same_folder() -> None:
    old = [member("甲", "一"), member("甲", "二")]
    found = paired(old, [member("甲", "二"), member("甲", "三")])
    assert [(first.path, last.path) for first, last in found.both] == [("二", "二")]
    assert {(each.path, each.why) for each in found.alone} == {
        ("一", "same_name"), ("三", "same_name"),
    }  # fmt: skip


# --- what is real, what is the rules', what is only known better --------------------------------


def test_the_planted_changes_come_out_as_what_they_are(made: StreetComparison) -> None:
    real, rules, known = (moves(made, name) for name in ("真变社区", "规则社区", "查清社区"))
    assert real[HEALTH] == "better"
    assert set(rules.values()) == {"same"}
    assert known[GREEN] == "newly_known"
    assert {kind for item, kind in known.items() if item != GREEN} == {"same"}
    by_name = {pair.name: pair for pair in made.pairs}
    assert by_name["规则社区"].totals.real == 0
    assert by_name["规则社区"].totals.rules is not None
    assert by_name["规则社区"].totals.rules < 0
    assert not by_name["规则社区"].same_rules
    assert by_name["真变社区"].closed["closed"] == 1


def test_what_happened_to_an_item_is_counted_over_the_pairs(made: StreetComparison) -> None:
    items = {item.id: item for item in made.items}
    assert items[HEALTH].kinds == {"better": 1, "same": 2}
    assert items[HEALTH].closed == {"closed": 1, "open": 2}
    assert items[GREEN].kinds == {"newly_known": 1, "same": 2}
    assert items[GREEN].old["unknown"] == 1
    assert sum(made.closed.values()) == sum(sum(each.closed.values()) for each in made.pairs)


def test_the_streets_total_is_weighted_by_people_and_its_parts_add_up(
    made: StreetComparison,
) -> None:
    told = made.totals
    assert told is not None
    assert told.communities == 3
    weights = [pair.population or 0 for pair in made.pairs]
    for key in ("delta", "rules", "real", "true", "completion"):
        values = [getattr(pair.totals, key) for pair in made.pairs]
        mean = sum(n * x for n, x in zip(weights, values, strict=True)) / sum(weights)
        assert getattr(told, key) == pytest.approx(mean)
    assert told.rules + told.real == pytest.approx(told.delta)
    assert told.true + told.completion == pytest.approx(told.real)
    assert told.rules < 0 < told.true


def test_totals_that_rest_on_little_are_counted_and_said(made: StreetComparison) -> None:
    told = made.totals
    assert told is not None
    pairs = [each for each in made.pairs if each.population and each.totals.delta is not None]
    draft = [each for each in pairs
             if not (each.totals.old.official and each.totals.new.official)]  # fmt: skip
    assert told.unofficial == len(draft)
    some, none = (replace(made, totals=replace(told, unofficial=n)) for n in (2, 0))
    assert "其中 2 个社区" in "".join(street_comparison_rows.headline(some, SAY))
    assert "暂估" not in "".join(street_comparison_rows.headline(none, SAY))


def test_each_pair_is_what_its_own_comparison_says(
    made: StreetComparison, streets: tuple[Opened, Opened], out: Path
) -> None:
    own = compare(example("枫树社区"), example("枫树社区-复检"))
    (pair,) = [each for each in made.pairs if each.name == "真变社区"]
    assert pair.totals == own.totals
    assert {each.item: each.kind for each in pair.moves} == {x.id: x.kind for x in own.items}
    assert sum(pair.closed.values()) == len(own.closed)
    assert states(own)[HEALTH] == "closed"
    assert pair.page == "真变社区/复检对比.html"
    assert "总分 86.6 变为 98.1" in (out / pair.page).read_text("utf-8").replace("\xa0", " ")


# --- residents -----------------------------------------------------------------------------------


def figure(value: float, n: int, mean: bool = False) -> Figure:
    half = 1.96 * (25 / sqrt(n) if mean else sqrt(value * (1 - value) / n))
    return Figure(value=value, low=value - half, high=value + half, n=n)


def change(item: str | None, old: tuple[float, int], new: tuple[float, int]) -> Change:
    _, p = tests.pooled_z(*old, *new)
    return Change(
        measure="satisfied", item=item, old=figure(*old), new=figure(*new),
        difference=new[0] - old[0], p=p, direction="unclear",
    )  # fmt: skip


def heard_of(
    rows: Sequence[tuple[float | None, Sequence[Change]]], areas: tuple[SurveyArea, ...] = ()
) -> street_comparison.StreetVoices:
    """What a street makes of communities with so many people and these changes, who all heard
    the questionnaires of these areas."""
    kept = Heard()
    voices = comparison.Voices()
    base = compare(example("枫树社区"), example("枫树社区-复检"))
    for number, (people, changes) in enumerate(rows):
        own = replace(voices, items=tuple(changes))
        made: Comparison = replace(base, voices=own)
        of = replace(member(f"c{number}", f"c{number}"), population=people, areas=areas)
        heard.listen(kept, made, of, of, POLICY)
    found = heard.figures(kept, POLICY)
    assert found is not None
    return found


def test_the_streets_share_is_weighted_by_people_with_its_effective_answers() -> None:
    found = heard_of([
        (1000, [change(HEALTH, (0.6, 300), (0.7, 300))]),
        (3000, [change(HEALTH, (0.4, 100), (0.6, 200))]),
    ])  # fmt: skip
    (told,) = found.items
    assert told.change.old.value == pytest.approx((1000 * 0.6 + 3000 * 0.4) / 4000)
    assert told.change.new.value == pytest.approx((1000 * 0.7 + 3000 * 0.6) / 4000)
    # Kish over 300 answers that stand for 1000/300 people each and 100 for 3000/100
    weights = [1000 / 300] * 300 + [30.0] * 100
    assert told.n_eff[0] == pytest.approx(sum(weights) ** 2 / sum(w * w for w in weights))
    expected = tests.newcombe(0.45, told.n_eff[0], 0.625, told.n_eff[1])
    assert (told.change.low, told.change.high) == pytest.approx((expected.low, expected.high))


def test_communities_that_heard_the_same_answers_are_one_sample() -> None:
    """Twice the communities are not twice the answers."""
    same = [change(HEALTH, (0.6, 300), (0.7, 300))]
    area = SurveyArea(survey="问卷", metres=1500, communities=("c0", "c1"))
    (one,) = heard_of([(5000, same)]).items
    (told,) = heard_of([(2000, same), (3000, same)], (area,)).items
    assert (told.communities, told.people) == (2, 5000)
    assert told.n_eff == pytest.approx(one.n_eff)
    assert told.change.p == pytest.approx(one.change.p)
    assert told.change.new.n == 300
    (apart,) = heard_of([(2000, same), (3000, same)]).items
    assert apart.change.new.n == 600


def test_one_community_alone_is_the_street_t_6_5() -> None:
    (told,) = heard_of([(5000, [change(HEALTH, (0.6, 300), (0.7, 300))])]).items
    assert told.n_eff == pytest.approx((300, 300))
    assert (told.change.low, told.change.high) == pytest.approx((0.023666, 0.174724), abs=1e-6)
    assert told.change.p == pytest.approx(0.010236, abs=1e-6)


def test_two_means_of_one_community_are_compared_by_welch_t_6_7() -> None:
    parts = [
        (62.0, 25.0, 180), (67.0, 24.0, 200)
    ]  # fmt: skip
    figures = []
    for mean, sd, n in parts:
        from checkup.opinion import student

        half = student.quantile(n - 1, POLICY.confidence_z) * sd / sqrt(n)
        figures.append(Figure(value=mean, low=mean - half, high=mean + half, n=n, sd=sd))
    told = Change(measure="mean", item=HEALTH, old=figures[0], new=figures[1], direction="unclear",
                  difference=5.0, p=0.048)  # fmt: skip
    (found,) = heard_of([(9000, [told])]).items
    assert found.change.p == pytest.approx(0.048012, abs=1e-5)
    assert (found.change.low, found.change.high) == pytest.approx((0.043974, 9.956026), abs=1e-4)


def test_all_communities_and_items_are_one_family() -> None:
    """Sixty tests of which one has p = 0.002: alone it would count, among sixty it does not."""
    still = [change(f"CCS-{no:02d}", (0.5, 200), (0.5, 200)) for no in range(2, 21)]
    moved = change("CCS-01", (0.5, 200), (0.655, 200))
    assert moved.p is not None
    assert 0.05 / 60 < moved.p < 0.05 / 20
    found = heard_of([(1000, [moved, *still]), *((1000, [moved_, *still]) for moved_ in (
        change("CCS-01", (0.5, 200), (0.5, 200)), change("CCS-01", (0.5, 200), (0.5, 200))
    ))])  # fmt: skip
    assert found.families == {"satisfied": 60}
    assert found.marked == ()
    # within its own community's twenty it would have counted
    assert multipletests([moved.p, *[1.0] * 19], method="fdr_bh")[1][0] < 0.05


def test_what_is_marked_is_what_benjamini_hochberg_leaves() -> None:
    changes = [
        [change(f"CCS-{no:02d}", (0.5, 400), (0.5 + shift * no / 100, 400)) for no in range(1, 21)]
        for shift in (0.0, 0.3, 1.0)
    ]
    found = heard_of([(1000, each) for each in changes])
    p = [each.p or 0.0 for own in changes for each in own]
    kept, adjusted, *_ = multipletests(p, alpha=0.05, method="fdr_bh")
    assert 0 < sum(kept) < sum(each <= 0.05 for each in p)
    assert sorted(each.change.adjusted or 0 for each in found.marked) == pytest.approx(
        sorted(q for q, keep in zip(adjusted, kept, strict=True) if keep)
    )
    told = {each.item: each.counts for each in found.tested}
    assert sum(counts.get("up", 0) for counts in told.values()) == sum(kept)
    assert all(sum(counts.values()) == 3 for counts in told.values())


def test_the_streets_own_figures_are_a_family_of_their_own() -> None:
    changes = [change(f"CCS-{no:02d}", (0.5, 300), (0.5 + no / 200, 300)) for no in range(1, 21)]
    found = heard_of([(1000, changes)])
    p = [each.change.p or 0.0 for each in found.items]
    assert [each.change.adjusted for each in found.items] == pytest.approx(
        list(multipletests(p, method="fdr_bh")[1])
    )


def test_a_community_that_was_asked_otherwise_is_in_neither_round_of_the_figure() -> None:
    other = replace(
        change(HEALTH, (0.1, 300), (0.9, 300)), direction="incomparable", because=("wording",),
        p=None, difference=None,
    )  # fmt: skip
    found = heard_of([(1000, [change(HEALTH, (0.6, 300), (0.7, 300))]), (9000, [other])])
    (told,) = found.items
    assert (told.communities, told.incomparable) == (1, 1)
    assert told.change.old.value == pytest.approx(0.6)


def test_nobodys_people_are_guessed() -> None:
    found = heard_of([
        (1000, [change(HEALTH, (0.6, 300), (0.7, 300))]),
        (None, [change(HEALTH, (0.1, 300), (0.1, 300))]),
    ])  # fmt: skip
    (told,) = found.items
    assert (told.communities, told.uncounted) == (1, 1)


def test_a_few_answers_are_in_no_figure_of_the_street() -> None:
    """What a community may not print can not be had by subtracting it from the street."""
    few = change(HEALTH, (0.5, 9), (1.0, 300))
    (told,) = heard_of([(1000, [change(HEALTH, (0.6, 300), (0.7, 300))]), (9000, [few])]).items
    assert told.change.old.n == 300
    assert told.change.new.n == 300
    assert told.uncounted == 1


def test_what_a_community_may_not_print_is_told_to_be_missing() -> None:
    kept = Heard()
    base = compare(example("枫树社区"), example("枫树社区-复检"))
    told = [change(HEALTH, (0.6, 300), (0.7, 300))]
    hides = frozenset({("satisfied", HEALTH)})
    for number, (items, old, new) in enumerate(
        [(told, frozenset(), frozenset()), ([], hides, frozenset()), ([], hides, hides)]
    ):
        made: Comparison = replace(base, voices=replace(comparison.Voices(), items=tuple(items)))
        of = replace(member(f"c{number}", f"c{number}"), population=1000)
        before, after = replace(of, withheld=old), replace(of, withheld=new)
        heard.listen(kept, made, before, after, POLICY)
    found = heard.figures(kept, POLICY)
    assert found is not None
    (one,) = found.items
    assert (one.communities, one.uncounted) == (1, 2)
    assert "2 个社区" in street_comparison_rows.bases(one, SAY)


def test_no_number_of_a_few_respondents_leaves() -> None:
    """Every count of people in the file is at least ten, or none."""
    glad = Satisfaction(mean=50, low=40, high=60, n=8, top2=0.5, top2_low=0.4, top2_high=0.6)
    old, new = example("枫树社区"), example("枫树社区-复检")
    assert new.survey is not None
    few = replace(
        new, survey=replace(new.survey, received=8, valid=7, overall=glad),
        items=tuple(replace(each, satisfaction=None, demand=None) for each in new.items),
    )  # fmt: skip
    made = compare(old, few)
    assert (made.new.received, made.new.valid) == (None, None)
    from checkup.street.compare import _pair

    at = member("甲", "甲")
    pair = _pair(made, at, at, "", POLICY)
    assert pair.valid[1] is None
    assert pair.overall == ()


# --- files ---------------------------------------------------------------------------------------


def test_the_same_rounds_give_the_same_bytes(
    made: StreetComparison, streets: tuple[Opened, Opened], tmp_path: Path, out: Path
) -> None:
    again = compare_streets(*streets, tmp_path)
    save(again, tmp_path, SAY)
    assert files(out) == files(tmp_path)
    assert not any(str(out).encode() in content for content in files(out).values())
    text = (out / "街道复检对比.json").read_bytes()
    jsonschema.validate(json.loads(text), street_comparison.schema())


def files(folder: Path) -> dict[Path, bytes]:
    return {f.relative_to(folder): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.fixture
def shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even three pairs are worth a process."""
    monkeypatch.setattr(of_street, "_WORTH_A_PROCESS", 1)


@pytest.mark.usefixtures("shared_out")
def test_processes_give_the_same_bytes_as_one_alone(
    streets: tuple[Opened, Opened], made: StreetComparison, out: Path, tmp_path: Path
) -> None:
    asked: list[int] = []

    def pool(workers: int) -> Executor:
        asked.append(workers)
        return processes(workers)

    again = compare_streets(*streets, tmp_path, workers=2, pool=pool)
    save(again, tmp_path, SAY)
    assert asked == [2]
    assert again == made
    assert files(tmp_path) == files(out)


def test_a_few_pairs_begin_no_process(
    streets: tuple[Opened, Opened], made: StreetComparison
) -> None:
    def pool(workers: int) -> Executor:
        raise AssertionError

    told = compare_streets(*streets, None, workers=8, pool=pool)
    assert [each.totals for each in told.pairs] == [each.totals for each in made.pairs]


def test_pairs_are_counted_in_their_order_whoever_is_done_first() -> None:
    at = member("甲", "甲")
    tasks = [
        PairTask(number=number, before=at, after=at, old=Path(), new=Path(), out=None)
        for number in range(6)
    ]
    done = [Ended[PairTask, PairDone](tasks[number]) for number in (3, 0, 1, 5, 4, 2)]
    assert [each.job.number for each in of_street._in_turn(iter(done))] == list(range(6))


def killing(task: PairTask) -> PairDone:
    """The work of a comparison in which one community kills the process."""
    if task.after.name == "规则社区":
        os._exit(1)
    return compare_pair(task)


class Killing(ProcessPoolExecutor):
    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Future[Any]:
        return super().submit(killing, *args, **more)


@pytest.mark.usefixtures("shared_out")
def test_a_process_that_dies_costs_the_community_that_killed_it(
    streets: tuple[Opened, Opened],
) -> None:
    steps: list[int] = []
    found = compare_streets(
        *streets, None, lambda step: steps.append(step.number), workers=2, pool=Killing
    )
    assert [pair.name for pair in found.pairs] == ["真变社区", "查清社区"]
    (died,) = [each for each in found.alone if each.why == "died"]
    assert died.name == "规则社区"
    assert "没有比较" in street_comparison_rows.alone(died, found, SAY)
    assert steps == [1, 2, 3]


@pytest.mark.usefixtures("shared_out")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_folder_that_cannot_be_written_ends_it(
    streets: tuple[Opened, Opened], tmp_path: Path, workers: int
) -> None:
    (tmp_path / "真变社区").write_bytes(b"")
    with pytest.raises(OSError, match="真变社区"):
        compare_streets(*streets, tmp_path, workers=workers)


def test_the_page_leads_to_every_communitys_own_comparison(
    made: StreetComparison, out: Path
) -> None:
    html = (out / "街道复检对比.html").read_text("utf-8")
    for pair in made.pairs:
        assert (out / pair.page).is_file()
        assert f'href="{pair.page}"' in unquote(html)
    assert "<script" not in html
    for word in ("None", "nan", "True", "False"):
        assert word not in html
    for name in ("旧名社区", "撤并社区", "新建社区"):
        assert name in html


def test_the_workbook_has_no_gaps_and_every_community(made: StreetComparison) -> None:
    book = load_workbook(io.BytesIO(street_comparison_book.render(made, SAY)))
    cells = [
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
        if cell.value is not None
    ]  # fmt: skip
    assert not any(word in text for text in cells for word in ("None", "nan", "True", "False"))
    names = [row[0].value for row in book["变化矩阵"].iter_rows(min_row=4)]
    assert names == [pair.name for pair in made.pairs]
    assert {row[0].value for row in book["没有比较的"].iter_rows(min_row=4)} == {
        each.name for each in made.alone
    }


def test_no_figure_of_the_workbook_is_text(made: StreetComparison) -> None:
    changes = [change(f"CCS-{no:02d}", (0.5, 400), (0.5 + no / 100, 400)) for no in range(1, 21)]
    found = replace(made, voices=heard_of([(1000, changes)]))
    assert found.voices is not None
    book = load_workbook(io.BytesIO(street_comparison_book.render(found, SAY)))
    words = {"社区", "文件夹", "上一轮文件夹", "社区对比", "指标（%或分）", "为什么"}
    for name in book.sheetnames[1:-1]:
        for row in listed(book[name]):
            assert {
                key for key, value in row.items() if re.search(r"\d", str(value))
                and isinstance(value, str)
            } <= words, name  # fmt: skip
    marked = [(row["p 值"], row["校正 p 值"]) for row in listed(book["社区居民意见"])]
    assert np.array(marked) == pytest.approx(
        np.array([(each.change.p, each.change.adjusted) for each in found.voices.marked])
    )
    own = listed(book["居民意见"])
    again = multipletests([row["p 值"] for row in own], method="fdr_bh")[1]
    assert [row["校正 p 值"] for row in own] == pytest.approx(list(again))


def test_the_workbook_tells_what_became_of_each_items_shortfalls(made: StreetComparison) -> None:
    book = load_workbook(io.BytesIO(street_comparison_book.render(made, SAY)))
    rows = listed(book["短板去向"])
    assert [row["条目"] for row in rows] == [item.name for item in made.items]
    for row, item in zip(rows, made.items, strict=True):
        for key in get_args(Closing):
            assert row[SAY(f"street_comparison.closed.{key}")] == item.closed.get(key, 0)
        for key in get_args(Arising):
            assert row[SAY(f"street_comparison.head_arisen.{key}")] == item.arisen.get(key, 0)
    assert sum(row["上一轮的短板"] for row in rows) == sum(made.closed.values())
    assert sum(row["新增短板"] for row in rows) == sum(made.arisen.values())


def test_hostile_names_stay_text(made: StreetComparison) -> None:
    name = "<script>alert(1)</script>=1+1"
    found = replace(made, pairs=tuple(replace(each, name=name) for each in made.pairs))
    html = "".join(text for _, text in street_comparison_page.render(found, SAY))
    assert "<script>" not in html
    sheet = load_workbook(io.BytesIO(street_comparison_book.render(found, SAY)))["变化矩阵"]
    assert (sheet["A4"].value, sheet["A4"].data_type) == (name, "s")


def test_a_large_street_is_cut_into_pages(made: StreetComparison) -> None:
    pairs = tuple(
        replace(made.pairs[0], name=f"第{number}社区", new_path=f"c{number:04d}")
        for number in range(2 * PER_PAGE + 1)
    )
    pages = dict(street_comparison_page.render(replace(made, pairs=pairs), SAY))
    index = pages.pop("街道复检对比-目录.html")
    assert list(pages) == ["街道复检对比.html", "街道复检对比-2.html", "街道复检对比-3.html"]
    assert all(len(text) < 2_000_000 for text in (index, *pages.values()))
    assert pages["街道复检对比-3.html"].count('<th scope="row"><a href=') == 1
    turned = [re.findall(r'<p class="turn">(.*?)</p>', text, re.S) for text in pages.values()]
    for above, below in turned:
        assert above == below
        assert f'href="{quote("街道复检对比-目录.html")}"' in above
    assert [(SAY("street.page.before") in told, SAY("street.page.after") in told)
            for told, _ in turned] == [(False, True), (True, True), (True, False)]  # fmt: skip


def test_the_index_leads_by_name_to_the_comparison_and_to_the_row(made: StreetComparison) -> None:
    pairs = tuple(
        replace(made.pairs[0], name=f"第{number}社区", new_path=f"{number % 2}片/c{number:04d}",
                page=f"{number % 2}片/c{number:04d}/复检对比.html")
        for number in range(PER_PAGE + 50)
    )  # fmt: skip
    pages = dict(street_comparison_page.render(replace(made, pairs=pairs), SAY))
    index = pages["街道复检对比-目录.html"]
    assert "街道汇总.xlsx" not in index
    assert index.count("<h3>") == 2
    for each in pairs:
        ((own, file, mark),) = re.findall(
            rf'<li><a href="([^"]+)">{each.name}</a> <a class="soft" href="([^"#]+)#(c\d+)"', index
        )
        assert unquote(own) == each.page
        (line,) = re.findall(rf'<tr id="{mark}">.*?</th>', pages[unquote(file)])
        assert f">{each.name}</a>" in line


def test_pages_of_a_larger_street_go_away(made: StreetComparison, tmp_path: Path) -> None:
    pairs = tuple(replace(made.pairs[0], new_path=f"c{n}") for n in range(PER_PAGE + 1))
    save(replace(made, pairs=pairs), tmp_path, SAY)
    other = tmp_path / "街道复检对比-手记.html"
    other.write_text("", encoding="utf-8")
    assert len(list(tmp_path.glob("*.html"))) == 4
    save(made, tmp_path, SAY)
    assert set(tmp_path.glob("*.html")) == {tmp_path / "街道复检对比.html", other}


def test_without_any_pair_or_questionnaire_the_reports_still_say_so(
    made: StreetComparison,
) -> None:
    bare = replace(made, pairs=(), items=(), voices=None, totals=None, closed={}, arisen={})
    html = "".join(text for _, text in street_comparison_page.render(bare, SAY))
    assert "没有可以比较的" in html
    assert "居民意见没有合计" in html
    assert street_comparison_book.render(bare, SAY) == street_comparison_book.render(bare, SAY)


def test_a_result_that_leads_out_of_the_folder_is_not_written_there(
    streets: tuple[Opened, Opened], tmp_path: Path
) -> None:
    """A file from elsewhere may say that a community stands at ../../somewhere."""
    old, new = streets
    away = tuple(
        replace(each, path="../../外面") if each.name == "真变社区" else each
        for each in new.members
    )
    found = compare_streets(old, replace(new, members=away), tmp_path / "a" / "b")
    assert not (tmp_path / "外面").exists()
    assert ("真变社区", "unreadable") in {(each.name, each.why) for each in found.alone}


# --- as a user meets it --------------------------------------------------------------------------


def test_the_command_takes_files_and_folders_and_writes_one_folder(
    places: tuple[Path, Path], made: StreetComparison, tmp_path: Path
) -> None:
    old, new = places
    ran = checkup("compare", old.parent, new, "-o", tmp_path / "对比", "-j", 2)
    assert ran.returncode == 0, ran.stderr
    assert "3 个社区两轮都有" in ran.stdout
    assert (tmp_path / "对比" / "真变社区" / "复检对比.html").is_file()
    ran = checkup("compare", old, new.parent, "--json")
    told = json.loads(ran.stdout)
    assert told["schema"] == "checkup-street-comparison/1"
    assert [each["name"] for each in told["pairs"]] == [each.name for each in made.pairs]
    jsonschema.validate(told, json.loads(checkup("schema", "street-comparison").stdout))


def test_a_street_and_a_community_are_not_compared(places: tuple[Path, Path]) -> None:
    old, new = places
    ran = checkup("compare", old, new.parent / "真变社区")
    assert ran.returncode == 2
    assert "一边是街道，一边是社区" in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("nosuch", None, 2, "没有这个文件或文件夹"),
        ("街道.xlsx", b"PK\x03\x04", 2, "不是体检结果"),
        ("存档.zip", b"junk", 3, "存档打不开"),
        ("街道汇总.json", b"{}", 3, "没有能读的结果文件"),
        ("空文件夹", b"", 2, "没有体检结果"),
    ],
)
def test_what_is_no_result_is_told_as_what_it_is(
    places: tuple[Path, Path], tmp_path: Path, name: str, content: bytes | None, code: int,
    told: str,
) -> None:  # fmt: skip
    place = tmp_path / name
    if content == b"":
        place.mkdir()
    elif content is not None:
        place.write_bytes(content)
    for words in ((place, places[1]), (places[0], place)):
        ran = checkup("compare", *words)
        assert ran.returncode == code, ran.stderr
        assert told in ran.stderr
        assert str(place) in ran.stderr
        assert "一边是街道" not in ran.stderr
        assert len(ran.stderr.strip().splitlines()) == 1


def test_two_sealed_rounds_of_one_street_compare_from_their_archives(tmp_path: Path) -> None:
    """Nothing but the two archives is needed; the newest round of a folder is found by its days."""
    top = tmp_path / "示例街道"
    for name in ("甲社区", "乙社区"):
        community(top / name, 1000)
    for round_, day in (("2024", "2024-09-01"), ("2023补", "2025-09-01")):
        ran = checkup("batch", top, "-j", 1, "--round", round_, "--final", "--as-of", day)
        assert ran.returncode == 0, ran.stderr
    ran = checkup("compare", top / "体检结果/2024", top, "-o", tmp_path / "一", "--quiet")
    assert ran.returncode == 0, ran.stderr
    assert "2023补" in ran.stderr
    seals = []
    for round_ in ("2024", "2023补"):
        seals.append(tmp_path / f"街道存档_{round_}.zip")
        shutil.move(top / "体检结果" / seals[-1].name, seals[-1])
    shutil.rmtree(top)
    ran = checkup("compare", *seals, "--quiet")
    assert ran.returncode == 0, ran.stderr
    beside = tmp_path / "街道复检对比_街道存档_2023补"
    first = json.loads((tmp_path / "一" / "街道复检对比.json").read_bytes())
    last = json.loads((beside / "街道复检对比.json").read_bytes())
    assert (last["old"]["sealed"], last["new"]["sealed"]) == (True, True)
    assert (last["items"], len(last["pairs"])) == (first["items"], 2)
    seals[0].write_bytes(seals[0].read_bytes()[:-30])
    ran = checkup("compare", *seals)
    assert ran.returncode in (2, 3)
    assert "Traceback" not in ran.stderr


# --- which round of a folder ---------------------------------------------------------------------


def head(place: Path, round_: str, number: int, day: str) -> None:
    revision = {"number": number} if number else None
    place.mkdir(parents=True)
    told = {"made_with": {"as_of": day}, "round": round_, "revision": revision}
    (place / "result.json").write_text(json.dumps(told), encoding="utf-8")


def test_the_newest_round_is_the_one_whose_facts_reach_furthest(tmp_path: Path) -> None:
    head(tmp_path / "2025", "2025", 0, "2025-06-30")
    head(tmp_path / "2024", "2024", 0, "2024-06-30")
    assert newest(tmp_path, "result.json", SAY) == tmp_path / "2025"
    # a later revision of the same round counts, though it took a wrong date out
    head(tmp_path / "2025-修订1", "2025", 1, "2025-05-01")
    assert newest(tmp_path, "result.json", SAY) == tmp_path / "2025-修订1"


def test_two_rounds_of_one_day_are_not_guessed_between(tmp_path: Path) -> None:
    head(tmp_path / "甲", "甲", 0, "2025-06-30")
    head(tmp_path / "乙", "乙", 0, "2025-06-30")
    with pytest.raises(SameDayError):
        newest(tmp_path, "result.json", SAY)


def test_of_two_rounds_of_one_day_the_other_one_is_compared(tmp_path: Path) -> None:
    head(tmp_path / "甲", "甲", 0, "2025-06-30")
    head(tmp_path / "乙", "乙", 0, "2025-06-30")
    assert round_of(tmp_path / "甲", "result.json") == "甲"
    assert newest(tmp_path, "result.json", SAY, beside="甲") == tmp_path / "乙"
    # the latest day still decides, and three leave it open
    head(tmp_path / "丙", "丙", 0, "2025-06-30")
    with pytest.raises(SameDayError):
        newest(tmp_path, "result.json", SAY, beside="甲")
    head(tmp_path / "丁", "丁", 0, "2025-07-30")
    assert newest(tmp_path, "result.json", SAY, beside="甲") == tmp_path / "丁"


def test_a_street_and_a_community_are_compared_with_their_other_round_of_that_day(
    tmp_path: Path,
) -> None:
    top = tmp_path / "示例街道"
    community(top / "甲社区", 1000)
    for round_ in ("2025", "2026"):
        ran = checkup("batch", top, "-j", 1, "--round", round_, "--final", "--quiet")
        assert ran.returncode == 0, ran.stderr
    for folder, seal in ((top, "街道存档_2025.zip"), (top / "甲社区", "体检存档_2025.zip")):
        archive = folder / "体检结果" / seal
        ran = checkup("compare", archive, folder, "--quiet", "-o", tmp_path / f"对比{folder.name}")
        assert ran.returncode == 0, ran.stderr
        assert "2026" in ran.stderr
        ran = checkup("compare", folder, folder)
        assert ran.returncode == 2


def test_commands_take_the_newest_round_of_a_folder_and_say_so(tmp_path: Path) -> None:
    folder = community(tmp_path / "甲社区", 1000)
    for round_, day in (("2023", "2023-09-01"), ("2024", "2024-09-01")):
        ran = checkup("score", folder, "--round", round_, "--as-of", day, "--quiet")
        assert ran.returncode == 0, ran.stderr
    ran = checkup("explain", folder, "05")
    assert ran.returncode == 0
    assert "用了最新的一轮" in ran.stderr
    assert str(folder / "体检结果" / "2024") in ran.stderr
    ran = checkup("plan", folder, "--quiet")
    assert ran.returncode == 0, ran.stderr
    assert not (folder / "体检结果" / "result.json").exists()
    ran = checkup("explain", folder / "体检结果" / "2023", "05")
    assert ran.stderr == ""
    ran = checkup("compare", folder / "体检结果" / "2023", folder, "--quiet", "-o", tmp_path / "x")
    assert ran.returncode == 0
    assert "2024" in ran.stderr
    ran = checkup("fill", folder, "--form", "附件1", "-o", tmp_path / "附件1.xlsx")
    assert "用了最新的一轮" in ran.stderr


def test_the_headline_counts_only_what_there_is(made: StreetComparison) -> None:
    told = street_comparison_rows.headline(made, SAY)
    assert not [line for line in told[:2] if " 0 " in line]
    whole = replace(made, alone=())
    assert street_comparison_rows.headline(whole, SAY)[0] == told[0]
    assert not any("没有比较的" in line for line in street_comparison_rows.headline(whole, SAY))
    squares = next(line for line in told if "社区与条目共" in line)
    kinds = [sum(each.kinds.get(kind, 0) for each in made.items) for kind in KINDS]
    assert squares.count("、") == sum(n > 0 for n in kinds) - 1
