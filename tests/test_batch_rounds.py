"""A street's rounds: each in folders of its own, sealed as a whole, revised in the open."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from checkup import result, street_result
from checkup.report import wording
from checkup.rounds import archive
from checkup.street import Run, Wanted, community_task
from checkup.street import archive as street_archive
from checkup.street.find import find
from checkup.street.moved import revision
from tests.samples import sample_result
from tests.test_cli import EXAMPLE, checkup
from tests.test_problems import SEX
from tests.test_street_batch import YAML, batch, community, files
from tests.test_street_routing import LEDGER, MEMBERS, WHERE, answers, book

say = wording.load()
A, B = "甲社区", "北片/乙社区"


@pytest.fixture
def street(tmp_path: Path) -> Path:
    top = tmp_path / "示例街道"
    community(top / A, 1000)
    community(top / B, 1100)
    return top


def of(street: Path, name: str = "2026", final: bool = False, out: Path | None = None) -> Run:
    return batch(street, out, Wanted(round=name, final=final))


def changed(street: Path, households: int = 7) -> None:
    (street / A / "checkup.yaml").write_text(YAML.format(households=households), encoding="utf-8")


# --- folders -------------------------------------------------------------------------------------


def test_a_round_stands_in_folders_of_its_own_and_touches_no_other(street: Path) -> None:
    batch(street)
    of(street, "2025")
    before = files(street)
    run = of(street, "2026")
    assert run.file == street / "体检结果" / "2026" / "街道汇总.json"
    assert (street / A / "体检结果" / "2026" / "result.json").is_file()
    assert {name: content for name, content in files(street).items() if name in before} == before
    found = street_result.load(run.file)
    assert (found.round, found.revision) == ("2026", None)
    assert [(run.file.parent / row.result).is_file() for row in found.communities] == [True, True]
    assert len(find(street).communities) == 2


def test_results_of_a_round_elsewhere_are_no_communities_the_next_time(street: Path) -> None:
    of(street, final=True, out=street / "结果")
    assert len(find(street).communities) == 2
    assert (street / "结果" / A / "体检存档_2026.zip").is_file()
    assert (street / "结果" / "街道存档_2026.zip").is_file()


@pytest.mark.parametrize("final", [False, True])
def test_a_community_is_what_it_is_when_scored_alone(
    street: Path, tmp_path: Path, final: bool
) -> None:
    """Byte for byte: the result, and its archive."""
    shutil.copytree(EXAMPLE, street / "枫树社区", ignore=shutil.ignore_patterns("体检结果"))
    out = tmp_path / "汇总"
    of(street, final=final, out=out)
    for path in (A, "枫树社区"):
        alone = tmp_path / "单个" / path
        words = ["--final"] if final else []
        ran = checkup("score", street / path, "--round", "2026", *words, "-o", alone, "--quiet")
        assert ran.returncode == 0, ran.stderr
        assert files(out / path) == files(alone)


def test_a_street_with_files_of_its_own_has_rounds_too(tmp_path: Path) -> None:
    """What only 街道.xlsx knows is done, cached and sealed like any other community; its share of
    the street's files is kept once, with the street, and the questionnaire nowhere."""
    top = tmp_path / "示例街道"
    book(top / "街道.xlsx", 街道=MEMBERS)
    answers(top, [WHERE, SEX], *[["枫树社区", "男"]] * 12, *[["柳树社区", "女"]] * 12)
    book(
        top / "台账.xlsx",
        设施台账=[LEDGER, ["枫树社区", "F1", "超市", "综合超市", 400, "在用", ""]],
    )
    run = of(top, final=True)
    assert (run.computed, run.sealed) == (2, True)
    assert run.seal is not None
    with zipfile.ZipFile(run.seal) as whole:
        assert {name for name in whole.namelist() if name.startswith("资料")} == {
            "资料/街道.xlsx", "资料/台账.xlsx",
        }  # fmt: skip
    with zipfile.ZipFile(top / "枫树社区" / "体检结果" / "体检存档_2026.zip") as own:
        assert not any(name.startswith("资料/") or ".." in name for name in own.namelist())
        told = msgspec.json.decode(own.read("manifest.json"), type=archive.Manifest)
    assert {each.name for each in told.inputs} >= {"../问卷.xlsx", "../台账.xlsx"}
    assert of(top, "2027").computed == 2
    assert of(top, final=True).computed == 0


def test_whoever_edits_a_neighbours_row_in_the_streets_ledger_revises_nobody_else(
    tmp_path: Path,
) -> None:
    top = tmp_path / "示例街道"
    book(top / "街道.xlsx", 街道=MEMBERS)
    theirs = ["柳树社区", "F2", "柳树超市", "综合超市", 300, "在用", ""]
    mine = ["枫树社区", "F1", "超市", "综合超市", 400, "在用", ""]
    book(top / "台账.xlsx", 设施台账=[LEDGER, mine, theirs])
    of(top, final=True)
    # another area, and a row above all of them
    more = ["枫树社区", "F3", "新超市", "综合超市", 90, "在用", ""]
    book(top / "台账.xlsx", 设施台账=[LEDGER, more, ["枫树社区", "F1", *mine[2:4], 410, *mine[5:]],
                                     theirs])  # fmt: skip
    run = of(top, final=True)
    assert run.sealed
    assert (top / "枫树社区/体检结果/2026-修订1/修订说明.xlsx").is_file()
    assert not (top / "柳树社区/体检结果/2026-修订1").exists()
    ways = {row.id: row.result for row in street_result.load(run.file).communities}
    assert "2026-修订1" in ways["枫树社区"]
    assert "2026/result.json" in ways["柳树社区"]
    assert of(top, final=True).computed == 0


# --- nothing twice -------------------------------------------------------------------------------


def test_a_round_that_has_not_changed_is_not_computed_again(street: Path) -> None:
    assert of(street).computed == 2
    before = files(street)
    assert of(street).computed == 0
    assert files(street) == before
    changed(street)
    assert of(street).computed == 1
    assert of(street, "2027").computed == 2
    assert of(street).computed == 0


def test_a_folder_copied_for_the_next_round_is_no_result_of_it(street: Path) -> None:
    of(street, "2026")
    own = street / A / "体检结果"
    shutil.copytree(own / "2026", own / "2027")
    assert of(street, "2027").computed == 2
    assert result.load(own / "2027" / "result.json").round == "2027"


# --- seals ---------------------------------------------------------------------------------------


def test_the_seal_of_a_street_holds_every_result_and_nobodys_answers(street: Path) -> None:
    shutil.copytree(EXAMPLE, street / "枫树社区", ignore=shutil.ignore_patterns("体检结果"))
    run = of(street, final=True)
    assert run.sealed
    assert run.seal == street / "体检结果" / "街道存档_2026.zip"
    with zipfile.ZipFile(run.seal) as book:
        told = msgspec.json.decode(book.read("manifest.json"), type=street_archive.Manifest)
        names = set(book.namelist())
        for name, mark in told.files.items():
            assert hashlib.sha256(book.read(name)).hexdigest() == mark
    assert names == {*told.files, "manifest.json"}
    assert names >= {"street.json", "报告/街道汇总.html", "报告/街道汇总.xlsx"}
    assert not any("问卷" in name or "待归类" in name for name in names)
    for member in told.communities:
        folder = street / member.path / "体检结果"
        assert member.archive == "体检存档_2026.zip"
        content = (folder / member.archive).read_bytes()
        assert hashlib.sha256(content).hexdigest() == member.sha256
        with zipfile.ZipFile(run.seal) as book:
            own = street_archive.community(book, *street_archive.entries(run.seal)[member.path])
        assert own == result.load(folder / "2026" / "result.json")
        assert own == archive.read(folder / member.archive)


def test_the_seal_has_the_same_bytes_again(street: Path, tmp_path: Path) -> None:
    first = of(street, final=True, out=tmp_path / "一").seal
    again = of(street, final=True, out=tmp_path / "二").seal
    assert first is not None
    assert again is not None
    assert first.read_bytes() == again.read_bytes()


def test_a_sealed_round_that_has_not_moved_stays_as_it_is(street: Path) -> None:
    of(street, final=True)
    before = files(street)
    for final in (True, False):
        run = of(street, final=final)
        assert (run.computed, run.sealed) == (0, False)
        assert run.seal is not None
    assert files(street) == before


def test_a_sealed_round_keeps_the_purse_and_the_ranks_it_was_asked_for(street: Path) -> None:
    asked = Wanted(round="2026", final=True, budget=3_000_000, floor=100_000, ranked=True)
    first = batch(street, None, asked)
    assert first.head.plan is not None
    assert first.head.groups
    before = files(street)
    again = of(street)
    assert (again.head.plan, again.head.groups) == (first.head.plan, first.head.groups)
    assert files(street) == before
    other = batch(street, None, Wanted(round="2026", budget=2_000_000))
    assert other.head.plan is not None
    assert other.head.plan.budget == 2_000_000
    assert other.head.revision is not None
    assert other.head.groups == first.head.groups


def test_a_round_written_first_and_sealed_later_is_sealed_once(street: Path) -> None:
    of(street)
    assert of(street, final=True).sealed
    assert of(street, final=True).computed == 0


def test_a_later_run_is_a_revision_that_lists_every_figure_that_moved(street: Path) -> None:
    of(street, final=True)
    changed(street)
    before = files(street)
    run = of(street, final=True)
    assert run.computed == 1
    assert {name: content for name, content in files(street).items() if name in before} == before
    assert run.file == street / "体检结果" / "2026-修订1" / "街道汇总.json"
    found = street_result.load(run.file)
    assert found.revision is not None
    assert (found.revision.number, found.revision.of) == (1, "街道存档_2026.zip")
    values = {each.place: (each.old, each.new) for each in found.revision.moved}
    assert values[f"communities/{A}/households"] == (1000, 7)
    assert not any(place.startswith(f"communities/{B}/") for place in values)
    sheet = load_workbook(run.file.parent / "街道修订说明.xlsx").active
    assert sheet.max_row - 3 == len(values)
    assert "修订" in (run.file.parent / "街道汇总.html").read_text(encoding="utf-8")
    # the community that changed is 修订 1, the other stays where it was
    ways = {row.path: row.result for row in found.communities}
    assert "2026-修订1" in ways[A]
    assert "2026/result.json" in ways[B]
    assert run.sealed
    assert (street / A / "体检结果" / "体检存档_2026-修订1.zip").is_file()
    assert of(street, final=True).computed == 0


def test_a_sealed_folder_that_was_taken_away_comes_back_as_it_was(street: Path) -> None:
    of(street, final=True)
    before = files(street)
    shutil.rmtree(street / A / "体检结果" / "2026")
    shutil.rmtree(street / "体检结果" / "2026")
    of(street)
    now = files(street)
    assert now[f"{A}/体检结果/2026/result.json"] == before[f"{A}/体检结果/2026/result.json"]
    for name in ("街道汇总.json", "街道汇总.html", "街道汇总.xlsx"):
        assert now[f"体检结果/2026/{name}"] == before[f"体检结果/2026/{name}"]
    assert not (street / "体检结果" / "2026-修订1").exists()


def test_two_runs_at_once_are_one_after_the_other(street: Path) -> None:
    """The second would seal what the first has just sealed once more, as a 修订 of nothing."""
    held = (
        "import sys, time; from pathlib import Path; from checkup.street import turn\n"
        "with turn.alone(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, str(street / "体检结果")], stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            run = checkup("batch", str(street), "--round", "2026", "--final")
            assert run.returncode == 3
            assert "另一次 checkup batch 正在往" in run.stderr
            assert not list(street.rglob("*.zip"))
        finally:
            other.kill()
    assert of(street, final=True).sealed


def test_what_was_sealed_meanwhile_is_not_sealed_once_more(street: Path) -> None:
    task = task_of(street)
    made = community_task.make_files(task, False)
    of(street, final=True)
    before = files(street / A)
    done = community_task.keep_files(task, made)
    assert done.fault == say("rounds.meanwhile")
    assert files(street / A) == before


def task_of(street: Path) -> community_task.Task:
    """What a run that began before the round was sealed asks of a worker."""
    return community_task.Task(
        path=A, folder=str(street / A), out=str(street / A / "体检结果"), before={}, shared="",
        given=None, given_key="", above="..", standard=None, overlays=(), as_of=None,
        secret=b"0" * 16, round="2026", final=True,
    )  # fmt: skip


def test_what_a_killed_run_left_half_written_goes_away(street: Path) -> None:
    of(street)
    want = sorted(each for each in street.rglob("*") if each.is_file())
    for folder in (street / A, street):
        for left in ("体检结果/2026/.待归类.xlsx.4711.tmp", "体检结果/.存档.zip.4711.tmp"):
            (folder / left).write_bytes(b"half")
    (street / A / "体检结果" / "2026" / ".checkup.json").unlink()
    changed(street)
    of(street)
    assert sorted(each for each in street.rglob("*") if each.is_file()) == want


def test_a_street_is_not_sealed_while_a_community_has_no_result(street: Path) -> None:
    """Else mending one folder would make a revision of the whole street."""
    community(street / "坏社区")
    (street / "坏社区" / "checkup.yaml").write_text("overlay: []\n", encoding="utf-8")
    run = of(street, final=True)
    assert (run.sealed, run.seal) == (False, None)
    assert run.unsealed is not None
    assert (street / A / "体检结果" / "体检存档_2026.zip").is_file()
    (street / "坏社区" / "checkup.yaml").write_text(YAML.format(households=9), encoding="utf-8")
    run = of(street, final=True)
    assert (run.computed, run.sealed) == (1, True)
    assert run.head.revision is None


def test_a_seal_that_was_touched_is_told_and_nothing_is_written(street: Path) -> None:
    of(street, final=True)
    file = street / "体检结果" / "街道存档_2026.zip"
    file.write_bytes(file.read_bytes()[:-40])
    changed(street)
    ran = checkup("batch", street, "-j", 1, "--round", "2026")
    assert ran.returncode == 3
    assert "街道存档_2026.zip" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_seal_with_another_result_in_it_is_named_by_its_file(street: Path) -> None:
    of(street, final=True)
    file = street / "体检结果" / "街道存档_2026.zip"
    with zipfile.ZipFile(file) as book:
        contents = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(file, "w") as book:
        for name, content in contents.items():
            book.writestr(
                name, content.replace(b"9000", b"9001") if name == "street.json" else content
            )
    with pytest.raises(archive.BrokenArchiveError, match=file.name):
        street_archive.read(file)


# --- a few people --------------------------------------------------------------------------------


def test_one_answer_more_is_not_told_by_two_figures_side_by_side() -> None:
    """Neither of the community, nor of the street it is part of."""
    from checkup.street import summary
    from tests.test_street_benchmark import street as figures

    row = summary.row(sample_result(), A, "r", "p")
    assert row.valid is not None
    cells = tuple(
        replace(each, satisfied=replace(each.satisfied, value=0.5)) if each.satisfied else each
        for each in row.cells
    )
    for more, hidden in ((1, True), (40, False)):
        now = replace(row, valid=row.valid + more, cells=cells)
        old = replace(figures(row), communities=(row,))
        told = revision(1, "x", "y", old, figures(now), [now])
        assert told.withheld is hidden
        assert any("satisfied" in each.place for each in told.moved) is not hidden


def test_every_part_of_a_streets_result_has_a_word_in_the_list() -> None:
    for name in street_result.StreetResult.__struct_fields__:
        assert f"rounds.street_block.{name}" in say or name in ("round", "revision")


# --- as a user meets it --------------------------------------------------------------------------


def test_the_command_says_what_became_of_the_round(street: Path) -> None:
    ran = checkup("batch", street, "-j", 1, "--round", "2026", "--final", "--quiet")
    assert ran.returncode == 0, ran.stderr
    assert "已封存" in ran.stderr
    ran = checkup("batch", street, "-j", 1, "--round", "2026", "--quiet")
    assert "与存档完全一致" in ran.stderr


@pytest.mark.parametrize(
    ("words", "told"), [(["--final"], "--round"), (["--round", "../x"], "轮次的名称")]
)
def test_a_wrong_round_is_a_sentence(street: Path, words: list[str], told: str) -> None:
    ran = checkup("batch", street, *words)
    assert ran.returncode == 2
    assert told in ran.stderr
