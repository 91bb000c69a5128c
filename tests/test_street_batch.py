"""A street in one command: every community as if alone, once, and nobody blamed for another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checkup import pipeline, street_result
from checkup.report import wording, write
from checkup.street import Run, Step, Wanted, check_up_all, community_task
from checkup.street.community_task import Done, Task
from checkup.street.find import find
from checkup.street.pool import processes, run

ROOT = Path(__file__).parent.parent
say = wording.load()
YAML = "社区概况:\n  户数: {households}\n  常住人口: 9000\n  建设类型: 老旧\n"


def community(folder: Path, households: int = 1200) -> Path:
    folder.mkdir(parents=True)
    (folder / "checkup.yaml").write_text(YAML.format(households=households), encoding="utf-8")
    return folder


def threads(workers: int) -> Executor:
    """This process stands in for all workers: what is tested is not the machine."""
    return ThreadPoolExecutor(1)


def batch(
    top: Path, out: Path | None = None, wanted: Wanted | None = None,
    tell: Callable[[Step], None] = lambda step: None, pool: Any = threads,
) -> Run:  # fmt: skip
    done = check_up_all(top, out, say, wanted or Wanted(), 1, tell, pool)
    assert done is not None
    return done


def files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }


def two_communities(folder: Path) -> Path:
    """A street without a 街道.xlsx, with a community in it and one further down."""
    top = folder / "示例街道"
    community(top / "甲社区", 1000)
    community(top / "北片" / "乙社区", 1100)
    return top


@pytest.fixture
def street(tmp_path: Path) -> Path:
    return two_communities(tmp_path)


# --- which folders -------------------------------------------------------------------------------


def test_communities_are_found_at_any_depth_and_nothing_else(street: Path) -> None:
    for name in ("甲社区/体检结果/旧", "甲社区/体检结果(2)", ".存档/丁社区"):
        community(street / name)
    (street / "资料").mkdir()
    (street / "资料" / "~$台账.xlsx").write_bytes(b"")
    (street / "资料" / "说明.docm").write_bytes(b"")
    found = find(street)
    assert [each.relative_to(street).as_posix() for each in found.communities] == [
        "北片/乙社区", "甲社区",
    ]  # fmt: skip


def test_communities_stand_in_the_order_people_count_in(tmp_path: Path) -> None:
    names = ["第1社区", "第2社区", "第10社区"]
    for name in reversed(names):
        community(tmp_path / name)
    assert [each.name for each in find(tmp_path).communities] == names
    told = json.loads(batch(tmp_path, tmp_path.parent / "出").file.read_bytes())
    assert [each["path"] for each in told["communities"]] == names


def test_results_below_the_street_are_no_communities_the_next_time(street: Path) -> None:
    batch(street, street / "结果")
    assert len(find(street).communities) == 2
    assert batch(street).head.counted == 2


def test_a_folder_without_any_community_is_no_street(tmp_path: Path) -> None:
    assert check_up_all(tmp_path, None, say, Wanted(), 1, lambda step: None, threads) is None
    assert list(tmp_path.iterdir()) == []


# --- the same as alone ---------------------------------------------------------------------------


def test_results_are_those_of_single_runs_byte_for_byte(street: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总"
    before = files(street)
    batch(street, out, pool=processes)
    assert files(street) == before
    for path in ("甲社区", "北片/乙社区"):
        alone = tmp_path / "单个" / path
        write.write(pipeline.check_up(street / path, say), alone, say)
        assert files(out / path) == files(alone)


def test_without_a_folder_for_results_each_stands_with_its_community(street: Path) -> None:
    done = batch(street)
    assert done.file == street / "体检结果" / "街道汇总.json"
    rows = street_result.load(done.file).communities
    assert [row.path for row in rows] == ["北片/乙社区", "甲社区"]
    for row in rows:
        assert (done.file.parent / row.result).samefile(street / row.path / "体检结果/result.json")
        assert (done.file.parent / row.page).is_file()


def test_the_streets_file_is_the_same_bytes_however_it_came_about(
    street: Path, tmp_path: Path
) -> None:
    first = batch(street, tmp_path / "一").file.read_bytes()
    assert batch(street, tmp_path / "一").file.read_bytes() == first
    assert batch(street, tmp_path / "二").file.read_bytes() == first
    assert str(tmp_path) not in first.decode()


# --- nothing twice -------------------------------------------------------------------------------


def test_what_is_unchanged_is_not_computed_again(street: Path) -> None:
    assert batch(street).computed == 2
    assert batch(street).computed == 0
    (street / "甲社区" / "checkup.yaml").write_text(YAML.format(households=7), encoding="utf-8")
    assert batch(street).computed == 1
    (street / "甲社区" / "体检结果" / "体检报告.html").unlink()
    assert batch(street).computed == 1
    assert batch(street, wanted=Wanted(overlays=("pilot-2022",))).computed == 2


def test_a_blank_form_of_ours_is_no_input_and_a_filled_one_is(street: Path) -> None:
    from openpyxl import load_workbook

    write.write(pipeline.check_up(street / "甲社区", say), street / "甲社区" / "体检结果", say)
    batch(street)
    assert batch(street).computed == 0
    form = street / "甲社区" / "体检结果" / "待补资料.xlsx"
    book = load_workbook(form)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "回答" for cell in row))
    place = next(cell for cell in head if cell.value == "回答")
    sheet.cell(place.row + 1, place.column, "是")
    book.save(form)
    assert batch(street).computed == 1
    assert batch(street).computed == 0
    assert (street / "甲社区" / "体检结果" / "待补资料(2).xlsx").is_file()


def test_a_run_that_was_killed_goes_on_where_it_stopped(street: Path) -> None:
    def stop(step: Step) -> None:
        raise KeyboardInterrupt

    for name in ("丙社区", "丁社区"):
        community(street / name)
    with pytest.raises(KeyboardInterrupt):
        batch(street, tell=stop)
    assert not list((street / "体检结果").glob("[!.]*"))
    done = batch(street)
    # one was told of, one more may have been at work
    assert done.computed in (2, 3)
    assert done.head.counted == 4


def test_a_report_half_written_is_written_again(street: Path) -> None:
    batch(street)
    (street / "甲社区" / "体检结果" / "result.json").write_bytes(b"{")
    assert batch(street).computed == 1


def own_files(street: Path) -> dict[str, int]:
    """The street's own files, by which file on the disk each is."""
    return {each.name: each.stat().st_ino for each in (street / "体检结果").glob("街道汇总*")}


def test_the_streets_own_files_are_not_written_again_while_its_result_is_the_same(
    street: Path,
) -> None:
    batch(street)
    first = own_files(street)
    assert len(first) == 3
    batch(street)
    assert own_files(street) == first


@pytest.mark.parametrize("wanted", [Wanted(ranked=True), Wanted(budget=1000)], ids=["rank", "plan"])
def test_asked_for_something_else_the_streets_own_files_are_written(
    street: Path, wanted: Wanted
) -> None:
    plain = files(batch(street).file.parent)
    told = files(batch(street, wanted=wanted).file.parent)
    assert all(told[name] != plain[name] for name in ("街道汇总.json", "街道汇总.html"))
    assert files(batch(street).file.parent) == plain


@pytest.mark.parametrize("name", ["街道汇总.json", "街道汇总.html", "街道汇总.xlsx"])
def test_a_file_of_the_street_that_is_gone_comes_back(street: Path, name: str) -> None:
    plain = files(batch(street).file.parent)
    (street / "体检结果" / name).unlink()
    assert files(batch(street).file.parent) == plain


# --- who is to blame -----------------------------------------------------------------------------


def test_a_community_with_broken_settings_stops_nobody_else(street: Path) -> None:
    community(street / "坏社区")
    (street / "坏社区" / "checkup.yaml").write_text("overlay: []\n", encoding="utf-8")
    head = batch(street).head
    assert head.counted == 2
    (found,) = head.unusable
    assert (found.path, found.file, found.why) == ("坏社区", "checkup.yaml", "folder")
    assert "overlays" in found.sentence


def test_a_file_that_cannot_be_used_is_named_and_the_rest_of_it_is_done(street: Path) -> None:
    (street / "甲社区" / "坏.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    for _ in range(2):
        head = batch(street).head
        (found,) = head.unusable
        assert (found.path, found.file, found.why) == ("甲社区", "坏.xlsx", "input")
        assert head.counted == 2


def deadly(task: Task) -> Done:
    """The work of a batch in which reading one community kills the process."""
    if "要命" in task.path:
        os._exit(1)
    return community_task.check_up(task)


class Deadly(ProcessPoolExecutor):
    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Future[Any]:
        return super().submit(deadly, *args, **more)


def test_a_process_that_dies_is_blamed_on_the_folder_that_killed_it(street: Path) -> None:
    community(street / "要命社区")
    steps: list[Step] = []
    head = batch(street, tell=steps.append, pool=Deadly).head
    assert [(each.path, each.why) for each in head.unusable] == [("要命社区", "died")]
    assert head.counted == 2
    assert sorted(step.number for step in steps) == [1, 2, 3]


def doing(job: int) -> int:
    if job % 5 == 3:
        os._exit(9)
    if job % 5 == 4:
        raise ValueError(job)
    return job * job


def test_every_job_ends_once_whatever_the_others_do() -> None:
    ended = {each.job: each for each in run(range(10), doing, processes, 2)}
    assert sorted(ended) == list(range(10))
    died = [job for job, each in ended.items() if each.done is None and each.error is None]
    assert sorted(died) == [3, 8]
    assert sorted(job for job, each in ended.items() if each.error is not None) == [4, 9]
    assert {job: each.done for job, each in ended.items() if each.done is not None} == {
        job: job * job for job in (0, 1, 2, 5, 6, 7)
    }


def test_jobs_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def jobs() -> Any:
        for job in range(30):
            taken.append(job)
            yield job

    seen = run(jobs(), str, threads, 2)
    next(seen)
    assert len(taken) < 10
    assert len(list(seen)) == 29


# --- as a user meets it --------------------------------------------------------------------------


def checkup(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "checkup", *map(str, words)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_command_does_all_it_can_and_says_in_one_line_what_it_could_not(street: Path) -> None:
    community(street / "坏社区")
    (street / "坏社区" / "checkup.yaml").write_text("overlay: []\n", encoding="utf-8")
    ran = checkup("batch", street, "-j", 1, "--json")
    assert ran.returncode == 3
    (line,) = [line for line in ran.stderr.splitlines() if "坏社区" in line]
    assert "overlays" in line
    told = json.loads(ran.stdout)
    assert [row["path"] for row in told["communities"]] == ["北片/乙社区", "甲社区"]
    jsonschema.validate(told, json.loads(checkup("schema", "street").stdout))


def test_results_among_the_inputs_are_refused(street: Path) -> None:
    ran = checkup("batch", street, "-o", street)
    assert ran.returncode == 2
    assert "换一个文件夹" in ran.stderr


def test_an_empty_street_says_what_a_community_is(tmp_path: Path) -> None:
    ran = checkup("batch", tmp_path)
    assert ran.returncode == 3
    assert "没有找到社区" in ran.stderr
